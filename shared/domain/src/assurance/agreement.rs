//! Agreements: SWA of one application at one location (spec chapter 5, "Grace and term"
//! and "Assign, cool off, activate").

use super::{AgreementStem, AssignmentKind, Deal, Held, Next, Pending, Taken, Term};
use crate::{
    day::Day,
    id::{CustomerId, LocationId, OrganisationId},
    text::{Line, Name, Notes, PartNumber},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long an assignment can be thought over.
pub const COOLING_OFF_HOURS: i64 = 24;

/// How many days before SWA ends its holder is reminded.
pub const REMINDER_DAYS: [i64; 3] = [90, 60, 30];

/// Where an agreement stands on a day, whatever is pending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Licences are activated, SWA was never; the grace period runs.
    InGrace,
    /// SWA was never activated, and the grace period is over.
    GraceOver,
    /// SWA is active.
    Active,
    /// SWA was active and has ended.
    Lapsed,
}

/// SWA of one application at one location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// The application's id.
    pub application: String,
    /// The location.
    pub location_id: LocationId,
    /// The location's customer.
    pub customer_id: CustomerId,
    /// Whose customer it is.
    pub organisation_id: OrganisationId,
    /// The number without its suffix.
    pub stem: AgreementStem,
    /// The day on which the first licence was activated and grace began.
    pub started: Day,
    /// The last day of grace.
    pub grace_ends: Day,
    /// Units that are activated, by part.
    pub licences: BTreeMap<PartNumber, u32>,
    /// How often licences were activated, or the location became another: quotes stand on it.
    pub licensed: u32,
    /// The licences that what is agreed covers.
    pub covered: BTreeMap<PartNumber, u32>,
    /// How often units were assigned.
    pub assignments: u32,
    /// What cools off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<Pending>,
    /// What was activated, oldest first.
    pub terms: Vec<Term>,
    /// What begins when the running term ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Next>,
    /// The renewal that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
    /// Rises with every change but that of `held`.
    pub revision: u32,
}

/// What a quote stands on. It holds as long as this does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// How often licences were activated.
    pub licensed: u32,
    /// What was activated so far.
    pub terms: u32,
    /// Whether a renewed term waits.
    pub next: bool,
}

/// Why an agreement is not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgreementRefusal {
    /// The application has no agreement here.
    #[error("Nothing of this application is activated at this location.")]
    NoAgreement,
    /// Something cools off.
    #[error("An assignment of {} units is pending until {}. Cancel it or wait for it.", .0.deal.total(), .0.until.format("%-d %b %Y %H:%M UTC"))]
    Pending(Box<Pending>),
    /// This assignment is decided.
    #[error("This assignment is not pending any more: it was cancelled, processed or activated meanwhile.")]
    NotPending,
    /// It cannot be cancelled any more.
    #[error("The 24 hours were over on {}. The assignment is being activated.", .0.format("%-d %b %Y %H:%M UTC"))]
    CoolingOffOver(DateTime<Utc>),
    /// It does not activate by itself yet.
    #[error("The assignment cools off until {}.", .0.format("%-d %b %Y %H:%M UTC"))]
    CoolingOff(DateTime<Utc>),
    /// A renewal is under way.
    #[error("Somebody is renewing this agreement at this moment. Look again in a minute.")]
    BeingRenewed,
}

/// Why an assignment is activated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNow {
    /// Somebody could not wait, and says why.
    Reason(Notes),
    /// The cooling off is over.
    CoolingOffOver,
}

impl Agreement {
    /// The number with its suffix of this moment.
    pub fn number(&self) -> String {
        self.stem.after(self.terms_counted())
    }

    /// How many terms there were; licences that were added make none.
    pub fn terms_counted(&self) -> usize {
        let is_term = |term: &&Term| term.deal.kind != AssignmentKind::Expansion;
        self.terms.iter().filter(is_term).count()
    }

    /// The last day of what is agreed and activated; `None` where nothing ever was.
    pub fn runs_until(&self) -> Option<Day> {
        self.terms.iter().map(|term| term.deal.ends).max()
    }

    /// The last day of all that is agreed, activated or waiting.
    pub fn agreed_until(&self) -> Option<Day> {
        let next = self.next.as_ref().map(|next| next.deal.ends);
        next.max(self.runs_until())
    }

    /// The last day of grace, or of all that is agreed.
    pub fn expires(&self) -> Day {
        self.agreed_until().unwrap_or(self.grace_ends)
    }

    /// Where it stands on this day.
    pub fn standing(&self, today: Day) -> Standing {
        match self.agreed_until() {
            Some(ends) if today <= ends => Standing::Active,
            Some(_) => Standing::Lapsed,
            None if today <= self.grace_ends => Standing::InGrace,
            None => Standing::GraceOver,
        }
    }

