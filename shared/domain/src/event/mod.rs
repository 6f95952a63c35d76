//! Events: the audit record of one change each (spec chapter 6, 2).
//!
//! An event is kept as JSON for good, and later versions read it. So its envelope is read
//! without what happened, and holds no text that a rule could refuse; what happened is a family
//! of happenings per aggregate, each in a file of its own.

mod actor;
mod assurance;
mod catalogue;
mod code;
mod customer;
mod family;
mod for_customer;
mod happening;
mod licence;
mod order;
mod organisation;
mod package;
mod phrase;
mod renewal;
mod subscription;
mod tenant;
mod transfer;
mod upgrade;
mod user;

pub use actor::{ActedFor, Actor};
pub use assurance::{AssignedUnits, AssuranceHappening, RenewedUnits};
pub use catalogue::CatalogueHappening;
pub use code::CodeHappening;
pub use customer::{CustomerHappening, LocationHappening};
pub use family::{Audience, Reader};
pub use happening::{Happening, Unreadable};
pub use licence::{LicenceHappening, LicenceUnits};
pub use order::OrderHappening;
pub use organisation::OrganisationHappening;
pub use package::{ActivationHappening, PackageHappening};
pub use renewal::RenewalHappening;
pub use subscription::{DeviceHappening, SubscriptionHappening};
pub use tenant::TenantHappening;
pub use transfer::TransferHappening;
pub use upgrade::{EndpointHappening, UpgradeHappening, UpgradeUnits};
pub use user::UserHappening;

use crate::catalogue::{Catalogue, Version};
use chrono::{DateTime, Utc};
use family::family;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What every version can read of an event: its place in its chain, and who made it, when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The aggregate's key in the table.
    pub aggregate: String,
    /// Counts from 1 within the aggregate.
    pub sequence: u32,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: Actor<String>,
    /// From which request.
    pub request_id: String,
    /// The MAC of the event before, base64url; empty for the first.
    pub previous: String,
    /// The version of the catalogue that it was decided by.
    #[serde(
        default = "crate::catalogue::first",
        skip_serializing_if = "crate::catalogue::is_first"
    )]
    pub catalogue: Version,
}

impl Envelope {
    /// The envelope of a kept event.
    ///
    /// # Errors
    /// Whatever is no event.
    pub fn read(body: &str) -> serde_json::Result<Self> {
        serde_json::from_str(body)
    }

    /// The event as it is kept, as JSON: what the chain's MAC covers, byte by byte.
    ///
    /// # Errors
    /// None that a happening of ours can make.
    pub fn body(&self, happening: &Happening) -> serde_json::Result<String> {
        #[derive(Serialize)]
        struct Body<'a> {
            #[serde(flatten)]
            envelope: &'a Envelope,
            happening: &'a Happening,
        }
        serde_json::to_string(&Body {
            envelope: self,
            happening,
        })
    }
}

/// One change of one aggregate, as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its place, who made it, when.
    pub envelope: Envelope,
    /// What happened, where this version can read it.
    pub happening: Result<Happening, Unreadable>,
}

impl Event {
    /// A kept event, whatever happened in it.
    ///
    /// # Errors
    /// Whatever is no event.
    pub fn read(body: &str) -> serde_json::Result<Self> {
        #[derive(Deserialize)]
        struct Body {
            #[serde(default)]
            happening: Value,
        }
        let Body { happening } = serde_json::from_str(body)?;
        Ok(Self {
            envelope: Envelope::read(body)?,
            happening: Happening::read(happening),
        })
    }

    /// The name that what happened is kept by, as in `licences-attached`; `unreadable` where
    /// this version cannot read it.
    pub fn what(&self) -> &str {
        self.happening.as_ref().map_or("unreadable", Happening::what)
    }

    /// Whether the reader sees that it happened. What has a name that this version does not
    /// know is seen by everybody who reads the history, and says nothing to them.
    pub fn is_seen_by(&self, reader: Reader) -> bool {
        let what = match &self.happening {
            Ok(happening) => happening.what(),
            Err(Unreadable { what }) => what,
        };
        Happening::audience(what).is_none_or(|audience| reader.belongs_to(audience))
    }

    /// What changed, in a sentence for the history, as this reader may see it. Applications have
    /// the names that they have in the catalogue by now.
    pub fn sentence(&self, reader: Reader, catalogue: &Catalogue) -> String {
        match &self.happening {
            Ok(happening) => happening.sentence(reader, catalogue),
            Err(unreadable) => unreadable.to_string(),
        }
    }
}

#[cfg(test)]
mod tests;
