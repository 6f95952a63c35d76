//! Renewal of a customer's agreements to one end, all or nothing (spec chapter 5,
//! "Renewal").

use super::{Agreement, Basis, Deal, Held, Next, Taken, Term};
use crate::{
    catalogue::Version,
    day::Day,
    event::Actor,
    id::{CustomerId, LocationId, OrganisationId, RenewalId},
    text::Line,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The most agreements of one renewal.
pub const MAX_RENEWED: usize = 500;

/// The most months that one renewal is quoted for.
pub const MOST_RENEWAL_MONTHS: u32 = 60;

/// When the units are taken and the suffix rises. What has lapsed is always renewed today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RenewalMoment {
    /// When it is renewed.
    #[default]
    Today,
    /// When the running term ends.
    EndOfTerm,
}

/// Where a renewal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RenewalState {
    /// A quote; nothing is taken.
    Quoted,
    /// Units and agreements are being held; nothing is renewed.
    Preparing,
    /// It is decided: all are renewed, and being written.
    Renewing,
    /// All are renewed.
    Renewed,
    /// None is renewed, and everything held is being let go.
    Withdrawing,
    /// None is renewed.
    Withdrawn,
}

/// What sets the latest end of a renewal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RenewalLimit {
    /// Five years past today.
    FiveYears,
    /// The application's maximum.
    ApplicationMaximum,
    /// The end of the application's maintenance.
    Maintenance,
}

/// Why an agreement is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RenewalFailure {
    /// The end lies before the new term's start.
    EndBeforeStart,
    /// The end lies past the latest possible.
    TooLong,
    /// None of the chosen ones renews for 12 months or more.
    TwelveMonths,
    /// An assignment cools off.
    Pending,
    /// A renewed term is agreed already and waits for the running one's end.
    AlreadyRenewed,
    /// Another renewal holds it.
    BeingRenewed,
    /// SWA was never activated.
    NeverActivated,
    /// It runs, and licences were added that it does not cover.
    LicencesAdded,
}

impl RenewalFailure {
    /// Why an agreement cannot be renewed today, whatever the end.
    pub const fn today(self) -> &'static str {
        match self {
            Self::TooLong | Self::EndBeforeStart => {
                "It runs as long as it can already. Renew it when less of it is left."
            }
            Self::TwelveMonths => "At least one agreement has to be renewed for 12 months or more.",
            Self::Pending => "An assignment is pending. Cancel it or wait for it.",
            Self::AlreadyRenewed => "It is renewed already; the new term begins when the running one ends.",
            Self::BeingRenewed => "Somebody is renewing it at this moment.",
            Self::NeverActivated => "Its software assurance was never activated.",
            Self::LicencesAdded => {
                "Licences were added that its software assurance does not cover yet. Assign units for them first."
            }
        }
    }
}

/// A renewal: a quote, and what became of it. Its lines are kept beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewal {
    /// Its id.
    pub renewal_id: RenewalId,
    /// The customer.
    pub customer_id: CustomerId,
    /// Whose customer it is.
    pub organisation_id: OrganisationId,
    /// Where it stands.
    pub state: RenewalState,
    /// When it was quoted.
    pub made_at: DateTime<Utc>,
    /// The version of the rate card that it was quoted with.
    pub version: String,
    /// The version of the catalogue that the rate card stood in.
    #[serde(
        default = "crate::catalogue::first",
        skip_serializing_if = "crate::catalogue::is_first"
    )]
    pub catalogue: Version,
    /// The last day on which it can be renewed so.
    pub valid_until: Day,
    /// When the units are taken.
    pub moment: RenewalMoment,
    /// The common end.
    pub ends: Day,
    /// When it left the quote behind, and who renewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<(DateTime<Utc>, Actor)>,
    /// The dealer's number or note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Line>,
    /// All units that it holds until it is decided.
    #[serde(default)]
    pub holds: Vec<Taken>,
    /// Those of them that are spent at once when it is done; the others wait with their
    /// agreements for the running term's end.
    #[serde(default)]
    pub spends: Vec<Taken>,
}

/// What a renewal does to one agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenewalLine {
    /// The location.
    pub location_id: LocationId,
    /// The application's id.
    pub application: String,
    /// The number after the renewal.
    pub number: String,
    /// The first day of the new term.
    pub starts: Day,
    /// What it takes; `None` where it cannot be quoted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deal: Option<Deal>,
    /// When the units are taken; `None` for at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_on: Option<Day>,
    /// The latest end that it can be renewed to.
    pub latest_end: Day,
    /// What sets it.
    pub limited_by: RenewalLimit,
    /// Why it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<RenewalFailure>,
    /// What it stands on.
    pub basis: Basis,
}

impl RenewalLine {
    /// Why it is left out, in a sentence with dates.
    pub fn failure_sentence(&self, ends: Day) -> Option<String> {
        let day = |day: Day| day.format("%-d %b %Y").to_string();
        Some(match self.failure? {
            RenewalFailure::EndBeforeStart => format!(
                "The chosen end, {}, lies before the new term's start, {}.",
                day(ends),
                day(self.starts)
            ),
            RenewalFailure::TooLong => {
                let why = match self.limited_by {
                    RenewalLimit::FiveYears => "a renewal reaches at most five years past today",
                    RenewalLimit::ApplicationMaximum => "this is the longest for its product",
                    RenewalLimit::Maintenance => "the product's maintenance ends then",
                };
                format!("It can be renewed until {} at most: {why}.", day(self.latest_end))
            }
            other => other.today().to_owned(),
        })
    }
}

/// How long to renew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenewalAsk {
    /// So many months from the first day on which a new term of the chosen ones starts.
    Months(u32),
    /// To this end.
    Ends(Day),
}

impl Agreement {
    /// Kept for a renewal from all others.
    pub fn hold(&self, renewal_id: RenewalId, lots: Vec<Taken>) -> Self {
        Self {
            held: Some(Held {
                renewal_id,
                lots,
                covers: self.licences.clone(),
            }),
            ..self.clone()
        }
    }

    /// Whether this renewal holds it.
    pub fn is_held_by(&self, renewal_id: RenewalId) -> bool {
        self.held.as_ref().is_some_and(|held| held.renewal_id == renewal_id)
    }

    /// Renewed as the line says; `None` where the renewal does not hold it (any more).
    pub fn renew(&self, renewal: &Renewal, line: &RenewalLine) -> Option<Self> {
        let held = self
            .held
            .as_ref()
            .filter(|held| held.renewal_id == renewal.renewal_id)?;
        let deal = line.deal.clone()?;
        let (at, by) = renewal.started.as_ref()?;
        let mut renewed = Self {
            held: None,
            revision: self.revision + 1,
            ..self.clone()
        };
        if line.taken_on.is_some() {
            renewed.next = Some(Next {
                renewal_id: renewal.renewal_id,
                deal,
                lots: held.lots.clone(),
                holder: None,
                covers: held.covers.clone(),
                reference: renewal.reference.clone(),
                at: *at,
                by: by.name.clone(),
            });
        } else {
            renewed.covered.clone_from(&held.covers);
            renewed.terms.push(Term {
                deal,
                assignment: None,
                reference: renewal.reference.clone(),
                assigned_at: *at,
                assigned_by: by.name.clone(),
                activated_at: *at,
                reason: None,
            });
        }
        Some(renewed)
    }

    /// Let go by the renewal; `None` where it does not hold it (any more).
    pub fn let_go(&self, renewal_id: RenewalId) -> Option<Self> {
        self.is_held_by(renewal_id).then(|| Self {
            held: None,
            ..self.clone()
        })
    }
}
