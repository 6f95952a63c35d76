//! What has to leave the table because of an upgrade: whom a change is mailed to, and when
//! (spec chapter 1, "Submit" and "Manage").

use super::{REMINDER_DAYS, Upgrade};
use crate::{
    organisation::Role,
    outbox::{Addressees, Mail, Task},
};
use chrono::TimeDelta;

/// An upgrade was bought: it is provisioned.
pub const fn provisioning(upgrade: &Upgrade) -> Task {
    let upgrade_id = upgrade.upgrade_id;
    Task::Provision { upgrade_id }
}

/// A request was submitted: every buyer is mailed now, and reminded while it waits.
pub fn approval(upgrade: &Upgrade) -> Vec<Task> {
    let buyers = Addressees::Holders {
        organisation_id: upgrade.organisation_id,
        roles: vec![Role::Buyer],
    };
    let mail = |reminder| Mail::ApprovalNeeded {
        upgrade_id: upgrade.upgrade_id,
        reminder,
    };
    let mut tasks = vec![Task::mail(buyers.clone(), mail(false))];
    tasks.extend(REMINDER_DAYS.map(|days| {
        let at = upgrade.created_at + TimeDelta::days(days);
        Task::reminder(buyers.clone(), mail(true), at)
    }));
    tasks
}

/// Who asked for it is told what became of it.
pub fn outcome(upgrade: &Upgrade) -> Task {
    Task::mail(
        Addressees::User {
            organisation_id: upgrade.organisation_id,
            user_id: upgrade.requester.user_id,
        },
        Mail::UpgradeOutcome {
            upgrade_id: upgrade.upgrade_id,
            status: upgrade.status(),
        },
    )
}

/// A purchase was provisioned or has failed: who bought it is told, and who asked for it,
/// where it was asked for.
pub fn outcomes(upgrade: &Upgrade) -> Vec<Task> {
    let bought = Mail::PurchaseOutcome {
        upgrade_id: upgrade.upgrade_id,
        status: upgrade.status(),
    };
    let mut tasks: Vec<Task> = buyer(upgrade)
        .map(|buyer| Task::mail(buyer, bought))
        .into_iter()
        .collect();
    if upgrade.request.is_some() {
        tasks.push(outcome(upgrade));
    }
    tasks
}

/// A purchase was provisioned: the tenant's commercial contact gets the order form as well.
pub fn provisioned(upgrade: &Upgrade) -> Vec<Task> {
    let mut tasks = outcomes(upgrade);
    tasks.push(Task::mail(
        Addressees::CommercialContact {
            organisation_id: upgrade.organisation_id,
        },
        Mail::OrderForm {
            upgrade_id: upgrade.upgrade_id,
        },
    ));
    tasks
}

/// The vendor accepted or suspended it: who bought it is told.
pub fn reviewed(upgrade: &Upgrade) -> Vec<Task> {
    let mail = upgrade.acceptance().map(|acceptance| Mail::OrderReviewed {
        upgrade_id: upgrade.upgrade_id,
        acceptance: acceptance.state(),
    });
    buyer(upgrade)
        .zip(mail)
        .map(|(buyer, mail)| Task::mail(buyer, mail))
        .into_iter()
        .collect()
}

fn buyer(upgrade: &Upgrade) -> Option<Addressees> {
    upgrade.purchase().map(|purchase| Addressees::User {
        organisation_id: upgrade.organisation_id,
        user_id: purchase.by.user_id,
    })
}