    /// Whether SWA gives something on this day: active or in grace.
    pub fn is_assured(&self, today: Day) -> bool {
        matches!(self.standing(today), Standing::Active | Standing::InGrace)
    }

    /// What a quote of this moment stands on.
    pub fn basis(&self) -> Basis {
        Basis {
            licensed: self.licensed,
            terms: u32::try_from(self.terms.len()).unwrap_or(u32::MAX),
            next: self.next.is_some(),
        }
    }

    /// The licences that are activated and not covered, by part.
    pub fn uncovered(&self) -> BTreeMap<PartNumber, u32> {
        let left = |(part, units): (&PartNumber, &u32)| {
            let more = units.saturating_sub(self.covered.get(part).copied().unwrap_or(0));
            (more > 0).then(|| (part.clone(), more))
        };
        self.licences.iter().filter_map(left).collect()
    }

    /// Refuses, while something cools off or is being renewed.
    pub fn check_free(&self) -> Result<(), AgreementRefusal> {
        if self.held.is_some() {
            return Err(AgreementRefusal::BeingRenewed);
        }
        match &self.pending {
            Some(pending) => Err(AgreementRefusal::Pending(Box::new(pending.clone()))),
            None => Ok(()),
        }
    }

    pub(super) fn changed(&self) -> Self {
        Self {
            revision: self.revision + 1,
            ..self.clone()
        }
    }

    /// Units assigned; they cool off from now on.
    pub fn assign(
        &self,
        deal: Deal,
        lots: Vec<Taken>,
        reference: Option<Line>,
        by: &Name,
        now: DateTime<Utc>,
    ) -> Result<Self, AgreementRefusal> {
        self.check_free()?;
        let assignment = self.assignments + 1;
        Ok(Self {
            assignments: assignment,
            pending: Some(Pending {
                assignment,
                deal,
                lots,
                covers: self.licences.clone(),
                reference,
                at: now,
                until: now + TimeDelta::hours(COOLING_OFF_HOURS),
                by: by.clone(),
            }),
            ..self.changed()
        })
    }

    fn pending_as(&self, assignment: u32) -> Result<&Pending, AgreementRefusal> {
        let pending = self.pending.as_ref();
        pending
            .filter(|pending| pending.assignment == assignment)
            .ok_or(AgreementRefusal::NotPending)
    }

    /// The assignment taken back, and what it was: its units go back to their lots.
    pub fn cancel(&self, assignment: u32, now: DateTime<Utc>) -> Result<(Self, &Pending), AgreementRefusal> {
        let pending = self.pending_as(assignment)?;
        if now >= pending.until {
            return Err(AgreementRefusal::CoolingOffOver(pending.until));
        }
        let cancelled = Self {
            pending: None,
            ..self.changed()
        };
        Ok((cancelled, pending))
    }

    /// The assignment activated, and what it was: its units are spent. The day of
    /// assignment has decided the term; the time of this does not.
    pub fn activate(
        &self,
        assignment: u32,
        why: WhyNow,
        now: DateTime<Utc>,
    ) -> Result<(Self, &Pending), AgreementRefusal> {
        let pending = self.pending_as(assignment)?;
        let reason = match why {
            WhyNow::CoolingOffOver if now < pending.until => {
                return Err(AgreementRefusal::CoolingOff(pending.until));
            }
            WhyNow::CoolingOffOver => None,
            WhyNow::Reason(reason) => Some(reason),
        };
        // What was added after a renewal is paid to the end of the renewed term.
        let next = self.next.clone().map(|next| Next {
            covers: pending.covers.clone(),
            ..next
        });
        let mut active = Self {
            pending: None,
            covered: pending.covers.clone(),
            next,
            ..self.changed()
        };
        active.terms.push(Term {
            deal: pending.deal.clone(),
            assignment: Some(assignment),
            reference: pending.reference.clone(),
            assigned_at: pending.at,
            assigned_by: pending.by.clone(),
            activated_at: now,
            reason,
        });
        Ok((active, pending))
    }

    /// The renewed term begun, where the running one is over; its units are spent.
    pub fn begin_next(&self, now: DateTime<Utc>) -> Option<(Self, &Next)> {
        let next = self.next.as_ref().filter(|next| next.deal.starts <= Day::of(now))?;
        let mut begun = Self {
            next: None,
            covered: next.covers.clone(),
            ..self.changed()
        };
        begun.terms.push(Term {
            deal: next.deal.clone(),
            assignment: None,
            reference: next.reference.clone(),
            assigned_at: next.at,
            assigned_by: next.by.clone(),
            activated_at: now,
            reason: None,
        });
        Some((begun, next))
    }
}
