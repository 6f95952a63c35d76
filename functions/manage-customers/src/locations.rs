//! `create-location`, `update-location`: licence users of distributors and dealers, for
//! their own customers. Refused: an unknown system type or one that is not offered, a
//! hardware key code that does not fit it (naming the format) or is taken (not saying
//! whose), what no code can be made from or one was made from already, fields that break a rule, a
//! change of details that somebody else has changed since.
//!
//! Some system types have no hardware key code of their own: theirs is made here, from a computer's
//! name, a domain or a MAC address, and never twice (`domain/src/catalogue/generation.rs`). A computer
//! can get another name while the code stays. Others have a temporary key, for good or until
//! `make-hardware-key-code`. Some are added to a location of another system type, as its child.
//!
//! A system type with a License Manager Client gets the client's location with it:
//! `<location>_LMC`, hardware key code `LM` + the parent's (spec chapter 4, "System types").

use crate::{customers, parse};
use api::{
    ProblemCode,
    customers::{CreateLocationRequest, LocationView, Relation, UpdateLocationRequest},
};
use chrono::{DateTime, Utc};
use desk::{
    family, hardware, made_hkc,
    revision::{self, Changed},
    view,
};
use domain::{
    catalogue::{Catalogue, FirstHkc, Hkc, HkcGeneration, MadeFrom, SystemType, temporary_key},
    client::{self, Client},
    customer::{Location, LocationDetails, ProductKey},
    family::check_child,
    id::{CustomerId, LocationId},
    limited::LimitedUse,
};
use runtime::{Call, Change, Error, Fields, Principal, entropy, problem};
use store::{Chain, Stamp, Transaction, location::Installation};

pub(crate) async fn create(
    call: Call<Principal>,
    customer_id: CustomerId,
    request: CreateLocationRequest,
) -> Result<LocationView, Error> {
    for _ in 1..made_hkc::MOST {
        match create_once(&call, customer_id, &request).await {
            // A code that was entered stays what it is.
            Err(error) if request.hkc.is_empty() && made_hkc::is_taken(&error) => {}
            tried => return tried,
        }
    }
    create_once(&call, customer_id, &request).await
}

async fn create_once(
    call: &Call<Principal>,
    customer_id: CustomerId,
    request: &CreateLocationRequest,
) -> Result<LocationView, Error> {
    let mut fields = Fields::new();
    let salt = Some(entropy::bytes(&*call.app.entropy));
    let making = salt.as_ref().map(|salt| Making { salt, now: call.now });
    let new = parse(&call.app.catalogue, request, making, &mut fields);
    let new = match fields.finish(new) {
        Ok(new) => new,
        Err(refusal) => return call.refuse(refusal).await,
    };
    let stamp = call.stamp().await?;
    call.change(async || {
        let customer = customers::load(call, customer_id).await?.value;
        let parent = match request.parent {
            Some(parent) => Some(call.caller.mine(call.app.store.location(parent).await?)?),
            None => None,
        };
        let parent = parent.as_ref().map(|parent| (&parent.value, &parent.chain));
        let known = parent.map(|(parent, _)| parent);
        check_child(&call.app.catalogue, &new.kind, customer_id, known)?;
        let mut transaction = Transaction::default();
        let (location, client) = new.add(call, &mut transaction, customer_id, known, &stamp)?;
        if let Some(parent) = parent {
            call.app.store.add_child(&mut transaction, parent, &location, &stamp)?;
        }
        let relative = |relation, other| family::relative(&call.app.catalogue, relation, other);
        let above = known.into_iter().map(|parent| relative(Relation::Parent, parent));
        let family = above.chain(client.iter().map(|client| relative(Relation::Child, client)));
        let family = family.collect();
        let installation = Installation {
            location,
            chain: Chain::default(),
            licences: Vec::new(),
            agreements: Vec::new(),
        };
        Ok(Change {
            transaction,
            answer: view::location(
                &call.app.catalogue,
                &installation,
                customer.details.name.as_str(),
                &[],
                family,
                call.now,
            ),
        })
    })
    .await
}

