//! `/settings`: what a tenant admin arranges: users and their roles.

use super::organisation::users::{People, users};
use crate::components::dynamic::dynamic;
use crate::{
    components::{
        history::history,
        icon::{self, icon},
        page::{self, detail, detail_view},
    },
    format,
    load::load,
    session::Session,
};
use api::{operations::GetTenant, tenants::TenantView};
use leptos::prelude::*;

/// The page.
pub fn settings() -> AnyView {
    let session = expect_context::<Session>();
    let Some(who) = session.who() else {
        return page::not_found();
    };
    let people = People::of(who.organisation.organisation_id, who.organisation.kind);
    let tenant = load::<GetTenant>(people.organisation_id, ());
    Effect::new(move |before: Option<()>| {
        // Roles given and taken change who can buy.
        people.users.get();
        if before.is_some() {
            tenant.again();
        }
    });
    view! {
        {page::header(None, Signal::stored("Settings".to_owned()), ().into_any())}
        {page::loaded(tenant, |tenant| contract(&tenant))}
        {users(people)}
        {dynamic(move || history(people.events))}
    }
    .into_any()
}

fn contract(tenant: &TenantView) -> AnyView {
    let missing = (tenant.buyers == 0).then(|| view! {
        <p class="warning-note">
            {icon(icon::ALERT_TRIANGLE)}
            <span>"Nobody can buy or decide on requests. Give a user the role buyer: whoever becomes the first is mailed the requests that wait."</span>
        </p>
    });
    let Some(terms) = &tenant.terms else {
        return view! {
            <section class="card" aria-label="Contract"><div class="card-body">
                {missing}
                <p class="mb-0">"The vendor has not entered your plan and contract yet. Upgrades are there once it has."</p>
            </div></section>
        }
        .into_any();
    };
    let no_account = (!tenant.has_sold_to_id).then(|| view! {
        <p class="warning-note">
            {icon(icon::ALERT_TRIANGLE)}
            <span>"Your organisation has no Sold-To-ID, and upgrades need one. It comes with a subscription: ask your vendor to enter it."</span>
        </p>
    });
    let days = format!(
        "{} to {}",
        format::date_text(terms.contract_first_day),
        format::date_text(terms.contract_last_day)
    );
    view! {
        <section class="card" aria-label="Contract"><div class="card-body">
            {no_account}
            {missing}
            <dl class="datagrid">
                {detail("Organisation", tenant.name.clone())}
                {detail("Contract", days)}
                {detail("Order forms go to", terms.commercial_contact.clone())}
                {detail_view("Buyers", view! { {tenant.buyers.to_string()} }.into_any())}
            </dl>
        </div></section>
    }
    .into_any()
}
