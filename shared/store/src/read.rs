//! Reading: one item, a collection, a page of an index.

use crate::{
    Error, Store,
    item::{Item, string, text, value},
    keys::Key,
    meter::{self, Direction},
};
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, ReturnConsumedCapacity};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::text::folded;
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageOf<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<String>,
}

impl<T> PageOf<T> {
    /// The same page with other rows.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> PageOf<U> {
        PageOf {
            items: self.items.into_iter().map(f).collect(),
            next: self.next,
        }
    }
}

/// Which part of an index to read.
pub(crate) struct IndexQuery<'a> {
    pub(crate) pk: String,
    /// Only sort keys that begin so.
    pub(crate) prefix: Option<String>,
    /// Only sort keys that come at this or later; not with a prefix.
    pub(crate) from: Option<String>,
    pub(crate) after: Option<&'a str>,
    pub(crate) newest_first: bool,
    pub(crate) limit: i32,
    /// Only items whose `search` contains this.
    pub(crate) containing: Option<&'a str>,
}

impl Store {
    pub(crate) async fn get(&self, key: &Key, consistent: bool) -> Result<Option<Item>, Error> {
        let output = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .consistent_read(consistent)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await?;
        meter::count(Direction::Read, output.consumed_capacity());
        Ok(output.item)
    }

    /// Every item of a partition whose sort key lies between the two, both included,
    /// strongly consistent.
    pub(crate) async fn collection(&self, pk: &str, from: &str, to: &str) -> Result<Vec<Item>, Error> {
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let output = self
                .client
                .query()
                .table_name(&self.table)
                .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
                .expression_attribute_values(":pk", text(pk))
                .expression_attribute_values(":from", text(from))
                .expression_attribute_values(":to", text(to))
                .consistent_read(true)
                .set_exclusive_start_key(start)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await?;
            meter::count(Direction::Read, output.consumed_capacity());
            items.extend(output.items.unwrap_or_default());
            start = output.last_evaluated_key;
            if start.is_none() {
                return Ok(items);
            }
        }
    }

    /// A page of items of a partition whose sort key begins with the prefix.
    pub(crate) async fn partition_page(
        &self,
        pk: &str,
        prefix: &str,
        after: Option<&str>,
        newest_first: bool,
        limit: i32,
    ) -> Result<PageOf<Item>, Error> {
        let start = after
            .filter(|sk| is_sort_key(sk) && sk.starts_with(prefix))
            .map(|sk| HashMap::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text(sk))]));
        let output = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", text(pk))
            .expression_attribute_values(":prefix", text(prefix))
            .scan_index_forward(!newest_first)
            .set_exclusive_start_key(start)
            .limit(limit)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await?;
        meter::count(Direction::Read, output.consumed_capacity());
        let next = output
            .last_evaluated_key
            .as_ref()
            .and_then(|key| string(key, "sk"))
            .map(str::to_owned);
        Ok(PageOf {
            items: output.items.unwrap_or_default(),
            next,
        })
    }

    /// A page of the index `lookup`. No decision reads it: it may lag behind.
    pub(crate) async fn lookup(&self, query: IndexQuery<'_>) -> Result<PageOf<Item>, Error> {
        let IndexQuery {
            pk,
            prefix,
            from,
            after,
            newest_first,
            limit,
            containing,
        } = query;
        let start = after.and_then(|cursor| decode_cursor(cursor, &pk, prefix.as_deref(), from.as_deref()));
        let mut request = self
            .client
            .query()
            .table_name(&self.table)
            .index_name("lookup")
            .expression_attribute_values(":pk", text(&pk))
            .scan_index_forward(!newest_first)
            .set_exclusive_start_key(start)
            .limit(limit)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        request = match prefix {
            Some(prefix) => request
                .key_condition_expression("l_pk = :pk AND begins_with(l_sk, :prefix)")
                .expression_attribute_values(":prefix", text(prefix)),
            None => match from {
                Some(from) => request
                    .key_condition_expression("l_pk = :pk AND l_sk >= :from")
                    .expression_attribute_values(":from", text(from)),
                None => request.key_condition_expression("l_pk = :pk"),
            },
        };
        if let Some(part) = containing {
            request = request
                // What was written before texts were folded is in small letters and no more.
                .filter_expression("contains(#search, :part) OR contains(#search, :small)")
                .expression_attribute_names("#search", "search")
                .expression_attribute_values(":part", text(folded(part)))
                .expression_attribute_values(":small", text(part.to_lowercase()));
        }
        let output = request.send().await?;
        meter::count(Direction::Read, output.consumed_capacity());
        let next = output.last_evaluated_key.as_ref().and_then(encode_cursor);
        Ok(PageOf {
            items: output.items.unwrap_or_default(),
            next,
        })
    }

    /// The same, with what the index names read from the table, in the index's order.
    pub(crate) async fn listed<T: DeserializeOwned>(&self, query: IndexQuery<'_>) -> Result<PageOf<T>, Error> {
        let page = self.lookup(query).await?;
        let keys: Vec<Key> = page.items.iter().filter_map(key_of).collect();
        let items = self.get_all(&keys).await?.iter().map(value).collect::<Result<_, _>>()?;
        Ok(PageOf { items, next: page.next })
    }

    /// The items of these keys that are there, in the order of the keys.
    pub(crate) async fn get_all(&self, keys: &[Key]) -> Result<Vec<Item>, Error> {
        self.get_many(keys, false).await
    }

    /// The same, strongly consistent.
    pub(crate) async fn get_all_consistent(&self, keys: &[Key]) -> Result<Vec<Item>, Error> {
        self.get_many(keys, true).await
    }

    async fn get_many(&self, keys: &[Key], consistent: bool) -> Result<Vec<Item>, Error> {
        let mut found: HashMap<Key, Item> = HashMap::new();
        let mut distinct = keys.to_vec();
        distinct.sort_by(|a, b| (&a.pk, &a.sk).cmp(&(&b.pk, &b.sk)));
        distinct.dedup();
        for chunk in distinct.chunks(100) {
            let mut wanted: Vec<_> = chunk.iter().map(Key::attributes).collect();
            while !wanted.is_empty() {
                let request = KeysAndAttributes::builder()
                    .set_keys(Some(wanted))
                    .consistent_read(consistent)
                    .build()
                    .map_err(|error| Error::Failed(error.to_string()))?;
                let output = self
                    .client
                    .batch_get_item()
                    .request_items(&self.table, request)
                    .return_consumed_capacity(ReturnConsumedCapacity::Total)
                    .send()
                    .await?;
                meter::count(Direction::Read, output.consumed_capacity());
                for item in output
                    .responses
                    .unwrap_or_default()
                    .remove(&self.table)
                    .unwrap_or_default()
                {
                    if let Some(key) = key_of(&item) {
                        found.insert(key, item);
                    }
                }
                // What is left over was throttled or beyond 16 MB; asking again is how it is meant.
                wanted = output
                    .unprocessed_keys
                    .unwrap_or_default()
                    .remove(&self.table)
                    .map(|left| left.keys)
                    .unwrap_or_default();
            }
        }
        Ok(keys.iter().filter_map(|key| found.get(key).cloned()).collect())
    }
}

