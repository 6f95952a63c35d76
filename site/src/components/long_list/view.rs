//! How a long list looks. A row is laid out when it comes near the window; finding in the page
//! and the keyboard reach all that was fetched.

use super::listing::{Block, Choice, Listing, Stage};
use crate::components::{
    dynamic::{dynamic, live, on, optional, text},
    icon::{self, icon},
    page,
    row::Row,
};
use crate::format;
use leptos::prelude::*;

/// The list, or what stands there for it.
pub(super) fn list(listing: Listing) -> AnyView {
    dynamic(move || match listing.stage.get() {
        Stage::Loading => page::skeleton(),
        Stage::Empty => empty(listing),
        Stage::Shown => shown(listing),
        Stage::Failed(failure) => page::failed(&failure, move || {
            listing.stage.set(Stage::Loading);
            listing.begin();
        }),
    })
}

fn empty(listing: Listing) -> AnyView {
    view! {
        <section class="card" aria-label=listing.about.title>
            {listing.about.empty.view()}
        </section>
    }
    .into_any()
}

fn shown(listing: Listing) -> AnyView {
    let about = listing.about;
    view! {
        <section class="card" aria-label=about.title>
            {tools(listing)}
            <div class="table-responsive" class:d-none=live(move || listing.count() == 0)>
                <table class="table card-table list-table long-list" role="table" aria-label=about.title aria-busy=live(move || listing.busy.get().to_string())>
                    <thead role="rowgroup"><tr role="row">{headings(listing)}</tr></thead>
                    <tbody role="rowgroup">
                        <For each=move || listing.blocks.get() key=|block| block.id children=move |block| rows(listing, &block)/>
                    </tbody>
                </table>
            </div>
            {optional(move || (listing.count() == 0 && !listing.busy.get()).then(|| nothing(listing)))}
            {footer(listing)}
        </section>
    }
    .into_any()
}

fn tools(listing: Listing) -> AnyView {
    let title = listing.about.title;
    let export_label = move || match listing.exporting.get() {
        Some(_) => "Stop",
        None => "CSV",
    };
    view! {
        <div class="card-header list-tools">
            <h2 class="card-title">{title}</h2>
            <div class="list-filter d-print-none">
                {icon(icon::SEARCH)}
                <input
                    class="form-control"
                    type="search"
                    maxlength="100"
                    placeholder="Filter"
                    aria-label=format!("Filter {title}")
                    prop:value=listing.typed
                    on:input=on(move |event| listing.type_text(event_target_value(&event)))
                />
            </div>
            {order_select(listing)}
            <button
                type="button"
                class="btn d-print-none"
                disabled=live(move || listing.busy.get() && listing.exporting.get().is_none())
                on:click=on(move |_| listing.export())
            >
                {icon(icon::DOWNLOAD)}{text(move || export_label().to_owned())}
            </button>
        </div>
    }
    .into_any()
}

fn turned(listing: Listing, descending: bool) {
    let choice = untrack(|| listing.choice());
    listing.choose(&Choice { descending, ..choice });
}

fn headings(listing: Listing) -> AnyView {
    let (ordered, turned_now) = (listing.ordered, move || listing.choice().descending);
    let sort = move || {
        if ordered.falls(turned_now()) {
            "descending"
        } else {
            "ascending"
        }
    };
    let sign = move || {
        if ordered.falls(turned_now()) {
            "\u{2193}"
        } else {
            "\u{2191}"
        }
    };
    let turn = move |_| turned(listing, !untrack(turned_now));
    let headings = listing.about.columns.iter().enumerate().map(|(n, column)| {
        if n != ordered.column() {
            return view! { <th scope="col" role="columnheader">{*column}</th> }.into_any();
        }
        view! {
            <th scope="col" role="columnheader" aria-sort=live(sort)>
                <button type="button" class="sort" on:click=on(turn)>
                    {*column}<span aria-hidden="true" class="sort-sign">{text(move || sign().to_owned())}</span>
                </button>
            </th>
        }
        .into_any()
    });
    headings.collect::<Vec<_>>().into_any()
}

/// Stands in for the headings where the columns stand below one another.
fn order_select(listing: Listing) -> AnyView {
    let column = listing.ordered.column();
    let by = listing.about.columns.get(column).copied().unwrap_or_default();
    let [straight, around] = listing.ordered.words();
    let value = move || {
        if listing.choice().descending {
            "descending"
        } else {
            "ascending"
        }
    };
    view! {
        <select
            class="form-select order-select d-print-none"
            aria-label=format!("Order of {}", listing.about.title)
            prop:value=live(move || value().to_owned())
            on:change=on(move |event| turned(listing, event_target_value(&event) == "descending"))
        >
            <option value="ascending">{format!("{by}, {straight}")}</option>
            <option value="descending">{format!("{by}, {around}")}</option>
        </select>
    }
    .into_any()
}

fn rows(listing: Listing, block: &Block) -> AnyView {
    let columns = listing.about.columns;
    let rows = block.rows.iter().enumerate().map(|(n, listed)| {
        let id = (n == 0).then(|| format!("{}-{}", listing.about.file, block.id));
        let Row(cells) = listed.row.clone();
        let cells = cells.into_iter().zip(columns).map(|(cell, column)| {
            let class = if cell.is_number() { "num" } else { "" };
            view! { <td role="cell" class=class data-label=*column>{cell.view()}</td> }
        });
        view! { <tr role="row" id=id>{cells.collect::<Vec<_>>()}</tr> }
    });
    rows.collect::<Vec<_>>().into_any()
}

/// Nothing holds the text, as far as was looked.
fn nothing(listing: Listing) -> AnyView {
    let sought = untrack(|| listing.choice().text);
    let so_far = if listing.next.get().is_some() { " so far" } else { "" };
    view! {
        <div class="card-body list-nothing">
            <p class="text-secondary mb-2">{format!("Nothing here contains \"{sought}\"{so_far}.")}</p>
            <button type="button" class="btn" on:click=on(move |_| listing.clear())>"Clear the filter"</button>
        </div>
    }
    .into_any()
}

fn footer(listing: Listing) -> AnyView {
    let label = move || {
        if listing.choice().text.is_empty() {
            "Show more"
        } else {
            "Look further"
        }
    };
    let more = move || {
        listing.next.with(Option::is_some).then(|| {
            view! {
                <button type="button" class="btn ms-auto d-print-none" id=listing.button_id() on:click=on(move |_| listing.more(true))>
                    {text(move || label().to_owned())}
                </button>
            }
            .into_any()
        })
    };
    let exporting = move || match listing.exporting.get() {
        Some(export) => format!("{} fetched for the file", format::count(export.rows, "row", "rows")),
        None => String::new(),
    };
    view! {
        <div class="card-footer list-footer">
            <span class="text-secondary" role="status">{text(move || listing.said.get())}</span>
            <span class="text-secondary">{text(exporting)}</span>
            {optional(more)}
        </div>
    }
    .into_any()
}
