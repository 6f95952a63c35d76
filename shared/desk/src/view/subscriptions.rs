//! Subscriptions and devices, from domain types to the wire.

use crate::{revision, view::upgrades::person};
use api::{
    codes::SubscriptionView,
    devices::DeviceView,
    subscriptions::{DevicePreview, PeriodView, SubscriptionPlanView},
};
use domain::{
    catalogue::Catalogue,
    day::Day,
    device::Device,
    subscription::{Period, PeriodState, Placed, Subscription, SubscriptionPlan, covered_until, in_effect},
};
use serde::Serialize;

/// A plan.
pub fn plan(plan: &SubscriptionPlan) -> SubscriptionPlanView {
    SubscriptionPlanView {
        plan: plan.id.clone(),
        name: plan.name.clone(),
        rank: plan.rank,
    }
}

/// What a code was redeemed to.
pub fn subscription(catalogue: &Catalogue, subscription: &Subscription) -> SubscriptionView {
    SubscriptionView {
        subscription_id: subscription.subscription_id,
        plan: subscription.plan.clone(),
        plan_name: catalogue.subscription_plan_name(&subscription.plan).to_owned(),
        rank: catalogue
            .subscription_plan(&subscription.plan)
            .map_or(0, |plan| plan.rank),
        months: subscription.months,
        seats: subscription.seats,
        unassigned: subscription.unassigned,
        issuer: subscription.issuer_name.as_str().to_owned(),
        redeemed_by: person(&subscription.redeemed_by),
        redeemed_at: subscription.redeemed_at,
    }
}

/// A period, as it stands today.
pub fn period(catalogue: &Catalogue, period: &Period, today: Day) -> PeriodView {
    PeriodView {
        plan: period.plan.clone(),
        plan_name: catalogue.subscription_plan_name(&period.plan).to_owned(),
        rank: period.rank,
        starts_on: period.start,
        ends_on: period.end,
        months: period.months,
        state: period.state(today),
        subscription_id: (!period.subscription_id.uuid().is_nil()).then_some(period.subscription_id),
    }
}

/// A device with what it has today.
pub fn device(catalogue: &Catalogue, device: &Device, today: Day) -> DeviceView {
    DeviceView {
        device_id: device.device_id,
        revision: revision::of(&device_details(device)),
        name: device.name.as_str().to_owned(),
        serial: device.serial.as_str().to_owned(),
        model: device.model.as_str().to_owned(),
        created_at: device.created_at,
        today,
        in_effect: in_effect(&device.periods, today).map(|one| period(catalogue, one, today)),
        covered_until: covered_until(&device.periods, today),
        periods: device.periods.iter().map(|one| period(catalogue, one, today)).collect(),
    }
}

/// What can be changed of a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeviceDetails<'a> {
    name: &'a str,
    model: &'a str,
}

/// What can be changed of a device, as it is now.
pub fn device_details(device: &Device) -> DeviceDetails<'_> {
    DeviceDetails {
        name: device.name.as_str(),
        model: device.model.as_str(),
    }
}

/// What a device would get.
pub fn preview(catalogue: &Catalogue, device: &Device, placed: &Placed, today: Day) -> DevicePreview {
    let ahead = placed
        .periods
        .iter()
        .filter(|period| period.state(today) != PeriodState::Past);
    DevicePreview {
        device_id: device.device_id,
        name: device.name.as_str().to_owned(),
        serial: device.serial.as_str().to_owned(),
        model: device.model.as_str().to_owned(),
        effect: placed.effect,
        starts_on: placed.added.start,
        ends_on: placed.added.end,
        periods: ahead.map(|one| period(catalogue, one, today)).collect(),
    }
}
