//! The test clock: the machine's time, moved forward by hand, never back.

use crate::durable;
use anyhow::bail;
use chrono::{DateTime, TimeDelta, Utc};
use runtime::clock::Clock;
use serde::{Deserialize, Serialize};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The most that one call moves the clock: 20 years, longer than any term.
pub const MAX_FORWARD: TimeDelta = TimeDelta::days(20 * 366);

/// The latest time that the clock can be moved to, so that dates keep four digits.
const END_OF_TIME: i64 = 4_102_444_800; // 2100-01-01

/// The machine's clock plus an offset that only grows, kept on disk; it begins below
/// nothing where a past is made. It goes on when the
/// stack is stopped, and stands still where the machine's clock is put back.
pub struct TestClock {
    machine: Arc<dyn Clock>,
    file: PathBuf,
    state: Mutex<State>,
}

struct State {
    offset: TimeDelta,
    latest: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    offset_milliseconds: i64,
}

impl TestClock {
    /// The clock as it was left, over the machine's; so far ahead of it where it was never
    /// moved. It begins behind it where there is a past to be made.
    pub fn open(machine: Arc<dyn Clock>, file: PathBuf, begins: TimeDelta) -> anyhow::Result<Self> {
        let kept = durable::read_json::<Kept>(&file)?;
        let state = State {
            offset: kept.map_or(begins, |kept| TimeDelta::milliseconds(kept.offset_milliseconds)),
            latest: DateTime::UNIX_EPOCH,
        };
        Ok(Self {
            machine,
            file,
            state: Mutex::new(state),
        })
    }

    /// What the clock says when it is so far ahead of the machine's.
    pub fn at_offset(&self, offset: TimeDelta) -> DateTime<Utc> {
        self.machine.now() + offset
    }

    /// How far the clock is ahead of the machine's.
    pub fn offset(&self) -> TimeDelta {
        self.lock().offset
    }

    /// Checks how far the clock is to be moved, and says how far ahead of the machine's
    /// that is.
    ///
    /// # Errors
    /// Backwards, not at all, more than [`MAX_FORWARD`] or past the year 2099.
    pub fn ahead_by(&self, forward_seconds: i64) -> anyhow::Result<TimeDelta> {
        if forward_seconds <= 0 {
            bail!("The clock only goes forward: forward_seconds is a whole number from 1.");
        }
        let ahead = TimeDelta::try_seconds(forward_seconds)
            .filter(|forward| *forward <= MAX_FORWARD)
            .map(|forward| self.offset() + forward)
            .filter(|ahead| (self.machine.now() + *ahead).timestamp() < END_OF_TIME);
        match ahead {
            Some(ahead) => Ok(ahead),
            None => bail!("The clock goes forward by at most 20 years at once, and not past the year 2099."),
        }
    }

    /// Moves the clock to this time, or leaves it where it is when it is later already.
    pub fn advance_to(&self, at: DateTime<Utc>) -> anyhow::Result<()> {
        self.be_ahead(at - self.machine.now())
    }

    /// Puts the clock so far ahead of the machine's, or leaves it where it is when it is
    /// further already.
    pub fn be_ahead(&self, offset: TimeDelta) -> anyhow::Result<()> {
        let mut state = self.lock();
        if offset > state.offset {
            durable::write_json(
                &self.file,
                &Kept {
                    offset_milliseconds: offset.num_milliseconds(),
                },
            )?;
            state.offset = offset;
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        let mut state = self.lock();
        state.latest = state.latest.max(self.machine.now() + state.offset);
        state.latest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A machine's clock that a test puts where it wants.
    struct Machine(Mutex<DateTime<Utc>>);

    impl Clock for Machine {
        fn now(&self) -> DateTime<Utc> {
            *self.0.lock().unwrap()
        }
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn the_clock_never_goes_back() {
        let folder = tempfile::tempdir().unwrap();
        let machine = Arc::new(Machine(Mutex::new(at(1_000_000))));
        let open = || TestClock::open(machine.clone(), folder.path().join("clock.json"), TimeDelta::zero()).unwrap();
        let clock = open();
        assert_eq!(clock.now(), at(1_000_000));

        for refused in [0, -1, i64::MIN, i64::MAX, MAX_FORWARD.num_seconds() + 1] {
            assert!(clock.ahead_by(refused).is_err(), "{refused}");
        }
        clock.be_ahead(clock.ahead_by(3600).unwrap()).unwrap();
        assert_eq!(clock.now(), at(1_003_600));
        clock.advance_to(at(1_000_500)).unwrap();
        assert_eq!(clock.now(), at(1_003_600), "an earlier time leaves it where it is");

        *machine.0.lock().unwrap() = at(999_000);
        assert_eq!(clock.now(), at(1_003_600), "the machine's clock was put back");
        *machine.0.lock().unwrap() = at(1_000_100);
        assert_eq!(
            open().now(),
            at(1_003_700),
            "the offset is kept, and time goes on meanwhile"
        );
    }

    #[test]
    fn a_clock_that_begins_in_the_past_is_moved_to_the_present() {
        let folder = tempfile::tempdir().unwrap();
        let machine = Arc::new(Machine(Mutex::new(at(1_000_000))));
        let behind = TimeDelta::seconds(-5000);
        let open = || TestClock::open(machine.clone(), folder.path().join("clock.json"), behind).unwrap();
        assert_eq!(open().now(), at(995_000));
        open().be_ahead(TimeDelta::seconds(-1000)).unwrap();
        assert_eq!(open().now(), at(999_000));
        open().be_ahead(TimeDelta::zero()).unwrap();
        assert_eq!(open().now(), at(1_000_000));
        assert_eq!(open().offset(), TimeDelta::zero());
    }
}
