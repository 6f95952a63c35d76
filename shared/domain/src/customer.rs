//! Customers and their locations (spec chapter 4, "From order to licence file", 3).

pub mod tasks;

use crate::{
    catalogue::{Hkc, MadeFrom, SystemType, SystemTypeId, is_temporary},
    country::KeptCountry,
    id::{CustomerId, LocationId, OrganisationId},
    text::{EmailAddress, Line, Name},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::{Uuid, uuid};

/// Where something is. Only the country is required: every form of address fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street and number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<Line>,
    /// City.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<Line>,
    /// State or region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Line>,
    /// ZIP or postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zip: Option<Line>,
    /// Country.
    pub country: KeptCountry,
}

/// A dealer's or distributor's end customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Its id.
    pub customer_id: CustomerId,
    /// Whose customer it is.
    pub organisation_id: OrganisationId,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// What can be changed.
    pub details: CustomerDetails,
}

impl CustomerId {
    /// The id that a customer of this name has, whoever imports it how often. The turn is 0, or
    /// counts those who were imported under the name and were given another since.
    pub fn imported(organisation: OrganisationId, name: &Name, turn: u32) -> Self {
        const CUSTOMERS: Uuid = uuid!("3d1f0f52-8a4e-5c35-9a3b-7f5be1c9d0a4");
        // Names hold no control characters, so NUL separates without doubt.
        let name = format!("{organisation}\0{}\0{turn}", name.folded());
        Self::of(Uuid::new_v5(&CUSTOMERS, name.as_bytes()))
    }
}

/// What can be changed of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerDetails {
    /// Business name.
    pub name: Name,
    /// Where it is.
    pub address: Address,
    /// Line of business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vertical: Option<Line>,
    /// The dealer's own number or note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Line>,
}

/// One installed system of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Its id; not its hardware key code.
    pub location_id: LocationId,
    /// Whose customer's it is.
    pub organisation_id: OrganisationId,
    /// Its customer.
    pub customer_id: CustomerId,
    /// The location that it was made with or added to, where it is a client's or a child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<LocationId>,
    /// The locations that were added to it, in their order; not that of a client.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<LocationId>,
    /// What kind of system it is.
    pub system_type: SystemTypeId,
    /// What its licences are bound to; unique among live locations, in whatever case.
    pub hkc: Hkc,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The sequence number of its newest licence file; 0 for none.
    pub licence_files: u32,
    /// How many licences are attached and activated here; `None` where they were not counted
    /// yet, because nothing was attached or detached since locations know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licences: Option<usize>,
    /// What can be changed.
    pub details: LocationDetails,
}

impl Location {
    /// The most locations that are added to one: each stands on its page with what it has.
    pub const MOST_CHILDREN: usize = 20;

    /// Whether its hardware key code is a temporary key that gives way to another one: its own, or as
    /// a client's that of the system that it came with.
    pub fn awaits_hkc(&self, kind: &SystemType) -> bool {
        let gives_way = match kind.temporary {
            true => kind.generation.is_some(),
            false => self.parent.is_some(),
        };
        gives_way && is_temporary(&self.hkc)
    }

    /// The location that a system is counted by: the one that others came with or were added to.
    pub fn system(&self) -> LocationId {
        self.parent.unwrap_or(self.location_id)
    }
}

/// What can be changed of a location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocationDetails {
    /// As it is shown.
    pub name: Name,
    /// Where the system stands.
    pub address: Address,
    /// Line of business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vertical: Option<Line>,
    /// Hardware version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hardware_version: Option<Line>,
    /// Software version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub software_version: Option<Line>,
    /// The dealer's own number or note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Line>,
    /// What its hardware key code was made from, where it was made here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_from: Option<MadeFrom>,
    /// Where the customer's copy of the licence agreement goes.
    pub customer_email: EmailAddress,
    /// Whom the customer can ask.
    pub dealer_email: EmailAddress,
}
