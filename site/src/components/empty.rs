//! What stands where nothing is yet: why, and what to do next.

use super::{
    dynamic::on,
    icon::{self, icon},
};
use crate::{routes, session::Session};
use leptos::prelude::*;

/// An empty place.
#[derive(Clone, Copy)]
pub struct Empty {
    why: &'static str,
    next: Next,
}

#[derive(Clone, Copy)]
enum Next {
    /// Somebody else's turn: the sentence says whose.
    Wait,
    /// A page, or a place on this one.
    Go(Signal<String>, &'static str, &'static str),
    /// Something on this page.
    Do(Callback<()>, &'static str, &'static str),
}

impl Empty {
    /// A place that is only there with something in it.
    pub const NEVER: Self = Self::waits("");

    /// It fills without the reader; the sentence says how.
    pub const fn waits(why: &'static str) -> Self {
        Self { why, next: Next::Wait }
    }

    /// The next thing to do is on a page, or beginning with `#` on this one. Who may not open
    /// the page reads the sentence alone.
    pub fn go(why: &'static str, href: impl Into<String>, path: &'static str, text: &'static str) -> Self {
        let href = Signal::stored(href.into());
        Self {
            why,
            next: Next::Go(href, path, text),
        }
    }

    /// The next thing to do opens here, as on a button of the same name.
    pub fn act(why: &'static str, text: &'static str, act: impl Fn() + Send + Sync + 'static) -> Self {
        let act = Callback::new(move |()| act());
        Self {
            why,
            next: Next::Do(act, icon::PLUS, text),
        }
    }

    /// Sentence and button.
    pub fn view(self) -> AnyView {
        view! {
            <div class="empty">
                <p class="empty-title">{self.why}</p>
                {self.button().map(|button| view! { <div class="empty-action">{button}</div> })}
            </div>
        }
        .into_any()
    }

    /// The button alone.
    pub fn button(self) -> Option<AnyView> {
        match self.next {
            Next::Wait => None,
            Next::Go(href, path, text) => {
                let href = untrack(|| href.get());
                opens(&href).then(|| view! { <a class="btn btn-primary" href=href>{icon(path)}{text}</a> }.into_any())
            }
            Next::Do(act, path, text) => Some(
                view! { <button type="button" class="btn btn-primary" on:click=on(move |_| act.run(()))>{icon(path)}{text}</button> }
                    .into_any(),
            ),
        }
    }
}

/// Whether the user has what a link leads to.
fn opens(href: &str) -> bool {
    let roles = untrack(|| expect_context::<Session>().roles());
    let path = href.split('?').next().unwrap_or_default();
    href.starts_with('#') || routes::find(path, roles.as_deref()).is_some()
}
