//! The verifier of event chains (spec chapter 6, 2). It reads the table once, in whatever order
//! its items come, and keeps of a chain how far it goes and not its events.

use super::checkpoint::{Checkpoint, Mark};
use crate::{
    Error, Store,
    chain::{AuditKeys, Chain},
    item::{Item, stored, string, text},
    keys::EVENT,
    meter::{self, Direction},
    read::key_of,
};
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What is wrong with a chain, at the first event where it shows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Tampering {
    /// The event's text and its MAC do not belong together.
    #[error("{aggregate}: event {sequence} was edited")]
    Edited {
        /// The aggregate.
        aggregate: String,
        /// The event's number.
        sequence: u32,
    },
    /// The event is not there, or another stands in its place.
    #[error("{aggregate}: event {sequence} was dropped or moved")]
    Dropped {
        /// The aggregate.
        aggregate: String,
        /// The event's number.
        sequence: u32,
    },
    /// The chain ends before the aggregate says it does, or after.
    #[error("{aggregate}: the chain ends at event {found}, the aggregate says {expected}")]
    CutOff {
        /// The aggregate.
        aggregate: String,
        /// The length that the aggregate's item says.
        expected: u32,
        /// The number of the last event.
        found: u32,
    },
    /// There are events of an aggregate whose item is gone.
    #[error("{aggregate}: there are events and no aggregate")]
    Orphaned {
        /// The aggregate.
        aggregate: String,
    },
    /// The chain is whole by itself, and shorter than at the checkpoint.
    #[error("{aggregate}: the chain was cut off after event {found}, at the checkpoint it had {expected}")]
    Shortened {
        /// The aggregate.
        aggregate: String,
        /// How many events it had at the checkpoint.
        expected: u32,
        /// The number of the last event.
        found: u32,
    },
    /// The chain is whole by itself, and another than at the checkpoint.
    #[error("{aggregate}: the chain was written anew, event {sequence} is not the one of the checkpoint")]
    Rewritten {
        /// The aggregate.
        aggregate: String,
        /// The number of the last event at the checkpoint.
        sequence: u32,
    },
    /// Nothing is left of an aggregate that the checkpoint names.
    #[error("{aggregate}: the aggregate and its {expected} events were removed")]
    Removed {
        /// The aggregate.
        aggregate: String,
        /// How many events it had at the checkpoint.
        expected: u32,
    },
}

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Chains looked at.
    pub chains: usize,
    /// Events looked at.
    pub events: usize,
    /// Every chain that is broken, where it first shows.
    pub tampering: Vec<Tampering>,
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            chains,
            events,
            tampering,
        } = self;
        write!(
            f,
            "{events} events in {chains} chains, {} chains broken",
            tampering.len()
        )
    }
}

/// How often a broken chain is read again before it is called broken, while it moves.
const LOOKS: usize = 10;

impl Store {
    /// Reads the whole table and verifies every chain. It is the one reader that
    /// scans: a chain nobody points to any more must be found too.
    pub async fn verify(&self, audit: &AuditKeys) -> Result<Report, Error> {
        self.verify_against(audit, &Checkpoint::default()).await
    }

    /// The same; and what was cut off, written anew or removed since the checkpoint.
    pub async fn verify_against(&self, audit: &AuditKeys, checkpoint: &Checkpoint) -> Result<Report, Error> {
        self.survey(audit, checkpoint, |_, _| Ok(())).await
    }

    /// Verifies every chain, and calls with each aggregate's as its item says it stands.
    pub(super) async fn survey(
        &self,
        audit: &AuditKeys,
        checkpoint: &Checkpoint,
        mut each: impl FnMut(&str, &Chain) -> Result<(), Error>,
    ) -> Result<Report, Error> {
        let mut readings: BTreeMap<String, Reading> = BTreeMap::new();
        let mut report = Report::default();
        let mut start = None;
        loop {
            let output = self
                .client
                .scan()
                .table_name(&self.table)
                .filter_expression(OF_A_CHAIN)
                .expression_attribute_values(":event", text(EVENT))
                .consistent_read(true)
                .set_exclusive_start_key(start)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await?;
            meter::count(Direction::Read, output.consumed_capacity());
            for item in output.items.unwrap_or_default() {
                let Some(key) = key_of(&item) else { continue };
                let mark = checkpoint.mark(&key.pk);
                let reading = readings.entry(key.pk.clone()).or_default();
                if key.sk.starts_with(EVENT) {
                    report.events += 1;
                }
                reading.take(&key.pk, &key.sk, &item, mark, audit)?;
                if let (false, Some(chain)) = (key.sk.starts_with(EVENT), &reading.aggregate) {
                    each(&key.pk, chain)?;
                }
            }
            start = output.last_evaluated_key;
            if start.is_none() {
                break;
            }
        }
        report.chains = readings.len();
        for (aggregate, reading) in &readings {
            let mark = checkpoint.mark(aggregate);
            if reading.verdict(aggregate, mark).is_some() {
                report
                    .tampering
                    .extend(self.look_again(aggregate, reading, mark, audit).await?);
            }
        }
        let gone = checkpoint
            .marks()
            .filter(|(aggregate, _)| !readings.contains_key(*aggregate));
        report
            .tampering
            .extend(gone.map(|(aggregate, mark)| Tampering::Removed {
                aggregate: aggregate.to_owned(),
                expected: mark.length,
            }));
        Ok(report)
    }

