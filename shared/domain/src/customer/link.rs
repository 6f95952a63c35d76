//! Links that show a customer its own systems (spec chapter 4, "Moving on"). Whoever has the link sees
//! them until its last day or until it is revoked; every use is noted, once a day for what is the same.

use crate::{
    day::Day,
    id::{CustomerId, LocationId, OrderId, OrganisationId},
    outbox::{Addressees, Mail, Task},
    text::{EmailAddress, Name},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// For how many days, its first included, a link works at most: two years.
pub const MOST_LINK_DAYS: u64 = 731;

/// A customer's link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerLink {
    /// The customer whose systems it shows.
    pub customer_id: CustomerId,
    /// Whose customer it was when it was given; the link ends where that changes.
    pub organisation_id: OrganisationId,
    /// Tells the links of a customer apart.
    pub number: u32,
    /// To whom it was mailed.
    pub email: EmailAddress,
    /// Who gave it.
    pub given_by: Name,
    /// When.
    pub given_at: DateTime<Utc>,
    /// The last day on which it works.
    pub ends: Day,
    /// When it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<DateTime<Utc>>,
    /// When a use of it was noted last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<DateTime<Utc>>,
}

impl CustomerLink {
    /// Whether it shows anything on this day.
    pub fn works(&self, today: Day) -> bool {
        self.revoked_at.is_none() && today <= self.ends
    }

    /// It was given: whom it is for is mailed.
    pub fn given(&self) -> Task {
        let email = self.email.clone();
        let (customer_id, number) = (self.customer_id, self.number);
        Task::mail(
            Addressees::Address { email },
            Mail::CustomerLink { customer_id, number },
        )
    }
}

/// What is done by a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkUse {
    /// The systems were looked at.
    Seen,
    /// A licence file was saved.
    Saved {
        /// The location.
        location_id: LocationId,
        /// The order that the file came for, where it came from elsewhere.
        order_id: Option<OrderId>,
        /// The file's number there.
        number: u32,
    },
}

/// Tells what is done apart from what else is done on the same day.
impl fmt::Display for LinkUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seen => f.write_str("seen"),
            Self::Saved {
                location_id,
                order_id: None,
                number,
            } => write!(f, "{location_id}#{number}"),
            Self::Saved {
                order_id: Some(order_id),
                number,
                ..
            } => write!(f, "{order_id}#{number}"),
        }
    }
}

/// The last day that a link can have. The sentence is shown at the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Choose a day from {} to {}: a link works for up to two years.", .from, .to)]
pub struct NoLinkDay {
    from: Day,
    to: Day,
}

/// Checks the last day of a new link.
///
/// # Errors
/// It is over, or too far ahead.
pub fn last_day(ends: Day, today: Day) -> Result<Day, NoLinkDay> {
    let to = today.later(MOST_LINK_DAYS - 1);
    let fits = (today..=to).contains(&ends);
    fits.then_some(ends).ok_or(NoLinkDay { from: today, to })
}

/// A link does not work: nobody made it, it has ended, or it was taken back. Which of these, nobody is
/// told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "This link does not work: it is incomplete, has ended, or was taken back. Ask whoever looks after your systems for a new one."
)]
pub struct DeadCustomerLink;

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_link_works_through_its_last_day_unless_it_was_taken_back() {
        let link = CustomerLink {
            customer_id: CustomerId::new(1, &[1; 10]),
            organisation_id: OrganisationId::new(1, &[2; 10]),
            number: 2,
            email: EmailAddress::parse("clinic@example.com").unwrap(),
            given_by: Name::parse("Dora").unwrap(),
            given_at: DateTime::UNIX_EPOCH,
            ends: day("2026-12-31"),
            revoked_at: None,
            used_at: None,
        };
        assert!(link.works(day("2026-12-31")));
        assert!(!link.works(day("2027-01-01")));
        let revoked = CustomerLink {
            revoked_at: Some(DateTime::UNIX_EPOCH),
            ..link
        };
        assert!(!revoked.works(day("2026-12-31")));
    }

    #[test]
    fn a_last_day_is_today_or_within_two_years() {
        let today = day("2026-01-05");
        for (ends, fits) in [
            ("2026-01-04", false),
            ("2026-01-05", true),
            ("2028-01-05", true),
            ("2028-01-06", false),
        ] {
            assert_eq!(last_day(day(ends), today).is_ok(), fits, "{ends}");
        }
        let said = last_day(day("2030-01-01"), today).unwrap_err().to_string();
        assert_eq!(
            said,
            "Choose a day from 2026-01-05 to 2028-01-05: a link works for up to two years."
        );
    }

    #[test]
    fn what_is_done_by_a_link_is_told_apart() {
        let location_id = LocationId::new(1, &[1; 10]);
        let saved = |order_id, number| LinkUse::Saved {
            location_id,
            order_id,
            number,
        };
        let order = Some(OrderId::new(1, &[2; 10]));
        let uses = [LinkUse::Seen, saved(None, 1), saved(None, 2), saved(order, 1)];
        let names: std::collections::BTreeSet<String> = uses.iter().map(ToString::to_string).collect();
        assert_eq!(names.len(), uses.len());
    }
}
