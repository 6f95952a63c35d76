//! `get-customer-swa`, `get-swa-renewal`, `export-swa-renewal`: SWA users, for their own
//! organisation's customers.

use crate::{assurance, customers};
use api::{
    assurance::QuoteExport,
    renewals::{CustomerSwaView, RenewalView},
};
use desk::{handed_over, view};
use domain::{
    day::Day,
    id::{CustomerId, RenewalId},
};
use runtime::{Call, Error, Principal, problem};

pub(crate) async fn customer(call: Call<Principal>, id: CustomerId, (): ()) -> Result<CustomerSwaView, Error> {
    let customer = customers::load(&call, id).await?;
    let store = &call.app.store;
    let today = Day::of(call.now);
    let agreements = store.customers_agreements(customer.organisation_id, id).await;
    let agreements = agreements?;
    let ids: Vec<_> = agreements.iter().map(|agreement| agreement.location_id).collect();
    let locations = store.locations_of(&ids).await?;
    let available = assurance::available(&call, customer.organisation_id, today).await?;
    let card = call.app.catalogue.rate_cards().on(today);
    Ok(view::renewal::customer(
        &call.app.catalogue,
        &customer,
        &agreements,
        &locations,
        available,
        card,
        today,
    ))
}

pub(crate) async fn renewal(
    call: Call<Principal>,
    (id, renewal_id): (CustomerId, RenewalId),
    (): (),
) -> Result<RenewalView, Error> {
    let customer = customers::load(&call, id).await?;
    let store = &call.app.store;
    let renewal = store.renewal(id, renewal_id).await?;
    let renewal = renewal.ok_or_else(|| problem::not_found("renewal"))?;
    let lines = store.renewal_lines(id, renewal_id).await?;
    let ids: Vec<_> = lines.iter().map(|line| line.location_id).collect();
    let locations = store.locations_of(&ids).await?;
    let locations = handed_over::as_they_were(&call.app, renewal.organisation_id, locations).await?;
    let available = assurance::available(&call, renewal.organisation_id, Day::of(call.now)).await?;
    Ok(view::renewal::renewal(
        &call.app.catalogue,
        &renewal,
        &lines,
        &customer,
        &locations,
        available,
    ))
}

pub(crate) async fn export(call: Call<Principal>, ids: (CustomerId, RenewalId), (): ()) -> Result<QuoteExport, Error> {
    let renewal = renewal(call, ids, ()).await?;
    let mut csv = crate::csv::Csv::new(&[
        "customer",
        "location",
        "hkc",
        "application",
        "agreement",
        "starts",
        "ends",
        "months",
        "units",
        "reinstatement_months",
        "reinstatement_units",
        "taken_on",
        "left_out_because",
        "rate_card",
    ])?;
    for line in &renewal.lines {
        csv.row(&[
            renewal.customer_name.clone(),
            line.location_name.clone(),
            line.hkc.clone(),
            line.application_name.clone(),
            line.number.clone(),
            line.starts.to_string(),
            renewal.ends.to_string(),
            line.months.to_string(),
            line.units.to_string(),
            line.reinstatement_months.to_string(),
            line.reinstatement_units.to_string(),
            line.taken_on.map(|day| day.to_string()).unwrap_or_default(),
            line.failure
                .as_ref()
                .map(|failure| failure.message.clone())
                .unwrap_or_default(),
            renewal.version.clone(),
        ])?;
    }
    csv.into_export(format!("swa-renewal-{}.csv", renewal.made_at.format("%Y-%m-%d")))
}