    /// What is wrong with a chain that looked broken. The scan reads an aggregate and its events
    /// one after the other, and what happens in between looks like tampering: two looks that agree
    /// while the aggregate stands still are the truth.
    async fn look_again(
        &self,
        aggregate: &str,
        scanned: &Reading,
        mark: Option<&Mark>,
        audit: &AuditKeys,
    ) -> Result<Option<Tampering>, Error> {
        let mut before = (scanned.aggregate.clone(), scanned.verdict(aggregate, mark));
        for _ in 0..LOOKS {
            let reading = self.read_chain(aggregate, mark, audit).await?;
            let verdict = reading.verdict(aggregate, mark);
            let now = (reading.aggregate, verdict);
            if now.1.is_none() || now == before {
                return Ok(now.1);
            }
            before = now;
        }
        Ok(before.1)
    }

    async fn read_chain(&self, aggregate: &str, mark: Option<&Mark>, audit: &AuditKeys) -> Result<Reading, Error> {
        let mut reading = Reading::default();
        let mut start = None;
        loop {
            let output = self
                .client
                .query()
                .table_name(&self.table)
                .key_condition_expression("pk = :pk")
                .expression_attribute_values(":pk", text(aggregate))
                .consistent_read(true)
                .set_exclusive_start_key(start)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await?;
            meter::count(Direction::Read, output.consumed_capacity());
            for item in output.items.unwrap_or_default() {
                let sk = string(&item, "sk").unwrap_or_default();
                if sk.starts_with(EVENT) || item.contains_key("chain_head") {
                    reading.take(aggregate, sk, &item, mark, audit)?;
                }
            }
            start = output.last_evaluated_key;
            if start.is_none() {
                return Ok(reading);
            }
        }
    }
}

/// Events, and the items that say where a chain stands.
const OF_A_CHAIN: &str = "attribute_exists(chain_head) OR begins_with(sk, :event)";

/// A chain as far as it was read.
#[derive(Debug, Default)]
struct Reading {
    /// How many events were read that follow one another from the first on.
    length: u32,
    /// The MAC of the last of them.
    head: String,
    /// The MAC of the event at which the checkpoint was made.
    at_mark: Option<String>,
    /// What is wrong with the next one.
    fault: Option<Fault>,
    /// Events that were read before the one that they follow.
    ahead: BTreeMap<u32, Link>,
    /// Where the aggregate's item says the chain stands.
    aggregate: Option<Chain>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Edited,
    Dropped,
}

/// What is kept of an event.
#[derive(Debug)]
enum Link {
    /// Its MAC is not its text's.
    Edited,
    /// Its MAC is good, so it was made by us: for another place.
    Elsewhere,
    /// It stands where it was made for.
    Good { previous: String, mac: String },
}

/// The part of an event that says where it stands. What happened is none of the verifier's
/// business: a later version may have written it, or one whose rules of text were others.
#[derive(Deserialize)]
struct Place {
    aggregate: String,
    sequence: u32,
    previous: String,
}

impl Link {
    fn of(aggregate: &str, sequence: u32, item: &Item, audit: &AuditKeys) -> Self {
        let attribute = |name| string(item, name).unwrap_or_default();
        let (body, mac) = (attribute("body"), attribute("mac"));
        if !audit.verifies(body, mac) {
            return Self::Edited;
        }
        match serde_json::from_str::<Place>(body) {
            Ok(place) if place.sequence == sequence && place.aggregate == aggregate => Self::Good {
                previous: place.previous,
                mac: mac.to_owned(),
            },
            _ => Self::Elsewhere,
        }
    }
}

impl Reading {
    /// Takes an event, or the item that says where the chain stands.
    fn take(
        &mut self,
        aggregate: &str,
        sk: &str,
        item: &Item,
        mark: Option<&Mark>,
        audit: &AuditKeys,
    ) -> Result<(), Error> {
        let Some(sequence) = sk.strip_prefix(EVENT) else {
            self.aggregate = Some(stored::<serde_json::Value>(item)?.chain);
            return Ok(());
        };
        let sequence = sequence.parse().unwrap_or(u32::MAX);
        let link = Link::of(aggregate, sequence, item, audit);
        self.ahead.insert(sequence, link);
        while self.fault.is_none()
            && let Some(link) = self.ahead.remove(&(self.length + 1))
        {
            match link {
                Link::Edited => self.fault = Some(Fault::Edited),
                Link::Good { previous, mac } if previous == self.head => {
                    self.length += 1;
                    self.head = mac;
                }
                Link::Good { .. } | Link::Elsewhere => self.fault = Some(Fault::Dropped),
            }
            if mark.is_some_and(|mark| mark.length == self.length) && self.fault.is_none() {
                self.at_mark = Some(self.head.clone());
            }
        }
        Ok(())
    }

    /// What is wrong with the chain, all of it read.
    fn verdict(&self, aggregate: &str, mark: Option<&Mark>) -> Option<Tampering> {
        let (aggregate, found, sequence) = (aggregate.to_owned(), self.length, self.length + 1);
        match self.fault {
            Some(Fault::Edited) => return Some(Tampering::Edited { aggregate, sequence }),
            Some(Fault::Dropped) => return Some(Tampering::Dropped { aggregate, sequence }),
            None if !self.ahead.is_empty() => return Some(Tampering::Dropped { aggregate, sequence }),
            None => {}
        }
        match &self.aggregate {
            None => return Some(Tampering::Orphaned { aggregate }),
            Some(Chain { length, head }) if *length != found || *head != self.head => {
                return Some(Tampering::CutOff {
                    aggregate,
                    expected: *length,
                    found,
                });
            }
            Some(_) => {}
        }
        let Mark { length, head } = mark?;
        if found < *length {
            return Some(Tampering::Shortened {
                aggregate,
                expected: *length,
                found,
            });
        }
        (self.at_mark.as_ref() != Some(head)).then_some(Tampering::Rewritten {
            aggregate,
            sequence: *length,
        })
    }
}
