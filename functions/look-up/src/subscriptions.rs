//! `list-subscription-plans`: whoever issues or redeems codes. `list-subscriptions`,
//! `get-subscription-overview`, `list-subscription-events`: buyers and tenant admins, for their
//! own organisation. Refused: another organisation's subscription.

use api::{
    Page,
    codes::SubscriptionView,
    events::EventView,
    page::{ListQuery, PageQuery},
    subscriptions::{OverviewRow, SubscriptionOverview, SubscriptionPlanView},
};
use desk::{list, view};
use domain::{day::Day, id::SubscriptionId};
use runtime::{Call, Error, Principal};
use store::PageOf;

pub(crate) async fn plans(
    call: Call<Principal>,
    (): (),
    query: PageQuery,
) -> Result<Page<SubscriptionPlanView>, Error> {
    view::whole(
        &query,
        call.app
            .catalogue
            .subscription_plans()
            .iter()
            .filter(|plan| !plan.retired)
            .map(view::subscriptions::plan),
    )
}

pub(crate) async fn list(call: Call<Principal>, (): (), query: ListQuery) -> Result<Page<SubscriptionView>, Error> {
    let store = &call.app.store;
    let found = store
        .list_subscriptions(call.caller.user.organisation_id, &list::choice(query)?)
        .await?;
    Ok(list::page(found, |one| {
        view::subscriptions::subscription(&call.app.catalogue, &one)
    }))
}

pub(crate) async fn overview(call: Call<Principal>, (): (), (): ()) -> Result<SubscriptionOverview, Error> {
    let (mine, store) = (call.caller.user.organisation_id, &call.app.store);
    let page = |after: Option<String>| async move { store.subscriptions(mine, after.as_deref()).await };
    let all = PageOf::every(page).await?;
    let unassigned = all.iter().filter(|one| one.unassigned > 0);
    let unassigned: Vec<_> = unassigned
        .map(|one| view::subscriptions::subscription(&call.app.catalogue, one))
        .collect();
    let plans = call
        .app
        .catalogue
        .subscription_plans()
        .iter()
        .rev()
        .map(|plan| OverviewRow {
            plan: plan.id.clone(),
            plan_name: plan.name.clone(),
            unassigned: unassigned
                .iter()
                .filter(|one| one.plan == plan.id)
                .map(|one| one.unassigned)
                .sum(),
        });
    Ok(SubscriptionOverview {
        today: Day::of(call.now),
        plans: plans.collect(),
        unassigned,
    })
}

pub(crate) async fn events(
    call: Call<Principal>,
    id: SubscriptionId,
    query: PageQuery,
) -> Result<Page<EventView>, Error> {
    let store = &call.app.store;
    let _subscription = call.caller.mine(store.subscription(id).await?)?;
    let page = store.subscription_events(id, query.after.as_deref()).await;
    Ok(view::events(&call.app.catalogue, page?, &call.caller.user))
}
