//! The search index: a location's card stands at every token that it is found by
//! ([`domain::search`]). No decision reads it; it is written after the fact.
//!
//! A change of what a location is found by makes the location due, in the same write, in shards
//! of its own. Who finds it due takes it from all others by the item beside it, which also
//! lists the tokens where its cards stand. That list is written first, with the old tokens and
//! the wanted: whoever dies leaves no card that nobody knows of. When all cards stand, it is
//! the wanted alone, and the location is due no more, unless it is another by then.

use crate::{
    Error, Store,
    expression::Expression,
    item::{FORM, Item, attribute, form, formed, number, string, text, value},
    keys::{self, Key},
    location::LocationCard,
    meter::{self, Direction},
    outbox::CLAIM,
    page::Paging,
    read::key_of,
};
use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, PutRequest, ReturnConsumedCapacity, WriteRequest};
use chrono::{DateTime, Utc};
use domain::{customer::Location, id::OrganisationId, search, sort::sort_name};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The locations, by name.
    pub cards: Vec<LocationCard>,
    /// Whether there may be more than these.
    pub more: bool,
}

/// What became of a location that was to be written into the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indexed {
    /// It is found by what it is.
    Done,
    /// There was nothing to do.
    NotDue,
    /// Another is at it, who sees to it that it is done.
    ByAnother,
}

/// How many rows a query reads at a time, how often it goes on for rows of locations that it has
/// already, and how many bytes a search reads before it does not. They keep what it costs.
const ROWS: i32 = 15;
const PAGES: usize = 2;
const ENOUGH: usize = 8 << 10;

/// Rises with what is found: 2 with licences by their codes. An index of another is made anew.
const EXTENT: u32 = 2;

/// How often what the table did not take of a batch is given to it again.
const TRIES: u32 = 8;

/// The item beside a location.
#[derive(Debug, Default, Deserialize)]
struct Findable {
    /// Where cards may stand.
    tokens: BTreeSet<String>,
    /// The card that stands at all of them and nowhere else; nothing while that is being changed.
    card: Option<LocationCard>,
    /// Rises whenever somebody takes it.
    revision: u32,
    /// Until when whoever took it has it.
    until: Option<String>,
}

/// A location that was taken.
struct Taken {
    location: Key,
    findable: Key,
    organisation_id: OrganisationId,
    card: LocationCard,
    wanted: BTreeSet<String>,
    before: BTreeSet<String>,
    until: String,
}

impl Store {
    /// Up to `most` of the organisation's locations that are found by this text.
    pub async fn find_locations(
        &self,
        organisation_id: OrganisationId,
        part: &str,
        most: usize,
    ) -> Result<Found, Error> {
        let (mut found, mut more, mut read) = (BTreeMap::new(), false, 0);
        for reading in search::readings(part) {
            let Some(list) = keys::lists::found(organisation_id, &reading) else {
                continue;
            };
            let mut after: Option<String> = None;
            for _ in 0..PAGES {
                let page = self.page(&list, Paging::forward(after.as_deref(), ROWS)).await?;
                for item in &page.items {
                    read += size(item);
                    let card = card(item)?;
                    found.insert(card.location_id, card);
                }
                after = page.next;
                if after.is_none() || found.len() > most || read > ENOUGH {
                    break;
                }
            }
            more |= after.is_some();
        }
        let mut cards: Vec<LocationCard> = found.into_values().collect();
        cards.sort_by_cached_key(|card| (sort_name(&card.name), card.location_id));
        more |= cards.len() > most;
        cards.truncate(most);
        Ok(Found { cards, more })
    }

    /// The locations of this shard that are to be found by other tokens, longest due first.
    pub async fn due_for_search(&self, shard: &str, now: DateTime<Utc>) -> Result<Vec<Key>, Error> {
        self.due_in(shard, now).await
    }

    /// Lets a location be found by what it is, if that is due.
    pub async fn index_location(&self, location: &Key, now: DateTime<Utc>) -> Result<Indexed, Error> {
        self.index(location, now, false).await
    }

