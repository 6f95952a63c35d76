//! Orders of external systems: which wait for a licence file, and the files.

use crate::{
    Error, Store, Transaction,
    card::{self, Card, Cards, Choice, Found},
    chain::{Chain, Stamp},
    expression::Expression,
    item::{Stored, item, list, number, text, value},
    keys::{self, Key},
    transaction::Condition,
};
use domain::{
    customer::Location,
    event::{LicenceHappening, OrderHappening},
    external::{ExternalOrder, delivered_task},
    id::{OrderId, OrganisationId},
    order::Order,
};
use serde::{Deserialize, Serialize};

/// A list shows all of it.
impl Card for ExternalOrder {
    fn search(&self) -> String {
        let own = [
            self.sales_order.as_str(),
            self.purchase_order.as_str(),
            self.holder_name.as_str(),
        ];
        let locations = self.locations.iter().flat_map(|location| {
            [
                location.name.as_str(),
                location.hkc.as_str(),
                location.system_type.as_str(),
            ]
        });
        card::searched(own.into_iter().chain(locations))
    }
}

/// A file's bytes, in base64.
#[derive(Debug, Serialize, Deserialize)]
struct Content {
    content: String,
}

impl Store {
    /// What is kept of an order of an external system, strongly consistent.
    pub async fn external_order(&self, id: OrderId) -> Result<Option<ExternalOrder>, Error> {
        self.get(&keys::external(id), true)
            .await?
            .map(|item| value(&item))
            .transpose()
    }

    /// The same of several, of which something is kept.
    pub async fn external_orders(&self, ids: &[OrderId]) -> Result<Vec<ExternalOrder>, Error> {
        let keys: Vec<Key> = ids.iter().copied().map(keys::external).collect();
        self.get_all_consistent(&keys).await?.iter().map(value).collect()
    }

    /// A page of the orders that wait for the vendor's file, the longest first, as the reader chose it.
    pub async fn awaited_files(&self, vendor: OrganisationId, choice: &Choice) -> Result<Found<ExternalOrder>, Error> {
        let list = keys::lists::awaited_files(vendor);
        self.choose(Cards::of_things(&list), choice).await
    }

    /// A licence file of an order, in base64, strongly consistent.
    pub async fn external_file(&self, id: OrderId, number: u32) -> Result<Option<String>, Error> {
        self.content(&keys::external_file(id, number)).await
    }

    /// The customer's file of an order, in base64, strongly consistent.
    pub async fn request_file(&self, id: OrderId, number: u32) -> Result<Option<String>, Error> {
        self.content(&keys::request_file(id, number)).await
    }

    async fn content(&self, key: &Key) -> Result<Option<String>, Error> {
        let item = self.get(key, true).await?;
        item.map(|item| value(&item).map(|Content { content }| content))
            .transpose()
    }

    /// What is kept of an order, as it is from now on: in the list of what waits while it does.
    pub(crate) fn put_external(
        &self,
        transaction: &mut Transaction,
        before: u32,
        after: &ExternalOrder,
    ) -> Result<(), Error> {
        let key = keys::external(after.order_id);
        let mut body = item(&key, after)?;
        if let Some(since) = after.waits_since() {
            list(&mut body, keys::awaited_files(after.vendor, since, after.order_id));
            card::put(&mut body, after)?;
        }
        let unchanged = match before {
            0 => Expression::default().require_absent(&["pk"]),
            before => Expression::default().require_equal(&["revision"], number(before)),
        };
        transaction.put(unchanged.put(&self.table, body), Condition::External);
        Ok(())
    }

    /// One more licence file of an order; its holder is mailed where the order was activated.
    pub fn deliver_external_file(
        &self,
        transaction: &mut Transaction,
        order: &Stored<Order>,
        after: &ExternalOrder,
        content: &str,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let Some(file) = after.files.last() else {
            return Err(Error::Failed("no file to deliver".to_owned()));
        };
        self.put_external(transaction, after.revision - 1, after)?;
        let key = keys::external_file(after.order_id, file.number);
        self.put_content(transaction, &key, content);
        let happening = OrderHappening::FileSent {
            file_name: file.name.as_str().to_owned(),
            number: file.number,
        };
        let mail = after.activated_at.map(|_| delivered_task(after));
        let event = stamp.event(happening, mail.as_slice());
        let key = keys::order(after.order_id);
        transaction.change(self, &key, &order.chain, Expression::default(), event)
    }

    /// The customer's file for the licence file of an order.
    pub fn send_request_file(
        &self,
        transaction: &mut Transaction,
        (location, chain): (&Location, &Chain),
        after: &ExternalOrder,
        content: &str,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let Some(file) = &after.request else {
            return Err(Error::Failed("no file to send".to_owned()));
        };
        self.put_external(transaction, after.revision - 1, after)?;
        let key = keys::request_file(after.order_id, file.number);
        self.put_content(transaction, &key, content);
        let happening = LicenceHappening::RequestFileSent {
            purchase_order: after.purchase_order.clone(),
            file_name: file.name.as_str().to_owned(),
        };
        let key = keys::location(location.location_id);
        transaction.change(self, &key, chain, Expression::default(), stamp.event(happening, &[]))
    }

    fn put_content(&self, transaction: &mut Transaction, key: &Key, content: &str) {
        let mut body = key.attributes();
        body.insert("content".to_owned(), text(content));
        transaction.put_new(self, body, Condition::New);
    }
}
