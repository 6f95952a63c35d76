//! `list-locations`, `find-locations`, `get-location`, `list-location-events`: licence
//! users, for their own organisation's locations.

use crate::customers;
use api::{
    Page, Problem,
    customers::{FindLocationsRequest, LocationSummary, LocationView},
    events::EventView,
    page::PageQuery,
};
use domain::{
    catalogue::Catalogue,
    customer::Customer,
    id::{CustomerId, LocationId},
    organisation::Role,
    text::Line,
};
use runtime::{Call, Fields, Principal, problem, view};
use store::{
    PageOf,
    location::{Installation, LocationCard},
};

/// How many locations quick navigation offers.
const FOUND: usize = 20;

pub(crate) async fn list(
    call: Call<Principal>,
    id: CustomerId,
    query: PageQuery,
) -> Result<Page<LocationSummary>, Problem> {
    let customer = customers::load(&call, id).await?;
    let page = call
        .app
        .store
        .locations(customer.organisation_id, id, query.after.as_deref())
        .await
        .map_err(problem::of_store)?;
    Ok(view::page(page, |card| summary(card, customer.details.name.as_str())))
}

pub(crate) async fn find(
    call: Call<Principal>,
    (): (),
    request: FindLocationsRequest,
) -> Result<Page<LocationSummary>, Problem> {
    let mut fields = Fields::new();
    let text = fields.check("text", Line::parse(&request.text));
    let text = fields.finish(text)?;
    let store = &call.app.store;
    let page = store
        .find_locations(call.caller.user.organisation_id, text.as_str(), FOUND)
        .await
        .map_err(problem::of_store)?;
    let ids: Vec<CustomerId> = page.items.iter().map(|card| card.customer_id).collect();
    let names: Vec<Customer> = store.customers_of(&ids).await.map_err(problem::of_store)?;
    Ok(view::page(page, |card| {
        let customer = names.iter().find(|customer| customer.customer_id == card.customer_id);
        summary(card, customer.map_or("", |customer| customer.details.name.as_str()))
    }))
}

pub(crate) async fn get(call: Call<Principal>, id: LocationId, (): ()) -> Result<LocationView, Problem> {
    let installation = load(&call, id).await?;
    let customer = customers::load(&call, installation.location.customer_id).await?;
    let files = call.app.store.licence_files(id).await.map_err(problem::of_store)?;
    Ok(view::location(&installation, customer.details.name.as_str(), &files))
}

pub(crate) async fn events(
    call: Call<Principal>,
    id: LocationId,
    query: PageQuery,
) -> Result<Page<EventView>, Problem> {
    owned(&call, id).await?;
    let page = call
        .app
        .store
        .location_events(id, query.after.as_deref())
        .await
        .map_err(problem::of_store)?;
    // Who has no SWA role sees nothing of it, in histories neither.
    let may_see = call.caller.user.has_any(&[Role::SwaUser]);
    let PageOf { items, next } = page;
    let items = items
        .iter()
        .filter(|event| may_see || !event.happening.is_assurance())
        .map(view::event)
        .collect();
    Ok(Page { items, next })
}

pub(crate) async fn load(call: &Call<Principal>, id: LocationId) -> Result<Installation, Problem> {
    let installation = call.app.store.installation(id).await.map_err(problem::of_store)?;
    installation
        .filter(|found| found.location.organisation_id == call.caller.user.organisation_id)
        .ok_or_else(|| problem::not_found("location"))
}

/// Refuses, unless the location is the caller's organisation's.
pub(crate) async fn owned(call: &Call<Principal>, id: LocationId) -> Result<(), Problem> {
    let location = call.app.store.location(id).await.map_err(problem::of_store)?;
    location
        .filter(|location| location.value.organisation_id == call.caller.user.organisation_id)
        .map(drop)
        .ok_or_else(|| problem::not_found("location"))
}

fn summary(card: LocationCard, customer_name: &str) -> LocationSummary {
    let system_type = Catalogue::seed().system_type(card.system_type.as_str());
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