    /// The same, whether it is due or not, and whatever the index is said to hold. Where another
    /// is at it, it is due after that.
    pub async fn index_location_anew(&self, location: &Key, now: DateTime<Utc>) -> Result<Indexed, Error> {
        let indexed = self.index(location, now, true).await?;
        if indexed == Indexed::ByAnother {
            let again = Expression::default()
                .set_text("due_shard", keys::search_shard(location))
                .set_text("due", keys::instant(now))
                .require_exists(&["card"]);
            self.update_if(location, again).await?;
        }
        Ok(indexed)
    }

    /// Some of all locations, after this one, and where to go on. It scans: it is for the operator.
    pub async fn some_locations(&self, after: Option<&Key>) -> Result<(Vec<Key>, Option<Key>), Error> {
        let output = self
            .client
            .scan()
            .table_name(&self.table)
            .filter_expression("sk = :location")
            .expression_attribute_values(":location", text(keys::LOCATION))
            .projection_expression("pk, sk")
            .consistent_read(true)
            .set_exclusive_start_key(after.map(Key::attributes))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await?;
        meter::count(Direction::Read, output.consumed_capacity());
        let next = output.last_evaluated_key().and_then(key_of);
        Ok((output.items().iter().filter_map(key_of).collect(), next))
    }

    /// Whether the index was made for what was there before it, with all that is found by it now.
    pub async fn has_search_index(&self) -> Result<bool, Error> {
        let made = self.get(&keys::search_index(), true).await?;
        let extent = made.as_ref().and_then(|made| made.get("extent"));
        Ok(extent.is_some_and(|extent| *extent == number(EXTENT)))
    }

    /// Notes that it was.
    pub async fn note_search_index(&self, now: DateTime<Utc>) -> Result<(), Error> {
        let made = Expression::default()
            .set_text("made_at", keys::instant(now))
            .set(&["extent"], number(EXTENT))
            .set(&[FORM], form());
        self.update_if(&keys::search_index(), made).await?;
        Ok(())
    }

    async fn index(&self, location: &Key, now: DateTime<Utc>, mut anew: bool) -> Result<Indexed, Error> {
        loop {
            let items = self.get_all_consistent(&both(location)).await?;
            let Some(stands) = items.iter().find(|item| string(item, "sk") == Some(&location.sk)) else {
                return Ok(Indexed::NotDue);
            };
            if !anew && !stands.contains_key("due") {
                return Ok(Indexed::NotDue);
            }
            let beside = items.iter().find(|item| string(item, "sk") != Some(&location.sk));
            let findable: Option<Findable> = beside.map(value).transpose()?;
            let card = card(stands)?;
            let mut wanted = search::tokens(&card.name, &card.hkc);
            if let Some(second) = &card.second_hkc {
                wanted.extend(search::tokens("", second));
            }
            let stand = findable
                .as_ref()
                .is_some_and(|findable| findable.card.as_ref() == Some(&card) && findable.tokens == wanted);
            if anew || !stand {
                let organisation_id = value::<Location>(stands)?.organisation_id;
                let before = findable.as_ref().map(|findable| findable.tokens.clone());
                let taken = Taken {
                    location: location.clone(),
                    findable: keys::findable(card.location_id),
                    organisation_id,
                    card,
                    wanted,
                    before: before.unwrap_or_default(),
                    until: keys::instant(now + CLAIM),
                };
                if !self.take(&taken, findable, now).await? {
                    return Ok(Indexed::ByAnother);
                }
                self.write_cards(&taken).await?;
                self.give_back(&taken).await?;
            }
            if self.is_found(location, stands).await? {
                return Ok(Indexed::Done);
            }
            // Whoever changed it meanwhile may have met this one at work, and left it to it.
            anew = false;
        }
    }

    /// Takes a location, and lists the tokens where cards are going to stand beside those where
    /// they do. False where another has it.
    async fn take(&self, taken: &Taken, findable: Option<Findable>, now: DateTime<Utc>) -> Result<bool, Error> {
        let until = findable.as_ref().and_then(|findable| findable.until.as_deref());
        if until.is_some_and(|until| *until > *keys::instant(now)) {
            return Ok(false);
        }
        let all: BTreeSet<&String> = taken.before.union(&taken.wanted).collect();
        let revision = findable.map(|findable| findable.revision);
        let expression = Expression::default()
            .set(&["tokens"], attribute(&all)?)
            .set(&["revision"], number(revision.unwrap_or_default() + 1))
            .set_text("until", &taken.until)
            .set(&[FORM], form())
            .remove(&["card"]);
        let expression = match revision {
            Some(revision) => expression.require_equal(&["revision"], number(revision)),
            None => expression.require_absent(&["revision"]),
        };
        self.update_if(&taken.findable, expression).await
    }

