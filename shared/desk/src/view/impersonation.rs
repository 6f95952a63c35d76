//! Who acts as whom.

use api::impersonations::{DoneOnBehalfView, ImpersonationPermissionView, ImpersonationView};
use chrono::{DateTime, Utc};
use domain::{
    catalogue::Catalogue,
    event::{Event, Reader},
    impersonation::{Impersonation, Permission},
};
use store::keys;

/// That somebody acts as somebody else, as it is by now.
pub fn impersonation(one: &Impersonation, now: DateTime<Utc>) -> ImpersonationView {
    ImpersonationView {
        impersonation_id: one.impersonation_id,
        by: one.by.name.as_str().to_owned(),
        by_organisation: one.by.organisation_name.as_str().to_owned(),
        user: one.as_user.name.as_str().to_owned(),
        organisation: one.as_user.organisation_name.as_str().to_owned(),
        begun_at: one.begun_at,
        ends_at: one.ends_at,
        ended_at: one.over_since(now),
    }
}

/// What was done on somebody's behalf, as its reader may see it, and to what.
pub fn done(catalogue: &Catalogue, event: &Event, reader: Reader) -> Option<DoneOnBehalfView> {
    let aggregate = &event.envelope.aggregate;
    Some(DoneOnBehalfView {
        event: super::event(catalogue, event, reader)?,
        location_id: keys::location_of(aggregate),
        customer_id: keys::customer_at(aggregate),
        order_id: keys::order_at(aggregate),
        batch_id: keys::batch_at(aggregate),
    })
}

/// Whether distributors may act as an organisation's users; they may where nobody has said anything.
pub fn permission(said: Option<&Permission>) -> ImpersonationPermissionView {
    ImpersonationPermissionView {
        allowed: said.is_none_or(|said| said.allowed),
        set_at: said.map(|said| said.set_at),
        set_by: said.map(|said| said.set_by.as_str().to_owned()),
    }
}
