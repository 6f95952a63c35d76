//! Histories; the verifier of event chains and checkpoints of them (spec chapter 6, 2).

mod checkpoint;
mod verify;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use verify::{Report, Tampering};

use crate::{
    Error, PageOf, Store,
    cursor::{self, Way},
    item::{Item, string},
    keys::{self, Key},
    page::Paging,
};
use domain::{
    event::Event,
    id::{
        ActivationId, BatchId, CustomerId, DeviceId, LocationId, OrganisationId, PackageId, SubscriptionId, UpgradeId,
    },
};

/// The event that an item holds, whatever happened in it.
pub(crate) fn event(item: &Item) -> Result<Event, Error> {
    let body = string(item, "body").ok_or_else(|| Error::Failed("an event without a body".to_owned()))?;
    Ok(Event::read(body)?)
}

impl Store {
    /// A page of a location's events, newest first.
    pub async fn location_events(&self, id: LocationId, after: Option<&str>) -> Result<PageOf<Event>, Error> {
        self.events(&keys::location(id), after).await
    }

    /// The first page of a location's events up to this one, newest first.
    pub async fn location_events_until(&self, id: LocationId, sequence: u32) -> Result<PageOf<Event>, Error> {
        let key = keys::location(id);
        let way = Way {
            newest_first: true,
            text: None,
        };
        let after = cursor::encode(&key.events(), way, &key.event(sequence + 1).attributes());
        self.events(&key, after.as_deref()).await
    }

    /// A page of a customer's events, newest first.
    pub async fn customer_events(&self, id: CustomerId, after: Option<&str>) -> Result<PageOf<Event>, Error> {
        self.events(&keys::customer(id), after).await
    }

    /// A page of the catalogue's events, newest first.
    pub async fn catalogue_events(&self, after: Option<&str>) -> Result<PageOf<Event>, Error> {
        self.events(&keys::catalogue(), after).await
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
        let page = self.page(&aggregate.events(), Paging::newest_first(after, 50)).await?;
        page.try_map(|item| event(&item))
    }
}
