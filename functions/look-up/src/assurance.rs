//! `get-swa-bin`, `list-swa-prospects`, `get-location-swa`, `get-swa-quote`,
//! `export-swa-quote`: SWA users, for their own organisation.

use crate::{customers, locations};
use api::{
    Page,
    assurance::{FreeLicence, LocationSwaView, ProspectView, QuoteExport, SwaQuoteView},
    page::PageQuery,
    units::SwaBinView,
};
use desk::view;
use domain::{
    assurance::{self, Agreement},
    customer::{Customer, Location},
    day::Day,
    id::{LocationId, OrganisationId, QuoteId},
};
use runtime::{Call, Error, Principal, problem};
use store::location::Installation;

/// For how many days the bin shows what has expired.
const SHOWN_AFTER: u64 = 90;

pub(crate) async fn bin(call: Call<Principal>, (): (), query: PageQuery) -> Result<SwaBinView, Error> {
    view::whole::<()>(&query, [])?;
    let today = Day::of(call.now);
    let from = today.earlier(SHOWN_AFTER);
    let lots = call.app.store.lots(call.caller.user.organisation_id, from).await;
    Ok(view::assurance::bin(&call.app.catalogue, &lots?, today))
}

pub(crate) async fn prospects(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<ProspectView>, Error> {
    let store = &call.app.store;
    let today = Day::of(call.now);
    let page = store
        .prospects(call.caller.user.organisation_id, today, query.after.as_deref())
        .await?;
    let ids: Vec<_> = page.items.iter().map(|agreement| agreement.location_id).collect();
    let found: Vec<Location> = store.locations_of(&ids).await?;
    let ids: Vec<_> = found.iter().map(|location| location.customer_id).collect();
    let owners: Vec<Customer> = store.customers_of(&ids).await?;
    let items = page.items.iter().filter_map(|agreement| {
        // The index may lag behind; what is pending is no prospect.
        if agreement.pending.is_some() || !agreement.terms.is_empty() {
            return None;
        }
        let location = found.iter().find(|one| one.location_id == agreement.location_id)?;
        let customer = owners.iter().find(|one| one.customer_id == location.customer_id)?;
        Some(view::assurance::prospect(
            &call.app.catalogue,
            agreement,
            location,
            customer,
        ))
    });
    Ok(Page {
        items: items.collect(),
        next: page.next,
        looked_at: None,
    })
}

pub(crate) async fn location(call: Call<Principal>, id: LocationId, (): ()) -> Result<LocationSwaView, Error> {
    let installation = locations::load(&call, id).await?;
    let customer = customers::load(&call, installation.location.customer_id).await?;
    let today = Day::of(call.now);
    let free = free_licences(&call, &installation, today).await?;
    let Installation {
        location, agreements, ..
    } = installation;
    let available = available(&call, location.organisation_id, today).await?;
    Ok(view::assurance::location(
        &call.app.catalogue,
        &location,
        &customer,
        &agreements,
        free,
        available,
        call.now,
    ))
}

/// What the organisation can assign on this day.
pub(crate) async fn available(call: &Call<Principal>, mine: OrganisationId, today: Day) -> Result<u64, Error> {
    let lots = call.app.store.lots(mine, today).await?;
    Ok(assurance::available(&lots, today))
}

/// What SWA gives the location free of charge, and whether it was taken.
async fn free_licences(
    call: &Call<Principal>,
    installation: &Installation,
    today: Day,
) -> Result<Vec<FreeLicence>, Error> {
    let Installation {
        location, agreements, ..
    } = installation;
    let card = call.app.catalogue.rate_cards().on(today);
    let parts = assurance::free_parts(card, &call.app.catalogue, location, agreements, today);
    let id = |part: &domain::catalogue::Part| assurance::free_order_id(location.location_id, &part.number);
    let ids: Vec<_> = parts.iter().map(|part| id(part)).collect();
    let orders = call.app.store.orders_of(&ids).await?;
    let free = parts.into_iter().filter_map(|part| {
        let order = orders.iter().find(|order| order.order_id == id(part));
        // What is retired is shown to who had it.
        (order.is_some() || !part.retired).then(|| FreeLicence {
            part: part.number.as_str().to_owned(),
            part_name: part.name.clone(),
            application: part.application.clone(),
            application_name: view::assurance::application_name(&call.app.catalogue, &part.application),
            available: assurance::is_untaken(order),
        })
    });
    Ok(free.collect())
}

pub(crate) async fn quote(
    call: Call<Principal>,
    (id, quote_id): (LocationId, QuoteId),
    (): (),
) -> Result<SwaQuoteView, Error> {
    let store = &call.app.store;
    let today = Day::of(call.now);
    let location = call.caller.mine(store.location(id).await?)?.value;
    let quote = store.quote(id, quote_id).await?;
    let quote = quote.ok_or_else(|| problem::not_found("quote"))?;
    let customer = customers::load(&call, location.customer_id).await?;
    let agreements: Vec<Agreement> = store.agreements(id).await?;
    let available = available(&call, location.organisation_id, today).await?;
    Ok(view::assurance::quote(
        &call.app.catalogue,
        &quote,
        &location,
        &customer,
        &agreements,
        available,
        today,
    ))
}

pub(crate) async fn export_quote(
    call: Call<Principal>,
    ids: (LocationId, QuoteId),
    (): (),
) -> Result<QuoteExport, Error> {
    let quote = quote(call, ids, ()).await?;
    let mut csv = crate::csv::Csv::new(&[
        "customer",
        "location",
        "hkc",
        "application",
        "agreement",
        "monthly_rate",
        "months",
        "starts",
        "ends",
        "units",
        "reinstatement_months",
        "reinstatement_units",
        "total",
        "valid_until",
        "rate_card",
    ])?;
    for line in &quote.applications {
        for option in &line.options {
            let reinstatement = line.reinstatement;
            csv.row(&[
                quote.customer_name.clone(),
                quote.location_name.clone(),
                quote.hkc.clone(),
                line.application_name.clone(),
                line.number.clone(),
                line.monthly_rate.clone(),
                option.months.to_string(),
                option.starts.to_string(),
                option.ends.to_string(),
                option.units.to_string(),
                reinstatement.map_or(0, |it| it.months).to_string(),
                reinstatement.map_or(0, |it| it.units).to_string(),
                option.total.to_string(),
                quote.valid_until.to_string(),
                quote.version.clone(),
            ])?;
        }
    }
    csv.into_export(format!("swa-quote-{}.csv", quote.made_at.format("%Y-%m-%d")))
}
