//! The vendor's endpoint.

use crate::{
    Error, Store, Transaction,
    chain::{Chain, Stamp},
    expression::Expression,
    item::{Stored, attribute, item, stored},
    keys,
};
use domain::{event::EndpointHappening, webhook::Endpoint};

impl Store {
    /// The endpoint, strongly consistent, if one was ever set.
    pub async fn endpoint(&self) -> Result<Option<Stored<Endpoint>>, Error> {
        self.get(&keys::endpoint(), true)
            .await?
            .map(|item| stored(&item))
            .transpose()
    }

    /// Sets or removes the endpoint; `chain` is the one that it was read with, if it was there.
    pub fn set_endpoint(
        &self,
        transaction: &mut Transaction,
        chain: Option<&Chain>,
        endpoint: &Endpoint,
        new_secret: bool,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let key = keys::endpoint();
        let happening = EndpointHappening::Set {
            url: endpoint.url.clone(),
            new_secret,
        };
        let event = stamp.event(happening, &[]);
        let Some(chain) = chain else {
            return transaction.create(self, &key, item(&key, endpoint)?, event);
        };
        let mut expression = Expression::default();
        expression = match &endpoint.url {
            Some(url) => expression.set(&["url"], attribute(url)?),
            None => expression.remove(&["url"]),
        };
        if let Some(secret) = &endpoint.secret {
            expression = expression.set(&["secret"], attribute(secret)?);
        }
        transaction.change(self, &key, chain, expression, event)
    }
}
