//! `/upgrades/:id`: a request or purchase. A buyer decides on it here; its requester can
//! take it back.

use super::{
    badge, called,
    decision::{Decision, decision},
    price,
    story::story,
};
use crate::components::dynamic::{dynamic, on, optional, text};
use crate::{
    browser,
    components::{
        dialog::{cancel, dialog},
        form::{Form, form_element},
        history::history,
        icon::{self, icon},
        page::{self, Above, detail, detail_view},
        toasts::Toasts,
    },
    load::{Loaded, Rows, load, load_list},
    session::Session,
};
use api::{
    events::EventView,
    operations::{DecideUpgrade, GetUpgrade, GetUpgradesHome, ListUpgradeEvents, WithdrawUpgrade},
    upgrades::{DecideUpgradeRequest, PriceView, UpgradeView, UpgradesHome, Verdict, WithdrawUpgradeRequest},
};
use domain::{id::UpgradeId, upgrade::UpgradeStatus};
use leptos::prelude::*;
use std::time::Duration;

/// How often a page looks whether what is in progress is done.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// How many times it looks: provisioning takes seconds, or hours where an endpoint does not answer.
const LOOKS: u32 = 30;

/// What is shown, fetched again after every change.
#[derive(Clone, Copy)]
struct Shown {
    upgrade_id: UpgradeId,
    upgrade: Loaded<UpgradeView>,
    home: Loaded<UpgradesHome>,
    events: Loaded<Rows<EventView>>,
}

impl Shown {
    fn again(self) {
        self.upgrade.again();
        self.events.again();
    }

    /// After a change, with what has become of it. What had the focus may be gone.
    fn changed(self, upgrade: UpgradeView) {
        self.upgrade.set(upgrade);
        self.events.again();
        browser::focus_soon("h1");
    }
}

/// The page of a request or purchase.
pub fn request(upgrade_id: UpgradeId) -> AnyView {
    let session = expect_context::<Session>();
    let shown = Shown {
        upgrade_id,
        upgrade: load::<GetUpgrade>(upgrade_id, ()),
        home: load::<GetUpgradesHome>((), ()),
        events: load_list::<ListUpgradeEvents, _>(upgrade_id),
    };
    look_again(shown);
    let title = Signal::derive(move || {
        let Some(UpgradeView { summary, .. }) = shown.upgrade.value() else {
            return "Upgrade".to_owned();
        };
        let waits = summary.status == UpgradeStatus::SubmittedForApproval;
        let what = match (waits && session.may::<DecideUpgrade>(), &summary.request_number) {
            (true, _) => "Manage upgrade request",
            (_, Some(_)) => "Upgrade request",
            _ => "Upgrade",
        };
        format!("{what} {}", called(&summary))
    });
    let said = move || {
        let upgrade = shown.upgrade.value();
        upgrade.map_or(String::new(), |upgrade| {
            format!("Status: {}", upgrade.summary.status.words())
        })
    };
    let refresh = view! {
        <button type="button" class="btn" on:click=on(move |_| shown.again())>{icon(icon::REFRESH)}"Refresh"</button>
    };
    view! {
        {page::header(Some(Above::fixed("My Upgrades", "/my-upgrades")), title, refresh.into_any())}
        <p class="visually-hidden" role="status">{text(said)}</p>
        {page::loaded(shown.upgrade, move |upgrade| content(shown, &upgrade))}
        {history(shown.events)}
    }
    .into_any()
}

/// Provisioning is seen to be done without pressing anything.
fn look_again(shown: Shown) {
    let looks = StoredValue::new(0);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move || {
        let in_progress = shown
            .upgrade
            .value()
            .is_some_and(|upgrade| upgrade.summary.status == UpgradeStatus::InProgress);
        if in_progress && looks.get_value() < LOOKS {
            looks.update_value(|looks| *looks += 1);
            timer.set_value(set_timeout_with_handle(move || shown.again(), LOOK_AGAIN).ok());
        }
    });
    on_cleanup(move || {
        if let Some(timer) = timer.try_get_value().flatten() {
            timer.clear();
        }
    });
}

fn content(shown: Shown, upgrade: &UpgradeView) -> AnyView {
    let session = expect_context::<Session>();
    let waits = upgrade.summary.status == UpgradeStatus::SubmittedForApproval;
    let own = session
        .who()
        .is_some_and(|who| who.user.user_id == upgrade.summary.requested_by.user_id);
    let price = RwSignal::new(upgrade.price);
    let manage = if waits && session.may::<DecideUpgrade>() {
        manage(shown, price)
    } else if waits {
        nobody(shown)
    } else {
        ().into_any()
    };
    view! {
        <div class="split">
            <div class="split-main">{details(upgrade, price)}{manage}</div>
            <section class="card" aria-labelledby="progress">
                <div class="card-header"><h2 class="card-title" id="progress">"Progress"</h2></div>
                <div class="card-body">{story(upgrade)}</div>
                {(waits && own).then(|| withdraw(shown, upgrade))}
            </section>
        </div>
    }
    .into_any()
}

