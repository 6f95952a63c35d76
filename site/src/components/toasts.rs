//! Short messages that say what happened. The newest stands in the bar on top, where it covers
//! nothing; all of them stand in a list for who missed one.

use super::{
    disclosure::{Button, Disclosure},
    dynamic::{dynamic, on, optional, text},
    icon::{self, icon},
};
use crate::{format, router::Router};
use leptos::prelude::*;
use std::{collections::VecDeque, time::Duration};

/// How long a message stays that needs no reaction.
const STAYS: Duration = Duration::from_secs(8);

/// How many messages are kept.
const KEPT: usize = 50;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Toast {
    id: u32,
    text: String,
    failed: bool,
    /// The time of day, as it is shown.
    at: String,
    /// It went wrong, and nobody closed it or looked at the list since.
    open: bool,
}

/// What was said.
#[derive(Debug, Default)]
struct Said {
    last: u32,
    /// The newest first.
    all: VecDeque<Toast>,
    /// Which one is shown.
    shown: Option<u32>,
}

impl Said {
    /// Says something in place of what was shown.
    fn say(&mut self, text: String, failed: bool, at: String) -> u32 {
        self.last += 1;
        let id = self.last;
        self.all.push_front(Toast {
            id,
            text,
            failed,
            at,
            open: failed,
        });
        self.all.truncate(KEPT);
        self.shown = Some(id);
        id
    }

    /// Takes a message out of the bar, if it is still there.
    fn close(&mut self, id: u32) {
        if self.shown == Some(id) {
            self.shown = None;
        }
        for toast in self.all.iter_mut().filter(|toast| toast.id == id) {
            toast.open = false;
        }
    }

    /// Everything was looked at.
    fn look(&mut self) {
        for toast in &mut self.all {
            toast.open = false;
        }
        self.shown = None;
    }

    fn shown(&self) -> Option<&Toast> {
        self.all.iter().find(|toast| Some(toast.id) == self.shown)
    }

    /// How many failures something newer stands in place of.
    fn missed(&self) -> usize {
        self.all
            .iter()
            .filter(|toast| toast.open && Some(toast.id) != self.shown)
            .count()
    }
}

/// The messages.
#[derive(Clone, Copy)]
pub struct Toasts(RwSignal<Said>);

impl Toasts {
    /// None yet.
    pub fn new() -> Self {
        Self(RwSignal::new(Said::default()))
    }

    /// Says what was done. It goes by itself.
    pub fn done(self, text: impl Into<String>) {
        let id = self.say(text.into(), false);
        set_timeout(move || self.0.update(|said| said.close(id)), STAYS);
    }

    /// Says what went wrong. It stays until it is closed or something else is said.
    pub fn failed(self, text: impl Into<String>) {
        self.say(text.into(), true);
    }

    /// Whether anything was said.
    pub fn any(self) -> bool {
        self.0.with(|said| !said.all.is_empty())
    }

    /// Forgets what was said: it was for who signs out.
    pub fn forget(self) {
        self.0.set(Said::default());
    }

    fn say(self, text: String, failed: bool) -> u32 {
        self.0
            .try_update(|said| said.say(text, failed, format::time_of_day()))
            .unwrap_or_default()
    }

    /// Where the newest stands. The only place that is read out as it changes.
    pub fn newest(self) -> AnyView {
        let shown = Memo::new(move |_| self.0.with(|said| said.shown().cloned()));
        let sign = move || {
            shown.get().map(|toast| {
                let (class, path) = if toast.failed {
                    ("said-sign said-failed", icon::ALERT_TRIANGLE)
                } else {
                    ("said-sign said-done", icon::CIRCLE_CHECK)
                };
                view! { <span class=class>{icon(path)}</span> }.into_any()
            })
        };
        let close = move || {
            shown.get().filter(|toast| toast.failed).map(|toast| view! {
                <button type="button" class="btn-icon-only" aria-label="Close message" on:click=on(move |_| self.0.update(|said| said.close(toast.id)))>
                    {icon(icon::X)}
                </button>
            }.into_any())
        };
        view! {
            <div class="said" class:said-something=move || shown.with(Option::is_some)>
                {optional(sign)}
                <p class="said-text" role="status">{text(move || shown.get().map(|toast| toast.text).unwrap_or_default())}</p>
                {optional(close)}
            </div>
        }
        .into_any()
    }

