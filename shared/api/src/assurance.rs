//! Software assurance of locations: agreements, quotes, assigning and the cooling off.

use chrono::{DateTime, Utc};
pub use domain::assurance::{AssignmentKind, Standing};
use domain::{
    day::Day,
    id::{CustomerId, LocationId, QuoteId},
};
use serde::{Deserialize, Serialize};

/// Days, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SwaPeriodView))]
pub struct PeriodView {
    /// The first day.
    pub starts: Day,
    /// The last day.
    pub ends: Day,
}

/// A location's software assurance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LocationSwaView {
    /// The location.
    pub location_id: LocationId,
    /// Its name.
    pub location_name: String,
    /// Its hardware key code.
    pub hkc: String,
    /// Its customer.
    pub customer_id: CustomerId,
    /// Its customer's name.
    pub customer_name: String,
    /// Now by the desk's clock: what a countdown starts from.
    pub now: DateTime<Utc>,
    /// Today by the desk's clock, UTC.
    pub today: Day,
    /// The units that the organisation can assign.
    pub available: u64,
    /// By application; none where nothing that SWA covers is activated.
    pub agreements: Vec<AgreementView>,
    /// What can be attached free of charge, or was.
    pub free_licences: Vec<FreeLicence>,
}

/// SWA of one application at one location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgreementView {
    /// The application's id.
    pub application: String,
    /// The application's name.
    pub application_name: String,
    /// With its suffix of this moment.
    pub number: String,
    /// Where it stands today.
    pub standing: Standing,
    /// The last day of grace or of what is agreed.
    pub expires: Day,
    /// The grace period.
    pub grace: PeriodView,
    /// What is cooling off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<PendingView>,
    /// A renewed term whose units are taken at the end of the running one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<TermView>,
    /// What was activated, oldest first.
    pub terms: Vec<TermView>,
    /// Whether a quote has something to offer for it today.
    pub quotable: bool,
    /// Whether it can be renewed today.
    pub renewable: bool,
    /// Whether a renewal holds it at this moment.
    pub being_renewed: bool,
}

/// Units that cool off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PendingView {
    /// The application's id.
    pub application: String,
    /// Counts from 1 within the agreement; names what is cancelled or processed.
    pub assignment: u32,
    /// What for.
    pub kind: AssignmentKind,
    /// The term's months.
    pub months: u32,
    /// The first day covered.
    pub starts: Day,
    /// The last day covered.
    pub ends: Day,
    /// Units for the term, rounded up.
    pub units: u32,
    /// Months to reinstate; 0 for none.
    pub reinstatement_months: u32,
    /// Units for those, rounded up by themselves.
    pub reinstatement_units: u32,
    /// The dealer's number or note; empty for none.
    pub reference: String,
    /// When it was assigned.
    pub assigned_at: DateTime<Utc>,
    /// Who assigned it.
    pub assigned_by: String,
    /// When it activates by itself; it can be cancelled until then.
    pub activates_at: DateTime<Utc>,
}

/// A term of an agreement, or licences added to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TermView {
    /// The agreement's number from this term on.
    pub number: String,
    /// What for.
    pub kind: AssignmentKind,
    /// The term's months.
    pub months: u32,
    /// The first day covered.
    pub starts: Day,
    /// The last day covered.
    pub ends: Day,
    /// Units for the term.
    pub units: u32,
    /// Months that were reinstated; 0 for none.
    pub reinstatement_months: u32,
    /// Units for those.
    pub reinstatement_units: u32,
    /// The dealer's number or note; empty for none.
    pub reference: String,
    /// When it was assigned.
    pub assigned_at: DateTime<Utc>,
    /// Who assigned it.
    pub assigned_by: String,
    /// When it was activated; absent for what is agreed and not yet taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activated_at: Option<DateTime<Utc>>,
    /// Why it was processed before the 24 hours were over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A newest version that active SWA or grace gives free of charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FreeLicence {
    /// The part's number.
    pub part: String,
    /// The part's name.
    pub part_name: String,
    /// The application's id.
    pub application: String,
    /// The application's name.
    pub application_name: String,
    /// Whether it can be attached; each can be once.
    pub available: bool,
}

