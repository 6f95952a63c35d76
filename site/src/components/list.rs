//! A list: filter, order, pages, export.

use super::dynamic::{dynamic, live, on, optional, text};
use super::{
    empty::Empty,
    icon::{self, icon},
    page,
    row::{Cell, Row},
};
use crate::{
    browser, csv, format,
    load::{Loaded, Rows},
};
use leptos::prelude::*;

const ROWS_ON_A_PAGE: usize = 25;

/// What a list is of.
#[derive(Clone, Copy)]
pub struct About {
    /// Its heading.
    pub title: &'static str,
    /// The heading of each column.
    pub columns: &'static [&'static str],
    /// The exported file's name, without its extension.
    pub file: &'static str,
    /// What stands there when it is empty.
    pub empty: Empty,
}

/// What a list exports where that is more than it shows: so that what was exported can be
/// imported again.
pub struct Export<T> {
    /// The first line, in the words of the import's columns.
    pub columns: &'static [&'static str],
    /// The rows of the file that stand for one row of the list.
    pub rows: fn(&T) -> Vec<Vec<csv::Cell>>,
}

/// A row, and what stands for it in the file.
#[derive(Clone)]
pub(super) struct Listed {
    pub(super) row: Row,
    pub(super) exported: Option<Vec<Vec<csv::Cell>>>,
}

impl Listed {
    /// The rows of the file that stand for it.
    pub(super) fn export(self) -> Vec<Vec<csv::Cell>> {
        self.exported
            .unwrap_or_else(|| vec![self.row.0.iter().map(Cell::export).collect()])
    }
}

/// What the reader chose.
#[derive(Clone, Copy)]
struct Choice {
    filter: RwSignal<String>,
    /// The column and whether it rises.
    order: RwSignal<Option<(usize, bool)>>,
    page: RwSignal<usize>,
}

/// The list of whatever was loaded, each made a row.
pub fn list<T: Clone + Send + Sync + 'static>(
    about: About,
    loaded: Loaded<Rows<T>>,
    to_row: impl Fn(&T) -> Row + Send + Sync + 'static,
) -> AnyView {
    listed(about, loaded, to_row, None)
}

/// The same, with an export of its own.
pub fn list_with_export<T: Clone + Send + Sync + 'static>(
    about: About,
    loaded: Loaded<Rows<T>>,
    to_row: impl Fn(&T) -> Row + Send + Sync + 'static,
    export: Export<T>,
) -> AnyView {
    listed(about, loaded, to_row, Some(export))
}

fn listed<T: Clone + Send + Sync + 'static>(
    about: About,
    loaded: Loaded<Rows<T>>,
    to_row: impl Fn(&T) -> Row + Send + Sync + 'static,
    export: Option<Export<T>>,
) -> AnyView {
    let choice = Choice {
        filter: RwSignal::new(String::new()),
        order: RwSignal::new(None),
        page: RwSignal::new(0),
    };
    page::loaded(loaded, move |rows| {
        let more = rows.more;
        let rows = rows.items.iter().map(|item| Listed {
            row: to_row(item),
            exported: export.as_ref().map(|export| (export.rows)(item)),
        });
        let columns = export.as_ref().map_or(about.columns, |export| export.columns);
        table(about, columns, choice, rows.collect(), more)
    })
}

fn table(about: About, exported: &'static [&'static str], choice: Choice, all: Vec<Listed>, more: bool) -> AnyView {
    let none = all.is_empty();
    let numbers: Vec<usize> = all.first().map(|first| first.row.numbers()).unwrap_or_default();
    let chosen = Memo::new_with_compare(
        move |_| {
            let filter = browser::folded(choice.filter.get().trim());
            let mut rows: Vec<Listed> = all
                .iter()
                .filter(|listed| listed.row.contains(&filter))
                .cloned()
                .collect();
            if let Some((column, rising)) = choice.order.get() {
                rows.sort_by(|a, b| {
                    let order = a.row.0[column].compare(&b.row.0[column]);
                    if rising { order } else { order.reverse() }
                });
            }
            rows
        },
        |_, _| true,
    );
    if none {
        return view! {
            <section class="card" aria-label=about.title>
                {about.empty.view()}
            </section>
        }
        .into_any();
    }
    let on_filter = move |event| {
        choice.page.set(0);
        choice.filter.set(event_target_value(&event));
    };
    let export = move |_| {
        let rows = chosen.get_untracked().into_iter().flat_map(Listed::export);
        let text = csv::file(exported, rows);
        browser::save_file(
            &format!("{}.csv", about.file),
            "text/csv;charset=utf-8",
            text.as_bytes(),
        );
    };
    let body = move || {
        let start = choice.page.get() * ROWS_ON_A_PAGE;
        let rows: Vec<Row> = chosen.with(|rows| {
            let page = rows.iter().skip(start).take(ROWS_ON_A_PAGE);
            page.map(|listed| listed.row.clone()).collect()
        });
        if rows.is_empty() {
            let nothing = format!("Nothing here contains \"{}\".", choice.filter.get_untracked());
            return view! { <tr><td class="text-secondary" colspan=about.columns.len().to_string()>{nothing}</td></tr> }.into_any();
        }
        rows.into_iter()
            .map(|row| table_row(about, row))
            .collect::<Vec<_>>()
            .into_any()
    };
    let headings = (0..about.columns.len())
        .map(|column| heading(about, choice, column, numbers.contains(&column)))
        .collect::<Vec<_>>();
    view! {
        <section class="card" aria-label=about.title>
            <div class="card-header list-tools">
                <h2 class="card-title">{about.title}</h2>
                <div class="list-filter d-print-none">
                    {icon(icon::SEARCH)}
                    <input
                        class="form-control"
                        type="search"
                        placeholder="Filter"
                        aria-label=format!("Filter {}", about.title)
                        prop:value=choice.filter
                        on:input=on_filter
                    />
                </div>
                {order_select(about, choice)}
                <button type="button" class="btn d-print-none" on:click=export>{icon(icon::DOWNLOAD)}"CSV"</button>
            </div>
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table">
                    <thead><tr>{headings}</tr></thead>
                    <tbody>{dynamic(body)}</tbody>
                </table>
            </div>
            {footer(choice, chosen, more)}
        </section>
    }
    .into_any()
}