    /// The button that shows everything that was said.
    pub fn history(self, router: Router) -> AnyView {
        let disclosure = Disclosure::new("messages", router);
        Effect::new(move || {
            if disclosure.is_open() {
                self.0.update(Said::look);
            }
        });
        let missed = Memo::new(move |_| self.0.with(Said::missed));
        let label = move || match missed.get() {
            0 => "Messages".to_owned(),
            missed => format!("Messages, {missed} that you may have missed"),
        };
        let mark = move || (missed.get() > 0).then(|| view! { <span class="missed"></span> }.into_any());
        let button = Button {
            class: "btn-icon-only",
            label: Some(Signal::derive(label)),
            current: Signal::stored(None),
            content: view! { {icon(icon::BELL)}{optional(mark)} }.into_any(),
        };
        let list = dynamic(move || {
            if disclosure.is_open() {
                self.0.with(all)
            } else {
                ().into_any()
            }
        });
        disclosure.view("disclosure disclosure-end", button, list)
    }
}

fn all(said: &Said) -> AnyView {
    if said.all.is_empty() {
        return view! {
            <p class="messages-none">"No messages yet. What you do here is confirmed in the bar on top, and stays in this list until you sign out or reload."</p>
        }
        .into_any();
    }
    let items = said.all.iter().map(|toast| {
        let (class, path, what) = if toast.failed {
            ("said-sign said-failed", icon::ALERT_TRIANGLE, "Not done: ")
        } else {
            ("said-sign said-done", icon::CIRCLE_CHECK, "Done: ")
        };
        view! {
            <li class="message">
                <span class=class>{icon(path)}</span>
                <span class="min-w-0"><span class="visually-hidden">{what}</span>{toast.text.clone()}</span>
                <span class="message-at">{toast.at.clone()}</span>
            </li>
        }
    });
    view! { <h2 class="menu-heading">"Messages"</h2><ol class="messages">{items.collect::<Vec<_>>()}</ol> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(messages: &[(&str, bool)]) -> Said {
        let mut said = Said::default();
        for &(text, failed) in messages {
            said.say(text.to_owned(), failed, String::new());
        }
        said
    }

    fn shown(said: &Said) -> Option<&str> {
        said.shown().map(|toast| toast.text.as_str())
    }

    #[test]
    fn one_message_is_shown_and_all_are_kept() {
        let mut said = said(&[("a", false), ("b", false)]);
        assert_eq!(shown(&said), Some("b"));
        said.close(1);
        assert_eq!(
            shown(&said),
            Some("b"),
            "the time of a message that was replaced ends nothing"
        );
        said.close(2);
        assert_eq!(shown(&said), None);
        let texts: Vec<_> = said.all.iter().map(|toast| toast.text.as_str()).collect();
        assert_eq!(texts, ["b", "a"]);
    }

    #[test]
    fn a_failure_that_was_replaced_is_missed_until_the_list_is_looked_at() {
        let mut said = said(&[("failed", true)]);
        assert_eq!(said.missed(), 0, "it is there to see");
        said.say("done".to_owned(), false, String::new());
        assert_eq!((shown(&said), said.missed()), (Some("done"), 1));
        said.look();
        assert_eq!((shown(&said), said.missed()), (None, 0));
    }

    #[test]
    fn a_failure_that_was_closed_is_not_missed() {
        let mut said = said(&[("failed", true)]);
        said.close(1);
        said.say("done".to_owned(), false, String::new());
        assert_eq!(said.missed(), 0);
    }

    #[test]
    fn the_oldest_messages_go() {
        let many: Vec<_> = (0..KEPT + 1).map(|_| ("a", false)).collect();
        assert_eq!(said(&many).all.len(), KEPT);
    }
}
