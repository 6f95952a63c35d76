//! Short messages that say what happened, read out as they come.

use super::dynamic::on;
use super::icon::{self, icon};
use leptos::prelude::*;
use std::time::Duration;

/// How long a message stays that needs no reaction.
const STAYS: Duration = Duration::from_secs(8);

#[derive(Clone)]
struct Toast {
    id: u32,
    text: String,
    failed: bool,
}

/// The messages on the screen.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    last: StoredValue<u32>,
}

impl Toasts {
    /// None yet.
    pub fn new() -> Self {
        Self {
            shown: RwSignal::new(Vec::new()),
            last: StoredValue::new(0),
        }
    }

    /// Says what was done. It goes by itself.
    pub fn done(self, text: impl Into<String>) {
        let id = self.show(text.into(), false);
        set_timeout(move || self.close(id), STAYS);
    }

    /// Says what went wrong. It stays until it is closed.
    pub fn failed(self, text: impl Into<String>) {
        self.show(text.into(), true);
    }

    fn show(self, text: String, failed: bool) -> u32 {
        let id = self.last.get_value() + 1;
        self.last.set_value(id);
        self.shown.update(|shown| shown.push(Toast { id, text, failed }));
        id
    }

    fn close(self, id: u32) {
        self.shown.update(|shown| shown.retain(|toast| toast.id != id));
    }

    /// Where they appear.
    pub fn view(self) -> AnyView {
        view! {
            <div class="toasts d-print-none" role="status" aria-live="polite" aria-atomic="false">
                <For each=move || self.shown.get() key=|toast| toast.id children=move |toast| self.toast(toast) />
            </div>
        }
        .into_any()
    }

    fn toast(self, toast: Toast) -> AnyView {
        let (class, path) = if toast.failed {
            ("toast-note toast-failed", icon::ALERT_TRIANGLE)
        } else {
            ("toast-note toast-done", icon::CIRCLE_CHECK)
        };
        view! {
            <div class=class>
                {icon(path)}
                <div class="flex-fill">{toast.text}</div>
                <button type="button" class="btn-icon-only" aria-label="Close message" on:click=on(move |_| self.close(toast.id))>
                    {icon(icon::X)}
                </button>
            </div>
        }
        .into_any()
    }
}
