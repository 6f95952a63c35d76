//! Histories, and the verifier of event chains (spec chapter 6, 2).

use crate::{
    Error, PageOf, Store,
    chain::AuditKeys,
    item::{Item, string, text},
    keys::{self, EVENT, Key},
    meter::{self, Direction},
};
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use domain::{
    event::Event,
    id::{ActivationId, BatchId, DeviceId, LocationId, OrganisationId, PackageId, SubscriptionId, UpgradeId},
};
use std::collections::BTreeMap;

/// The event that an item holds.
pub(crate) fn event(item: &Item) -> Result<Event, Error> {
    let body = string(item, "body").ok_or_else(|| Error::Failed("an event without a body".to_owned()))?;
    Ok(serde_json::from_str(body)?)
}

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

impl Store {
    /// A page of a location's events, newest first.
    pub async fn location_events(&self, id: LocationId, after: Option<&str>) -> Result<PageOf<Event>, Error> {
        self.events(&keys::location(id), after).await
    }

    /// A page of an organisation's events, newest first.
    pub async fn organisation_events(&self, id: OrganisationId, after: Option<&str>) -> Result<PageOf<Event>, Error> {
        self.events(&keys::organisation(id), after).await
    }

    /// A page of an upgrade's events, newest first.
    pub async fn upgrade_events(&self, id: UpgradeId, after: Option<&str>) -> Result<PageOf<Event>, Error> {
        self.events(&keys::upgrade(id), after).await
    }

    /// A page of the events of a batch of codes, newest first.
    pub async fn batch_events(&self, id: BatchId, after: Option<&str>) -> Result<PageOf<Event>, Error> {
        self.events(&keys::batch(id), after).await
    }

    /// A page of a subscription's events, newest first.
    pub async fn subscription_events(&self, id: SubscriptionId, after: Option<&str>) -> Result<PageOf<Event>, Error> {
        self.events(&keys::subscription(id), after).await
    }

    /// A page of a device's own events, newest first.
    pub async fn device_events(&self, id: DeviceId, after: Option<&str>) -> Result<PageOf<Event>, Error> {
        self.events(&keys::device(id), after).await
    }

    /// One event of a subscription.
    pub async fn subscription_event(&self, id: SubscriptionId, sequence: u32) -> Result<Option<Event>, Error> {
        let item = self.get(&keys::subscription(id).event(sequence), true).await?;
        item.as_ref().map(event).transpose()
    }

    /// A page of a package's events, newest first.
    pub async fn package_events(&self, id: PackageId, after: Option<&str>) -> Result<PageOf<Event>, Error> {
        self.events(&keys::package(id), after).await
    }

    /// A page of the events of a request to activate a package, newest first.
    pub async fn activation_events(&self, id: ActivationId, after: Option<&str>) -> Result<PageOf<Event>, Error> {
        self.events(&keys::activation(id), after).await
    }

    async fn events(&self, aggregate: &Key, after: Option<&str>) -> Result<PageOf<Event>, Error> {
        let page = self.partition_page(&aggregate.pk, EVENT, after, true, 50).await?;
        let items = page.items.iter().map(event).collect::<Result<_, _>>()?;
        Ok(PageOf { items, next: page.next })
    }

    /// Reads the whole table and verifies every chain. It is the one reader that
    /// scans: a chain nobody points to any more must be found too.
    pub async fn verify(&self, audit: &AuditKeys) -> Result<Report, Error> {
        let mut heads: BTreeMap<String, (u32, String)> = BTreeMap::new();
        let mut chains: BTreeMap<String, BTreeMap<u32, Item>> = BTreeMap::new();
        let mut start = None;
        loop {
            let output = self
                .client
                .scan()
                .table_name(&self.table)
                .filter_expression("attribute_exists(chain_head) OR begins_with(sk, :event)")
                .expression_attribute_values(":event", text(EVENT))
                .consistent_read(true)
                .set_exclusive_start_key(start)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await?;
            meter::count(Direction::Read, output.consumed_capacity());
            for item in output.items.unwrap_or_default() {
                let Some(key) = crate::read::key_of(&item) else {
                    continue;
                };
                if let Some(sequence) = key.sk.strip_prefix(EVENT) {
                    let sequence = sequence.parse().unwrap_or(u32::MAX);
                    chains.entry(key.pk).or_default().insert(sequence, item);
                } else {
                    let stored: crate::item::Stored<serde_json::Value> = crate::item::stored(&item)?;
                    heads.insert(key.pk, (stored.chain.length, stored.chain.head));
                }
            }
            start = output.last_evaluated_key;
            if start.is_none() {
                break;
            }
        }
        let mut report = Report::default();
        for (aggregate, events) in &chains {
            report.chains += 1;
            report.events += events.len();
            report
                .tampering
                .extend(verify_chain(aggregate, events, heads.get(aggregate), audit));
        }
        for (aggregate, (length, _)) in &heads {
            if !chains.contains_key(aggregate) {
                report.chains += 1;
                report.tampering.push(Tampering::CutOff {
                    aggregate: aggregate.clone(),
                    expected: *length,
                    found: 0,
                });
            }
        }
        Ok(report)
    }
}

fn verify_chain(
    aggregate: &str,
    events: &BTreeMap<u32, Item>,
    head: Option<&(u32, String)>,
    audit: &AuditKeys,
) -> Option<Tampering> {
    let aggregate = aggregate.to_owned();
    let mut previous = String::new();
    let mut found = 0;
    for (expected, (sequence, item)) in (1..).zip(events) {
        if *sequence != expected {
            return Some(Tampering::Dropped {
                aggregate,
                sequence: expected,
            });
        }
        let (body, mac) = (
            string(item, "body").unwrap_or_default(),
            string(item, "mac").unwrap_or_default(),
        );
        if !audit.verifies(body, mac) {
            return Some(Tampering::Edited {
                aggregate,
                sequence: expected,
            });
        }
        match serde_json::from_str::<Event>(body) {
            Ok(event) if event.sequence == expected && event.previous == previous && event.aggregate == aggregate => {}
            // Its MAC is good, so it was made by us: for another place.
            _ => {
                return Some(Tampering::Dropped {
                    aggregate,
                    sequence: expected,
                });
            }
        }
        mac.clone_into(&mut previous);
        found = expected;
    }
    match head {
        None => Some(Tampering::Orphaned { aggregate }),
        Some((length, head)) if *length == found && *head == previous => None,
        Some((length, _)) => Some(Tampering::CutOff {
            aggregate,
            expected: *length,
            found,
        }),
    }
}
