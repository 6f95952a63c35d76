//! The outbox: events that still ask for something outside the table.

mod failing;

pub use failing::Failing;

use crate::{
    Error, Store,
    expression::Expression,
    item::{Item, number, string, text},
    keys::{self, Key},
    meter::{self, Direction},
    read::key_of,
};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{event::Event, outbox::Task};
use std::collections::BTreeSet;

/// An event with what is left to do for it, claimed for a while.
#[derive(Debug, Clone)]
pub struct Due {
    key: Key,
    until: DateTime<Utc>,
    claimed_until: String,
    /// The event.
    pub event: Event,
    /// What it asks for.
    pub tasks: Vec<Task>,
    /// What was done already, by a name that the caller gives it.
    pub done: BTreeSet<String>,
    /// How often it was tried, this time included.
    pub attempts: u32,
    failing_since: Option<String>,
}

/// An event that still asks for something.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// When it falls due.
    pub at: DateTime<Utc>,
    /// The event.
    pub event: Event,
    /// All that it asked for.
    pub tasks: Vec<Task>,
}

impl Due {
    /// Whether the claim still holds: afterwards another may be at it, and who claimed it stops.
    pub fn is_held(&self, now: DateTime<Utc>) -> bool {
        now < self.until
    }

    /// With one more part that another try leaves out.
    fn done_too(&mut self, name: String) -> Expression {
        self.done.insert(name);
        let names = self.done.iter().cloned().collect();
        Expression::default()
            .set(&["done"], AttributeValue::Ss(names))
            .require_equal(&["due"], text(&self.claimed_until))
    }

    fn until_later(&self, now: DateTime<Utc>) -> Expression {
        let later = self
            .tasks
            .iter()
            .filter_map(Task::not_before)
            .filter(|at| *at > now)
            .min();
        let expression = Expression::default()
            .require_equal(&["due"], text(&self.claimed_until))
            .remove(&["claimed"])
            .remove(&["failing_since"]);
        match later {
            Some(at) => expression
                .set_text("due", keys::instant(at))
                .set_text("due_shard", keys::due_shard(&self.key))
                .set(&["attempts"], number(0)),
            None => expression.remove(&["due"]).remove(&["due_shard"]),
        }
    }
}

/// How long a claim lasts: longer than a function that claims may run, so that whoever is still
/// at work has not lost it. Who dies leaves the event due after it.
pub const CLAIM: TimeDelta = TimeDelta::seconds(90);

/// How long until what failed is due again: 30 s, doubling, at most an hour.
fn backoff(attempts: u32) -> TimeDelta {
    TimeDelta::seconds((30_i64 << attempts.min(7)).min(3600))
}

impl Store {
    /// The keys of the events that are due in this shard, longest due first.
    pub async fn due(&self, shard: &str, now: DateTime<Utc>) -> Result<Vec<Key>, Error> {
        self.due_in(shard, now).await
    }

    pub(crate) async fn due_in(&self, shard: &str, now: DateTime<Utc>) -> Result<Vec<Key>, Error> {
        let output = self
            .client
            .query()
            .table_name(&self.table)
            .index_name("due")
            .key_condition_expression("due_shard = :shard AND due <= :now")
            .expression_attribute_values(":shard", text(shard))
            .expression_attribute_values(":now", text(keys::instant(now)))
            .limit(25)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await?;
        meter::count(Direction::Read, output.consumed_capacity());
        Ok(output.items().iter().filter_map(key_of).collect())
    }

    /// Claims a due event, so that of all who find it one does what it asks for.
    /// Whoever claims and dies leaves it due again. `None` when another was faster.
    pub async fn claim(&self, key: &Key, now: DateTime<Utc>) -> Result<Option<Due>, Error> {
        let Some(item) = self.get(key, true).await? else {
            return Ok(None);
        };
        let Some(due) = string(&item, "due").filter(|due| **due <= *keys::instant(now)) else {
            return Ok(None);
        };
        let attempts = attempts(&item);
        let until = now + CLAIM;
        let claimed_until = keys::instant(until);
        let expression = Expression::default()
            .set_text("due", claimed_until.clone())
            .set(&["attempts"], number(attempts + 1))
            .set(&["claimed"], AttributeValue::Bool(true))
            .require_equal(&["due"], text(due));
        if !self.update_if(key, expression).await? {
            return Ok(None);
        }
        Ok(Some(Due {
            key: key.clone(),
            until,
            claimed_until,
            event: crate::audit::event(&item)?,
            tasks: tasks(&item)?,
            done: done(&item),
            attempts: attempts + 1,
            failing_since: string(&item, "failing_since").map(str::to_owned),
        }))
    }

