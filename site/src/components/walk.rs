//! The steps of what one comes here for, on a home page, until the reader puts them away.

use super::{
    dynamic::{on, optional},
    icon::{self, icon},
    toasts::Toasts,
};
use crate::{browser, session::Session};
use leptos::prelude::*;

/// A step: where it is done, what it is called, what it is.
type Step = (&'static str, &'static str, &'static str);

/// A step that is done at some time.
#[derive(Clone)]
pub struct Stage {
    /// Where it is done.
    pub href: String,
    /// What it is called.
    pub name: &'static str,
    /// What it is.
    pub text: &'static str,
    /// Whether it is done.
    pub done: bool,
}

impl From<Step> for Stage {
    fn from((href, name, text): Step) -> Self {
        Self {
            href: href.to_owned(),
            name,
            text,
            done: false,
        }
    }
}

/// Steps that can be put away for good, and fetched back. Each user's browser remembers it.
#[derive(Clone, Copy)]
pub struct Walk {
    title: &'static str,
    steps: StoredValue<Vec<Stage>>,
    away: RwSignal<bool>,
    /// What the browser remembers it by.
    note: StoredValue<String>,
    toasts: Toasts,
}

impl Walk {
    /// The steps of a user's home page.
    pub fn new(title: &'static str, steps: Vec<Step>) -> Self {
        let who = untrack(|| expect_context::<Session>().who());
        let user = who.map(|who| who.user.user_id.to_string()).unwrap_or_default();
        let note = format!("latchkey.steps-away.{user}");
        Self {
            title,
            steps: StoredValue::new(steps.into_iter().map(Stage::from).collect()),
            away: RwSignal::new(browser::noted(&note)),
            note: StoredValue::new(note),
            toasts: expect_context(),
        }
    }

    /// Others in their place, which are put away together with them.
    pub fn instead(self, title: &'static str, steps: Vec<Stage>) -> Self {
        Self {
            title,
            steps: StoredValue::new(steps),
            ..self
        }
    }

    /// Whether they are put away.
    pub fn is_away(self) -> bool {
        self.away.get()
    }

    /// The steps, unless they were put away.
    pub fn shown(self) -> AnyView {
        optional(move || (!self.away.get()).then(|| self.card()))
    }

    /// What fetches them back, where they were put away.
    pub fn put_away(self) -> AnyView {
        let back = move |_| {
            self.put(false);
            browser::focus_soon("#walk");
        };
        optional(move || {
            self.away.get().then(|| {
                view! { <p class="mt-3"><button type="button" class="btn" on:click=on(back)>"Show the steps again"</button></p> }.into_any()
            })
        })
    }

    fn put(self, away: bool) {
        self.note.with_value(|note| {
            if away {
                browser::note(note)
            } else {
                browser::forget_note(note)
            }
        });
        self.away.set(away);
    }

    fn card(self) -> AnyView {
        let put_away = on(move |_| {
            self.put(true);
            self.toasts
                .done("The steps are put away. A button at the end of this page brings them back.");
            browser::focus_soon("h1");
        });
        let steps = self.steps.get_value().into_iter().enumerate().map(|(i, stage)| {
            let Stage { href, name, text, done } = stage;
            let number = if done {
                icon(icon::CHECK)
            } else {
                (i + 1).to_string().into_any()
            };
            view! {
                <li class="walk-step">
                    <a class="walk-link" href=href>
                        <span class="walk-number" aria-hidden="true">{number}</span>
                        {name}{done.then(|| view! { <span class="visually-hidden">" (done)"</span> })}
                    </a>
                    <p class="text-secondary mb-0">{text}</p>
                </li>
            }
        });
        view! {
            <section class="card" aria-labelledby="walk">
                <div class="card-header list-tools">
                    <h2 class="card-title" id="walk" tabindex="-1">{self.title}</h2>
                    <button type="button" class="btn ms-auto" on:click=put_away>{icon(icon::X)}"Put these steps away"</button>
                </div>
                <div class="card-body"><ol class="walk">{steps.collect::<Vec<_>>()}</ol></div>
            </section>
        }
        .into_any()
    }
}
