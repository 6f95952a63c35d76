//! The parts that the form offers, however many the catalogue has.

use crate::{client, load::load_first};
use api::{Page, catalogue::PartView, operations::ListParts, page::ListQuery};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use std::time::Duration;

/// How long a reader who types has to pause before parts are asked for.
const PAUSE: Duration = Duration::from_millis(250);

/// The parts that are offered as one types.
#[derive(Clone, Copy)]
pub(super) struct Parts {
    pub(super) known: RwSignal<Vec<PartView>>,
    /// Whether there are more than came at first: then they are asked for by what is typed.
    more: RwSignal<bool>,
}

impl Parts {
    /// The first of them, and the others as they are asked for.
    pub(super) fn offered() -> Self {
        let first = load_first::<ListParts, PartView>(());
        let (known, more) = (RwSignal::new(Vec::new()), RwSignal::new(false));
        Effect::new(move || {
            if let Some(rows) = first.value() {
                more.set(rows.more);
                known.set(rows.items);
            }
        });
        Self { known, more }
    }

    /// The name of the part of this number, where it is known yet.
    pub(super) fn name(self, number: &str) -> Option<String> {
        let number = number.trim();
        self.known.with(|known| {
            let part = known.iter().find(|part| part.number.eq_ignore_ascii_case(number));
            part.map(|part| part.name.clone())
        })
    }

    /// Asks for the parts that hold what is typed, once the reader pauses.
    pub(super) fn ask_for(self, typed: RwSignal<String>) {
        let timer = StoredValue::new(None::<TimeoutHandle>);
        Effect::new(move || {
            let text = typed.get().trim().to_owned();
            if let Some(timer) = timer.get_value() {
                timer.clear();
            }
            let is_known = untrack(|| self.name(&text).is_some());
            if !self.more.get() || is_known || text.chars().count() < 2 {
                return;
            }
            let ask = move || spawn_local(self.find(text));
            timer.set_value(set_timeout_with_handle(ask, PAUSE).ok());
        });
    }

    async fn find(self, text: String) {
        let query = ListQuery {
            text: Some(text),
            ..ListQuery::default()
        };
        let Ok(query) = client::to_json(&query) else { return };
        let found = client::send(client::Row::of::<ListParts>(), Vec::new(), query, None).await;
        // What cannot be offered can still be typed: the service says whether it is a part.
        if let Ok(Page { items, .. }) = found.and_then(|text| client::from_json::<Page<PartView>>(&text)) {
            self.known.try_update(|known| {
                for part in items {
                    if !known.iter().any(|one| one.number == part.number) {
                        known.push(part);
                    }
                }
            });
        }
    }
}
