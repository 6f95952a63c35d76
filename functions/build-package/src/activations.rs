//! `list-package-activations`: operators, the requests for their organisation's packages.
//! `list-activations`: buyers, their tenant's own requests. `get-activation`,
//! `list-activation-events`: both. Refused: a request of neither.

use api::{
    Page,
    events::EventView,
    packages::ActivationView,
    page::{ListQuery, PageQuery},
};
use desk::{list, view};
use domain::{
    activation::Activation,
    id::ActivationId,
    organisation::{Role, User},
};
use runtime::{Call, Error, Principal, problem};

pub(crate) async fn list_of_provider(
    call: Call<Principal>,
    (): (),
    query: PageQuery,
) -> Result<Page<ActivationView>, Error> {
    let store = &call.app.store;
    let page = store
        .activations_of_provider(call.caller.user.organisation_id, query.after.as_deref())
        .await?;
    Ok(view::page(page, |activation| {
        view::codes::activation(&call.app.catalogue, &activation, true)
    }))
}

pub(crate) async fn list(call: Call<Principal>, (): (), query: ListQuery) -> Result<Page<ActivationView>, Error> {
    let store = &call.app.store;
    let found = store
        .activations(call.caller.user.organisation_id, &list::choice(query)?)
        .await?;
    Ok(list::page(found, |activation| {
        view::codes::activation(&call.app.catalogue, &activation, false)
    }))
}

pub(crate) async fn get(call: Call<Principal>, id: ActivationId, (): ()) -> Result<ActivationView, Error> {
    let activation = load(&call, id).await?;
    let to_provider = provides(&call.caller.user, &activation);
    Ok(view::codes::activation(&call.app.catalogue, &activation, to_provider))
}

pub(crate) async fn events(
    call: Call<Principal>,
    id: ActivationId,
    query: PageQuery,
) -> Result<Page<EventView>, Error> {
    load(&call, id).await?;
    let page = call.app.store.activation_events(id, query.after.as_deref()).await;
    Ok(view::events(&call.app.catalogue, page?, &call.caller.user))
}

async fn load(call: &Call<Principal>, id: ActivationId) -> Result<Activation, Error> {
    let user = &call.caller.user;
    let activation = call.app.store.activation(id).await?;
    activation
        .map(|activation| activation.value)
        .filter(|activation| provides(user, activation) || asks(user, activation))
        .ok_or_else(|| problem::not_found("request"))
}

fn provides(user: &User, activation: &Activation) -> bool {
    user.has_any(&[Role::Operator]) && user.organisation_id == activation.provider_id
}

fn asks(user: &User, activation: &Activation) -> bool {
    user.has_any(&[Role::Buyer]) && user.organisation_id == activation.organisation_id
}
