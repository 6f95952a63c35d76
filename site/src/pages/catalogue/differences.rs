//! What one version changes of another, entry by entry and field by field.

use super::sections::{field_words, named, section, title};
use crate::{
    components::dynamic::{dynamic, on},
    format,
};
use api::catalogue::{CatalogueFault, DifferenceView, DifferencesView, EntryChange};
use leptos::prelude::*;
use std::sync::Arc;

/// How many entries are shown before the reader asks for more.
const AT_FIRST: usize = 100;

/// What becomes of an entry, in a word, and its colour's class.
pub const fn word(change: EntryChange) -> (&'static str, &'static str) {
    match change {
        EntryChange::Added => ("Added", "bg-green-lt"),
        EntryChange::Changed => ("Changed", "bg-yellow-lt"),
        EntryChange::Retired => ("Retired", "bg-yellow-lt"),
        EntryChange::Restored => ("Offered again", "bg-green-lt"),
        EntryChange::Removed => ("Removed", "bg-red-lt"),
    }
}

/// All of them, by section.
pub fn differences(differences: Arc<DifferencesView>) -> AnyView {
    if differences.differences.is_empty() {
        return view! { <div class="card-body"><p class="mb-0 text-secondary">"Nothing differs."</p></div> }.into_any();
    }
    let shown = RwSignal::new(AT_FIRST);
    let body = move || {
        let all = &differences.differences;
        let some = &all[..shown.get().min(all.len())];
        let tables = some.chunk_by(|a, b| a.section == b.section).map(table);
        let (hidden, total) = (all.len() - some.len(), differences.entries as usize);
        let more = (hidden > 0).then(|| view! {
            <div class="card-body">
                <button type="button" class="btn" on:click=on(move |_| shown.update(|shown| *shown += 10 * AT_FIRST))>
                    {format!("Show {} more", format::number(hidden as u64))}
                </button>
            </div>
        });
        let cut = (total > all.len()).then(|| view! {
            <div class="card-body"><p class="mb-0 text-secondary">
                {format!("These are the first {} of {} entries. Download both files to compare the rest.", format::number(all.len() as u64), format::number(total as u64))}
            </p></div>
        });
        view! { {tables.collect::<Vec<_>>()}{more}{cut} }.into_any()
    };
    dynamic(body)
}

fn table(of_a_section: &[DifferenceView]) -> AnyView {
    let heading = of_a_section.first().map(|one| title(&one.section)).unwrap_or_default();
    let rows = of_a_section.iter().flat_map(rows).collect::<Vec<_>>();
    view! {
        <div class="table-responsive">
            <table class="table table-vcenter card-table list-table">
                <caption class="table-name">{heading}</caption>
                <thead><tr>
                    <th scope="col">"Entry"</th><th scope="col">"Change"</th><th scope="col">"Field"</th>
                    <th scope="col">"Before"</th><th scope="col">"After"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn rows(one: &DifferenceView) -> Vec<AnyView> {
    let (what, class) = word(one.change);
    let fields = one.fields.iter().map(|field| {
        let value = |label: &'static str, value: &Option<String>| {
            view! { <td data-label=label>{value.as_deref().map(|value| view! { <span class="differs">{shown(&field.field, value)}</span> })}</td> }.into_any()
        };
        view! {
            <tr>
                <td data-label="Entry">{entry(&one.section, &one.entry, one.change)}</td>
                <td data-label="Change"><span class=format!("badge {class}")>{what}</span></td>
                <td data-label="Field">{field_words(&one.section, &field.field)}</td>
                {value("Before", &field.before)}
                {value("After", &field.after)}
            </tr>
        }
        .into_any()
    });
    fields.collect()
}

/// A value as it stands; of a picture, how large it is.
fn shown(field: &str, value: &str) -> String {
    if field == "logo/data" {
        return format!("A picture of {} bytes", format::number(value.len() as u64 / 4 * 3));
    }
    value.to_owned()
}

/// An entry, with a link to its page where it is still there.
fn entry(of: &str, id: &str, change: EntryChange) -> AnyView {
    let Some(of) = section(of) else {
        return id.to_owned().into_any();
    };
    let name = if of.is_single() { named(of, id) } else { id.to_owned() };
    if change == EntryChange::Removed {
        return name.into_any();
    }
    view! { <a href=of.page(Some(id))>{name}</a> }.into_any()
}

/// Why a draft cannot be published, each with what to do.
pub fn faults(faults: &[CatalogueFault]) -> AnyView {
    let rows = faults.iter().take(AT_FIRST).map(|fault| {
        view! {
            <tr>
                <td data-label="Section">{title(&fault.section)}</td>
                <td data-label="Entry">{entry(&fault.section, &fault.entry, EntryChange::Changed)}</td>
                <td data-label="Field">{field_words(&fault.section, &fault.field)}</td>
                <td data-label="What to do">{fault.message.clone()}</td>
            </tr>
        }
    });
    let rows = rows.collect::<Vec<_>>();
    let more = faults.len().checked_sub(AT_FIRST).filter(|more| *more > 0).map(|more| {
        view! { <div class="card-body"><p class="mb-0 text-secondary">{format!("There are {more} more.")}</p></div> }
    });
    view! {
        <div class="table-responsive">
            <table class="table table-vcenter card-table list-table" aria-label="Faults of the draft">
                <thead><tr><th scope="col">"Section"</th><th scope="col">"Entry"</th><th scope="col">"Field"</th><th scope="col">"What to do"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {more}
    }
    .into_any()
}
