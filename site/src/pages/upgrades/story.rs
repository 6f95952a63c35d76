//! How far an upgrade has come: who did what when, and what comes next.

use super::called;
use crate::components::icon::{self, icon};
use crate::format;
use api::upgrades::{ManagedView, UpgradeView};
use chrono::{DateTime, Utc};
use domain::upgrade::{AcceptanceState, DecisionKind, UpgradeStatus};
use leptos::prelude::*;

/// How a step stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Done,
    Now,
    Ended,
}

/// The steps of an upgrade, drawn one below the other.
pub fn story(upgrade: &UpgradeView) -> AnyView {
    let summary = &upgrade.summary;
    let mut steps = Vec::new();
    if summary.request_number.is_some() {
        let what = format!("{} was submitted", called(summary));
        steps.push(step(
            Step::Done,
            what,
            Some((&summary.requested_by.name, summary.created_at)),
            "",
        ));
    }
    if let Some(managed) = &summary.managed {
        steps.push(decided(upgrade, managed));
    }
    let reason = summary.failure.clone().unwrap_or_default();
    match summary.status {
        UpgradeStatus::SubmittedForApproval => {
            steps.push(step(Step::Now, "Waits for a buyer's decision".to_owned(), None, ""));
        }
        UpgradeStatus::InProgress => steps.push(step(Step::Now, "Is being provisioned".to_owned(), None, "")),
        UpgradeStatus::Failed => steps.push(step(
            Step::Ended,
            "Could not be provisioned. The quota is as it was.".to_owned(),
            None,
            &reason,
        )),
        UpgradeStatus::Provisioned => {
            steps.push(step(Step::Done, "Provisioned: the quota is there".to_owned(), None, ""));
            steps.extend(summary.acceptance.map(|acceptance| accepted(upgrade, acceptance)));
        }
        UpgradeStatus::Declined | UpgradeStatus::Withdrawn => {}
    }
    view! { <ol class="story">{steps}</ol> }.into_any()
}

fn decided(upgrade: &UpgradeView, managed: &ManagedView) -> AnyView {
    let summary = &upgrade.summary;
    let (state, verb) = match managed.decision {
        DecisionKind::Approved => (Step::Done, "Approved"),
        DecisionKind::Bought => (Step::Done, "Bought"),
        DecisionKind::Declined => (Step::Ended, "Declined"),
        DecisionKind::Withdrawn => (Step::Ended, "Withdrawn"),
    };
    let what = match &summary.upgrade_number {
        Some(number) => format!("{verb} as {number}"),
        None => verb.to_owned(),
    };
    let comment = managed.comment.as_deref().unwrap_or_default();
    step(state, what, Some((&managed.by.name, managed.at)), comment)
}

fn accepted(upgrade: &UpgradeView, acceptance: AcceptanceState) -> AnyView {
    let because = upgrade.suspended_because.as_deref().unwrap_or_default();
    let (state, what) = match acceptance {
        AcceptanceState::Provisional => (
            Step::Now,
            "Access is provisional. The commercial contact was mailed the order form; the vendor has not accepted the order yet.",
        ),
        AcceptanceState::Accepted => (Step::Done, "The vendor accepted the order"),
        AcceptanceState::Suspended => (
            Step::Ended,
            "The vendor suspended access: the quota is as it was before",
        ),
    };
    step(state, what.to_owned(), None, because)
}

fn step(state: Step, what: String, by: Option<(&String, DateTime<Utc>)>, comment: &str) -> AnyView {
    let (class, path) = match state {
        Step::Done => ("event-dot", icon::CHECK),
        Step::Now => ("event-dot story-now", icon::CLOCK),
        Step::Ended => ("event-dot story-ended", icon::X),
    };
    let by = by.map(|(name, at)| {
        view! { <p class="text-secondary mb-0">{format::time(at)}" · "{name.clone()}</p> }
    });
    let comment =
        (!comment.is_empty()).then(|| view! { <blockquote class="comment">{comment.to_owned()}</blockquote> });
    view! {
        <li aria-current=(state == Step::Now).then_some("step")>
            <span class=class>{icon(path)}</span>
            <p class="mb-0">{what}</p>
            {by}
            {comment}
        </li>
    }
    .into_any()
}