/// Parts to attach free of charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AttachFreeLicencesRequest {
    /// 1 to 20 part numbers, each once.
    pub parts: Vec<String>,
}

/// A location with activated licences, no SWA, and grace that still runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProspectView {
    /// The location.
    pub location_id: LocationId,
    /// Its name.
    pub location_name: String,
    /// Its hardware key code.
    pub hkc: String,
    /// Its customer.
    pub customer_id: CustomerId,
    /// Its customer's name.
    pub customer_name: String,
    /// The application's id.
    pub application: String,
    /// The application's name.
    pub application_name: String,
    /// The agreement's number.
    pub number: String,
    /// The last day of grace.
    pub grace_ends: Day,
}

/// Asks for a quote for every application of a location.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SwaQuoteRequest {
    /// An end to quote beside the terms, the last day of a month, for applications where
    /// it may be chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Day>,
}

/// A quote for a location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SwaQuoteView {
    /// Its id.
    pub quote_id: QuoteId,
    /// The location.
    pub location_id: LocationId,
    /// Its name.
    pub location_name: String,
    /// Its hardware key code.
    pub hkc: String,
    /// Its customer's name.
    pub customer_name: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// The version of the rate card that it was made with.
    pub version: String,
    /// The last day on which it can be assigned, unless licences or rates change.
    pub valid_until: Day,
    /// Whether it can be assigned now.
    pub valid: bool,
    /// Why not, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outdated: Option<String>,
    /// The units that the organisation can assign now.
    pub available: u64,
    /// By application.
    pub applications: Vec<ApplicationQuoteView>,
}

/// A quote for one application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApplicationQuoteView {
    /// The application's id.
    pub application: String,
    /// The application's name.
    pub application_name: String,
    /// The agreement's number.
    pub number: String,
    /// What it is for.
    pub kind: AssignmentKind,
    /// Units a month, as in `4.9`.
    pub monthly_rate: String,
    /// What can be chosen, shortest first. "Activate SWA later" is to choose none.
    pub options: Vec<QuoteOptionView>,
    /// What reinstating costs on top of whichever option.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reinstatement: Option<ReinstatementView>,
    /// The first and the last end that may be chosen instead of a term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choosable_ends: Option<PeriodView>,
}

/// A term that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuoteOptionView {
    /// Names the option.
    pub months: u32,
    /// Units for the term, rounded up.
    pub units: u32,
    /// With the reinstatement.
    pub total: u32,
    /// The first day covered.
    pub starts: Day,
    /// The last day covered.
    pub ends: Day,
}

/// The months that went by without SWA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReinstatementView {
    /// Months begun, this one included.
    pub months: u32,
    /// Units for them, rounded up by themselves; 0 where waived.
    pub units: u32,
    /// Whether the fee is waived.
    pub waived: bool,
}

/// A quote as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuoteExport {
    /// The name to save it under.
    pub file_name: String,
    /// `text/csv`.
    pub media_type: String,
    /// The file's text.
    pub content: String,
}

/// Takes terms of a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AssignSwaRequest {
    /// The quote.
    pub quote_id: QuoteId,
    /// 1 to 10 applications of the quote, each once.
    pub choices: Vec<AssignChoice>,
    /// The dealer's number or note; empty for none.
    #[serde(default)]
    pub reference: String,
    /// Has to be true: units will be taken from the SWA bin.
    pub authorised: bool,
}

/// The term for one application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AssignChoice {
    /// The application's id.
    pub application: String,
    /// The months of one of the quote's options.
    pub months: u32,
}

/// What cools off now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssignSwaResponse {
    /// In the order of the choices.
    pub pending: Vec<PendingView>,
}

/// Takes an assignment back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CancelSwaRequest {
    /// The application's id.
    pub application: String,
    /// Which assignment, as the page shows it.
    pub assignment: u32,
}

/// Activates an assignment at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProcessSwaRequest {
    /// The application's id.
    pub application: String,
    /// Which assignment, as the page shows it.
    pub assignment: u32,
    /// Why it cannot wait, up to 1,000 characters; kept in the history.
    #[serde(default)]
    pub reason: String,
}
