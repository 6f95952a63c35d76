//! The table as it is, past the store: what a test compares, and what somebody with
//! access to the table could do to it.

use crate::Desk;
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use domain::id::OrganisationId;
use std::collections::{BTreeMap, HashMap};
use store::keys::{self, Key};

/// An item.
pub type Item = HashMap<String, AttributeValue>;

/// Every item by partition and sort key.
pub type Table = BTreeMap<(String, String), Item>;

impl Desk {
    /// Everything in the table.
    pub async fn table(&self) -> Table {
        let store = &self.app.store;
        let mut pages = store
            .client()
            .scan()
            .table_name(store.table())
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        let mut table = Table::new();
        while let Some(item) = pages.next().await {
            let item = item.unwrap();
            let key = |name: &str| item[name].as_s().unwrap().clone();
            table.insert((key("pk"), key("sk")), item);
        }
        table
    }

    /// Puts an item as it is.
    pub async fn put_item(&self, item: Item) {
        let store = &self.app.store;
        let put = store.client().put_item().table_name(store.table());
        put.set_item(Some(item)).send().await.unwrap();
    }

    /// Puts items as they are, as many at once as the service takes.
    pub async fn put_items(&self, items: impl IntoIterator<Item = Item>) {
        let store = &self.app.store;
        let mut items = items.into_iter().peekable();
        while items.peek().is_some() {
            let puts = items.by_ref().take(25).map(|item| {
                let put = PutRequest::builder().set_item(Some(item)).build().unwrap();
                WriteRequest::builder().put_request(put).build()
            });
            let write = store.client().batch_write_item();
            let write = write.request_items(store.table(), puts.collect());
            let left = write.send().await.unwrap().unprocessed_items;
            assert!(left.unwrap_or_default().is_empty());
        }
    }

    /// Leaves an organisation as one that was made before mail addresses were keys.
    pub async fn forget_addresses(&self, id: OrganisationId) {
        let pk = keys::organisation(id).pk;
        for ((partition, sk), mut item) in self.table().await {
            if partition != pk {
                continue;
            }
            if sk.starts_with("ADDRESS#") {
                self.delete_item(&Key { pk: partition, sk }).await;
            } else if item.remove("addresses").is_some() {
                self.put_item(item).await;
            }
        }
    }

    /// Deletes an item.
    pub async fn delete_item(&self, key: &Key) {
        let store = &self.app.store;
        let delete = store.client().delete_item().table_name(store.table());
        delete.set_key(Some(key.attributes())).send().await.unwrap();
    }
}
