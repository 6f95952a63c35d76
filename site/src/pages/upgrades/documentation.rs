//! `/documentation`: how upgrades work, in short.

use crate::components::page;
use domain::{
    action_link::LINK_DAYS,
    upgrade::{REMINDER_DAYS, UpgradeStatus},
};
use leptos::prelude::*;

/// The page.
pub fn documentation() -> AnyView {
    let [first, second] = REMINDER_DAYS;
    let statuses = UpgradeStatus::ALL.map(|status| {
        view! { <dt>{super::badge(status)}</dt><dd>{meaning(status)}</dd> }
    });
    view! {
        {page::plain_header("How upgrades work")}
        <div class="form-width">
            {section("who", "Who does what", view! {
                <ul class="mb-0">
                    <li><strong>"Requesters "</strong>"ask for upgrades. Every standard-user and tenant-admin is one."</li>
                    <li><strong>"Buyers "</strong>"buy directly, and decide on requests here or from the link in their mail."</li>
                    <li><strong>"Tenant admins "</strong>"invite users, give and take roles, and see the quota."</li>
                    <li><strong>"The vendor "</strong>"accepts the order. Until then access is provisional."</li>
                </ul>
            }.into_any())}
            {section("price", "What it costs", view! {
                <p>"You pay for the days that are left of your contract: price per year x quantity x days / 365. The day of the decision and the last day both count, and there are at most 365."</p>
                <p>"The price of the day of the decision is the one that holds. It stays with the upgrade."</p>
                <p class="mb-0">"It is the one that you are shown. Where it has changed since the page was opened, nothing is bought: the new price stands beside the old one, and you confirm it or do not."</p>
            }.into_any())}
            {section("statuses", "What the statuses mean", view! { <dl class="meanings">{statuses.collect_view()}</dl> }.into_any())}
            {section("mail", "The links in mail", view! {
                <ul class="mb-0">
                    <li>{format!("A buyer's link is theirs alone and works for {LINK_DAYS} days.")}</li>
                    <li>"Opening it decides nothing. A decision needs a comment, and approving needs the terms."</li>
                    <li>"Each request is decided once. Whoever comes later sees who decided what."</li>
                    <li>{format!("Buyers are reminded after {first} and {second} days.")}</li>
                </ul>
            }.into_any())}
        </div>
    }
    .into_any()
}

fn section(id: &'static str, title: &'static str, content: AnyView) -> AnyView {
    view! {
        <section class="card" aria-labelledby=id>
            <div class="card-header"><h2 class="card-title" id=id>{title}</h2></div>
            <div class="card-body">{content}</div>
        </section>
    }
    .into_any()
}

const fn meaning(status: UpgradeStatus) -> &'static str {
    match status {
        UpgradeStatus::SubmittedForApproval => "A buyer has to decide. The requester can still withdraw it.",
        UpgradeStatus::InProgress => "It is bought, and the quota is about to rise.",
        UpgradeStatus::Provisioned => "The quota has risen, until the contract ends.",
        UpgradeStatus::Failed => "It could not be provisioned. The quota is as it was; ask the vendor.",
        UpgradeStatus::Declined => "A buyer declined it. The comment says why.",
        UpgradeStatus::Withdrawn => "The requester took it back before anybody decided.",
    }
}
