//! Requests and purchases as rows that open to their lines and to who managed them.

use super::{badge, filter::Filter};
use crate::components::dynamic::{dynamic, live, on, text};
use crate::components::icon::{self, icon};
use crate::{browser, csv, format, load::Rows, session::Session};
use api::{
    operations::DecideUpgrade,
    upgrades::{UpgradeSummary, UpgradesTab},
};
use domain::{
    id::UpgradeId,
    upgrade::{AcceptanceState, UpgradeStatus},
};
use leptos::prelude::*;

/// How many rows are shown before the reader asks for more.
const ROWS: usize = 25;

/// What the reader did with the table; it stays when the rows are fetched anew.
#[derive(Clone, Copy)]
pub struct Table {
    /// Which rows.
    pub filter: Filter,
    /// Requests under their REQ number, or purchases under their IPP number; both without.
    pub tab: Signal<Option<UpgradesTab>>,
    opened: RwSignal<Vec<UpgradeId>>,
    newest_first: RwSignal<bool>,
    shown: RwSignal<usize>,
}

impl Table {
    /// A table with no row opened, most recently updated first.
    pub fn new(filter: Filter, tab: Signal<Option<UpgradesTab>>) -> Self {
        Self {
            filter,
            tab,
            opened: RwSignal::new(Vec::new()),
            newest_first: RwSignal::new(true),
            shown: RwSignal::new(ROWS),
        }
    }

    /// The rows with their filters. `empty` stands there where there are none at all.
    pub fn view(self, rows: Rows<UpgradeSummary>, empty: AnyView) -> AnyView {
        let more = rows.more;
        let all = StoredValue::new(rows.items);
        let tab = self.tab.get();
        if all.with_value(|all| !all.iter().any(|row| in_tab(tab, row))) {
            return empty;
        }
        let chosen = Memo::new(move |_| {
            let tab = self.tab.get();
            let passes = |row: &&UpgradeSummary| in_tab(tab, row) && self.filter.passes(row);
            let mut rows: Vec<_> = all.with_value(|all| all.iter().filter(passes).cloned().collect());
            rows.sort_by_key(|row| row.updated_at);
            if self.newest_first.get() {
                rows.reverse();
            }
            rows
        });
        let session = expect_context::<Session>();
        let manages = session.may::<DecideUpgrade>();
        let body = move || {
            let rows = chosen.get();
            if rows.is_empty() {
                let nothing = "Nothing fits these filters. Take one away.";
                return view! { <tr><td class="text-secondary" colspan="6">{nothing}</td></tr> }.into_any();
            }
            let rows = rows.into_iter().take(self.shown.get());
            rows.map(|row| self.row(row, manages)).collect::<Vec<_>>().into_any()
        };
        view! {
            {self.filter.view()}
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table">
                    <thead><tr>
                        <th scope="col">"ID"</th>
                        <th scope="col">"Requested by"</th>
                        {self.updated_heading()}
                        <th scope="col">"Created"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr></thead>
                    <tbody>{dynamic(body)}</tbody>
                </table>
            </div>
            {self.footer(chosen, more)}
        }
        .into_any()
    }

    fn updated_heading(self) -> AnyView {
        let newest_first = self.newest_first;
        let sort = move || if newest_first.get() { "descending" } else { "ascending" };
        let sign = move || if newest_first.get() { "\u{2193}" } else { "\u{2191}" }.to_owned();
        view! {
            <th scope="col" aria-sort=live(sort)>
                <button type="button" class="sort" on:click=on(move |_| newest_first.update(|newest| *newest = !*newest))>
                    "Last updated"<span aria-hidden="true" class="sort-sign">{text(sign)}</span>
                </button>
            </th>
        }
        .into_any()
    }

    fn row(self, row: UpgradeSummary, manages: bool) -> AnyView {
        let id = row.upgrade_id;
        let number = number_in(self.tab.get_untracked(), &row);
        let open = Memo::new(move |_| self.opened.with(|opened| opened.contains(&id)));
        let toggle = move |_| {
            self.opened.update(|opened| {
                let before = opened.len();
                opened.retain(|other| *other != id);
                if opened.len() == before {
                    opened.push(id);
                }
            });
        };
        let waits = row.status == UpgradeStatus::SubmittedForApproval;
        let (class, action) = match waits && manages {
            true => ("btn btn-primary", "Manage request"),
            false => ("btn", "Open"),
        };
        let controls = format!("row-{id}");
        view! {
            <tr>
                <td data-label="ID">
                    <button
                        type="button"
                        class="row-toggle"
                        aria-expanded=live(move || open.get().to_string())
                        aria-controls=controls.clone()
                        on:click=on(toggle)
                    >
                        {icon(icon::CHEVRON_RIGHT)}{number.clone()}
                    </button>
                </td>
                <td data-label="Requested by"><div>{row.requested_by.name.clone()}<span class="text-secondary d-block">{row.requested_by.email.clone()}</span></div></td>
                <td data-label="Last updated">{format::time(row.updated_at)}</td>
                <td data-label="Created">{format::time(row.created_at)}</td>
                <td data-label="Status"><div>{badge(row.status)}{suspended(&row)}</div></td>
                <td class="row-action"><a class=class href=format!("/upgrades/{id}") aria-label=format!("{action} {number}")>{action}</a></td>
            </tr>
            <tr id=controls class="row-more" hidden=live(move || !open.get())>
                <td colspan="6">{lines(&row)}</td>
            </tr>
        }
        .into_any()
    }

