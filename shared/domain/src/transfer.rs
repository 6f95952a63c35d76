//! Locations that go from one dealer to another (spec chapter 4, "Moving on"): asked for by the new dealer
//! or offered by the old one and accepted by the other, or ordered by the vendor with a reason. Everything
//! goes along; what is pending has to be ended first.
//!
//! Neither dealer learns of the other's things by asking: whoever asks for a hardware key code, or offers to
//! an address, sees the same request waiting whether or not there is such a location or user.

use crate::{
    assurance::{Agreement, REMINDER_DAYS},
    catalogue::Catalogue,
    customer::Location,
    id::{CustomerId, LocationId, OrganisationId, TransferId},
    licence::Licence,
    organisation::{Organisation, OrganisationKind, Role},
    outbox::{Addressees, Mail, Task, reminders},
    text::{EmailAddress, Name, Notes},
    upgrade::Person,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Who of a dealer is told: whoever may decide.
const HOLDERS: &[Role] = &[Role::LicenceUser, Role::SwaUser];

/// How a transfer comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TransferWay {
    /// The new dealer asks for the location; the old one accepts.
    Asked,
    /// The old dealer offers the location; the new one accepts.
    Offered,
    /// The vendor orders it; nobody has to accept.
    Ordered,
}

/// A dealer or distributor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Which.
    pub organisation_id: OrganisationId,
    /// Its name then.
    pub name: Name,
}

impl Party {
    /// An organisation as it is called now.
    pub fn of(organisation: &Organisation) -> Self {
        Self {
            organisation_id: organisation.organisation_id,
            name: organisation.name.clone(),
        }
    }

    /// Whether locations can be this organisation's.
    pub const fn holds_locations(kind: OrganisationKind) -> bool {
        matches!(kind, OrganisationKind::Dealer | OrganisationKind::Distributor)
    }
}

/// Where a transfer stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum TransferState {
    /// The other dealer has not decided.
    Waiting,
    /// The location is the new dealer's since.
    Done {
        /// Who accepted or ordered it.
        by: Person,
        /// When.
        at: DateTime<Utc>,
    },
    /// The other dealer declined.
    Declined {
        /// Who.
        by: Person,
        /// When.
        at: DateTime<Utc>,
    },
    /// Whoever asked or offered took it back.
    Withdrawn {
        /// Who.
        by: Person,
        /// When.
        at: DateTime<Utc>,
    },
}

/// The same in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TransferStatus {
    /// The other dealer has not decided.
    Waiting,
    /// The location is the new dealer's.
    Done,
    /// The other dealer declined.
    Declined,
    /// Whoever asked or offered took it back.
    Withdrawn,
}

/// A location that goes, or is to go, from one dealer to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Its id.
    pub transfer_id: TransferId,
    /// How it comes about.
    pub way: TransferWay,
    /// The hardware key code that it was asked for by.
    pub hkc: String,
    /// The location; `None` where nobody else has one with this code, which whoever asked is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location_id: Option<LocationId>,
    /// The old dealer, where there is a location.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Party>,
    /// The new dealer; `None` where nobody has the address that it was offered to, which whoever offered
    /// is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Party>,
    /// The new dealer's customer that gets it; `None` for one that is made with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// The address of the new dealer's user to whom it was offered, or whom the customer can ask.
    pub email: EmailAddress,
    /// Why.
    pub reason: Notes,
    /// Who asked, offered or ordered it.
    pub by: Person,
    /// That user's organisation.
    pub by_organisation: Party,
    /// When.
    pub at: DateTime<Utc>,
    /// Where it stands.
    pub state: TransferState,
}

impl Transfer {
    /// Where it stands, in a word.
    pub const fn status(&self) -> TransferStatus {
        match self.state {
            TransferState::Waiting => TransferStatus::Waiting,
            TransferState::Done { .. } => TransferStatus::Done,
            TransferState::Declined { .. } => TransferStatus::Declined,
            TransferState::Withdrawn { .. } => TransferStatus::Withdrawn,
        }
    }