/// The key of an item that was read.
pub(crate) fn key_of(item: &Item) -> Option<Key> {
    Some(Key {
        pk: string(item, "pk")?.to_owned(),
        sk: string(item, "sk")?.to_owned(),
    })
}

/// A cursor names a place within one index partition. The partition is not taken from
/// it, so that a cursor of somebody else's list leads nowhere else.
fn encode_cursor(key: &HashMap<String, AttributeValue>) -> Option<String> {
    let parts = ["l_sk", "pk", "sk"].map(|name| string(key, name));
    let [Some(l_sk), Some(pk), Some(sk)] = parts else {
        return None;
    };
    Some(URL_SAFE_NO_PAD.encode(format!("{l_sk}\0{pk}\0{sk}")))
}

/// A cursor may be made up, and the service refuses one that is no key.
fn is_sort_key(key: &str) -> bool {
    (1..=1024).contains(&key.len())
}

/// `None` where the cursor is none of ours; the list is read from its beginning then.
/// One that lies outside the query is refused by the service too: it is made up, or the day
/// from which the list is read has changed since.
fn decode_cursor(
    cursor: &str,
    l_pk: &str,
    prefix: Option<&str>,
    from: Option<&str>,
) -> Option<HashMap<String, AttributeValue>> {
    let decoded = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let mut parts = decoded.splitn(3, '\0');
    let (l_sk, pk, sk) = (parts.next()?, parts.next()?, parts.next()?);
    let outside = prefix.is_some_and(|prefix| !l_sk.starts_with(prefix)) || from.is_some_and(|from| l_sk < from);
    if outside || !is_sort_key(l_sk) || !is_sort_key(sk) || !(1..=2048).contains(&pk.len()) {
        return None;
    }
    Some(HashMap::from([
        ("l_pk".to_owned(), text(l_pk)),
        ("l_sk".to_owned(), text(l_sk)),
        ("pk".to_owned(), text(pk)),
        ("sk".to_owned(), text(sk)),
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_outside_its_query_begins_anew() {
        let key = [("l_sk", "2026-03-31#A"), ("pk", "LOCATION#1"), ("sk", "AGREEMENT#a")];
        let key = HashMap::from(key.map(|(name, value)| (name.to_owned(), text(value))));
        let cursor = encode_cursor(&key).unwrap();
        let begins = |prefix, from| decode_cursor(&cursor, "PROSPECTS#1", prefix, from);
        let start = begins(None, None).unwrap();
        assert_eq!(string(&start, "l_pk"), Some("PROSPECTS#1"));
        assert_eq!(string(&start, "l_sk"), Some("2026-03-31#A"));
        assert!(begins(None, Some("2026-03-31")).is_some() && begins(Some("2026-"), None).is_some());
        assert!(begins(None, Some("2026-04-01")).is_none() && begins(Some("2027-"), None).is_none());
        assert!(decode_cursor("no cursor", "PROSPECTS#1", None, None).is_none());
    }
}
