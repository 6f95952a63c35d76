//! Renewal of agreements.

use crate::assurance::{PeriodView, Standing};
use chrono::{DateTime, Utc};
pub use domain::assurance::{RenewalFailure, RenewalLimit, RenewalMoment, RenewalState};
use domain::{
    day::Day,
    id::{CustomerId, LocationId, RenewalId},
};
use serde::{Deserialize, Serialize};

/// What can be renewed for a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerSwaView {
    /// The customer.
    pub customer_id: CustomerId,
    /// Its name.
    pub customer_name: String,
    /// Today by the desk's clock, UTC.
    pub today: Day,
    /// The units that the organisation can assign.
    pub available: u64,
    /// Every agreement that was ever activated, by location and application.
    pub agreements: Vec<RenewableView>,
}

/// An agreement on the renewal page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RenewableView {
    /// The location.
    pub location_id: LocationId,
    /// Its name.
    pub location_name: String,
    /// Its hardware key code.
    pub hkc: String,
    /// The application's id.
    pub application: String,
    /// The application's name.
    pub application_name: String,
    /// With its suffix of this moment.
    pub number: String,
    /// Active or lapsed.
    pub standing: Standing,
    /// What was and is agreed, oldest first.
    pub agreed: Vec<PeriodView>,
    /// Since the last agreed day until today, where it has lapsed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapsed: Option<PeriodView>,
    /// Whether it can be renewed today.
    pub renewable: bool,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<RenewalFailureView>,
}

/// An agreement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AgreementChoice {
    /// The location.
    pub location_id: LocationId,
    /// The application's id.
    pub application: String,
}

/// Asks what a renewal takes. Either months or an end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RenewalQuoteRequest {
    /// Up to 500 agreements of the customer; absent for everything renewable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreements: Option<Vec<AgreementChoice>>,
    /// When the units are taken.
    #[serde(default)]
    pub moment: RenewalMoment,
    /// Months from the first day on which a new term of the chosen ones starts, 1 to 60;
    /// 12 where neither this nor the end is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    /// The common end, the last day of a month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Day>,
}

/// A renewal: a quote, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RenewalView {
    /// Its id.
    pub renewal_id: RenewalId,
    /// The customer.
    pub customer_id: CustomerId,
    /// Its name.
    pub customer_name: String,
    /// Where it stands.
    pub state: RenewalState,
    /// When it was quoted.
    pub made_at: DateTime<Utc>,
    /// The version of the rate card that it was quoted with.
    pub version: String,
    /// The last day on which it can be renewed so, unless licences or rates change.
    pub valid_until: Day,
    /// When the units are taken.
    pub moment: RenewalMoment,
    /// The common end.
    pub ends: Day,
    /// The units that the organisation can assign now.
    pub available: u64,
    /// Units of all lines that can be renewed.
    pub total: u32,
    /// By location and application.
    pub lines: Vec<RenewalLineView>,
    /// The dealer's number or note; empty for none.
    pub reference: String,
}

/// What a renewal does to one agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RenewalLineView {
    /// The location.
    pub location_id: LocationId,
    /// Its name.
    pub location_name: String,
    /// Its hardware key code.
    pub hkc: String,
    /// The application's id.
    pub application: String,
    /// The application's name.
    pub application_name: String,
    /// The number after the renewal.
    pub number: String,
    /// The first day of the new term.
    pub starts: Day,
    /// The new term's months; 0 where it cannot be quoted.
    pub months: u32,
    /// Units for the new term, rounded up.
    pub units: u32,
    /// Months to reinstate; 0 for none.
    pub reinstatement_months: u32,
    /// Units for those, rounded up by themselves.
    pub reinstatement_units: u32,
    /// When the units are taken; absent for at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_on: Option<Day>,
    /// The latest end that it can be renewed to.
    pub latest_end: Day,
    /// What sets the latest end.
    pub limited_by: RenewalLimit,
    /// Why it cannot be quoted and is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<RenewalFailureView>,
}

/// Why an agreement is left out, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RenewalFailureView {
    /// What callers match on.
    pub reason: RenewalFailure,
    /// A sentence with dates.
    pub message: String,
}

/// Renews everything that the quote could quote, or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RenewSwaRequest {
    /// The dealer's number or note; empty for none.
    #[serde(default)]
    pub reference: String,
    /// Has to be true: units will be taken from the SWA bin.
    pub authorised: bool,
}