    /// The dealer that accepts or declines: the one that did not begin it.
    pub fn decides(&self) -> Option<OrganisationId> {
        let other = match self.way {
            TransferWay::Asked => self.from.as_ref(),
            TransferWay::Offered => self.to.as_ref(),
            TransferWay::Ordered => None,
        };
        other.map(|party| party.organisation_id)
    }

    /// Whether this organisation has anything to do with it, as far as it may know.
    pub fn concerns(&self, organisation: OrganisationId) -> bool {
        let is = |party: &Option<Party>| {
            party
                .as_ref()
                .is_some_and(|party| party.organisation_id == organisation)
        };
        self.by_organisation.organisation_id == organisation || is(&self.from) || is(&self.to)
    }

    /// Everybody whose list it stands in.
    pub fn parties(&self) -> Vec<OrganisationId> {
        let others = [&self.from, &self.to]
            .into_iter()
            .flatten()
            .map(|party| party.organisation_id);
        let mut all: Vec<_> = others.chain([self.by_organisation.organisation_id]).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Refuses what is decided.
    ///
    /// # Errors
    /// It does not wait any more.
    pub const fn check_waits(&self) -> Result<(), TransferRefusal> {
        match self.state {
            TransferState::Waiting => Ok(()),
            _ => Err(TransferRefusal::Decided),
        }
    }

    /// The other dealer is told that something waits for it.
    pub fn begun(&self) -> Option<Task> {
        let to = self.decides()?;
        Some(self.mail(Addressees::holders(to, HOLDERS)))
    }

    /// Whoever began it is told what the other dealer decided; both dealers are, of what the vendor ordered.
    pub fn decided(&self) -> Vec<Task> {
        match self.way {
            _ if self.status() == TransferStatus::Withdrawn => Vec::new(),
            TransferWay::Ordered => {
                let dealers = [&self.from, &self.to].into_iter().flatten();
                let holders = dealers.map(|party| Addressees::holders(party.organisation_id, HOLDERS));
                holders.map(|to| self.mail(to)).collect()
            }
            _ => {
                let by = Addressees::user(self.by_organisation.organisation_id, self.by.user_id);
                vec![self.mail(by)]
            }
        }
    }

    fn mail(&self, to: Addressees) -> Task {
        let (transfer_id, status) = (self.transfer_id, self.status());
        Task::mail(to, Mail::Transfer { transfer_id, status })
    }
}

/// Why a transfer is not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransferRefusal {
    /// It was accepted, declined or withdrawn.
    #[error("This transfer is decided: it was accepted, declined or withdrawn meanwhile.")]
    Decided,
    /// The other dealer decides.
    #[error("The other dealer accepts or declines this transfer. You can withdraw it.")]
    NotYours,
    /// The location is no longer whose it was.
    #[error("The location is not the old dealer's any more.")]
    Gone,
    /// Something has to be ended first.
    #[error("This has to be ended before the location can go to another dealer: {}", .0.join(" "))]
    Pending(Vec<String>),
    /// The location is the new dealer's already.
    #[error("This location is yours already.")]
    Yours,
    /// A transaction does not hold so much.
    #[error(
        "There is more at this location and what belongs to it than can go along at once: {0} agreements and locations, and {MOST} can. Ask your vendor."
    )]
    TooMuch(usize),
}

/// How many locations and agreements go along at once: a transaction holds them, with what else it writes.
pub const MOST: usize = 30;

/// A location that goes, with what goes along.
#[derive(Debug, Clone, Copy)]
pub struct Moving<'a> {
    /// The location.
    pub location: &'a Location,
    /// Its licences.
    pub licences: &'a [Licence],
    /// Its agreements.
    pub agreements: &'a [Agreement],
    /// Whether the file of an order that is activated here has not come from elsewhere yet.
    pub awaits_file: bool,
}

