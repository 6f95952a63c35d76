//! Codes that are issued together. None of them is kept: each is made again from the batch's
//! id, its number and a key outside the table whenever it is mailed or exported.

use super::KeyVersion;
use crate::{
    catalogue::Catalogue,
    day::Day,
    id::{ActivationId, BatchId, OrganisationId, PackageId},
    text::Name,
    upgrade::Person,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most codes of a batch.
pub const MOST_CODES: u32 = 1000;

/// The most codes of a batch that are mailed again or revoked at a time.
pub const MOST_NUMBERS: usize = 80;

/// What each code of a batch stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Subject {
    /// A package, to be activated.
    Package {
        /// The package.
        package_id: PackageId,
        /// Its name, which stays once it is activated.
        name: Name,
    },
    /// Seats of a plan.
    Subscription {
        /// The plan's id.
        plan: String,
        /// Calendar months.
        months: u32,
        /// Devices.
        seats: u32,
    },
}

impl Subject {
    /// In words, as in `12 months of Standard for 10 devices`.
    pub fn words(&self, catalogue: &Catalogue) -> String {
        match self {
            Self::Package { name, .. } => format!("the package {name}"),
            Self::Subscription { plan, months, seats } => {
                let many = |n: u32| if n == 1 { "" } else { "s" };
                format!(
                    "{months} month{} of {} for {seats} device{}",
                    many(*months),
                    catalogue.subscription_plan_name(plan),
                    many(*seats)
                )
            }
        }
    }
}

/// Whether a batch's codes are all there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BatchState {
    /// Some are still to be made.
    Preparing,
    /// All are there.
    Ready,
}

/// Who issues, in the name of which organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedBy {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// Its name then.
    pub organisation_name: Name,
    /// The user.
    pub person: Person,
}

/// Codes that were issued together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Their id.
    pub batch_id: BatchId,
    /// Who issued them.
    pub issuer: IssuedBy,
    /// What each stands for.
    pub subject: Subject,
    /// How many there are to be, 1 to [`MOST_CODES`].
    pub count: u32,
    /// How many there are, from number 1 on.
    pub prepared: u32,
    /// The symbol of the key version that they are made with.
    pub key_version: char,
    /// Whether they were mailed.
    pub mailed: bool,
    /// The last day on which they work, UTC.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::day::kept_optional"
    )]
    pub expires_on: Option<Day>,
    /// The only organisation that can redeem them; any without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_for: Option<OrganisationId>,
    /// The declined request whose code it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<ActivationId>,
    /// When.
    pub issued_at: DateTime<Utc>,
}

impl Batch {
    /// Whether its codes are all there.
    pub const fn state(&self) -> BatchState {
        if self.prepared < self.count {
            BatchState::Preparing
        } else {
            BatchState::Ready
        }
    }

    /// The key version that its codes are made with; `None` where the item is damaged.
    pub fn version(&self) -> Option<KeyVersion> {
        KeyVersion::of_symbol(self.key_version)
    }
}

/// A whole number from 1 to some most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Enter a whole number from 1 to {most}.")]
pub struct Count {
    /// The most.
    pub most: u32,
}

impl Count {
    /// Checks a number as it came from a form.
    pub fn parse(self, number: f64) -> Result<u32, Self> {
        if number.fract() == 0.0 && (1.0..=f64::from(self.most)).contains(&number) {
            // Checked above: whole and in range.
            Ok(number as u32)
        } else {
            Err(self)
        }
    }
}

/// Why codes cannot be issued, mailed or revoked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BatchRefusal {
    /// None or too many numbers.
    #[error("Choose 1 to {MOST_NUMBERS} codes; these are {0}.")]
    HowMany(usize),
    /// No code of the batch has this number.
    #[error("The batch has codes 1 to {count}; {number} is none of them.")]
    NoSuchNumber {
        /// The number.
        number: u32,
        /// How many codes the batch has.
        count: u32,
    },
    /// A number comes twice.
    #[error("Code {0} is chosen twice.")]
    Twice(u32),
    /// The code is used or revoked.
    #[error("Code {number} {what}, and stays so.")]
    NotUnused {
        /// The number.
        number: u32,
        /// What became of it.
        what: String,
    },
    /// The codes were not mailed.
    #[error("Code {0} was not mailed to anybody. Export the codes instead.")]
    NotMailed(u32),
    /// Some codes are still to be made.
    #[error("{prepared} of {count} codes are made. Try again in a minute; they are being made without you.")]
    NotReady {
        /// How many there are.
        prepared: u32,
        /// How many there are to be.
        count: u32,
    },
    /// The last day lies in the past.
    #[error("The last day is over. Choose {0} or a later day.")]
    LastDayOver(Day),
}

/// Numbers of codes of a batch: some, not too many, each once. Refusals by index; without an
/// index for all.
pub fn numbers(batch: &Batch, numbers: &[u32]) -> Result<(), Vec<(Option<usize>, BatchRefusal)>> {
    if numbers.is_empty() || numbers.len() > MOST_NUMBERS {
        return Err(vec![(None, BatchRefusal::HowMany(numbers.len()))]);
    }
    let mut seen = BTreeSet::new();
    let mut refusals = Vec::new();
    for (index, number) in numbers.iter().enumerate() {
        if !(1..=batch.count).contains(number) {
            let refusal = BatchRefusal::NoSuchNumber {
                number: *number,
                count: batch.count,
            };
            refusals.push((Some(index), refusal));
        } else if !seen.insert(*number) {
            refusals.push((Some(index), BatchRefusal::Twice(*number)));
        }
    }
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_whole_and_in_range() {
        let most = Count { most: MOST_CODES };
        for good in [1, 2, 999, 1000] {
            assert_eq!(most.parse(f64::from(good)), Ok(good));
        }
        for bad in [0.0, -1.0, 1.5, 1001.0, f64::NAN, f64::INFINITY] {
            assert_eq!(most.parse(bad), Err(most), "{bad}");
        }
        assert_eq!(most.to_string(), "Enter a whole number from 1 to 1000.");
    }

    #[test]
    fn a_subject_reads_as_a_person_says_it() {
        let subject = |months, seats| Subject::Subscription {
            plan: "standard".to_owned(),
            months,
            seats,
        };
        assert_eq!(
            subject(12, 10).words(Catalogue::seed()),
            "12 months of Standard for 10 devices"
        );
        assert_eq!(
            subject(1, 1).words(Catalogue::seed()),
            "1 month of Standard for 1 device"
        );
    }
}
