//! Locations that go from one dealer to another.

use crate::{certificate::CertifiedAssurance, customers::LocationView, events::EventView};
use chrono::{DateTime, Utc};
use domain::{
    id::{CustomerId, LocationId, OrganisationId, TransferId},
    transfer::{TransferStatus, TransferWay},
};
use serde::{Deserialize, Serialize};

/// Asks whichever dealer has a location for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskForLocationRequest {
    /// The location's hardware key code.
    pub hkc: String,
    /// The customer of one's own that gets it; absent for a new one with the name and address of the old
    /// dealer's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// Why, for the other dealer to read; 1 to 1,000 characters.
    pub reason: String,
}

/// Offers a location to the dealer of a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OfferLocationRequest {
    /// The address of a user of the new dealer.
    pub email: String,
    /// Why, for the other dealer to read; 1 to 1,000 characters.
    pub reason: String,
}

/// Has a location go to another dealer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OrderTransferRequest {
    /// The location's hardware key code.
    pub hkc: String,
    /// The new dealer or distributor.
    pub organisation_id: OrganisationId,
    /// Whom the customer can ask there.
    pub dealer_email: String,
    /// Why, for both dealers to read; 1 to 1,000 characters.
    pub reason: String,
    /// Shows what goes along and what has to be ended first, and changes nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// Accepts a transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AcceptTransferRequest {
    /// Of what is offered: the customer of one's own that gets it; absent for a new one with the name and
    /// address of the old dealer's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
}

/// Declines another's transfer, or withdraws one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EndTransferRequest {}

/// A transfer, as far as the reader may know of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TransferView {
    /// Its id.
    pub transfer_id: TransferId,
    /// How it comes about.
    pub way: TransferWay,
    /// The hardware key code that it was asked for by.
    pub hkc: String,
    /// The old dealer's name, for whom it is known to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The new dealer's name, for whom it is known to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The address that it was offered to, for who offered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered_to: Option<String>,
    /// The location, for whoever has it now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location_id: Option<LocationId>,
    /// Why.
    pub reason: String,
    /// Who asked, offered or ordered it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Where it stands.
    pub status: TransferStatus,
    /// When it was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<DateTime<Utc>>,
    /// Whether it waits for the reader's organisation to accept or decline it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_yours_to_decide: bool,
    /// Whether the reader's organisation began it, and can still withdraw it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_yours_to_withdraw: bool,
}

/// A transfer, with what goes along for whoever has to decide on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TransferDetails {
    /// The transfer.
    pub transfer: TransferView,
    /// The location and what belongs to it, with what each has.
    pub locations: Vec<MovingLocation>,
    /// What has to be ended first, in sentences; empty where it can go.
    pub pending: Vec<String>,
}

/// A location that goes along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MovingLocation {
    /// Its name.
    pub name: String,
    /// Its hardware key code.
    pub hkc: String,
    /// The name of its system type.
    pub system_type_name: String,
    /// How many licences are activated.
    pub licences: u32,
    /// How many licence files it has.
    pub licence_files: u32,
    /// Software assurance by application.
    pub assurance: Vec<CertifiedAssurance>,
}

/// A location that went to another dealer, in the list of who had it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandedOverSummary {
    /// The location.
    pub location_id: LocationId,
    /// The transfer.
    pub transfer_id: TransferId,
    /// Its name then.
    pub name: String,
    /// Its hardware key code then.
    pub hkc: String,
    /// The customer's name.
    pub customer_name: String,
    /// The name of its system type.
    pub system_type_name: String,
    /// When it went.
    pub at: DateTime<Utc>,
}

/// Which page of its history.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HandedOverQuery {
    /// `next` of the page of its history before; absent for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// A location that went to another dealer, as it was then: for who had it, to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandedOverView {
    /// When it went.
    pub at: DateTime<Utc>,
    /// What it was and had.
    pub location: LocationView,
    /// Software assurance by application; absent for who sees nothing of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assurance: Option<Vec<CertifiedAssurance>>,
    /// A page of what had happened until then, newest first.
    pub history: Vec<EventView>,
    /// Where its next page begins; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
