//! Mails with activation codes, when one was redeemed, and before what that brought ends. The code
//! is made from the keys when its mail is written; a code that is used or revoked by then is not
//! mailed.

use super::{Addressee, App, Error, Letter};
use crate::activation_code::CodeKeys;
use askama::Template;
use domain::{
    code::CodeStatus,
    day::Day,
    event::{Happening, SubscriptionHappening},
    id::{BatchId, SubscriptionId},
    subscription::{Period, tasks},
};

letter!(ActivationCode: "activation-code/subject.txt", "activation-code/body.txt", "activation-code/body.html");
letter!(Redeemed: "subscription-redeemed/subject.txt", "subscription-redeemed/body.txt", "subscription-redeemed/body.html");
letter!(Ending: "subscription-ending/subject.txt", "subscription-ending/body.txt", "subscription-ending/body.html");

struct ActivationCode {
    issuer: String,
    subject: String,
    code: String,
    expires: String,
    link: String,
}

struct Redeemed {
    name: String,
    by: String,
    issuer: String,
    plan: String,
    months: u32,
    seats: u32,
    devices: Vec<RedeemedDevice>,
    waiting: u32,
    link: String,
}

struct RedeemedDevice {
    name: String,
    starts: String,
    ends: String,
}

struct Ending {
    name: String,
    ends: String,
    days: i64,
    devices: Vec<EndingDevice>,
    link: String,
}

struct EndingDevice {
    name: String,
    serial: String,
    plan: String,
}

fn long(day: Day) -> String {
    day.format("%-d %B %Y").to_string()
}

/// A code, to who is to redeem it. Nothing once it cannot be redeemed any more.
pub(super) async fn code(app: &App, id: BatchId, number: u32, to: &Addressee) -> Result<Option<Letter>, Error> {
    let batch = app.store.batch(id).await?.ok_or(Error::Missing("batch"))?.value;
    let keys = CodeKeys::load(&app.keys).await?;
    let digest = keys.digest(&batch, number)?;
    let kept = app.store.code(&digest, true).await?.ok_or(Error::Missing("code"))?;
    if kept.status(app.clock.now()) != CodeStatus::Unused {
        return Ok(None);
    }
    ActivationCode {
        issuer: kept.issuer_name.as_str().to_owned(),
        subject: kept.subject.words(&app.catalogue),
        code: keys.code(&batch, number)?.shown(),
        expires: kept.expires_on.map(long).unwrap_or_default(),
        link: format!("{}/activation-code", app.settings.public_url),
    }
    .letter(app, to)
}

/// To a buyer: somebody redeemed a code. It says what was assigned with it and until when, as it was
/// then.
pub(super) async fn redeemed(app: &App, id: SubscriptionId, to: &Addressee) -> Result<Option<Letter>, Error> {
    let subscription = app
        .store
        .subscription(id)
        .await?
        .ok_or(Error::Missing("subscription"))?;
    let subscription = subscription.value;
    let event = app.store.subscription_event(id, 1).await?;
    let Ok(Happening::Subscription(SubscriptionHappening::CodeRedeemed { assigned, .. })) =
        event.ok_or(Error::Missing("event"))?.happening
    else {
        return Err(Error::Missing("redemption"));
    };
    let devices = assigned.iter().map(|one| RedeemedDevice {
        name: one.name.as_str().to_owned(),
        starts: long(one.start),
        ends: long(one.end.previous().unwrap_or(one.end)),
    });
    let devices: Vec<_> = devices.collect();
    let name = to.user.as_ref().map(|user| user.name.as_str().to_owned());
    Redeemed {
        name: name.unwrap_or_default(),
        by: subscription.redeemed_by.name.as_str().to_owned(),
        issuer: subscription.issuer_name.as_str().to_owned(),
        plan: app.catalogue.subscription_plan_name(&subscription.plan).to_owned(),
        months: subscription.months,
        seats: subscription.seats,
        waiting: subscription
            .seats
            .saturating_sub(u32::try_from(assigned.len()).unwrap_or(u32::MAX)),
        devices,
        link: format!("{}/subscriptions", app.settings.public_url),
    }
    .letter(app, to)
}

/// To a buyer: devices end on a day. Nothing where something was assigned to all of them since.
pub(super) async fn ending(
    app: &App,
    (id, event): (SubscriptionId, u32),
    ends_on: Day,
    to: &Addressee,
) -> Result<Option<Letter>, Error> {
    let event = app.store.subscription_event(id, event).await?;
    let Ok(Happening::Subscription(
        SubscriptionHappening::CodeRedeemed { assigned, .. } | SubscriptionHappening::SeatsAssigned { assigned },
    )) = event.ok_or(Error::Missing("event"))?.happening
    else {
        return Err(Error::Missing("assignment"));
    };
    let today = Day::of(app.clock.now());
    let ending: Vec<_> = tasks::ending(&assigned, ends_on).into_iter().collect();
    let devices = app.store.devices_of(&ending).await?;
    let devices: Vec<_> = devices
        .iter()
        .filter(|device| tasks::still_ends(&device.periods, ends_on, today))
        .map(|device| EndingDevice {
            name: device.name.as_str().to_owned(),
            serial: device.serial.as_str().to_owned(),
            plan: last_plan(app, &device.periods, ends_on),
        })
        .collect();
    if devices.is_empty() {
        return Ok(None);
    }
    let name = to.user.as_ref().map(|user| user.name.as_str().to_owned());
    Ending {
        name: name.unwrap_or_default(),
        ends: long(ends_on),
        days: today.days_until(ends_on),
        devices,
        link: format!("{}/subscriptions", app.settings.public_url),
    }
    .letter(app, to)
}

/// The plan that a device has on its last day.
fn last_plan(app: &App, periods: &[Period], ends_on: Day) -> String {
    let last = periods
        .iter()
        .filter(|period| period.end == ends_on)
        .max_by_key(|period| period.rank);
    last.map(|period| app.catalogue.subscription_plan_name(&period.plan).to_owned())
        .unwrap_or_default()
}
