//! Subscriptions: redeeming codes to seats of a plan, assigning seats to devices, and from
//! when to when which device has what (spec chapter 2, "Subscriptions").

use crate::codes::SubscriptionView;
use domain::{
    day::Day,
    id::{DeviceId, SubscriptionId},
    subscription::{Effect, PeriodState},
};
use serde::{Deserialize, Serialize};

/// A plan that devices can have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubscriptionPlanView {
    /// Its id, as in `standard`.
    pub plan: String,
    /// As it is shown.
    pub name: String,
    /// The higher one is in effect where two cover the same day.
    pub rank: u8,
}

/// A plan on a device, `[starts_on, ends_on)` in UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PeriodView {
    /// The plan's id.
    pub plan: String,
    /// The plan's name.
    pub plan_name: String,
    /// The plan's rank.
    pub rank: u8,
    /// The first day.
    pub starts_on: Day,
    /// The day after the last one.
    pub ends_on: Day,
    /// How long it is, in calendar months from its start.
    pub months: u32,
    /// Over, running, or to come.
    pub state: PeriodState,
    /// The subscription whose seat it is; absent while its code is not redeemed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<SubscriptionId>,
}

/// Show what would become of these devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PreviewRedemptionRequest {
    /// The code.
    pub code: String,
    /// Up to 80 devices and up to the seats, each once.
    pub device_ids: Vec<DeviceId>,
}

/// Show what would become of these devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PreviewAssignmentRequest {
    /// 1 to 80 devices and up to the unassigned seats, each once.
    pub device_ids: Vec<DeviceId>,
}

/// What a device would get. Confirming gives exactly this, or is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DevicePreview {
    /// The device.
    pub device_id: DeviceId,
    /// Its name.
    pub name: String,
    /// Its serial number.
    pub serial: String,
    /// Its model.
    pub model: String,
    /// What the new period is to those that are there.
    pub effect: Effect,
    /// The new period's first day.
    pub starts_on: Day,
    /// The day after the new period's last one.
    pub ends_on: Day,
    /// Every period that is running or to come afterwards, the new one included, by start.
    /// Send their plans and dates to confirm.
    pub periods: Vec<PeriodView>,
}

/// What would become of the chosen devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssignmentPreview {
    /// The day of the preview, UTC: where "today" is on a timeline.
    pub today: Day,
    /// The plan's id.
    pub plan: String,
    /// The plan's name.
    pub plan_name: String,
    /// Calendar months.
    pub months: u32,
    /// Seats that no device has yet, before.
    pub seats: u32,
    /// Seats that no device will have, after.
    pub unassigned: u32,
    /// In the order in which they were chosen.
    pub devices: Vec<DevicePreview>,
}

/// A period as the preview showed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PeriodDates {
    /// The plan's id.
    pub plan: String,
    /// The first day.
    pub starts_on: Day,
    /// The day after the last one.
    pub ends_on: Day,
}

/// A device, and what its preview showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChosenDevice {
    /// The device.
    pub device_id: DeviceId,
    /// The periods of its preview, in their order.
    pub periods: Vec<PeriodDates>,
}

/// Redeem a subscription code, and assign it to devices at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RedeemCodeRequest {
    /// The code.
    pub code: String,
    /// Up to 80 devices and up to the seats, each once; none leaves every seat unassigned.
    pub devices: Vec<ChosenDevice>,
}

/// Assign unassigned seats to devices. What is assigned stays there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AssignSeatsRequest {
    /// 1 to 80 devices and up to the unassigned seats, each once.
    pub devices: Vec<ChosenDevice>,
}

/// A plan, and the seats of it that wait for a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OverviewRow {
    /// The plan's id.
    pub plan: String,
    /// The plan's name.
    pub plan_name: String,
    /// Seats that no device has yet.
    pub unassigned: u32,
}

/// An organisation's subscriptions today. The devices are in `list-devices`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubscriptionOverview {
    /// Today, UTC: where the line is on the timelines.
    pub today: Day,
    /// By rank, highest first; plans without unassigned seats included.
    pub plans: Vec<OverviewRow>,
    /// The subscriptions with unassigned seats, oldest first.
    pub unassigned: Vec<SubscriptionView>,
}
