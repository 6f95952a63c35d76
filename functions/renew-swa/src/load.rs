//! What both operations begin and end with.

use api::{Problem, renewals::RenewalView};
use domain::{
    assurance::{self, Renewal, RenewalLine},
    customer::Customer,
    id::CustomerId,
};
use runtime::{Call, Principal, problem, view};
use store::Stored;

/// The customer, where it is the caller's organisation's.
pub(crate) async fn customer(call: &Call<Principal>, id: CustomerId) -> Result<Stored<Customer>, Problem> {
    let customer = call.app.store.customer(id).await.map_err(problem::of_store)?;
    customer
        .filter(|customer| customer.value.organisation_id == call.caller.user.organisation_id)
        .ok_or_else(|| problem::not_found("customer"))
}

/// The renewal as it goes out, with the names of its locations.
pub(crate) async fn view(
    call: &Call<Principal>,
    renewal: &Renewal,
    lines: &[RenewalLine],
    customer: &Customer,
) -> Result<RenewalView, Problem> {
    let store = &call.app.store;
    let today = call.now.date_naive();
    let ids: Vec<_> = lines.iter().map(|line| line.location_id).collect();
    let locations = store.locations_of(&ids).await.map_err(problem::of_store)?;
    let lots = store
        .lots(renewal.organisation_id, today)
        .await
        .map_err(problem::of_store)?;
    let available = assurance::available(&lots, today);
    Ok(view::renewal::renewal(renewal, lines, customer, &locations, available))
}
