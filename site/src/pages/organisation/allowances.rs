//! Shipping allowances: the dealers that a distributor may ship to.

use super::Shown;
use crate::components::empty::Empty;
use crate::components::{
    dialog::{cancel, dialog},
    dynamic::on,
    field::Field,
    form::{Form, form_element},
    icon::{self, icon},
    page,
    toasts::Toasts,
};
use crate::{format, load::load_list};
use api::{
    FieldError,
    operations::{ListShippingAllowances, SetShippingAllowance},
    units::{AllowanceView, SetAllowanceRequest},
};
use domain::{id::OrganisationId, organisation::OrganisationKind};
use leptos::prelude::*;

/// The dealers, with what can be done.
pub fn allowances(shown: Shown, distributor: String) -> AnyView {
    let allowances = load_list::<ListShippingAllowances, _>(shown.organisation_id);
    let (allowing, ending) = (RwSignal::new(false), RwSignal::new(false));
    let chosen = RwSignal::new(None::<AllowanceView>);
    let rows = page::loaded(allowances, move |rows| {
        let allowed: Vec<_> = rows.items.into_iter().filter(|allowance| allowance.allowed).collect();
        if allowed.is_empty() {
            return Empty::act(
                "It may ship to no dealer yet. Allow the first one.",
                "Allow a dealer",
                move || allowing.set(true),
            )
            .view();
        }
        let rows = allowed.into_iter().map(|allowance| {
            let end = {
                let allowance = allowance.clone();
                on(move |_| {
                    chosen.set(Some(allowance.clone()));
                    ending.set(true);
                })
            };
            view! {
                <tr>
                    <td data-label="Dealer"><a href=format!("/organisations/{}", allowance.dealer_id)>{allowance.dealer_name.clone()}</a></td>
                    <td data-label="Since">{format::time(allowance.set_at)}</td>
                    <td class="row-action"><button type="button" class="btn" on:click=end>
                        {icon(icon::X)}"End"<span class="visually-hidden">{format!(" shipping to {}", allowance.dealer_name)}</span>
                    </button></td>
                </tr>
            }
        });
        view! {
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table">
                    <thead><tr>
                        <th scope="col">"Dealer"</th><th scope="col">"Since"</th><th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        }
        .into_any()
    });
    let again = move || {
        allowances.again();
        shown.events.again();
    };
    let name = distributor.clone();
    view! {
        <section class="card" aria-labelledby="allowances">
            <div class="card-header list-tools">
                <h2 class="card-title" id="allowances">"Dealers that it may ship to"</h2>
                <button type="button" class="btn" on:click=on(move |_| allowing.set(true))>{icon(icon::PLUS)}"Allow a dealer"</button>
            </div>
            {rows}
        </section>
        {dialog(allowing, "Allow shipping to a dealer", move || allow(shown, &distributor, allowing, again))}
        {dialog(ending, "End this shipping allowance?", move || {
            chosen.get_untracked().map_or_else(|| ().into_any(), |allowance| end(shown, &name, allowance, ending, again))
        })}
    }
    .into_any()
}

fn allow(shown: Shown, distributor: &str, open: RwSignal<bool>, again: impl Fn() + Copy + 'static) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let dealer = RwSignal::new(String::new());
    let organisations = untrack(|| shown.organisations.value())
        .map(|rows| rows.items)
        .unwrap_or_default();
    let dealers = organisations
        .into_iter()
        .filter(|one| one.kind == OrganisationKind::Dealer);
    let dealers: Vec<_> = dealers.map(|one| (one.organisation_id.to_string(), one.name)).collect();
    let submit = move || {
        let Ok(dealer_id) = dealer.get_untracked().parse::<OrganisationId>() else {
            form.check(vec![FieldError::new("dealer_id", "Choose the dealer.")]);
            return;
        };
        let request = SetAllowanceRequest { allowed: true };
        form.send::<SetShippingAllowance>((shown.organisation_id, dealer_id), request, move |allowance| {
            form.saved();
            open.set(false);
            toasts.done(format!("Shipping to {} is allowed.", allowance.dealer_name));
            again();
        });
    };
    let content = view! {
        <div class="fields">
            <p class="mb-0">{format!("{distributor} may then ship SWA units on to the dealer.")}</p>
            {Field::new(form, "dealer_id", "Dealer").choice(dealer, Signal::stored(dealers))}
            <div class="btn-list">{form.submit(Signal::stored("Allow".to_owned()))}{cancel(open)}</div>
        </div>
    };
    form_element(form, submit, content.into_any())
}

fn end(
    shown: Shown,
    distributor: &str,
    allowance: AllowanceView,
    open: RwSignal<bool>,
    again: impl Fn() + Copy + 'static,
) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let sentence = format!(
        "{distributor} can ship nothing more to {}. What was shipped stays.",
        allowance.dealer_name
    );
    let submit = move || {
        let request = SetAllowanceRequest { allowed: false };
        let path = (shown.organisation_id, allowance.dealer_id);
        form.send::<SetShippingAllowance>(path, request, move |allowance| {
            open.set(false);
            toasts.done(format!(
                "Shipping to {} is not allowed any more.",
                allowance.dealer_name
            ));
            again();
        });
    };
    let content = view! {
        <p>{sentence}</p>
        <div class="btn-list">{form.submit(Signal::stored("End".to_owned()))}{cancel(open)}</div>
    };
    form_element(form, submit, content.into_any())
}
