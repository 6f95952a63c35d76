//! A tenant's upgrades: catalogue, requests, decisions.

pub mod catalogue;
pub mod decision;
pub mod documentation;
pub mod execute;
mod filter;
pub mod home;
pub mod mine;
pub mod price;
pub mod request;
pub mod story;
mod table;

use api::upgrades::UpgradeSummary;
use domain::upgrade::{AcceptanceState, UpgradeStatus};
use leptos::prelude::*;

/// A status in its words; the colour says nothing more.
pub fn badge(status: UpgradeStatus) -> AnyView {
    let class = match status {
        UpgradeStatus::SubmittedForApproval | UpgradeStatus::InProgress => "badge bg-yellow-lt",
        UpgradeStatus::Provisioned => "badge bg-green-lt",
        UpgradeStatus::Failed => "badge bg-red-lt",
        UpgradeStatus::Declined | UpgradeStatus::Withdrawn => "badge bg-secondary-lt",
    };
    view! { <span class=class>{status.words()}</span> }.into_any()
}

/// What the vendor says of an order, in a word.
pub fn acceptance_badge(acceptance: AcceptanceState) -> AnyView {
    let (class, word) = match acceptance {
        AcceptanceState::Provisional => ("badge bg-yellow-lt", "Provisional"),
        AcceptanceState::Accepted => ("badge bg-green-lt", "Accepted"),
        AcceptanceState::Suspended => ("badge bg-red-lt", "Suspended"),
    };
    view! { <span class=class>{word}</span> }.into_any()
}

/// `REQ-n`, or `IPP-n` for what was bought directly.
pub fn called(summary: &UpgradeSummary) -> String {
    summary
        .request_number
        .clone()
        .or_else(|| summary.upgrade_number.clone())
        .unwrap_or_default()
}

/// The terms of every upgrade.
pub fn terms() -> AnyView {
    view! {
        <ol class="mb-0">
            <li>"An upgrade is charged up-front, for the days from the decision to the contract's last day. Both days count."</li>
            <li>"It ends with the contract. The quota is the plan's again on the day after."</li>
            <li>"Access is provisional until the vendor accepts the order. Until then the vendor may suspend it."</li>
            <li>"Where a special agreement was made with the vendor, its conditions come first."</li>
            <li>"Whoever buys or approves is authorised to order for the organisation."</li>
        </ol>
    }
    .into_any()
}
