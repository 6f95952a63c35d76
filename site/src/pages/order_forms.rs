//! `/order-forms`: the upgrades that tenants bought. The vendor accepts the order, or
//! suspends provisional access until then.

use super::upgrades::{acceptance_badge, price};
use crate::components::dynamic::{dynamic, live, on};
use crate::{
    components::{
        comment::{self, comment},
        dialog::{cancel, dialog},
        form::{Form, form_element},
        icon::{self, icon},
        page,
        toasts::Toasts,
    },
    format,
    load::{Loaded, Rows, load_list},
    router::Router,
};
use api::{
    operations::{AcceptUpgrade, ListOrderForms, SuspendUpgrade},
    upgrades::{AcceptUpgradeRequest, OrderFormView, SuspendUpgradeRequest},
};
use domain::upgrade::AcceptanceState;
use leptos::prelude::*;

/// The tabs, by what the vendor has said.
const TABS: [(&str, &str, AcceptanceState); 3] = [
    ("provisional", "To review", AcceptanceState::Provisional),
    ("suspended", "Suspended", AcceptanceState::Suspended),
    ("accepted", "Accepted", AcceptanceState::Accepted),
];

/// The orders, fetched again after every change.
#[derive(Clone, Copy)]
struct Shown {
    orders: Loaded<Rows<OrderFormView>>,
    chosen: RwSignal<Option<OrderFormView>>,
    accepting: RwSignal<bool>,
    suspending: RwSignal<bool>,
}

/// The page.
pub fn order_forms() -> AnyView {
    let router = expect_context::<Router>();
    let shown = Shown {
        orders: load_list::<ListOrderForms, _>(()),
        chosen: RwSignal::new(None),
        accepting: RwSignal::new(false),
        suspending: RwSignal::new(false),
    };
    let tab = Memo::new(move |_| {
        let query = router.query("show").unwrap_or_default();
        TABS.into_iter().find(|(name, ..)| *name == query).unwrap_or(TABS[0])
    });
    let tabs = TABS.map(|(name, words, state)| {
        let count = move || {
            let rows = shown.orders.value();
            rows.map_or_else(|| words.to_owned(), |rows| {
                let count = rows.items.iter().filter(|order| order.acceptance == state).count();
                format!("{words} ({count}{})", if rows.more { "+" } else { "" })
            })
        };
        let here = move || tab.get().0 == name;
        let href = if name == TABS[0].0 { "/order-forms".to_owned() } else { format!("/order-forms?show={name}") };
        view! {
            <li class="nav-item"><a class="nav-link" class:active=live(here) href=href aria-current=move || here().then_some("page")>
                {crate::components::dynamic::text(count)}
            </a></li>
        }
    });
    let content = move || {
        let (.., state) = tab.get();
        page::loaded(shown.orders, move |rows| listed(shown, rows, state))
    };
    let chosen = move |form: fn(Shown, OrderFormView) -> AnyView| {
        move || shown.chosen.get_untracked().map(|order| form(shown, order)).into_any()
    };
    view! {
        {page::plain_header("Upgrade orders")}
        <nav aria-label="Upgrade orders"><ul class="nav nav-tabs tabs">{tabs.collect_view()}</ul></nav>
        {dynamic(content)}
        {dialog(shown.accepting, "Accept the order?", chosen(accept))}
        {dialog(shown.suspending, "Suspend access?", chosen(suspend))}
    }
    .into_any()
}

fn listed(shown: Shown, rows: Rows<OrderFormView>, state: AcceptanceState) -> AnyView {
    let orders: Vec<_> = rows
        .items
        .into_iter()
        .filter(|order| order.acceptance == state)
        .map(|order| row(shown, order))
        .collect();
    if orders.is_empty() {
        let (title, text) = match state {
            AcceptanceState::Provisional => (
                "No order waits for you",
                "When a tenant buys an upgrade, its order stands here until you accept it.",
            ),
            AcceptanceState::Suspended => (
                "Nothing is suspended",
                "What you suspend stands here until you accept it.",
            ),
            AcceptanceState::Accepted => ("Nothing was accepted yet", "What you accept stands here for good."),
        };
        let others = match state {
            AcceptanceState::Provisional => ("/order-forms?show=accepted", "See what you accepted"),
            _ => ("/order-forms", "See what waits for you"),
        };
        let action = view! { <a class="btn" href=others.0>{others.1}</a> };
        return page::state(title, text, action.into_any());
    }
    view! {
        <section class="card" aria-label="Orders"><div class="table-responsive">
            <table class="table table-vcenter card-table list-table">
                <thead><tr>
                    <th scope="col">"Order"</th><th scope="col">"Tenant"</th><th scope="col">"Item"</th><th scope="col">"Charged"</th>
                    <th scope="col">"Bought by"</th><th scope="col">"State"</th><th scope="col"><span class="visually-hidden">"Actions"</span></th>
                </tr></thead>
                <tbody>{orders}</tbody>
            </table>
        </div></section>
    }
    .into_any()
}

