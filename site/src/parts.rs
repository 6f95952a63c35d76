//! The site in parts. A browser fetches the frame and the front door, and a part with the
//! first page of it that is opened.
//!
//! What several parts share lies in files of its own.

use crate::{
    components::{
        dynamic::on,
        icon::{self, icon},
        page,
    },
    router,
    routes::{self, Found, Part},
    session::Session,
};
use leptos::{prelude::*, task::spawn_local};
use std::{array, time::Duration};

/// The pages of a part, by their place in it. None where the path's ids are none.
pub type Pages = fn(usize, &[&str]) -> Option<AnyView>;

/// How long after the first page what the user may open next is fetched: what that page
/// itself asks for comes first.
const LATER: Duration = Duration::from_secs(2);

/// Where a part stands.
#[derive(Clone, Copy)]
enum State {
    Absent,
    Loading,
    Here(Pages),
    Failed,
}

/// The parts that were fetched.
#[derive(Clone, Copy)]
pub struct Parts {
    states: [RwSignal<State>; Part::ALL.len()],
    /// Whether what may be opened next is on its way.
    ahead: StoredValue<bool>,
}

impl Parts {
    /// None is there yet.
    pub fn new() -> Self {
        Self {
            states: array::from_fn(|_| RwSignal::new(State::Absent)),
            ahead: StoredValue::new(false),
        }
    }

    /// The page that was found, or what stands there until its part has come.
    pub fn page(self, found: &Found<'_>, session: Session) -> AnyView {
        let Some(part) = found.part else {
            return routes::front(found.page, &found.values).unwrap_or_else(page::not_found);
        };
        match self.state(part).get() {
            State::Here(pages) => {
                self.fetch_ahead(session);
                pages(found.page, &found.values).unwrap_or_else(page::not_found)
            }
            State::Failed => self.failed(part),
            State::Loading => page::skeleton(),
            State::Absent => {
                // Not in the midst of drawing: what is drawn reads the state.
                spawn_local(self.fetch(part));
                page::skeleton()
            }
        }
    }

    const fn state(self, part: Part) -> RwSignal<State> {
        self.states[part as usize]
    }

    async fn fetch(self, part: Part) {
        let state = self.state(part);
        if matches!(state.get_untracked(), State::Loading | State::Here(_)) {
            return;
        }
        state.set(State::Loading);
        match part.fetch().await {
            Ok(pages) => self.came(part, pages),
            Err(_) => state.set(State::Failed),
        }
        router::page_came();
    }

    /// A part is there. What is shown of it already stays as it is.
    fn came(self, part: Part, pages: Pages) {
        let state = self.state(part);
        if !matches!(state.get_untracked(), State::Here(_)) {
            state.set(State::Here(pages));
        }
    }

    /// Once the first page stands: what else the user's menu leads to. What does not come
    /// is asked for again when it is opened.
    fn fetch_ahead(self, session: Session) {
        let Some(roles) = session.roles().filter(|_| !self.ahead.get_value()) else {
            return;
        };
        self.ahead.set_value(true);
        let fetch = move || {
            spawn_local(async move {
                for part in routes::parts_in_menu(&roles) {
                    if let Ok(pages) = part.fetch().await {
                        self.came(part, pages);
                    }
                }
            });
        };
        set_timeout(fetch, LATER);
    }

    fn failed(self, part: Part) -> AnyView {
        let again = move |_| {
            router::page_asked();
            spawn_local(self.fetch(part));
        };
        let actions = view! {
            <button type="button" class="btn btn-primary" on:click=on(again)>{icon(icon::REFRESH)}"Try again"</button>
            <button type="button" class="btn" on:click=on(|_| { let _ = window().location().reload(); })>"Reload the page"</button>
        };
        view! {
            {page::plain_header("Page not loaded")}
            {page::state(
                "This page could not be fetched",
                "Check your connection and try again. If it was renewed while you had it open, reload the page.",
                view! { <div class="btn-list justify-content-center">{actions}</div> }.into_any(),
            )}
        }
        .into_any()
    }
}
