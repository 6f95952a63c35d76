//! The search index: a thing's card stands at every token that it is found by
//! ([`domain::search`]), for every organisation that may find it. No decision reads it; it is
//! written after the fact.
//!
//! A change of what a thing is found by makes the thing due, in the same write, in shards
//! of its own. Who finds it due takes it from all others by the item beside it, which also
//! lists where its cards stand. That list is written first, with the old places and
//! the wanted: whoever dies leaves no card that nobody knows of. When all cards stand, it is
//! the wanted alone, and the thing is due no more, unless it is another by then.

mod kind;

pub use kind::{FoundCustomer, FoundOrder};

use crate::{
    Error, Store,
    expression::Expression,
    item::{FORM, Item, attribute, form, formed, number, string, text, value},
    keys::{self, Key, Kind},
    location::LocationCard,
    meter::{self, Direction},
    outbox::CLAIM,
    page::Paging,
    read::key_of,
};
use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, PutRequest, ReturnConsumedCapacity, WriteRequest};
use chrono::{DateTime, Utc};
use domain::{id::OrganisationId, search, sort::sort_name};
use kind::Findable;
use serde::{Deserialize, de::DeserializeOwned};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// The cards.
    pub cards: Vec<T>,
    /// Whether there may be more than these.
    pub more: bool,
}

/// What became of a thing that was to be written into the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indexed {
    /// It is found by what it is.
    Done,
    /// There was nothing to do.
    NotDue,
    /// Another is at it, who sees to it that it is done.
    ByAnother,
}

/// How many rows a query reads at a time at least, how often it goes on for rows of things that it has
/// already, and how many bytes a search reads before it does not. They keep what it costs.
const ROWS: usize = 8;
const PAGES: usize = 2;
const ENOUGH: usize = 8 << 10;

/// Rises with what is found: 2 with licences by their codes, 3 with customers and orders. An index of another
/// is made anew.
const EXTENT: u32 = 3;

/// How often what the table did not take of a batch is given to it again.
const TRIES: u32 = 8;

/// The item beside a thing: where its cards stand.
#[derive(Debug, Default, Deserialize)]
struct Standing {
    /// At which tokens.
    tokens: BTreeSet<String>,
    /// For which organisations; nothing where a version before wrote it, for the location's.
    #[serde(default)]
    owners: Option<BTreeSet<OrganisationId>>,
    /// Rises whenever somebody takes it.
    revision: u32,
    /// Until when whoever took it has it.
    until: Option<String>,
}

/// For whom cards stand at which token.
type Places = BTreeSet<(OrganisationId, String)>;

fn places(owners: &BTreeSet<OrganisationId>, tokens: &BTreeSet<String>) -> Places {
    let each = |owner: &OrganisationId| tokens.iter().map(|token| (*owner, token.clone())).collect::<Vec<_>>();
    owners.iter().flat_map(each).collect()
}

/// A thing that was taken.
struct Taken {
    kind: Kind,
    thing: Key,
    findable: Findable,
    before: Standing,
    until: String,
}

impl Store {
    /// Up to `most` of the organisation's locations that are found by this text, by name.
    pub async fn find_locations(
        &self,
        organisation_id: OrganisationId,
        part: &str,
        most: usize,
    ) -> Result<Found<LocationCard>, Error> {
        let mut found: Found<LocationCard> = self.find(Kind::Location, organisation_id, part, most).await?;
        found
            .cards
            .sort_by_cached_key(|card| (sort_name(&card.name), card.location_id));
        found.more |= found.cards.len() > most;
        found.cards.truncate(most);
        Ok(found)
    }