/// What was asked for, and what it costs.
fn details(upgrade: &UpgradeView, price: RwSignal<Option<PriceView>>) -> AnyView {
    let summary = &upgrade.summary;
    let quantity = summary.quantity;
    let cost = optional(move || Some(price::table(&price.get()?, quantity)));
    view! {
        <section class="card" aria-labelledby="what">
            <div class="card-header list-tools">
                <h2 class="card-title" id="what">{summary.name.clone()}</h2>
                {badge(summary.status)}
            </div>
            <div class="card-body">
                <p>{upgrade.description.clone()}</p>
                <dl class="datagrid mb-3">
                    {detail_view("Quantity", view! { <strong>{summary.quantity.to_string()}</strong> }.into_any())}
                    {detail_view("SKU", view! { <code>{summary.sku.clone()}</code> }.into_any())}
                    {detail("Tenant", upgrade.tenant_name.clone())}
                    {detail_view("Requested by", view! {
                        {summary.requested_by.name.clone()}<span class="text-secondary d-block">{summary.requested_by.email.clone()}</span>
                    }.into_any())}
                    {detail("Billing term", upgrade.billing_term.clone())}
                    {detail("Payment method", upgrade.payment_method.clone())}
                    {detail("Subscription term", upgrade.subscription_term.clone())}
                    {detail("Provided by", upgrade.provider.clone())}
                </dl>
                {cost}
            </div>
        </section>
    }
    .into_any()
}

fn manage(shown: Shown, price: RwSignal<Option<PriceView>>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let late = move || {
        shown.upgrade.again_then(|| browser::focus_soon("h1"));
        shown.events.again();
    };
    let send = move |decision: Decision| {
        let request = DecideUpgradeRequest {
            verdict: decision.verdict,
            comment: decision.comment,
            price: decision.price,
            terms_accepted: decision.terms_accepted,
            catalogue: shown.upgrade.value().map(|seen| seen.catalogue),
        };
        form.send::<DecideUpgrade>(shown.upgrade_id, request, move |decided| {
            form.saved();
            let number = called(&decided.summary);
            toasts.done(match decision.verdict {
                Verdict::Approve => {
                    format!("{number} is approved and being provisioned. You will be mailed the confirmation.")
                }
                Verdict::Decline => format!("{number} is declined. The requester is mailed your comment."),
            });
            shown.changed(decided);
        });
    };
    view! {
        <section class="card" aria-labelledby="decide">
            <div class="card-header"><h2 class="card-title" id="decide">"Your decision"</h2></div>
            <div class="card-body">{decision(form, price, send, late)}</div>
        </section>
    }
    .into_any()
}

/// Says so where nobody can decide.
fn nobody(shown: Shown) -> AnyView {
    dynamic(move || match shown.home.value() {
        Some(UpgradesHome { has_buyer: false, .. }) => super::execute::no_buyer(),
        _ => ().into_any(),
    })
}

fn withdraw(shown: Shown, upgrade: &UpgradeView) -> AnyView {
    let open = RwSignal::new(false);
    let number = called(&upgrade.summary);
    let asked = number.clone();
    view! {
        <div class="card-footer">
            <button type="button" class="btn" on:click=on(move |_| open.set(true))>"Withdraw the request"</button>
        </div>
        {dialog(open, "Withdraw the request?", move || confirm_withdrawal(shown, asked.clone(), open))}
    }
    .into_any()
}

fn confirm_withdrawal(shown: Shown, number: String, open: RwSignal<bool>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let said = format!(
        "{number} will not be decided any more, and the links in the buyers' mails will say so. It cannot be undone."
    );
    let submit = move || {
        let number = number.clone();
        form.send::<WithdrawUpgrade>(shown.upgrade_id, WithdrawUpgradeRequest {}, move |withdrawn| {
            open.set(false);
            toasts.done(format!("{number} is withdrawn."));
            shown.changed(withdrawn);
        });
    };
    let content = view! {
        <p>{said}</p>
        <div class="btn-list">{form.submit(Signal::stored("Withdraw".to_owned()))}{cancel(open)}</div>
    };
    form_element(form, submit, content.into_any())
}
