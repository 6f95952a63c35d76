//! `list-locations`, `find-locations`, `get-location`, `get-former-systems`, `list-location-events`: licence
//! users, for their own organisation's locations.

use crate::customers;
use api::{
    Page,
    customers::{FindLocationsRequest, FoundLocations, LocationSummary, LocationView},
    events::EventView,
    licences::{FormerSystemView, FormerSystems},
    page::PageQuery,
};
use desk::{external, family, view};
use domain::{
    catalogue::Catalogue,
    customer::Customer,
    id::{CustomerId, LocationId},
    text::Line,
};
use runtime::{Call, Error, Fields, Principal};
use store::{
    location::{Installation, LocationCard},
    search::Found,
};

/// How many locations quick navigation offers: the customer of each is read for it.
const FOUND: usize = 10;

pub(crate) async fn list(
    call: Call<Principal>,
    id: CustomerId,
    query: PageQuery,
) -> Result<Page<LocationSummary>, Error> {
    let customer = customers::load(&call, id).await?;
    let page = call
        .app
        .store
        .locations(customer.organisation_id, id, query.after.as_deref())
        .await?;
    Ok(view::page(page, |card| {
        summary(&call.app.catalogue, card, customer.details.name.as_str())
    }))
}

pub(crate) async fn find(
    call: Call<Principal>,
    (): (),
    request: FindLocationsRequest,
) -> Result<FoundLocations, Error> {
    let mut fields = Fields::new();
    let text = fields.check("text", Line::parse(&request.text));
    let text = fields.finish(text)?;
    let store = &call.app.store;
    let Found { cards, more } = store
        .find_locations(call.caller.user.organisation_id, text.as_str(), FOUND)
        .await?;
    let ids: Vec<CustomerId> = cards.iter().map(|card| card.customer_id).collect();
    let names: Vec<Customer> = store.customers_of(&ids).await?;
    let named = |card: LocationCard| {
        let customer = names.iter().find(|customer| customer.customer_id == card.customer_id);
        summary(
            &call.app.catalogue,
            card,
            customer.map_or("", |customer| customer.details.name.as_str()),
        )
    };
    let items = cards.into_iter().map(named).collect();
    Ok(FoundLocations { items, more })
}

pub(crate) async fn get(call: Call<Principal>, id: LocationId, (): ()) -> Result<LocationView, Error> {
    let installation = load(&call, id).await?;
    let customer = customers::load(&call, installation.location.customer_id).await?;
    let files = call.app.store.licence_files(id).await?;
    let family = family::of(&call.app, &installation.location).await?;
    Ok(LocationView {
        external: external::of(&call.app, &installation).await?,
        ..view::location(
            &call.app.catalogue,
            &installation,
            customer.details.name.as_str(),
            &files,
            family,
            call.now,
        )
    })
}

pub(crate) async fn former(call: Call<Principal>, id: LocationId, (): ()) -> Result<FormerSystems, Error> {
    let location = call.caller.mine(call.app.store.location(id).await?)?.value;
    let mut licences = match location.former.is_empty() {
        true => Vec::new(),
        false => call.app.store.all_licences(id).await?,
    };
    licences.sort_by_key(|licence| (licence.activated_at(), licence.part.clone()));
    let catalogue = &call.app.catalogue;
    let systems = (0..).zip(&location.former).map(|(generation, former)| {
        let kind = catalogue.system_type(former.system_type.as_str());
        let then = licences.iter().filter(|licence| licence.generation == generation);
        FormerSystemView {
            system_type_name: kind.map(|kind| kind.name.clone()).unwrap_or_default(),
            hkc: former.hkc.as_str().to_owned(),
            until: former.until,
            order: former.order.as_str().to_owned(),
            licences: then.map(|licence| view::licence(catalogue, licence)).collect(),
        }
    });
    let mut systems: Vec<_> = systems.collect();
    systems.reverse();
    Ok(FormerSystems { systems })
}

pub(crate) async fn events(call: Call<Principal>, id: LocationId, query: PageQuery) -> Result<Page<EventView>, Error> {
    owned(&call, id).await?;
    let page = call.app.store.location_events(id, query.after.as_deref()).await?;
    Ok(view::events(&call.app.catalogue, page, &call.caller.user))
}

pub(crate) async fn load(call: &Call<Principal>, id: LocationId) -> Result<Installation, Error> {
    call.caller.mine(call.app.store.installation(id).await?)
}

/// Refuses, unless the location is the caller's organisation's.
pub(crate) async fn owned(call: &Call<Principal>, id: LocationId) -> Result<(), Error> {
    call.caller.mine(call.app.store.location(id).await?).map(drop)
}

fn summary(catalogue: &Catalogue, card: LocationCard, customer_name: &str) -> LocationSummary {
    let system_type = catalogue.system_type(card.system_type.as_str());
    LocationSummary {
        location_id: card.location_id,
        customer_id: card.customer_id,
        customer_name: customer_name.to_owned(),
        name: card.name,
        hkc: card.hkc,
        system_type: card.system_type.as_str().to_owned(),
        system_type_name: system_type.map(|kind| kind.name.clone()).unwrap_or_default(),
        city: card.city,
    }
}