    /// The cards of the organisation's things of a kind that are found by this text, in no order: up to
    /// `most`, and some more.
    pub async fn find<T: DeserializeOwned>(
        &self,
        kind: Kind,
        organisation_id: OrganisationId,
        part: &str,
        most: usize,
    ) -> Result<Found<T>, Error> {
        let rows = ROWS.max(most + most / 2).try_into().unwrap_or(i32::MAX);
        let (mut found, mut more, mut read) = (BTreeMap::new(), false, 0);
        for reading in search::readings(part) {
            let Some(list) = keys::lists::found(kind, organisation_id, &reading) else {
                continue;
            };
            let mut after: Option<String> = None;
            for _ in 0..PAGES {
                let page = self.page(&list, Paging::forward(after.as_deref(), rows)).await?;
                for item in page.items {
                    read += size(&item);
                    if let (Some(id), Some(card)) = (found_id(&item), item.get("card")) {
                        found.insert(id.to_owned(), card.clone());
                    }
                }
                after = page.next;
                if after.is_none() || found.len() > most || read > ENOUGH {
                    break;
                }
            }
            more |= after.is_some();
        }
        let cards = found.into_values().map(serde_dynamo::from_attribute_value);
        let cards = cards.collect::<Result<Vec<T>, _>>()?;
        Ok(Found { cards, more })
    }

    /// The things of this shard that are to be found by other tokens, longest due first.
    pub async fn due_for_search(&self, shard: &str, now: DateTime<Utc>) -> Result<Vec<Key>, Error> {
        self.due_in(shard, now).await
    }

    /// Lets a thing be found by what it is, if that is due.
    pub async fn index(&self, thing: &Key, now: DateTime<Utc>) -> Result<Indexed, Error> {
        self.index_it(thing, now, false).await
    }

    /// The same, whether it is due or not, and whatever the index is said to hold. Where another
    /// is at it, it is due after that.
    pub async fn index_anew(&self, thing: &Key, now: DateTime<Utc>) -> Result<Indexed, Error> {
        let indexed = self.index_it(thing, now, true).await?;
        if indexed == Indexed::ByAnother {
            let again = Expression::default()
                .set_text("due_shard", keys::search_shard(thing))
                .set_text("due", keys::instant(now))
                .require_exists(&["pk"]);
            self.update_if(thing, again).await?;
        }
        Ok(indexed)
    }

