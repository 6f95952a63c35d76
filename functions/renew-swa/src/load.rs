//! What both operations begin and end with.

use api::renewals::RenewalView;
use desk::{handed_over, view};
use domain::{
    assurance::{self, Renewal, RenewalLine},
    customer::Customer,
    day::Day,
    id::CustomerId,
};
use runtime::{Call, Error, Principal};
use store::Stored;

/// The customer, where it is the caller's organisation's.
pub(crate) async fn customer(call: &Call<Principal>, id: CustomerId) -> Result<Stored<Customer>, Error> {
    call.caller.mine(call.app.store.customer(id).await?)
}

/// The renewal as it goes out, with the names of its locations.
pub(crate) async fn view(
    call: &Call<Principal>,
    renewal: &Renewal,
    lines: &[RenewalLine],
    customer: &Customer,
) -> Result<RenewalView, Error> {
    let store = &call.app.store;
    let today = Day::of(call.now);
    let ids: Vec<_> = lines.iter().map(|line| line.location_id).collect();
    let locations = store.locations_of(&ids).await?;
    let locations = handed_over::as_they_were(&call.app, renewal.organisation_id, locations).await?;
    let lots = store.lots(renewal.organisation_id, today).await?;
    let available = assurance::available(&lots, today);
    Ok(view::renewal::renewal(
        &call.app.catalogue,
        renewal,
        lines,
        customer,
        &locations,
        available,
    ))
}
