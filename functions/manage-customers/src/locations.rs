//! `create-location`, `update-location`: licence users of distributors and dealers, for
//! their own customers. Refused: an unknown system type or one that is not offered, a
//! hardware key code that does not fit it (naming the format) or is taken (not saying
//! whose), fields that break a rule, a change of details that somebody else has changed since.
//!
//! A system type with a License Manager Client gets the client's location with it:
//! `<location>_LMC`, hardware key code `LM` + the parent's (spec chapter 4, "System types").

use crate::{customers, parse};
use api::customers::{CreateLocationRequest, LocationView, UpdateLocationRequest};
use desk::{
    revision::{self, Changed},
    view,
};
use domain::{
    catalogue::{Catalogue, Hkc, SystemType},
    client::{self, Client},
    customer::{Location, LocationDetails},
    id::{CustomerId, LocationId},
};
use runtime::{Call, Change, Error, Fields, Principal};
use store::{Chain, Stamp, Transaction, location::Installation};

pub(crate) async fn create(
    call: Call<Principal>,
    customer_id: CustomerId,
    request: CreateLocationRequest,
) -> Result<LocationView, Error> {
    let mut fields = Fields::new();
    let new = parse(&call.app.catalogue, &request, &mut fields);
    let new = match fields.finish(new) {
        Ok(new) => new,
        Err(refusal) => return call.refuse(refusal).await,
    };
    let stamp = call.stamp().await?;
    call.change(async || {
        let customer = customers::load(&call, customer_id).await?.value;
        let mut transaction = Transaction::default();
        let installation = Installation {
            location: new.add(&call, &mut transaction, customer_id, &stamp)?,
            chain: Chain::default(),
            licences: Vec::new(),
            agreements: Vec::new(),
        };
        Ok(Change {
            transaction,
            answer: view::location(&call.app.catalogue, &installation, customer.details.name.as_str(), &[]),
        })
    })
    .await
}

/// A location that is to be made.
pub(crate) struct NewLocation {
    kind: SystemType,
    pub(crate) hkc: Hkc,
    details: LocationDetails,
    client: Option<Client>,
}

/// What a form or a row says of a new location.
pub(crate) fn parse(
    catalogue: &Catalogue,
    request: &CreateLocationRequest,
    fields: &mut Fields,
) -> Option<NewLocation> {
    let kind = fields.check("system_type", creatable(catalogue, &request.system_type));
    let hkc = kind.and_then(|kind| fields.check("hkc", kind.parse_hkc(&request.hkc)));
    let hkc = hkc.filter(|hkc| fields.check("hkc", client::check_entered(catalogue, hkc)).is_some());
    let details = parse::location(&request.details, fields);
    let (kind, hkc, details) = (kind?, hkc?, details?);
    let client = fields.check("details/name", client::client_of(catalogue, kind, &hkc, &details))?;
    Some(NewLocation {
        kind: kind.clone(),
        hkc,
        details,
        client,
    })
}

impl NewLocation {
    /// The hardware key code of the License Manager Client that comes with it.
    pub(crate) fn client_hkc(&self) -> Option<&Hkc> {
        self.client.as_ref().map(|client| &client.hkc)
    }

    /// Puts it, and the License Manager Client that comes with it, into the transaction.
    pub(crate) fn add(
        &self,
        call: &Call<Principal>,
        transaction: &mut Transaction,
        customer_id: CustomerId,
        stamp: &Stamp,
    ) -> Result<Location, Error> {
        let mut add = |kind: &SystemType, hkc: &Hkc, details: &LocationDetails, parent| {
            let location = Location {
                location_id: call.new_id(LocationId::new),
                organisation_id: call.caller.user.organisation_id,
                customer_id,
                parent,
                system_type: kind.id.clone(),
                hkc: hkc.clone(),
                created_at: call.now,
                licence_files: 0,
                licences: Some(0),
                details: details.clone(),
            };
            call.app
                .store
                .create_location(transaction, &location, &kind.name, stamp)?;
            Ok::<_, Error>(location)
        };
        let location = add(&self.kind, &self.hkc, &self.details, None)?;
        if let Some(Client { kind, hkc, details }) = &self.client {
            add(kind, hkc, details, Some(location.location_id))?;
        }
        Ok(location)
    }
}

fn creatable<'a>(catalogue: &'a Catalogue, id: &str) -> Result<&'a SystemType, String> {
    let kind = catalogue.offered_system_type(id.trim());
    let kind = kind.map_err(|refusal| refusal.to_string())?;
    if kind.creatable() {
        Ok(kind)
    } else {
        Err(format!(
            "Locations of {} cannot be created by entering a hardware key code.",
            kind.name
        ))
    }
}

pub(crate) async fn update(
    call: Call<Principal>,
    id: LocationId,
    request: UpdateLocationRequest,
) -> Result<LocationView, Error> {
    let mut fields = Fields::new();
    let details = parse::location(&request.details, &mut fields);
    let details = fields.finish(details)?;
    let stamp = call.stamp().await?;
    let store = &call.app.store;
    call.change(async || {
        let installation = call.caller.mine(store.installation(id).await?)?;
        let Installation { location, chain, .. } = &installation;
        let customer = customers::load(&call, location.customer_id).await?.value;
        let files = store.licence_files(id).await?;
        let updated = Installation {
            location: Location {
                details: details.clone(),
                ..location.clone()
            },
            ..installation.clone()
        };
        let answer = view::location(&call.app.catalogue, &updated, customer.details.name.as_str(), &files);
        if updated == installation {
            return Ok(Change::none(answer));
        }
        let now = view::location_details(&location.details);
        revision::check(&request.revision, &now, "details/", changed(&call, id)).await?;
        let mut transaction = Transaction::default();
        store.update_location(&mut transaction, location, chain, &details, &stamp)?;
        Ok(Change { transaction, answer })
    })
    .await
}

/// Who changed the location's details last.
async fn changed(call: &Call<Principal>, id: LocationId) -> Result<Option<Changed>, Error> {
    let events = call.app.store.location_events(id, None).await?;
    Ok(revision::newest(&events.items, &["location-updated"]))
}
