//! What the vendor has agreed with a tenant: plan, Sold-To-ID, contract.

use super::{Shown, quota_use};
use crate::components::dynamic::{on, optional};
use crate::{
    components::{
        dialog::{cancel, dialog},
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        page::{self, detail, detail_view},
        timeline::timeline,
        toasts::Toasts,
    },
    load::{Loaded, load, load_list},
    session::Session,
};
use api::{
    FieldError,
    operations::{GetTenant, GetTenantQuota, ListPlans, SetTenant},
    tenants::{PlanView, QuotaView, SetTenantRequest, TenantTerms, TenantView},
};
use domain::day::Day;
use leptos::prelude::*;

/// The terms, with the dialog that changes them.
pub fn tenant(shown: Shown) -> AnyView {
    let tenant = load::<GetTenant>(shown.organisation_id, ());
    let quota = load::<GetTenantQuota>(shown.organisation_id, ());
    // Without a plan there is nothing to use.
    let has_plan = Memo::new(move |_| tenant.value().is_some_and(|tenant| tenant.terms.is_some()));
    let plans = load_list::<ListPlans, PlanView>(());
    let editing = RwSignal::new(false);
    let names = Signal::derive(move || {
        let plans = plans.value().map(|rows| rows.items).unwrap_or_default();
        // Whoever is on a retired plan stays on it.
        let on = tenant.value().and_then(|tenant| tenant.terms).map(|terms| terms.plan);
        let offered = plans
            .into_iter()
            .filter(|plan| !plan.retired || on.as_ref() == Some(&plan.id));
        offered.map(|plan| (plan.id, plan.name)).collect::<Vec<_>>()
    });
    // Not before it is there what would be changed.
    let change = move || {
        tenant.value().map(|_| view! {
            <button type="button" class="btn" on:click=on(move |_| editing.set(true))>{icon(icon::EDIT)}"Change"</button>
        }.into_any())
    };
    view! {
        <section class="card" aria-labelledby="tenant">
            <div class="card-header list-tools">
                <h2 class="card-title" id="tenant">"Plan and contract"</h2>
                {optional(change)}
            </div>
            <div class="card-body">{page::loaded(tenant, move |tenant| terms(&tenant, names))}</div>
        </section>
        {optional(move || has_plan.get().then(|| quota_use::section(shown, quota)))}
        {dialog(editing, "Plan and contract", move || edit(shown, (tenant, quota), names, editing))}
    }
    .into_any()
}

fn terms(tenant: &TenantView, names: Signal<Vec<(String, String)>>) -> AnyView {
    let Some(terms) = &tenant.terms else {
        return view! {
            <p class="mb-0">"Nothing is agreed yet. Without a plan, a contract and a Sold-To-ID this tenant has no upgrades."</p>
        }
        .into_any();
    };
    let plan = names.get().into_iter().find(|(id, _)| *id == terms.plan);
    let plan = plan.map_or_else(|| terms.plan.clone(), |(_, name)| name);
    let sold_to_id = if terms.sold_to_id.is_empty() {
        view! { <span class="badge bg-red-lt">"None, so no upgrades"</span> }.into_any()
    } else {
        view! { <code class="hkc">{terms.sold_to_id.clone()}</code> }.into_any()
    };
    let buyers = match tenant.buyers {
        0 => view! { <span class="badge bg-yellow-lt">"None: requests wait"</span> }.into_any(),
        buyers => buyers.to_string().into_any(),
    };
    // The service's day when signing in is near enough for a drawing.
    let session = expect_context::<Session>();
    let today = session.who().map_or(terms.contract_first_day, |who| Day::of(who.now));
    view! {
        <dl class="datagrid mb-3">
            {detail("Plan", plan)}
            {detail_view("Sold-To-ID", sold_to_id)}
            {detail("Commercial contact", terms.commercial_contact.clone())}
            {detail_view("Buyers", buyers)}
        </dl>
        {timeline(terms.contract_first_day, terms.contract_last_day, today)}
    }
    .into_any()
}

fn edit(
    shown: Shown,
    (tenant, quota): (Loaded<TenantView>, Loaded<QuotaView>),
    names: Signal<Vec<(String, String)>>,
    open: RwSignal<bool>,
) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let before = untrack(|| tenant.value());
    let revision = before
        .as_ref()
        .map(|tenant| tenant.revision.clone())
        .unwrap_or_default();
    let before = before.and_then(|tenant| tenant.terms);
    let text = |of: fn(&TenantTerms) -> String| RwSignal::new(before.as_ref().map(of).unwrap_or_default());
    let plan = text(|terms| terms.plan.clone());
    let sold_to_id = text(|terms| terms.sold_to_id.clone());
    let first = text(|terms| terms.contract_first_day.to_string());
    let last = text(|terms| terms.contract_last_day.to_string());
    let contact = text(|terms| terms.commercial_contact.clone());
    let submit = move || {
        let mut errors = Vec::new();
        let mut day = |field: &str, value: RwSignal<String>| {
            Day::parse(&value.get_untracked())
                .map_err(|refusal| errors.push(FieldError::new(field, refusal)))
                .ok()
        };
        let (first, last) = (day("contract_first_day", first), day("contract_last_day", last));
        if plan.get_untracked().is_empty() {
            errors.insert(0, FieldError::new("plan", "Choose a plan."));
        }
        let (true, Some(contract_first_day), Some(contract_last_day)) = (form.check(errors), first, last) else {
            return;
        };
        let request = TenantTerms {
            plan: plan.get_untracked(),
            sold_to_id: sold_to_id.get_untracked(),
            contract_first_day,
            contract_last_day,
            commercial_contact: contact.get_untracked(),
        };
        let request = SetTenantRequest::of(form.revision(&revision), request);
        form.send::<SetTenant>(shown.organisation_id, request, move |answer| {
            form.saved();
            open.set(false);
            toasts.done(format!("Plan and contract of {} are saved.", answer.name));
            tenant.again();
            quota.again();
            shown.events.again();
        });
    };
    let content = view! {
        <div class="fields">
            {Field::new(form, "plan", "Plan").choice(plan, names)}
            {Field::new(form, "sold_to_id", "Sold-To-ID").optional().note("Up to 20 letters and digits. Without it there are no upgrades.").text(sold_to_id)}
            <div class="field-row">
                {Field::new(form, "contract_first_day", "First day").kind("date").text(first)}
                {Field::new(form, "contract_last_day", "Last day").kind("date").note("It counts. Upgrades end with it.").text(last)}
            </div>
            {Field::new(form, "commercial_contact", "Commercial contact").kind("email").note("Where order forms go.").text(contact)}
            <div class="btn-list">{form.submit(Signal::stored("Save".to_owned()))}{cancel(open)}</div>
        </div>
    };
    form_element(form, submit, content.into_any())
}