    /// Notes that a part of what the event asks for is done, so that another try leaves it out.
    /// False where the claim is lost: whoever hears that stops.
    pub async fn note_done(&self, due: &mut Due, name: String) -> Result<bool, Error> {
        let expression = due.done_too(name);
        self.update_if(&due.key, expression).await
    }

    /// The same for a part that is given up; keeps why.
    pub async fn note_given_up(&self, due: &mut Due, name: String, why: &str) -> Result<bool, Error> {
        let expression = due.done_too(name).set_text("failed", why);
        self.update_if(&due.key, expression).await
    }

    /// Everything is done that may be done by `now`; what is for later is due then. False where
    /// the claim is lost.
    pub async fn finish(&self, due: &Due, now: DateTime<Utc>) -> Result<bool, Error> {
        self.update_if(&due.key, due.until_later(now)).await
    }

    /// Something failed: it is due again after a pause that grows with every try, and listed as
    /// failing until all is done. Nothing happens where the claim is lost.
    pub async fn release(&self, due: &Due, why: &str, now: DateTime<Utc>) -> Result<(), Error> {
        let again = keys::instant(now + backoff(due.attempts.saturating_sub(1)));
        let since = due.failing_since.clone().unwrap_or_else(|| keys::instant(now));
        let expression = Expression::default()
            .set_text("due", again)
            .set_text("due_shard", keys::FAILING)
            .set_text("reason", why)
            .set_text("failing_since", since)
            .remove(&["claimed"])
            .require_equal(&["due"], text(&due.claimed_until));
        self.update_if(&due.key, expression).await?;
        Ok(())
    }

    /// The events that fall due next, or are late, up to so many; nothing is claimed.
    pub async fn waiting(&self, most: usize) -> Result<Vec<Waiting>, Error> {
        let mut waiting = Vec::new();
        for shard in keys::due_shards() {
            let output = self
                .client
                .query()
                .table_name(&self.table)
                .index_name("due")
                .key_condition_expression("due_shard = :shard")
                .expression_attribute_values(":shard", text(shard))
                .limit(i32::try_from(most).unwrap_or(i32::MAX))
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await?;
            meter::count(Direction::Read, output.consumed_capacity());
            let keys: Vec<Key> = output.items().iter().filter_map(key_of).collect();
            for item in self.get_all(&keys).await? {
                let Some(at) = string(&item, "due").and_then(|due| due.parse().ok()) else {
                    continue;
                };
                waiting.push(Waiting {
                    at,
                    event: crate::audit::event(&item)?,
                    tasks: tasks(&item)?,
                });
            }
        }
        waiting.sort_by_key(|waiting| waiting.at);
        waiting.truncate(most);
        Ok(waiting)
    }

    /// When the next event or delivery of all falls due, or fell due if it is late.
    pub async fn next_due(&self) -> Result<Option<DateTime<Utc>>, Error> {
        let mut next = None;
        for shard in keys::due_shards().chain((0..keys::DUE_SHARDS).map(keys::webhooks)) {
            let output = self
                .client
                .query()
                .table_name(&self.table)
                .index_name("due")
                .key_condition_expression("due_shard = :shard")
                .expression_attribute_values(":shard", text(shard))
                .limit(1)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await?;
            meter::count(Direction::Read, output.consumed_capacity());
            let first = output
                .items()
                .first()
                .and_then(|item| string(item, "due")?.parse().ok());
            next = [next, first].into_iter().flatten().min();
        }
        Ok(next)
    }
}

fn tasks(item: &Item) -> Result<Vec<Task>, Error> {
    Ok(serde_json::from_str(string(item, "tasks").unwrap_or("[]"))?)
}

fn attempts(item: &Item) -> u32 {
    item.get("attempts")
        .and_then(|n| n.as_n().ok()?.parse().ok())
        .unwrap_or(0)
}

fn done(item: &Item) -> BTreeSet<String> {
    item.get("done")
        .and_then(|names| names.as_ss().ok())
        .map(|names| names.iter().cloned().collect())
        .unwrap_or_default()
}
