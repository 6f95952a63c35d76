//! The devices that seats are to be assigned to.

use api::{
    ProblemCode,
    subscriptions::{AssignmentPreview, ChosenDevice},
};
use desk::view;
use domain::{
    day::Day,
    device::Device,
    id::DeviceId,
    subscription::{self, Choice, MOST_DEVICES, Placed, Shown, Subscription},
};
use runtime::{Call, Error, Fields, Principal, problem};
use std::collections::{BTreeMap, BTreeSet};
use store::subscription::Assignment;

/// Devices as they were chosen: to look at, or with what was shown of them.
pub(crate) struct Chosen {
    ids: Vec<DeviceId>,
    shown: Option<Vec<Vec<Shown>>>,
}

/// The devices as they are, and what each gets.
pub(crate) struct Decided {
    devices: Vec<Device>,
    placed: Vec<Placed>,
}

impl Decided {
    /// How many devices get a seat.
    pub(crate) fn devices(&self) -> usize {
        self.devices.len()
    }

    pub(crate) fn assignments(&self) -> Vec<Assignment<'_>> {
        let pairs = self.devices.iter().zip(&self.placed);
        pairs.map(|(device, placed)| Assignment { device, placed }).collect()
    }
}

impl Chosen {
    /// Devices to be looked at.
    pub(crate) fn preview(ids: Vec<DeviceId>, least: usize) -> Result<Self, Error> {
        Self { ids, shown: None }.checked(least)
    }

    /// Devices with what was shown of them.
    pub(crate) fn confirmed(devices: Vec<ChosenDevice>, least: usize) -> Result<Self, Error> {
        let (ids, shown) = devices
            .into_iter()
            .map(|device| {
                let periods = device.periods.into_iter();
                let shown = periods.map(|period| Shown {
                    plan: period.plan,
                    starts_on: period.starts_on,
                    ends_on: period.ends_on,
                });
                (device.device_id, shown.collect())
            })
            .unzip();
        Self {
            ids,
            shown: Some(shown),
        }
        .checked(least)
    }

    /// Where devices stand in the request.
    const fn field(&self) -> (&'static str, &'static str) {
        match self.shown {
            Some(_) => ("devices", "/device_id"),
            None => ("device_ids", ""),
        }
    }

    fn checked(self, least: usize) -> Result<Self, Error> {
        let (list, member) = self.field();
        let mut fields = Fields::new();
        let count = self.ids.len();
        if !(least..=MOST_DEVICES).contains(&count) {
            fields.refuse(
                list,
                format!("Choose {least} to {MOST_DEVICES} devices; these are {count}."),
            );
        }
        let mut seen = BTreeSet::new();
        for (index, id) in self.ids.iter().enumerate() {
            if !seen.insert(*id) {
                fields.refuse(
                    format!("{list}/{index}{member}"),
                    "This device is chosen twice. Each device gets one seat at a time.",
                );
            }
        }
        fields.finish(Some(self))
    }

    /// What each device gets of the subscription today. A confirmation gets what its preview showed.
    pub(crate) async fn decide(&self, call: &Call<Principal>, subscription: &Subscription) -> Result<Decided, Error> {
        let devices = self.load(call).await?;
        let choices: Vec<_> = devices
            .iter()
            .enumerate()
            .map(|(index, device)| Choice {
                device,
                shown: self.shown.as_ref().map(|shown| shown[index].as_slice()),
            })
            .collect();
        let (list, member) = self.field();
        let placed = subscription::assign(&call.app.catalogue, subscription, &choices, Day::of(call.now))
            .map_err(|refusals| problem::of_seats(&refusals, list, member))?;
        Ok(Decided { devices, placed })
    }

    /// The devices in their order, all of them the caller's organisation's.
    async fn load(&self, call: &Call<Principal>) -> Result<Vec<Device>, Error> {
        let store = &call.app.store;
        let found = store.devices_of(&self.ids).await?;
        let own = found
            .into_iter()
            .filter(|device| device.organisation_id == call.caller.user.organisation_id);
        let mut own: BTreeMap<DeviceId, Device> = own.map(|device| (device.device_id, device)).collect();
        let (list, member) = self.field();
        let mut fields = Fields::new();
        let mut devices = Vec::with_capacity(self.ids.len());
        for (index, id) in self.ids.iter().enumerate() {
            match own.remove(id) {
                Some(device) => devices.push(device),
                None => fields.refuse(
                    format!("{list}/{index}{member}"),
                    "There is no such device in your organisation. Choose one of your devices.",
                ),
            }
        }
        if fields.is_empty() {
            Ok(devices)
        } else {
            Err(fields.refused_as(ProblemCode::NotFound))
        }
    }
}

/// What would become of the devices.
pub(crate) fn preview(call: &Call<Principal>, subscription: &Subscription, decided: &Decided) -> AssignmentPreview {
    let today = Day::of(call.now);
    let devices: Vec<_> = decided
        .assignments()
        .iter()
        .map(|one| view::subscriptions::preview(&call.app.catalogue, one.device, one.placed, today))
        .collect();
    AssignmentPreview {
        today,
        plan: subscription.plan.clone(),
        plan_name: call.app.catalogue.subscription_plan_name(&subscription.plan).to_owned(),
        months: subscription.months,
        seats: subscription.unassigned,
        unassigned: subscription.with_assigned(decided.devices()).unassigned,
        devices,
    }
}
