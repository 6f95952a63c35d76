//! Time by the desk's clock. The browser's clock may be wrong, and the desk's may be
//! moved for a test: of the browser only the time that has gone by is taken.

use super::dynamic::text;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use std::time::Duration;

/// The desk's clock, as of the last answer.
#[derive(Clone, Copy)]
pub struct DeskClock {
    /// By how many milliseconds it is ahead of the browser's.
    ahead: RwSignal<f64>,
    /// Counts the seconds.
    tick: RwSignal<u32>,
}

impl DeskClock {
    /// Goes on from the first answer on, and as long as the page is shown.
    pub fn start() -> Self {
        let clock = Self {
            ahead: RwSignal::new(0.0),
            tick: RwSignal::new(0),
        };
        let second = set_interval_with_handle(
            move || {
                if let Some(mut tick) = clock.tick.try_write() {
                    *tick = tick.wrapping_add(1);
                }
            },
            Duration::from_secs(1),
        );
        on_cleanup(move || {
            if let Ok(second) = second {
                second.clear();
            }
        });
        clock
    }

    /// What an answer said.
    pub fn set(self, now: DateTime<Utc>) {
        // Milliseconds of any date that a person meets are exact in a float.
        let ahead = now.timestamp_millis() as f64 - js_sys::Date::now();
        // An answer is some milliseconds old; below a second nobody sees it.
        if (ahead - self.ahead.get_untracked()).abs() > 1000.0 {
            self.ahead.set(ahead);
        }
    }

    /// How many whole seconds are left until then; read again every second.
    pub fn seconds_until(self, at: DateTime<Utc>) -> u64 {
        self.tick.track();
        let left = at.timestamp_millis() as f64 - self.ahead.get() - js_sys::Date::now();
        // The cast cuts at 0.
        (left / 1000.0) as u64
    }
}

/// `23:59`: full hours and minutes.
fn hours_and_minutes(seconds: u64) -> String {
    let minutes = seconds / 60;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The hours and minutes that are left.
pub fn countdown(clock: DeskClock, until: DateTime<Utc>) -> AnyView {
    view! {
        <span class="countdown" role="timer" aria-label="Time left, hours and minutes">
            {text(move || hours_and_minutes(clock.seconds_until(until)))}
        </span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_minutes_count() {
        for (seconds, text) in [
            (86_400, "24:00"),
            (86_399, "23:59"),
            (3_600, "01:00"),
            (61, "00:01"),
            (59, "00:00"),
        ] {
            assert_eq!(hours_and_minutes(seconds), text);
        }
    }
}
