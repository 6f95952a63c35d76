//! How many wrong activation codes a user or an organisation entered lately (spec chapter 2,
//! "The code itself"). Counted after the fact: a burst may overshoot.

use crate::{
    Error, Store,
    expression::Expression,
    item::{Item, number, string, text},
    keys::{self, instant},
};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// After so many wrong codes, there is a wait.
pub const MOST: u32 = 10;

/// They count together when they come within this time; it is also how long the wait is.
pub const MINUTES: i64 = 10;

/// How often a count is tried while others count too.
const ROUNDS: u32 = 5;

impl Store {
    /// Until when these have to wait, if any of them has to. Eventually consistent.
    pub async fn waits_for_codes(&self, whose: [Uuid; 2], now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Error> {
        let counted = self.get_all(&whose.map(keys::wrong_codes)).await?;
        Ok(counted.iter().filter_map(|item| wait(item, now)).max())
    }

    /// Counts a wrong code, unless there is a wait: then says until when.
    pub async fn count_wrong_code(&self, whose: Uuid, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Error> {
        let key = keys::wrong_codes(whose);
        let since = instant(now - TimeDelta::minutes(MINUTES));
        for _ in 0..ROUNDS {
            let one_more = counted(Expression::default(), now)
                .add(&["wrong"], 1)
                .require_after(&["opened"], text(&since))
                .require_below(&["wrong"], MOST);
            if self.update_if(&key, one_more).await? {
                return Ok(None);
            }
            let found = self.get(&key, true).await?;
            if let Some(until) = found.as_ref().and_then(|item| wait(item, now)) {
                return Ok(Some(until));
            }
            let first = counted(Expression::default(), now)
                .set(&["wrong"], number(1))
                .set_text("opened", instant(now));
            let first = match found.as_ref().and_then(|item| string(item, "opened")) {
                Some(opened) => first.require_equal(&["opened"], text(opened)),
                None => first.require_absent(&["pk"]),
            };
            if self.update_if(&key, first).await? {
                return Ok(None);
            }
        }
        // So many count at once that the next of them finds the wait.
        Ok(None)
    }
}

fn counted(expression: Expression, now: DateTime<Utc>) -> Expression {
    let forgotten = now + TimeDelta::minutes(2 * MINUTES);
    expression
        .set_text("latest", instant(now))
        .set(&["expires"], number(forgotten.timestamp()))
}

/// Until when there is a wait: for a while from the last wrong code that was looked up.
fn wait(item: &Item, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let wrong: u32 = item.get("wrong")?.as_n().ok()?.parse().ok()?;
    let latest: DateTime<Utc> = string(item, "latest")?.parse().ok()?;
    let until = latest + TimeDelta::minutes(MINUTES);
    (wrong >= MOST && now < until).then_some(until)
}