fn table_row(about: About, row: Row) -> AnyView {
    let cells = row.0.into_iter().zip(about.columns).map(|(cell, column)| {
        let class = if cell.is_number() { "num" } else { "" };
        view! { <td class=class data-label=*column>{cell.view()}</td> }
    });
    view! { <tr>{cells.collect::<Vec<_>>()}</tr> }.into_any()
}

fn heading(about: About, choice: Choice, column: usize, is_number: bool) -> AnyView {
    let rising = move || {
        choice
            .order
            .get()
            .filter(|(by, _)| *by == column)
            .map(|(_, rising)| rising)
    };
    let sort = move || match rising() {
        Some(true) => "ascending",
        Some(false) => "descending",
        None => "none",
    };
    let sign = move || match rising() {
        Some(true) => "\u{2191}".to_owned(),
        Some(false) => "\u{2193}".to_owned(),
        None => String::new(),
    };
    let on_click = move |_| {
        let rising = rising() != Some(true);
        choice.page.set(0);
        choice.order.set(Some((column, rising)));
    };
    view! {
        <th scope="col" class=if is_number { "num" } else { "" } aria-sort=live(sort)>
            <button type="button" class="sort" on:click=on_click>
                {about.columns[column]}<span aria-hidden="true" class="sort-sign">{text(sign)}</span>
            </button>
        </th>
    }
    .into_any()
}

/// Stands in for the headings where the columns stand below one another.
fn order_select(about: About, choice: Choice) -> AnyView {
    let on_change = move |event| {
        choice.page.set(0);
        choice.order.set(
            event_target_value(&event)
                .parse()
                .ok()
                .map(|column: usize| (column, true)),
        );
    };
    let options = about
        .columns
        .iter()
        .enumerate()
        .map(|(i, name)| view! { <option value=i.to_string()>{*name}</option> });
    view! {
        <select class="form-select order-select d-print-none" aria-label=format!("Order {} by", about.title) on:change=on(on_change)>
            <option value="">"Order by"</option>
            {options.collect_view()}
        </select>
    }
    .into_any()
}

fn footer(choice: Choice, chosen: Memo<Vec<Listed>>, more: bool) -> AnyView {
    let total = move || chosen.with(Vec::len);
    let range = move || {
        let (total, start) = (total(), choice.page.get() * ROWS_ON_A_PAGE);
        let end = (start + ROWS_ON_A_PAGE).min(total);
        let of = format::number(total as u64);
        let of = if more { format!("the first {of}") } else { of };
        if total == 0 {
            "0".to_owned()
        } else {
            format!("{}-{end} of {of}", start + 1)
        }
    };
    let turn = move |to: fn(usize) -> usize| move |_| choice.page.update(|page| *page = to(*page));
    let several = move || {
        (total() > ROWS_ON_A_PAGE).then(|| view! {
        <span class="ms-auto btn-list d-print-none">
            <button type="button" class="btn" disabled=live(move || choice.page.get() == 0) on:click=turn(|page| page.saturating_sub(1))>"Previous"</button>
            <button type="button" class="btn" disabled=live(move || { (choice.page.get() + 1) * ROWS_ON_A_PAGE >= total() }) on:click=turn(|page| page + 1)>"Next"</button>
        </span>
    }.into_any())
    };
    view! { <div class="card-footer list-footer"><span class="text-secondary" role="status">{text(range)}</span>{optional(several)}</div> }.into_any()
}
