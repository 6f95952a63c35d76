//! How a renewal goes on: whether its quote still holds, what follows each state, and what is kept
//! from all others meanwhile (spec chapter 5, "Renewal").

use super::{
    Agreement, AgreementRefusal, RateCard, Renewal, RenewalLine, RenewalMoment, RenewalState, Taken, merge, valid_until,
};
use crate::{customer::Customer, day::Day, event::Actor, id::RenewalId, text::Line};
use chrono::{DateTime, Utc};

/// Why there is no renewal quote, or no renewal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenewalRefusal {
    /// Nothing was chosen, or nothing is there.
    #[error("This customer has no agreement that can be renewed.")]
    Nothing,
    /// Not the end of a month.
    #[error("Software assurance ends on the last day of a month, such as {0}.")]
    NotAMonthEnd(Day),
    /// None of the lines could be quoted.
    #[error("None of the chosen agreements could be quoted. Choose another end.")]
    NothingQuoted,
    /// The quote's last day is over, or its rate card counts no more.
    #[error("This quote was valid until {} with rate card {version}. Get a new one.", .valid_until.format("%-d %b %Y"))]
    Outdated {
        /// The quote's last day.
        valid_until: Day,
        /// The version of its rate card.
        version: String,
    },
    /// An agreement is not as it was when it was quoted.
    #[error("Licences or terms of {0} have changed since this quote was made. Get a new one.")]
    Changed(String),
    /// An agreement cannot be renewed now.
    #[error(transparent)]
    Agreement(#[from] AgreementRefusal),
    /// Somebody has begun it.
    #[error("This renewal is being carried out at this moment. Look again in a minute.")]
    UnderWay,
    /// It was withdrawn while somebody was at it.
    #[error("This renewal took too long and was withdrawn; nothing was renewed. Get a new quote.")]
    TookTooLong,
    /// It was withdrawn before.
    #[error("This renewal was withdrawn and nothing was renewed. Get a new quote.")]
    Withdrawn,
}

/// What is to be done about a renewal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenewalTask {
    /// All of it: nothing is taken yet.
    Renew,
    /// It is decided: what is held is renewed.
    CarryOut,
    /// It will not be: what is held is let go.
    Withdraw,
    /// Nothing (any more).
    Nothing,
}

impl RenewalState {
    /// Whether it is decided; there is no way back then.
    pub const fn is_decided(self) -> bool {
        matches!(self, Self::Renewing | Self::Renewed)
    }

    /// Refuses to begin what was begun.
    pub fn check_quoted(self) -> Result<(), RenewalRefusal> {
        match self {
            Self::Quoted => Ok(()),
            _ => Err(RenewalRefusal::UnderWay),
        }
    }

    /// Refuses to hold or decide what was withdrawn meanwhile: whoever renews took too long.
    pub fn check_preparing(self) -> Result<(), RenewalRefusal> {
        match self {
            Self::Preparing => Ok(()),
            _ => Err(RenewalRefusal::TookTooLong),
        }
    }

    /// What is left to be done where nobody is at it any more: back before it is decided, forward
    /// from then on.
    pub const fn left(self) -> RenewalTask {
        match self {
            Self::Preparing | Self::Withdrawing => RenewalTask::Withdraw,
            Self::Renewing => RenewalTask::CarryOut,
            Self::Quoted | Self::Renewed | Self::Withdrawn => RenewalTask::Nothing,
        }
    }
}

impl Renewal {
    /// A quote of this moment; nothing is taken.
    pub fn quoted(
        renewal_id: RenewalId,
        customer: &Customer,
        card: &RateCard,
        moment: RenewalMoment,
        (ends, lines): (Day, &[RenewalLine]),
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            renewal_id,
            customer_id: customer.customer_id,
            organisation_id: customer.organisation_id,
            state: RenewalState::Quoted,
            made_at: now,
            version: card.version.clone(),
            catalogue: card.catalogue,
            valid_until: valid_until(lines, card, Day::of(now)),
            moment,
            ends,
            started: None,
            reference: None,
            holds: Vec::new(),
            spends: Vec::new(),
        }
    }

    /// What whoever asks to renew it is to do. Asked again for what is renewed, it is.
    pub fn asked(&self, lines: &[RenewalLine]) -> Result<RenewalTask, RenewalRefusal> {
        if lines.iter().all(|line| line.deal.is_none()) {
            return Err(RenewalRefusal::NothingQuoted);
        }
        match self.state {
            RenewalState::Quoted => Ok(RenewalTask::Renew),
            RenewalState::Renewing => Ok(RenewalTask::CarryOut),
            RenewalState::Renewed => Ok(RenewalTask::Nothing),
            RenewalState::Preparing => Err(RenewalRefusal::UnderWay),
            RenewalState::Withdrawing | RenewalState::Withdrawn => Err(RenewalRefusal::Withdrawn),
        }
    }

    /// Begun by somebody, where the quote still holds: its last day is not over, and its rate card
    /// still counts.
    pub fn begin(
        &self,
        by: Actor,
        reference: Option<Line>,
        card: &RateCard,
        now: DateTime<Utc>,
    ) -> Result<Self, RenewalRefusal> {
        if Day::of(now) > self.valid_until || card.version != self.version {
            return Err(RenewalRefusal::Outdated {
                valid_until: self.valid_until,
                version: self.version.clone(),
            });
        }
        Ok(Self {
            state: RenewalState::Preparing,
            started: Some((now, by)),
            reference,
            ..self.clone()
        })
    }

    /// Holding these units, by line. Those of lines that are renewed at once are spent when it is
    /// done; the others wait with their agreements.
    pub fn holding(&self, lines: &[RenewalLine], taken: &[Vec<Taken>]) -> Self {
        let at_once = lines.iter().zip(taken).filter(|(line, _)| line.taken_on.is_none());
        Self {
            holds: merge(taken.iter().flatten()),
            spends: merge(at_once.flat_map(|(_, taken)| taken)),
            ..self.clone()
        }
    }
}

impl RenewalLine {
    /// Its agreement, where that is free and as it was when it was quoted.
    pub fn check<'a>(&self, agreements: &'a [Agreement]) -> Result<&'a Agreement, RenewalRefusal> {
        let agreement = self.agreement(agreements);
        let agreement = agreement.ok_or_else(|| RenewalRefusal::Changed(self.number.clone()))?;
        agreement.check_free()?;
        if agreement.basis() == self.basis {
            Ok(agreement)
        } else {
            Err(RenewalRefusal::Changed(agreement.number()))
        }
    }

    fn agreement<'a>(&self, agreements: &'a [Agreement]) -> Option<&'a Agreement> {
        agreements
            .iter()
            .find(|agreement| agreement.location_id == self.location_id && agreement.application == self.application)
    }
}

/// The agreements of these lines, with their units, kept for a renewal from all others: each as it
/// was read, and as it will be. What it holds already is left out.
pub fn hold<'a>(
    renewal_id: RenewalId,
    lines: &[(&RenewalLine, Vec<Taken>)],
    agreements: &'a [Agreement],
) -> Result<Vec<(&'a Agreement, Agreement)>, RenewalRefusal> {
    let mut held = Vec::with_capacity(lines.len());
    for (line, lots) in lines {
        if line.agreement(agreements).is_some_and(|one| one.is_held_by(renewal_id)) {
            continue;
        }
        let before = line.check(agreements)?;
        held.push((before, before.hold(renewal_id, lots.clone())));
    }
    Ok(held)
}

#[cfg(test)]
mod tests;