/// What hardware key codes are made with.
#[derive(Clone, Copy)]
pub(crate) struct Making<'a> {
    salt: &'a [u8; 16],
    now: DateTime<Utc>,
}

/// A location that is to be made.
pub(crate) struct NewLocation {
    kind: SystemType,
    pub(crate) hkc: Hkc,
    second_hkc: Option<Hkc>,
    product_key: Option<ProductKey>,
    details: LocationDetails,
    client: Option<Client>,
}

/// What a form or a row says of a new location, whose hardware key code may be made here.
pub(crate) fn parse(
    catalogue: &Catalogue,
    request: &CreateLocationRequest,
    making: Option<Making<'_>>,
    fields: &mut Fields,
) -> Option<NewLocation> {
    let kind = fields.check(
        "system_type",
        creatable(catalogue, &request.system_type, making.is_some()),
    );
    let hkc = kind.and_then(|kind| match (kind.first_hkc(), making) {
        (FirstHkc::Made(generation), Some(making)) => made(kind, generation, request, making.salt, fields),
        (FirstHkc::Temporary, Some(making)) => temporary(kind, request, making, fields),
        _ => entered(catalogue, kind, request, fields),
    });
    let second_hkc = kind.and_then(|kind| second_hkc(kind, request, hkc.as_ref().map(|(hkc, _)| hkc), fields));
    let product_key = kind.and_then(|kind| hardware::product_key(kind, &request.product_key, fields));
    let details = parse::location(&request.details, fields);
    let (kind, (hkc, made_from), details) = (kind?, hkc?, details?);
    let details = LocationDetails { made_from, ..details };
    let client = fields.check("details/name", client::client_of(catalogue, kind, &hkc, &details))?;
    Some(NewLocation {
        kind: kind.clone(),
        hkc,
        second_hkc,
        product_key,
        details,
        client,
    })
}

/// The hardware key code of the hardware that takes over, where one was entered.
fn second_hkc(
    kind: &SystemType,
    request: &CreateLocationRequest,
    first: Option<&Hkc>,
    fields: &mut Fields,
) -> Option<Hkc> {
    if request.second_hkc.is_empty() {
        return None;
    }
    if !kind.second_hkc {
        fields.refuse(
            "second_hkc",
            format!("A location of {} has one hardware key code.", kind.name),
        );
        return None;
    }
    let second = fields.check("second_hkc", kind.parse_hkc(&request.second_hkc))?;
    if first == Some(&second) {
        fields.refuse(
            "second_hkc",
            "This is the first hardware key code. Read the second one off the other unit.",
        );
    }
    Some(second)
}

/// The hardware key code that was entered.
fn entered(
    catalogue: &Catalogue,
    kind: &SystemType,
    request: &CreateLocationRequest,
    fields: &mut Fields,
) -> Option<(Hkc, Option<MadeFrom>)> {
    if !request.details.made_from.is_empty() {
        let message = format!(
            "The hardware key code of an {} is entered, and made from nothing.",
            kind.name
        );
        fields.refuse("details/made_from", message);
    }
    let hkc = fields.check("hkc", client::entered(catalogue, kind, &request.hkc))?;
    Some((hkc, None))
}

/// A new temporary key.
fn temporary(
    kind: &SystemType,
    request: &CreateLocationRequest,
    Making { salt, now }: Making<'_>,
    fields: &mut Fields,
) -> Option<(Hkc, Option<MadeFrom>)> {
    if !request.hkc.is_empty() {
        fields.refuse("hkc", "A temporary key is made here. Leave the field empty.");
    }
    if !request.details.made_from.is_empty() {
        let message = match kind.later_hkc() {
            Some(_) => "The hardware key code is made from this later, on the location's page.",
            None => "The temporary key is made from nothing.",
        };
        fields.refuse("details/made_from", message);
    }
    let key = temporary_key(&kind.characters, now, salt);
    Some((fields.check("hkc", kind.parse_hkc(&key))?, None))
}