impl Moving<'_> {
    /// What has to be ended before the location can go, in sentences.
    pub fn pending(&self, catalogue: &Catalogue) -> Vec<String> {
        let name = self.location.details.name.as_str();
        let mut pending = Vec::new();
        let attached = self
            .licences
            .iter()
            .filter(|licence| licence.activated_at().is_none())
            .count();
        match attached {
            0 => {}
            1 => pending.push(format!(
                "An attached licence of {name} is not activated: activate or detach it."
            )),
            _ => pending.push(format!(
                "{attached} attached licences of {name} are not activated: activate or detach them."
            )),
        }
        for agreement in self.agreements {
            let application = catalogue.application(&agreement.application);
            let application = application.map_or(agreement.application.as_str(), |one| &one.name);
            if let Some(cools) = &agreement.pending {
                pending.push(format!(
                    "Software assurance of {application} at {name} cools off until {}: wait, process it or cancel it.",
                    cools.until.format("%-d %b %Y %H:%M UTC")
                ));
            }
            if agreement.held.is_some() {
                pending.push(format!(
                    "Software assurance of {application} at {name} is being renewed: wait for it."
                ));
            }
        }
        if self.location.emergency.is_some() {
            pending.push(format!("An emergency licence of {name} is out: replace its hardware."));
        }
        if self.location.migrating.is_some() {
            pending.push(format!("A migration of {name} is being prepared: finish it."));
        }
        if self.awaits_file {
            pending.push(format!(
                "A licence file of {name} has not come from its maker yet: wait for it."
            ));
        }
        pending
    }
}

/// An agreement that goes along. What was quoted on it before holds no more; the units of a renewed term
/// that has not begun stay in the bin of whoever renewed it.
pub fn agreement(before: &Agreement, to: OrganisationId, customer_id: CustomerId) -> Agreement {
    let next = before.next.clone().map(|mut next| {
        next.holder.get_or_insert(before.organisation_id);
        next
    });
    Agreement {
        organisation_id: to,
        customer_id,
        licensed: before.licensed + 1,
        next,
        revision: before.revision + 1,
        ..before.clone()
    }
}

/// The new dealer is reminded before agreements end that run, as whoever assigned them would have been.
pub fn reminders_of(agreements: &[Agreement], now: DateTime<Utc>) -> Vec<Task> {
    let running = agreements.iter().filter(|agreement| !agreement.terms.is_empty());
    running
        .flat_map(|agreement| {
            let ends = agreement.expires();
            let to = Addressees::holders(agreement.organisation_id, &[Role::SwaUser]);
            reminders(ends, REMINDER_DAYS, now).map(move |(_, at)| {
                let ending = Mail::SwaEnding {
                    location_id: agreement.location_id,
                    application: agreement.application.clone(),
                    ends,
                };
                Task::reminder(to.clone(), ending, at)
            })
        })
        .collect()
}

/// What a location was when it went to another dealer: what its old dealer goes on reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// The transfer.
    pub transfer_id: TransferId,
    /// Whose it was.
    pub organisation_id: OrganisationId,
    /// Its customer's name.
    pub customer_name: Name,
    /// When it went.
    pub at: DateTime<Utc>,
    /// How many events it had by then.
    pub events: u32,
    /// The location.
    pub location: Location,
    /// Its agreements.
    pub agreements: Vec<Agreement>,
}