fn row(shown: Shown, order: OrderFormView) -> AnyView {
    let called = format!("{} of {}", order.upgrade_number, order.tenant_name);
    let open = {
        let order = order.clone();
        move |dialog: RwSignal<bool>| {
            shown.chosen.set(Some(order.clone()));
            dialog.set(true);
        }
    };
    let (accept, suspend) = (open.clone(), open);
    let accept = (order.acceptance != AcceptanceState::Accepted).then(|| view! {
        <button type="button" class="btn btn-primary" aria-label=format!("Accept {called}") on:click=on(move |_| accept(shown.accepting))>"Accept"</button>
    });
    let suspend = (order.acceptance == AcceptanceState::Provisional).then(|| view! {
        <button type="button" class="btn" aria-label=format!("Suspend {called}") on:click=on(move |_| suspend(shown.suspending))>"Suspend"</button>
    });
    let because = order
        .suspended_because
        .clone()
        .map(|reason| view! { <span class="text-secondary d-block">{reason}</span> });
    view! {
        <tr>
            <td data-label="Order"><div><strong>{order.upgrade_number.clone()}</strong><span class="text-secondary d-block">{format::time(order.provisioned_at)}</span></div></td>
            <td data-label="Tenant"><a href=format!("/organisations/{}", order.organisation_id)>{order.tenant_name.clone()}</a></td>
            <td data-label="Item"><div>{format!("{} x {}", order.quantity, order.name)}<span class="text-secondary d-block"><code>{order.sku.clone()}</code></span></div></td>
            <td data-label="Charged"><div><strong>{order.price.pro_rata.to_string()}</strong><span class="text-secondary d-block">{price::term(order.price.agreed())}</span></div></td>
            <td data-label="Bought by"><div>{order.buyer.name.clone()}<span class="text-secondary d-block">{order.buyer.email.clone()}</span></div></td>
            <td data-label="State"><div>{acceptance_badge(order.acceptance)}{because}</div></td>
            <td class="row-action"><div class="btn-list">{accept}{suspend}</div></td>
        </tr>
    }
    .into_any()
}

fn about(order: &OrderFormView) -> AnyView {
    let what = format!(
        "{} of {}: {} x {}",
        order.upgrade_number, order.tenant_name, order.quantity, order.name
    );
    view! { <p class="mb-2"><strong>{what}</strong></p>{price::table(&order.price, order.quantity)} }.into_any()
}

fn accept(shown: Shown, order: OrderFormView) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let upgrade_id = order.upgrade_id;
    let submit = move || {
        form.send::<AcceptUpgrade>(upgrade_id, AcceptUpgradeRequest {}, move |order| {
            shown.accepting.set(false);
            toasts.done(format!(
                "{} of {} is accepted. The buyer is mailed.",
                order.upgrade_number, order.tenant_name
            ));
            shown.orders.again();
        });
    };
    let back =
        (order.acceptance == AcceptanceState::Suspended).then(|| view! { <p>"The quota is there again at once."</p> });
    let content = view! {
        {about(&order)}
        {back}
        <p class="warning-note">
            {icon(icon::ALERT_TRIANGLE)}
            <span>"This cannot be undone. What is accepted cannot be suspended any more."</span>
        </p>
        <div class="btn-list">{form.submit(Signal::stored("Accept".to_owned()))}{cancel(shown.accepting)}</div>
    };
    form_element(form, submit, content.into_any())
}

fn suspend(shown: Shown, order: OrderFormView) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let reason = RwSignal::new(String::new());
    let upgrade_id = order.upgrade_id;
    let submit = move || {
        let request = SuspendUpgradeRequest {
            reason: reason.get_untracked(),
        };
        if !form.check(comment::wrong("reason", &request.reason).into_iter().collect()) {
            return;
        }
        form.send::<SuspendUpgrade>(upgrade_id, request, move |order| {
            form.saved();
            shown.suspending.set(false);
            toasts.done(format!(
                "{} of {} is suspended. The buyer is mailed.",
                order.upgrade_number, order.tenant_name
            ));
            shown.orders.again();
        });
    };
    let content = view! {
        {about(&order)}
        <p class="mt-2">"The tenant's quota steps back at once. It is there again when you accept the order."</p>
        <div class="fields">
            <div>{comment(form, "reason", "Reason, for the tenant to read", reason)}</div>
            <div class="btn-list">{form.submit(Signal::stored("Suspend".to_owned()))}{cancel(shown.suspending)}</div>
        </div>
    };
    form_element(form, submit, content.into_any())
}
