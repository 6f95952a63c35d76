//! Reading: one item, many, a range.

use crate::{
    Error, Store,
    item::{Item, string, text},
    keys::{Key, Range},
    meter::{self, Direction},
};
use aws_sdk_dynamodb::types::{KeysAndAttributes, ReturnConsumedCapacity};
use std::collections::HashMap;

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

    /// Every item of a range of sort keys, strongly consistent.
    pub(crate) async fn collection(&self, range: &Range) -> Result<Vec<Item>, Error> {
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let output = self
                .client
                .query()
                .table_name(&self.table)
                .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
                .expression_attribute_values(":pk", text(&range.pk))
                .expression_attribute_values(":from", text(&range.from))
                .expression_attribute_values(":to", text(&range.to))
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
