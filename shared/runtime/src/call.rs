//! One call of an operation, once it is known who calls.

use crate::{App, Error, Principal, entropy};
use chrono::{DateTime, Utc};
use domain::{event::Actor, id::OrganisationId};
use store::{Stamp, idempotency};

/// A call, with its caller: a [`Principal`], an [`Identity`](crate::Identity), or `()`.
pub struct Call<C> {
    /// Everything beyond the request.
    pub app: App,
    /// Who calls.
    pub caller: C,
    /// Names the request in logs and events.
    pub request_id: String,
    /// When the request came.
    pub now: DateTime<Utc>,
    /// Present where the caller sent an idempotency key.
    pub idempotency: Option<idempotency::Request>,
}

impl<C> Call<C> {
    /// A new id of this moment.
    pub fn new_id<T>(&self, make: impl FnOnce(u64, &[u8; 10]) -> T) -> T {
        make(
            self.now.timestamp_millis().unsigned_abs(),
            &entropy::bytes(&*self.app.entropy),
        )
    }

    /// What events of this actor are stamped with.
    pub async fn stamp_as(&self, actor: Actor) -> Result<Stamp, Error> {
        let audit = self.app.keys.audit().await?;
        Ok(Stamp {
            actor,
            now: self.now,
            request_id: self.request_id.clone(),
            catalogue: self.app.catalogue.clone(),
            audit,
        })
    }
}

impl Call<()> {
    /// A call that nobody makes but time.
    pub fn of_the_desk(app: &App) -> Self {
        let random: [u8; 8] = entropy::bytes(&*app.entropy);
        Self {
            app: app.clone(),
            caller: (),
            request_id: format!("{:016x}", u64::from_be_bytes(random)),
            now: app.clock.now(),
            idempotency: None,
        }
    }

    /// What events of the desk itself are stamped with.
    pub async fn desk_stamp(&self, organisation_id: OrganisationId) -> Result<Stamp, Error> {
        self.stamp_as(Actor::latchkey(organisation_id)).await
    }
}

impl Call<Principal> {
    /// What this call's events are stamped with.
    pub async fn stamp(&self) -> Result<Stamp, Error> {
        self.stamp_as(self.caller.actor()).await
    }
}
