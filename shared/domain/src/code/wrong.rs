//! How many wrong codes are too many (spec chapter 2, "The code itself").

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// After so many wrong codes within [`WITHIN`] there is a wait.
pub const MOST_WRONG: usize = 10;

/// Wrong codes count together when they come within this time. It is also how long the wait is.
pub const WITHIN: TimeDelta = TimeDelta::minutes(10);

/// When a user or an organisation entered wrong codes lately, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WrongCodes(Vec<DateTime<Utc>>);

impl WrongCodes {
    /// So many, all at one instant: what is known where only the number and the last of them were
    /// kept.
    pub fn at_once(count: usize, at: DateTime<Utc>) -> Self {
        Self(vec![at; count.min(MOST_WRONG)])
    }

    /// How many still count; at most [`MOST_WRONG`].
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none was entered.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The last of them.
    pub fn latest(&self) -> Option<DateTime<Utc>> {
        self.0.last().copied()
    }

    /// Until when there is a wait, if there is one at this instant.
    pub fn wait(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let (first, last) = (self.0.first()?, self.0.last()?);
        let until = *last + WITHIN;
        (self.0.len() >= MOST_WRONG && *last - first < WITHIN && now < until).then_some(until)
    }

    /// With one more at this instant; what is older than [`WITHIN`] is forgotten.
    fn and_one(&self, now: DateTime<Utc>) -> Self {
        let recent = self.0.iter().copied().filter(|at| now - at < WITHIN);
        Self(recent.chain([now]).collect())
    }
}

/// Until when whoever enters a code has to wait, by what the user and the organisation entered.
pub fn wait(entered: [&WrongCodes; 2], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    entered.into_iter().filter_map(|one| one.wait(now)).max()
}

/// What the user and the organisation have entered with one more wrong code. A wait of either adds
/// nothing to either: a user who goes on while waiting makes nobody else wait.
///
/// # Errors
/// Until when there is a wait.
pub fn count_wrong(entered: [&WrongCodes; 2], now: DateTime<Utc>) -> Result<[WrongCodes; 2], DateTime<Utc>> {
    match wait(entered, now) {
        Some(until) => Err(until),
        None => Ok(entered.map(|one| one.and_one(now))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_767_603_600 + seconds, 0).unwrap()
    }

    fn entered(seconds: &[i64]) -> WrongCodes {
        WrongCodes(seconds.iter().copied().map(at).collect())
    }

    #[test]
    fn ten_within_ten_minutes_make_a_wait_of_ten_minutes_after_the_last() {
        let ten = |step: i64| (0..10).map(|number| number * step).collect::<Vec<_>>();
        for (seconds, now, until) in [
            (vec![], 0, None),
            (ten(1)[..9].to_vec(), 9, None),
            (ten(1), 9, Some(609)),
            (ten(1), 608, Some(609)),
            (ten(1), 609, None),
            (ten(66), 594, Some(1194)),
            (ten(66), 1193, Some(1194)),
            // The first and the last are ten minutes apart.
            (ten(67), 603, None),
            (vec![5; 10], 5, Some(605)),
        ] {
            assert_eq!(entered(&seconds).wait(at(now)), until.map(at), "{seconds:?} at {now}");
        }
    }

    #[test]
    fn who_waits_adds_nothing_to_anybody() {
        let (waiting, seven) = (entered(&[0; 10]), entered(&[0; 7]));
        for now in [1, 300, 599] {
            for pair in [[&waiting, &seven], [&seven, &waiting], [&waiting, &waiting]] {
                assert_eq!(count_wrong(pair, at(now)), Err(at(600)));
            }
        }
        let [user, organisation] = count_wrong([&waiting, &seven], at(600)).unwrap();
        assert_eq!((user.len(), organisation.len()), (1, 1));
    }

    #[test]
    fn the_later_of_two_waits_counts() {
        let (early, late) = (entered(&[0; 10]), entered(&[60; 10]));
        assert_eq!(wait([&early, &late], at(61)), Some(at(660)));
        assert_eq!(wait([&early, &late], at(601)), Some(at(660)));
    }

    #[test]
    fn what_is_old_is_forgotten_one_by_one() {
        let nine = entered(&[0, 100, 200, 300, 400, 500, 510, 520, 530]);
        let [counted, _] = count_wrong([&nine, &nine], at(600)).unwrap();
        assert_eq!(counted, entered(&[100, 200, 300, 400, 500, 510, 520, 530, 600]));
        assert_eq!(counted.wait(at(600)), None);
    }

    proptest! {
        /// However they come, no ten minutes see more than ten of them looked at.
        #[test]
        fn no_ten_minutes_see_more_than_ten(pauses in prop::collection::vec(0_i64..200, 1..200)) {
            let (mut user, mut now) = (WrongCodes::default(), 0);
            let mut looked_at = Vec::new();
            for pause in pauses {
                now += pause;
                if let Ok([counted, _]) = count_wrong([&user, &WrongCodes::default()], at(now)) {
                    looked_at.push(now);
                    prop_assert!(counted.len() <= MOST_WRONG);
                    user = counted;
                }
            }
            for (index, from) in looked_at.iter().enumerate() {
                let within = looked_at[index..].iter().filter(|one| **one - from < 600).count();
                prop_assert!(within <= MOST_WRONG, "{within} from {from}");
            }
        }
    }
}
