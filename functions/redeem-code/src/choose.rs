//! The devices that seats are to be assigned to.

use api::{
    ProblemCode,
    subscriptions::{AssignmentPreview, ChosenDevice},
};
use chrono::NaiveDate;
use desk::view;
use domain::{
    device::Device,
    id::{DeviceId, SubscriptionId},
    subscription::{self, Choice, MOST_DEVICES, Placed, SubscriptionPlan},
};
use runtime::{Call, Error, Fields, Principal, problem};
use std::collections::{BTreeMap, BTreeSet};
use store::subscription::Assignment;

/// A plan and date as they were shown.
type Shown = Vec<(String, NaiveDate, NaiveDate)>;

/// Devices as they were chosen: to look at, or with what was shown of them.
pub(crate) struct Chosen {
    ids: Vec<DeviceId>,
    shown: Option<Vec<Shown>>,
}

/// What a seat is of.
#[derive(Clone, Copy)]
pub(crate) struct Seat<'a> {
    pub(crate) plan: &'a str,
    pub(crate) months: u32,
    pub(crate) subscription_id: SubscriptionId,
    /// How many no device has yet.
    pub(crate) unassigned: u32,
}

/// The devices as they are, and what each gets.
pub(crate) struct Decided {
    devices: Vec<Device>,
    placed: Vec<Placed>,
}

impl Decided {
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
                let shown = periods.map(|period| (period.plan, period.starts_on, period.ends_on));
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

    /// What each device gets today. A confirmation gets what its preview showed.
    pub(crate) async fn decide(&self, call: &Call<Principal>, seat: Seat<'_>) -> Result<Decided, Error> {
        let devices = self.load(call).await?;
        let choices: Vec<_> = devices
            .iter()
            .enumerate()
            .map(|(index, device)| Choice {
                device,
                shown: self.shown.as_ref().map(|shown| shown[index].as_slice()),
            })
            .collect();
        let period = (seat.plan, seat.months, seat.subscription_id);
        let (list, member) = self.field();
        let placed = subscription::assign(period, seat.unassigned, &choices, call.now.date_naive())
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
pub(crate) fn preview(call: &Call<Principal>, seat: Seat<'_>, decided: &Decided) -> AssignmentPreview {
    let today = call.now.date_naive();
    let devices: Vec<_> = decided
        .assignments()
        .iter()
        .map(|one| view::subscriptions::preview(one.device, one.placed, today))
        .collect();
    AssignmentPreview {
        today,
        plan: seat.plan.to_owned(),
        plan_name: SubscriptionPlan::name_of(seat.plan).to_owned(),
        months: seat.months,
        seats: seat.unassigned,
        unassigned: left(seat, decided),
        devices,
    }
}

/// Seats that no device has afterwards.
pub(crate) fn left(seat: Seat<'_>, decided: &Decided) -> u32 {
    seat.unassigned
        .saturating_sub(u32::try_from(decided.devices.len()).unwrap_or(u32::MAX))
}