/// A new hardware key code, and what it is made from.
fn made(
    kind: &SystemType,
    generation: &HkcGeneration,
    request: &CreateLocationRequest,
    salt: &[u8; 16],
    fields: &mut Fields,
) -> Option<(Hkc, Option<MadeFrom>)> {
    if !request.hkc.is_empty() {
        fields.refuse("hkc", "This hardware key code is made here. Leave the field empty.");
    }
    let made_from = fields.check("details/made_from", generation.from.read(&request.details.made_from))?;
    let code = generation.code(made_from.value.as_str(), salt);
    let hkc = fields.check("hkc", kind.parse_hkc(&code))?;
    Some((hkc, Some(made_from)))
}

impl NewLocation {
    /// The hardware key code of the License Manager Client that comes with it.
    pub(crate) fn client_hkc(&self) -> Option<&Hkc> {
        self.client.as_ref().map(|client| &client.hkc)
    }

    /// Puts it, and the License Manager Client that comes with it, into the transaction: these two.
    pub(crate) fn add(
        &self,
        call: &Call<Principal>,
        transaction: &mut Transaction,
        customer_id: CustomerId,
        parent: Option<&Location>,
        stamp: &Stamp,
    ) -> Result<(Location, Option<Location>), Error> {
        let mut add = |kind: &SystemType, hkc: &Hkc, details: &LocationDetails, parent, own: Option<&Self>| {
            let location = Location {
                location_id: call.new_id(LocationId::new),
                organisation_id: call.caller.user.organisation_id,
                customer_id,
                parent,
                children: Vec::new(),
                system_type: kind.id.clone(),
                hkc: hkc.clone(),
                second_hkc: own.and_then(|own| own.second_hkc.clone()),
                product_key: own.and_then(|own| own.product_key.clone()),
                replacements: Vec::new(),
                emergency: None,
                emergency_at: None,
                limited: LimitedUse::default(),
                generation: 0,
                former: Vec::new(),
                was_of: Vec::new(),
                migrating: None,
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
        let parent = parent.map(|parent| parent.location_id);
        let location = add(&self.kind, &self.hkc, &self.details, parent, Some(self))?;
        let client = match &self.client {
            Some(Client { kind, hkc, details }) => Some(add(kind, hkc, details, Some(location.location_id), None)?),
            None => None,
        };
        Ok((location, client))
    }
}

fn creatable<'a>(catalogue: &'a Catalogue, id: &str, makes: bool) -> Result<&'a SystemType, String> {
    let kind = catalogue.offered_system_type(id.trim());
    let kind = kind.map_err(|refusal| refusal.to_string())?;
    if !kind.creatable() {
        return Err(format!("Locations of {} cannot be made on this desk.", kind.name));
    }
    if kind.first_hkc() != FirstHkc::Entered && !makes {
        return Err(format!(
            "The hardware key codes of {} are made when a location is made on its page, one by one.",
            kind.name
        ));
    }
    Ok(kind)
}

/// What the hardware key code of a location was made from, as it is from now on.
fn made_from(location: &Location, typed: &str) -> Result<Option<MadeFrom>, Error> {
    let before = &location.details.made_from;
    if typed.is_empty() {
        return Ok(before.clone());
    }
    let refused = |message: String| problem::at(ProblemCode::InvalidFields, "details/made_from", message);
    let Some(known) = before else {
        return Err(refused(
            "The hardware key code of this location was made from nothing.".to_owned(),
        ));
    };
    let after = known.source.read(typed).map_err(|why| refused(why.to_string()))?;
    if after == *known || known.source.may_change() {
        return Ok(Some(after));
    }
    Err(refused(
        "The hardware key code was made from what stands here, and it stays. Where the hardware is another one, replace it."
            .to_owned(),
    ))
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
        let details = LocationDetails {
            made_from: made_from(location, &request.details.made_from)?,
            ..details.clone()
        };
        let updated = Installation {
            location: Location {
                details: details.clone(),
                ..location.clone()
            },
            ..installation.clone()
        };
        let answer = view::location(
            &call.app.catalogue,
            &updated,
            customer.details.name.as_str(),
            &files,
            family::of(&call.app, location).await?,
            call.now,
        );
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
