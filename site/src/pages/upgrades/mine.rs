//! `/my-upgrades`: what was requested and what was bought, with what became of it.

use super::{
    filter::Filter,
    table::{Table, in_tab},
};
use crate::components::dynamic::{live, on, text};
use crate::{
    components::{
        icon::{self, icon},
        page::{self, fixed_action},
    },
    load::load_query,
    router::Router,
};
use api::{
    operations::ListUpgrades,
    upgrades::{UpgradesQuery, UpgradesTab},
};
use domain::upgrade::UpgradeStatus;
use leptos::prelude::*;

/// My Upgrades.
pub fn mine() -> AnyView {
    let router = expect_context::<Router>();
    let loaded = load_query::<ListUpgrades, _>((), &UpgradesQuery::default());
    let tab = Memo::new(move |_| match router.query("tab").as_deref() {
        Some("completed") => UpgradesTab::Completed,
        _ => UpgradesTab::Requested,
    });
    let waiting = router.query("show").is_some_and(|show| show == "open");
    let filter = Filter::new(waiting.then_some(UpgradeStatus::SubmittedForApproval));
    let table = Table::new(filter, Signal::derive(move || Some(tab.get())));
    let tabs = [
        (UpgradesTab::Requested, "/my-upgrades", "Requested upgrades"),
        (
            UpgradesTab::Completed,
            "/my-upgrades?tab=completed",
            "Completed upgrades",
        ),
    ];
    let tabs = tabs.map(|(name, href, words)| {
        let count = move || {
            let rows = loaded.value();
            rows.map_or_else(|| words.to_owned(), |rows| {
                let count = rows.items.iter().filter(|row| in_tab(Some(name), row)).count();
                format!("{words} ({count}{})", if rows.more { "+" } else { "" })
            })
        };
        let current = move || (tab.get() == name).then_some("page");
        view! { <li class="nav-item"><a class="nav-link" class:active=live(move || tab.get() == name) href=href aria-current=current>{text(count)}</a></li> }
    });
    let actions = view! {
        <button type="button" class="btn" on:click=on(move |_| loaded.again())>{icon(icon::REFRESH)}"Refresh"</button>
        {fixed_action("/upgrades", icon::SHOPPING_CART, "Browse the catalogue", true)}
    };
    view! {
        {page::header(None, Signal::stored("My Upgrades".to_owned()), actions.into_any())}
        <nav aria-label="My Upgrades"><ul class="nav nav-tabs tabs">{tabs.collect_view()}</ul></nav>
        {page::loaded(loaded, move |rows| view! {
            <section class="card" aria-label="Upgrades">{table.view(rows, empty(tab.get()))}</section>
        }.into_any())}
    }
    .into_any()
}

fn empty(tab: UpgradesTab) -> AnyView {
    let (title, sentence) = match tab {
        UpgradesTab::Requested => (
            "Nothing was requested yet",
            "Choose an upgrade in the catalogue and submit a request. A buyer of your organisation decides on it.",
        ),
        UpgradesTab::Completed => (
            "Nothing was bought yet",
            "What a buyer buys or approves stands here, with what became of it.",
        ),
    };
    view! {
        <div class="empty">
            <p class="empty-title">{title}</p>
            <p class="empty-subtitle text-secondary">{sentence}</p>
            <div class="empty-action"><a class="btn btn-primary" href="/upgrades">"Browse the catalogue"</a></div>
        </div>
    }
    .into_any()
}
