//! Which version of the catalogue is in force, and which ones are to come (spec chapter 7,
//! "Versions").

use super::Version;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A version that was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// Its number.
    pub version: Version,
    /// From when on it holds.
    pub from: DateTime<Utc>,
    /// The digest of its document, which the document is kept under.
    pub digest: String,
}

/// The versions that are in force or to come, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publications {
    /// The highest number that a version ever had; numbers are not used twice.
    pub newest: Version,
    /// The one in force first, where there is one; each holds from no earlier than the one before.
    pub versions: Vec<Publication>,
}

/// Why nothing is published or withdrawn. The sentence is for whoever tried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublishRefusal {
    /// Somebody published meanwhile.
    #[error(
        "Version {newest} was published meanwhile, and this was made of version {made_of}. Look at what changes now, then publish."
    )]
    Outdated {
        /// The newest version by now.
        newest: Version,
        /// The version that it was compared with.
        made_of: Version,
    },
    /// It would hold from before now.
    #[error("A version holds from now on or from later; {} is over.", .0.format("%-d %b %Y at %H:%M UTC"))]
    Past(DateTime<Utc>),
    /// Another version comes later than this one would.
    #[error("Version {version} comes on {}. Publish for a later moment, or withdraw that version first.", .from.format("%-d %b %Y at %H:%M UTC"))]
    BeforeAnother {
        /// The other version.
        version: Version,
        /// When it comes.
        from: DateTime<Utc>,
    },
    /// There are many to come already.
    #[error(
        "{} versions are to come already. Withdraw one, or wait until one is in force.",
        Publications::MOST_TO_COME
    )]
    TooMany,
    /// It is in force, or was.
    #[error("Version {0} is in force and cannot be withdrawn. Publish another version.")]
    InForce(Version),
    /// There is no such version to come.
    #[error("Version {0} is not to come.")]
    Unknown(Version),
}

impl Publications {
    /// How many versions are to come at most.
    pub const MOST_TO_COME: usize = 10;

    /// The version in force at this moment.
    pub fn in_force(&self, now: DateTime<Utc>) -> Option<&Publication> {
        self.versions.iter().rev().find(|version| version.from <= now)
    }

    /// The versions that are to come.
    pub fn to_come(&self, now: DateTime<Utc>) -> impl Iterator<Item = &Publication> {
        self.versions.iter().filter(move |version| version.from > now)
    }

    /// The version that the next one follows: the last to come, or the one in force.
    pub fn last(&self) -> Option<&Publication> {
        self.versions.last()
    }

    /// With one more version, and that version, which was compared with version `made_of`; from now on where no
    /// moment is named. What was in force before the one that is stays readable by its number.
    pub fn publish(
        &self,
        made_of: Version,
        from: Option<DateTime<Utc>>,
        digest: String,
        now: DateTime<Utc>,
    ) -> Result<(Self, Publication), PublishRefusal> {
        let last = self.last().map_or(0, |last| last.version);
        if made_of != last {
            return Err(PublishRefusal::Outdated { newest: last, made_of });
        }
        let from = from.unwrap_or(now);
        if from < now {
            return Err(PublishRefusal::Past(from));
        }
        if let Some(other) = self.to_come(now).find(|other| other.from >= from) {
            return Err(PublishRefusal::BeforeAnother {
                version: other.version,
                from: other.from,
            });
        }
        if self.to_come(now).count() >= Self::MOST_TO_COME {
            return Err(PublishRefusal::TooMany);
        }
        let in_force = self.in_force(now).map_or(0, |version| version.version);
        let mut versions: Vec<_> = self
            .versions
            .iter()
            .filter(|one| one.version >= in_force)
            .cloned()
            .collect();
        let publication = Publication {
            version: self.newest + 1,
            from,
            digest,
        };
        versions.push(publication.clone());
        let next = Self {
            newest: self.newest + 1,
            versions,
        };
        Ok((next, publication))
    }

    /// Without a version that is to come.
    pub fn withdraw(&self, version: Version, now: DateTime<Utc>) -> Result<Self, PublishRefusal> {
        if !self.to_come(now).any(|one| one.version == version) {
            return Err(if self.in_force(now).is_some_and(|one| version <= one.version) {
                PublishRefusal::InForce(version)
            } else {
                PublishRefusal::Unknown(version)
            });
        }
        Ok(Self {
            newest: self.newest,
            versions: self
                .versions
                .iter()
                .filter(|one| one.version != version)
                .cloned()
                .collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    #[test]
    fn the_next_version_comes_when_it_is_said_to_and_not_before() {
        let none = Publications::default();
        assert_eq!(none.in_force(at(9)), None);
        let (first, _) = none.publish(0, None, "a".to_owned(), at(1)).unwrap();
        let (second, _) = first.publish(1, Some(at(5)), "b".to_owned(), at(2)).unwrap();
        let in_force = |hours| second.in_force(at(hours)).map(|version| version.version);
        assert_eq!(
            [0, 1, 4, 5, 9].map(in_force),
            [None, Some(1), Some(1), Some(2), Some(2)]
        );
        assert_eq!(
            first.publish(0, None, "b".to_owned(), at(2)),
            Err(PublishRefusal::Outdated { newest: 1, made_of: 0 })
        );
        assert_eq!(
            first.publish(1, Some(at(1)), "b".to_owned(), at(2)),
            Err(PublishRefusal::Past(at(1)))
        );
        assert!(matches!(
            second.publish(2, Some(at(4)), "c".to_owned(), at(2)),
            Err(PublishRefusal::BeforeAnother { version: 2, .. })
        ));
        assert_eq!(second.withdraw(1, at(2)), Err(PublishRefusal::InForce(1)));
        assert_eq!(second.withdraw(7, at(2)), Err(PublishRefusal::Unknown(7)));
        assert_eq!(second.withdraw(2, at(5)), Err(PublishRefusal::InForce(2)));
        let withdrawn = second.withdraw(2, at(2)).unwrap();
        assert_eq!(withdrawn.versions, first.versions);
        let (third, _) = withdrawn.publish(1, None, "c".to_owned(), at(3)).unwrap();
        assert_eq!(third.in_force(at(3)).map(|version| version.version), Some(3));
    }

    proptest! {
        /// Whatever is published and withdrawn, in whatever order: numbers rise and are used once,
        /// and what is in force changes at the moments that were said, and at no other.
        #[test]
        fn one_version_is_in_force_at_any_moment(steps in proptest::collection::vec((0..3_u8, 0..6_i64, 1..4_i64), 1..40)) {
            let mut all = Publications::default();
            let mut now = 0;
            for (step, ahead, passes) in steps {
                now += passes;
                let before = all.in_force(at(now)).cloned();
                let last = all.last().map_or(0, |one| one.version);
                let next = match step {
                    0 => all.publish(last, Some(at(now + ahead)), "d".to_owned(), at(now)).map(|(next, _)| next),
                    1 => all.publish(last, None, "d".to_owned(), at(now)).map(|(next, _)| next),
                    _ => all.withdraw(last, at(now)),
                };
                let Ok(next) = next else { continue };
                prop_assert!(next.newest >= all.newest);
                prop_assert!(next.versions.windows(2).all(|pair| pair[0].from <= pair[1].from && pair[0].version < pair[1].version));
                let after = next.in_force(at(now)).cloned();
                let holds_now = next.last().is_some_and(|one| one.from <= at(now));
                prop_assert!(after == before || (step < 2 && holds_now));
                prop_assert!(next.to_come(at(now)).count() <= Publications::MOST_TO_COME);
                all = next;
            }
        }
    }
}