impl HandedOver {
    /// Whether a licence of the location's partition was there.
    pub fn had(&self, licence: &Licence) -> bool {
        licence.is_of(&self.location) && licence.activated_at().is_some_and(|at| at <= self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        assurance::tests::in_grace, day::Day, id::UserId, licence::tests::location_of, replacement::Emergency,
    };

    fn at() -> DateTime<Utc> {
        "2026-04-01T09:30:00Z".parse().unwrap()
    }

    fn party(number: u8) -> Party {
        Party {
            organisation_id: OrganisationId::new(1, &[number; 10]),
            name: Name::parse(&format!("Dealer {number}")).unwrap(),
        }
    }

    /// One that dealer 1 begins, of dealer 1 or 2.
    fn transfer(way: TransferWay, from: Option<u8>, to: Option<u8>) -> Transfer {
        Transfer {
            transfer_id: TransferId::new(1, &[1; 10]),
            way,
            hkc: "190400324412".to_owned(),
            location_id: Some(LocationId::new(1, &[1; 10])),
            from: from.map(party),
            to: to.map(party),
            customer_id: None,
            email: EmailAddress::parse("dora@example.com").unwrap(),
            reason: Notes::parse("Asked for.").unwrap(),
            by: Person {
                user_id: UserId::new(1, &[1; 10]),
                name: Name::parse("Dora").unwrap(),
                email: EmailAddress::parse("dora@example.com").unwrap(),
            },
            by_organisation: party(1),
            at: at(),
            state: TransferState::Waiting,
        }
    }

    #[test]
    fn the_other_dealer_decides_and_is_told_and_nobody_else() {
        use TransferWay::{Asked, Offered, Ordered};
        for (way, from, to, decides, parties, told) in [
            (Asked, Some(2), Some(1), Some(2), 2, true),
            (Asked, None, Some(1), None, 1, false),
            (Offered, Some(1), Some(2), Some(2), 2, true),
            (Offered, Some(1), None, None, 1, false),
            (Ordered, Some(2), Some(3), None, 3, false),
        ] {
            let transfer = transfer(way, from, to);
            assert_eq!(transfer.decides(), decides.map(|number| party(number).organisation_id));
            assert_eq!(transfer.parties().len(), parties, "{way:?}");
            assert_eq!(transfer.begun().is_some(), told, "{way:?}");
            assert!(transfer.concerns(party(1).organisation_id));
            assert!(!transfer.concerns(party(9).organisation_id));
        }
    }

    #[test]
    fn who_began_it_is_told_what_became_of_it_and_both_of_what_the_vendor_ordered() {
        let (by, at) = (transfer(TransferWay::Asked, None, None).by, at());
        let done = TransferState::Done { by: by.clone(), at };
        let ended = TransferState::Withdrawn { by, at };
        for (way, state, told) in [
            (TransferWay::Asked, &done, 1),
            (TransferWay::Ordered, &done, 2),
            (TransferWay::Asked, &ended, 0),
        ] {
            let transfer = Transfer {
                state: state.clone(),
                ..transfer(way, Some(2), Some(3))
            };
            assert_eq!(transfer.check_waits(), Err(TransferRefusal::Decided));
            assert_eq!(transfer.decided().len(), told, "{way:?}");
        }
    }

    #[test]
    fn an_agreement_goes_along_and_what_was_quoted_on_it_holds_no_more() {
        let before = in_grace(1, Day::of(at()));
        let customer = CustomerId::new(1, &[7; 10]);
        let after = agreement(&before, party(2).organisation_id, customer);
        assert_eq!(
            (after.organisation_id, after.customer_id),
            (party(2).organisation_id, customer)
        );
        assert_eq!((after.number(), after.expires()), (before.number(), before.expires()));
        assert_eq!(after.revision, before.revision + 1);
        assert_ne!(after.basis(), before.basis());
        assert_eq!(reminders_of(&[after], at()), [], "nothing runs yet");
    }

    #[test]
    fn what_is_pending_is_named() {
        let free = location_of("sv8100", "190400324412", false);
        let out = Location {
            emergency: Some(Emergency {
                hkc: free.hkc.clone(),
                reason: Notes::parse("Dead.").unwrap(),
                at: at(),
                ends: at(),
            }),
            ..free.clone()
        };
        let pending = |location: &Location, awaits_file| {
            let moving = Moving {
                location,
                licences: &[],
                agreements: &[],
                awaits_file,
            };
            moving.pending(Catalogue::seed()).len()
        };
        assert_eq!(pending(&free, false), 0);
        assert_eq!(pending(&free, true), 1);
        assert_eq!(pending(&out, true), 2);
    }
}
