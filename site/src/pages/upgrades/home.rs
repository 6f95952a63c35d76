//! The home page of who asks for or buys upgrades: contract, what waits, where to go.

use super::called;
use crate::{
    components::{
        empty::Empty,
        icon::{self, icon},
        page::{self, detail, detail_view, fixed_action},
        timeline::timeline,
    },
    format,
    load::{Loaded, Rows, load, load_query},
    session::Session,
};
use api::{
    operations::{DecideUpgrade, GetQuota, GetUpgradesHome, InviteUser, ListUpgrades},
    upgrades::{UpgradeSummary, UpgradesHome, UpgradesQuery},
};
use domain::{day::Day, tenant::MOST_DAYS, upgrade::UpgradeStatus};
use leptos::prelude::*;

/// How many requests stand on the page itself.
const WAITING: usize = 5;

/// The first page after signing in.
pub fn home() -> AnyView {
    let session = expect_context::<Session>();
    let query = UpgradesQuery {
        status: Some(UpgradeStatus::SubmittedForApproval),
        ..UpgradesQuery::default()
    };
    let waiting = session
        .may::<DecideUpgrade>()
        .then(|| load_query::<ListUpgrades, UpgradeSummary>((), &query));
    let actions = fixed_action("/upgrades", icon::SHOPPING_CART, "Browse the catalogue", true);
    view! {
        {page::header(None, Signal::stored("Home".to_owned()), actions)}
        {page::loaded(load::<GetUpgradesHome>((), ()), move |home| view! {
            {contract(session, &home)}
            {waiting.map(open_requests)}
        }.into_any())}
        {quick_links(session)}
    }
    .into_any()
}

/// The day it is at the service, as far as its answer tells.
fn today(home: &UpgradesHome, signed_in: Day) -> Day {
    match home.remaining_days {
        0 => home.contract_last_day.later(1),
        days if days < MOST_DAYS => home.contract_last_day.earlier(u64::from(days) - 1),
        // Longer than a price is for, so not counted out: it is the day of the sign-in.
        _ => signed_in,
    }
}

fn contract(session: Session, home: &UpgradesHome) -> AnyView {
    let now = session.who().map(|who| Day::of(who.now));
    let today = today(home, now.unwrap_or(home.contract_first_day));
    let sold_to_id = home
        .sold_to_id
        .clone()
        .map(|id| detail_view("Sold-To-ID", view! { <code class="hkc">{id}</code> }.into_any()));
    let own = (home.own_open_requests > 0).then(|| {
        let count = format::count(home.own_open_requests as usize, "request of yours waits", "requests of yours wait");
        view! { <p class="note mt-3 mb-0">{icon(icon::CLOCK)}<span>{format!("{count} for a decision. ")}<a href="/my-upgrades?show=open">"See what waits"</a></span></p> }
    });
    let missing = (!home.has_buyer).then(|| {
        view! { <div class="mt-3">{super::execute::no_buyer()}</div> }
    });
    view! {
        <section class="card" aria-labelledby="contract">
            <div class="card-header"><h2 class="card-title" id="contract">"Your contract"</h2></div>
            <div class="card-body">
                <dl class="datagrid mb-3">
                    {detail("Tenant", home.tenant_name.clone())}
                    {detail("Plan", home.plan_name.clone())}
                    {sold_to_id}
                </dl>
                {timeline(home.contract_first_day, home.contract_last_day, today)}
                {own}
                {missing}
            </div>
        </section>
    }
    .into_any()
}

fn open_requests(waiting: Loaded<Rows<UpgradeSummary>>) -> AnyView {
    let body = page::loaded(waiting, |rows| {
        if rows.items.is_empty() {
            return Empty::go(
                "Nothing waits for your decision.",
                "/upgrades",
                icon::SHOPPING_CART,
                "Browse the catalogue",
            )
            .view();
        }
        let count = rows.items.len();
        let more = (count > WAITING).then(|| {
            view! { <div class="card-footer"><a href="/my-upgrades?show=open">{format!("All {count} open requests")}</a></div> }
        });
        let items = rows.items.iter().take(WAITING).map(|row| {
            let what = format!("{} x {}", row.quantity, row.name);
            view! {
                <li class="waiting">
                    <div class="min-w-0">
                        <strong>{called(row)}</strong>" "{what}
                        <span class="text-secondary d-block">{row.requested_by.name.clone()}" · "{format::time(row.created_at)}</span>
                    </div>
                    <a class="btn btn-primary" href=format!("/upgrades/{}", row.upgrade_id) aria-label=format!("Manage request {}", called(row))>"Manage request"</a>
                </li>
            }
        });
        view! { <ul class="waiting-list">{items.collect::<Vec<_>>()}</ul>{more} }.into_any()
    });
    view! {
        <section class="card" aria-labelledby="open">
            <div class="card-header list-tools">
                <h2 class="card-title" id="open">"Open requests"</h2>
                {move || waiting.value().map(|rows| view! { <span class="badge bg-yellow-lt">{rows.items.len().to_string()}</span> })}
            </div>
            {body}
        </section>
    }
    .into_any()
}

fn quick_links(session: Session) -> AnyView {
    let mut links = vec![
        (
            "/upgrades",
            icon::SHOPPING_CART,
            "Browse the catalogue",
            "Every upgrade with its price for the days that are left.",
        ),
        (
            "/my-upgrades?tab=completed",
            icon::LIST_DETAILS,
            "Browse transactions",
            "What was bought, by whom, and where it stands.",
        ),
    ];
    if session.may::<GetQuota>() {
        links.push((
            "/quota",
            icon::GAUGE,
            "Check my quota",
            "What is used of every metric, and what raises it.",
        ));
    }
    if session.may::<InviteUser>() {
        links.push((
            "/settings",
            icon::USERS,
            "Settings",
            "Invite users, give and take roles.",
        ));
    }
    links.push((
        "/documentation",
        icon::BOOK,
        "Documentation",
        "How requests, decisions and prices work.",
    ));
    let links = links.into_iter().map(|(href, path, name, text)| {
        view! {
            <li class="walk-step">
                <a class="walk-link" href=href><span class="walk-number">{icon(path)}</span>{name}</a>
                <p class="text-secondary mb-0">{text}</p>
            </li>
        }
    });
    view! {
        <section class="card" aria-labelledby="links">
            <div class="card-header"><h2 class="card-title" id="links">"Quick links"</h2></div>
            <div class="card-body"><ul class="walk">{links.collect::<Vec<_>>()}</ul></div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_follows_from_the_days_that_remain() {
        let day = |month, day| Day::ymd(2026, month, day).unwrap();
        let home = |remaining_days| UpgradesHome {
            tenant_name: String::new(),
            plan_name: String::new(),
            contract_first_day: day(1, 1),
            contract_last_day: day(12, 31),
            remaining_days,
            has_buyer: true,
            sold_to_id: None,
            open_requests: None,
            own_open_requests: 0,
        };
        for (remaining, expected) in [(361, day(1, 5)), (1, day(12, 31)), (365, day(3, 3))] {
            assert_eq!(today(&home(remaining), day(3, 3)), expected);
        }
        assert_eq!(today(&home(0), day(3, 3)), Day::ymd(2027, 1, 1).unwrap());
    }
}
