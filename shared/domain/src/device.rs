//! A tenant's devices, to which subscriptions are assigned (spec chapter 2, "Subscriptions").

use crate::{
    id::{DeviceId, OrganisationId},
    subscription::Period,
    text::{Line, Name, Serial},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Its id.
    pub device_id: DeviceId,
    /// The tenant whose it is.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub name: Name,
    /// Its serial number, one device's of the organisation in whatever case. It stays.
    pub serial: Serial,
    /// Its model.
    pub model: Line,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// How often its periods have changed. Who changes them names it, so that of two who do
    /// so at once one has to look again.
    pub revision: u32,
    /// Plans, by start.
    pub periods: Vec<Period>,
}
