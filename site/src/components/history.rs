//! What has happened to a thing, newest first.

use super::dynamic::on;
use super::{
    icon::{self, icon},
    page,
};
use crate::{
    format,
    load::{Loaded, Rows},
};
use api::events::EventView;
use leptos::prelude::*;

/// How many events are shown before the reader asks for more.
const AT_FIRST: usize = 8;

/// The history of a thing, on its page.
pub fn history(events: Loaded<Rows<EventView>>) -> AnyView {
    let all = RwSignal::new(false);
    let body = page::loaded(events, move |rows| {
        if rows.items.is_empty() {
            return view! { <p class="text-secondary mb-0">"Nothing has happened yet."</p> }.into_any();
        }
        let shown = if all.get() { rows.items.len() } else { AT_FIRST };
        let hidden = rows.items.len().saturating_sub(shown);
        let items = rows.items.into_iter().take(shown).map(item).collect::<Vec<_>>();
        let button = (hidden > 0).then(|| view! {
            <button type="button" class="btn mt-3" on:click=on(move |_| all.set(true))>{format!("Show {hidden} more")}</button>
        });
        view! { <ol class="events">{items}</ol>{button} }.into_any()
    });
    view! {
        <section class="card d-print-none" aria-labelledby="history">
            <div class="card-header"><h2 class="card-title" id="history">"History"</h2></div>
            <div class="card-body">{body}</div>
        </section>
    }
    .into_any()
}

fn item(event: EventView) -> AnyView {
    view! {
        <li>
            <span class="event-dot">{icon(icon::CHECK)}</span>
            <p class="mb-0">{event.summary}</p>
            <p class="text-secondary mb-0">{format::time(event.at)}" · "{event.by}</p>
        </li>
    }
    .into_any()
}