    /// Some of all things that are found, after this one, and where to go on. It scans: it is for the
    /// operator.
    pub async fn some_findable(&self, after: Option<&Key>) -> Result<(Vec<Key>, Option<Key>), Error> {
        let names: Vec<String> = (0..Kind::ALL.len()).map(|number| format!(":k{number}")).collect();
        let kinds = names.iter().cloned().zip(Kind::ALL.map(|kind| text(kind.sort_key())));
        let output = self
            .client
            .scan()
            .table_name(&self.table)
            .filter_expression(format!("sk IN ({})", names.join(", ")))
            .set_expression_attribute_values(Some(kinds.collect()))
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

    async fn index_it(&self, thing: &Key, now: DateTime<Utc>, mut anew: bool) -> Result<Indexed, Error> {
        let Some(kind) = Kind::of(thing) else {
            return Ok(Indexed::NotDue);
        };
        loop {
            let items = self.get_all_consistent(&[thing.clone(), keys::findable(thing)]).await?;
            let Some(stands) = items.iter().find(|item| string(item, "sk") == Some(&thing.sk)) else {
                return Ok(Indexed::NotDue);
            };
            if !anew && !stands.contains_key("due") {
                return Ok(Indexed::NotDue);
            }
            let beside = items.iter().find(|item| string(item, "sk") != Some(&thing.sk));
            let findable = Findable::of(kind, stands)?;
            let mut before: Standing = beside.map(value).transpose()?.unwrap_or_default();
            if before.owners.is_none() && beside.is_some() {
                before.owners = Some(findable.owners.union(&findable.were).copied().collect());
            }
            // No card is noted while that is being changed.
            let card = beside.and_then(|beside| beside.get("card"));
            let as_it_is = card == Some(&findable.card)
                && before.tokens == findable.tokens
                && before.owners.as_ref() == Some(&findable.owners);
            if anew || !as_it_is {
                let taken = Taken {
                    kind,
                    thing: thing.clone(),
                    findable,
                    before,
                    until: keys::instant(now + CLAIM),
                };
                if !self.take(&taken, beside.is_some(), now).await? {
                    return Ok(Indexed::ByAnother);
                }
                self.write_cards(&taken).await?;
                self.give_back(&taken).await?;
            }
            if self.is_found(kind, thing, stands).await? {
                return Ok(Indexed::Done);
            }
            // Whoever changed it meanwhile may have met this one at work, and left it to it.
            anew = false;
        }
    }

    /// Takes a thing, and lists the places where cards are going to stand beside those where
    /// they do. False where another has it.
    async fn take(&self, taken: &Taken, is_there: bool, now: DateTime<Utc>) -> Result<bool, Error> {
        let Taken { findable, before, .. } = taken;
        let until = before.until.as_deref();
        if until.is_some_and(|until| *until > *keys::instant(now)) {
            return Ok(false);
        }
        let tokens: BTreeSet<&String> = before.tokens.union(&findable.tokens).collect();
        let owners: BTreeSet<&OrganisationId> = before.owners.iter().flatten().chain(&findable.owners).collect();
        let expression = Expression::default()
            .set(&["tokens"], attribute(&tokens)?)
            .set(&["owners"], attribute(&owners)?)
            .set(&["revision"], number(before.revision + 1))
            .set_text("until", &taken.until)
            .set(&[FORM], form())
            .remove(&["card"]);
        let expression = match is_there {
            true => expression.require_equal(&["revision"], number(before.revision)),
            false => expression.require_absent(&["revision"]),
        };
        self.update_if(&keys::findable(&taken.thing), expression).await
    }

    /// Puts the cards where they should stand, and removes those that stand elsewhere.
    async fn write_cards(&self, taken: &Taken) -> Result<(), Error> {
        let Taken { findable, before, .. } = taken;
        let at = |(owner, token): &(OrganisationId, String)| keys::found(taken.kind, *owner, token, &taken.thing);
        let wanted = places(&findable.owners, &findable.tokens);
        let stood = places(before.owners.as_ref().unwrap_or(&BTreeSet::new()), &before.tokens);
        let mut writes: Vec<WriteRequest> = Vec::new();
        for key in wanted.iter().filter_map(at) {
            let mut item: Item = key.attributes();
            item.insert("card".to_owned(), findable.card.clone());
            let put = PutRequest::builder().set_item(Some(formed(item))).build();
            let put = put.map_err(|error| Error::Failed(error.to_string()))?;
            writes.push(WriteRequest::builder().put_request(put).build());
        }
        for key in stood.difference(&wanted).filter_map(at) {
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

    /// All cards stand, and no others: the next may take the thing.
    async fn give_back(&self, taken: &Taken) -> Result<(), Error> {
        let Findable {
            owners, tokens, card, ..
        } = &taken.findable;
        let expression = Expression::default()
            .set(&["tokens"], attribute(tokens)?)
            .set(&["owners"], attribute(owners)?)
            .set(&["card"], card.clone())
            .remove(&["until"])
            .require_equal(&["until"], text(&taken.until));
        if self.update_if(&keys::findable(&taken.thing), expression).await? {
            Ok(())
        } else {
            let thing = &taken.thing.pk;
            Err(Error::Busy(format!("another has taken over the index of {thing}")))
        }
    }

    /// The thing is due no more. False where it is another by now.
    async fn is_found(&self, kind: Kind, thing: &Key, read: &Item) -> Result<bool, Error> {
        let mut expression = Expression::default().remove(&["due"]).remove(&["due_shard"]);
        if kind == Kind::Location {
            // What was looked through before there was an index.
            expression = expression.remove(&["search"]).remove(&["was_of"]);
        }
        let expression = match read.get("card").cloned() {
            Some(card) => expression.require_equal(&["card"], card),
            None => expression.require_absent(&["card"]),
        };
        self.update_if(thing, expression.require_exists(&["pk"])).await
    }
}

/// Makes a thing due to be found by what it is from this write on.
pub(crate) fn make_due(item: &mut Item, thing: &Key, now: DateTime<Utc>) {
    item.insert("due_shard".to_owned(), text(keys::search_shard(thing)));
    item.insert("due".to_owned(), text(keys::instant(now)));
}

/// The same for one that changes.
pub(crate) fn set_due(expression: Expression, thing: &Key, now: DateTime<Utc>) -> Expression {
    expression
        .set_text("due_shard", keys::search_shard(thing))
        .set_text("due", keys::instant(now))
}

/// The id of what was found there.
fn found_id(item: &Item) -> Option<&str> {
    string(item, "sk")?.rsplit_once('#').map(|(_, id)| id)
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
