//! Locations with their licences and licence files.

mod activate;
mod attach;
mod details;
mod hkc;
mod key_code;
mod list;
mod migrate;
mod read;
mod replace;

pub(crate) use key_code::licence_item;
pub use migrate::AT_ONCE;
pub use replace::{DueReplacement, Replaced};

use crate::chain::Chain;
use chrono::{DateTime, Utc};
use domain::{
    assurance::Agreement,
    catalogue::{HkcState, SystemTypeId},
    customer::{Location, LocationDetails},
    event::LicenceUnits,
    id::{CustomerId, LocationId, OrganisationId},
    licence::Licence,
    limited::Limited,
    owned::Owned,
};
use serde::{Deserialize, Serialize};

/// What the index holds of a location: what lists and quick navigation show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocationCard {
    /// Its id.
    pub location_id: LocationId,
    /// Its customer.
    pub customer_id: CustomerId,
    /// Its name.
    pub name: String,
    /// Its hardware key code.
    pub hkc: String,
    /// The second one, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_hkc: Option<String>,
    /// Its system type.
    pub system_type: SystemTypeId,
    /// The city; empty where not given.
    pub city: String,
}

impl LocationCard {
    pub(crate) fn of(location: &Location, details: &LocationDetails) -> Self {
        Self {
            location_id: location.location_id,
            customer_id: location.customer_id,
            name: details.name.as_str().to_owned(),
            hkc: location.hkc.as_str().to_owned(),
            second_hkc: location.second_hkc.as_ref().map(|hkc| hkc.as_str().to_owned()),
            system_type: location.system_type.clone(),
            city: details
                .address
                .city
                .as_ref()
                .map(|city| city.as_str().to_owned())
                .unwrap_or_default(),
        }
    }
}

/// What a hardware key code is taken for. It stays taken when its hardware is replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TakenHkc {
    pub(crate) location_id: LocationId,
    #[serde(default)]
    pub(crate) state: HkcState,
}

/// A signed licence file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceFile {
    /// Rises by one with every file of the location.
    pub sequence: u32,
    /// When it was made.
    pub issued_at: DateTime<Utc>,
    /// The id of the key that signed it.
    pub key_id: String,
    /// The name it is saved under.
    pub file_name: String,
    /// JWS compact serialization.
    pub jws: String,
    /// The activation code that it comes with, where its system type has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation_code: Option<String>,
    /// What it is limited to, where it holds for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limited: Option<Limited>,
    /// The file of the second location of a redundant pair, which is saved with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<SecondFile>,
}

/// The licence file of the second location of a redundant pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFile {
    /// What it is called, without its ending.
    pub called: String,
    /// JWS compact serialization.
    pub jws: String,
}

/// A location with its licences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// The location.
    pub location: Location,
    /// Its event chain.
    pub chain: Chain,
    /// Attached and activated, by software key code.
    pub licences: Vec<Licence>,
    /// Software assurance, by application.
    pub agreements: Vec<Agreement>,
}

impl Owned for Installation {
    const THING: &'static str = Location::THING;

    fn owner(&self) -> OrganisationId {
        self.location.owner()
    }
}

fn units<'a>(licences: impl Iterator<Item = &'a Licence>) -> Vec<LicenceUnits> {
    licences
        .map(|licence| LicenceUnits {
            code: licence.software_key_code.clone(),
            part: licence.part.clone(),
            quantity: licence.quantity.get(),
        })
        .collect()
}