    /// Puts the cards where they should stand, and removes those that stand elsewhere.
    async fn write_cards(&self, taken: &Taken) -> Result<(), Error> {
        let at = |token: &String| keys::found(taken.organisation_id, token, taken.card.location_id);
        let card = attribute(&taken.card)?;
        let mut writes: Vec<WriteRequest> = Vec::new();
        for key in taken.wanted.iter().filter_map(at) {
            let mut item: Item = key.attributes();
            item.insert("card".to_owned(), card.clone());
            let put = PutRequest::builder().set_item(Some(formed(item))).build();
            let put = put.map_err(|error| Error::Failed(error.to_string()))?;
            writes.push(WriteRequest::builder().put_request(put).build());
        }
        for key in taken.before.difference(&taken.wanted).filter_map(at) {
            let delete = DeleteRequest::builder().set_key(Some(key.attributes())).build();
            let delete = delete.map_err(|error| Error::Failed(error.to_string()))?;
            writes.push(WriteRequest::builder().delete_request(delete).build());
        }
        for batch in writes.chunks(25) {
            self.write_batch(batch.to_vec()).await?;
        }
        Ok(())
    }

    async fn write_batch(&self, mut batch: Vec<WriteRequest>) -> Result<(), Error> {
        for tries in 0..TRIES {
            let output = self
                .client
                .batch_write_item()
                .request_items(&self.table, batch)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await?;
            meter::count(Direction::Write, output.consumed_capacity());
            let mut left = output.unprocessed_items.unwrap_or_default();
            batch = left.remove(&self.table).unwrap_or_default();
            if batch.is_empty() {
                return Ok(());
            }
            // What is left over was throttled.
            tokio::time::sleep(Duration::from_millis(20 << tries)).await;
        }
        Err(Error::Busy("cards of the search index are not taken".to_owned()))
    }

    /// All cards stand, and no others: the next may take the location.
    async fn give_back(&self, taken: &Taken) -> Result<(), Error> {
        let expression = Expression::default()
            .set(&["tokens"], attribute(&taken.wanted)?)
            .set(&["card"], attribute(&taken.card)?)
            .remove(&["until"])
            .require_equal(&["until"], text(&taken.until));
        if self.update_if(&taken.findable, expression).await? {
            Ok(())
        } else {
            let location = &taken.location.pk;
            Err(Error::Busy(format!("another has taken over the index of {location}")))
        }
    }

    /// The location is due no more. False where it is another by now.
    async fn is_found(&self, location: &Key, read: &Item) -> Result<bool, Error> {
        let card = read.get("card").cloned();
        let expression = Expression::default()
            .remove(&["due"])
            .remove(&["due_shard"])
            // What was looked through before there was an index.
            .remove(&["search"])
            .require_equal(&["card"], card.unwrap_or(AttributeValue::Null(true)));
        self.update_if(location, expression).await
    }
}

/// A location, and what says where its cards stand.
fn both(location: &Key) -> [Key; 2] {
    let findable = keys::location_of(&location.pk).map(keys::findable);
    [location.clone(), findable.unwrap_or_else(|| location.clone())]
}

/// About how many bytes of the table an item is.
fn size(item: &Item) -> usize {
    let value = |value: &AttributeValue| match value {
        AttributeValue::S(text) | AttributeValue::N(text) => text.len(),
        AttributeValue::M(map) => size(map),
        _ => 1,
    };
    item.iter().map(|(name, held)| name.len() + value(held)).sum()
}

fn card(item: &Item) -> Result<LocationCard, Error> {
    #[derive(Deserialize)]
    struct Row {
        card: LocationCard,
    }
    value::<Row>(item).map(|row| row.card)
}