    fn footer(self, chosen: Memo<Vec<UpgradeSummary>>, more: bool) -> AnyView {
        let range = move || {
            let total = chosen.with(Vec::len);
            let of = if more { "the newest " } else { "" };
            format!(
                "{} of {of}{}",
                self.shown.get().min(total),
                format::number(total as u64)
            )
        };
        let button = move || {
            if chosen.with(Vec::len) > self.shown.get() {
                view! { <button type="button" class="btn d-print-none" on:click=on(move |_| self.shown.update(|shown| *shown += ROWS))>"Show more"</button> }.into_any()
            } else {
                ().into_any()
            }
        };
        view! {
            <div class="card-footer list-footer">
                <span class="text-secondary" role="status">{text(range)}</span>
                {dynamic(button)}
                <button type="button" class="btn ms-auto d-print-none" on:click=on(move |_| export(&chosen.get_untracked()))>{icon(icon::DOWNLOAD)}"CSV"</button>
            </div>
        }
        .into_any()
    }
}

/// Whether a row stands in a tab: what was requested and bought stands in both.
pub fn in_tab(tab: Option<UpgradesTab>, row: &UpgradeSummary) -> bool {
    match tab {
        Some(UpgradesTab::Requested) => row.request_number.is_some(),
        Some(UpgradesTab::Completed) => row.upgrade_number.is_some(),
        None => true,
    }
}

fn number_in(tab: Option<UpgradesTab>, row: &UpgradeSummary) -> String {
    match (tab, &row.upgrade_number) {
        (Some(UpgradesTab::Completed), Some(number)) => number.clone(),
        _ => super::called(row),
    }
}

fn suspended(row: &UpgradeSummary) -> AnyView {
    match row.acceptance {
        Some(AcceptanceState::Suspended) => {
            view! { " "{super::acceptance_badge(AcceptanceState::Suspended)} }.into_any()
        }
        _ => ().into_any(),
    }
}

/// What a row opens to.
fn lines(row: &UpgradeSummary) -> AnyView {
    let managed = row.managed.as_ref().map(|managed| {
        let by = format!("{} ({})", managed.by.name, managed.by.email);
        let what = managed.decision.word();
        let comment = managed
            .comment
            .clone()
            .map(|comment| view! { <blockquote class="comment">{comment}</blockquote> });
        view! { <p class="mb-0">{format!("This was {what} by {by} on ")}{format::time(managed.at)}"."</p>{comment} }
    });
    let waits = row
        .managed
        .is_none()
        .then(|| view! { <p class="mb-0">"Nobody has decided on it yet."</p> });
    let failure = row
        .failure
        .clone()
        .map(|failure| view! { <p class="field-error">{failure}</p> });
    let numbers = match (&row.request_number, &row.upgrade_number) {
        (Some(request), Some(upgrade)) => format!("{request}, bought as {upgrade}"),
        _ => super::called(row),
    };
    view! {
        <table class="lines">
            <thead><tr><th scope="col">"Name"</th><th scope="col">"SKU"</th><th scope="col" class="num">"Quantity"</th></tr></thead>
            <tbody><tr>
                <td>{row.name.clone()}</td><td><code>{row.sku.clone()}</code></td><td class="num">{format::number(u64::from(row.quantity))}</td>
            </tr></tbody>
        </table>
        <p class="text-secondary mb-1">{numbers}</p>
        {managed}{waits}{failure}
    }
    .into_any()
}

fn export(rows: &[UpgradeSummary]) {
    let header = [
        "Request",
        "Upgrade",
        "Status",
        "SKU",
        "Name",
        "Quantity",
        "Requested by",
        "Created",
        "Updated",
        "Decision",
        "Decided by",
        "Decided at",
        "Comment",
    ];
    let text_of = |text: Option<&str>| csv::Cell::Text(text.unwrap_or_default().to_owned());
    let rows = rows.iter().map(|row| {
        let managed = row.managed.as_ref();
        vec![
            text_of(row.request_number.as_deref()),
            text_of(row.upgrade_number.as_deref()),
            text_of(Some(row.status.words())),
            text_of(Some(&row.sku)),
            text_of(Some(&row.name)),
            csv::Cell::Plain(row.quantity.to_string()),
            text_of(Some(&row.requested_by.email)),
            csv::Cell::Plain(format::iso(row.created_at)),
            csv::Cell::Plain(format::iso(row.updated_at)),
            text_of(managed.map(|managed| managed.decision.word())),
            text_of(managed.map(|managed| managed.by.email.as_str())),
            csv::Cell::Plain(managed.map(|managed| format::iso(managed.at)).unwrap_or_default()),
            text_of(managed.and_then(|managed| managed.comment.as_deref())),
        ]
    });
    let text = csv::file(&header, rows);
    browser::save_file("upgrades.csv", "text/csv;charset=utf-8", text.as_bytes());
}
