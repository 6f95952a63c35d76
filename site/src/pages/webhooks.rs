//! `/webhooks`: the vendor's endpoint that is called when an upgrade is bought, and what
//! was sent to it.

use crate::components::dynamic::{on, optional};
use crate::{
    browser,
    components::{
        dialog::{cancel, dialog},
        empty::Empty,
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        page::{self, detail, detail_view},
        toasts::Toasts,
    },
    format,
    load::{Loaded, Rows, load, load_list},
};
use api::{
    operations::{GetEndpoint, ListDeliveries, SendAgain, SetEndpoint},
    webhooks::{DeliveryView, EndpointView, SendAgainRequest, SetEndpointRequest, SetEndpointResponse},
};
use domain::webhook::{ATTEMPT_SECONDS, DeliveryStatus};
use leptos::{prelude::*, task::spawn_local};

/// What is shown, fetched again after every change.
#[derive(Clone, Copy)]
struct Shown {
    endpoint: Loaded<EndpointView>,
    deliveries: Loaded<Rows<DeliveryView>>,
    /// The new secret, until the reader has put it away.
    secret: RwSignal<Option<String>>,
}

impl Shown {
    /// After the endpoint was set.
    fn set(self, answer: SetEndpointResponse) {
        self.endpoint.again();
        if answer.secret.is_some() {
            self.secret.set(answer.secret);
            browser::focus_soon("#secret");
        }
    }
}

/// The page.
pub fn webhooks() -> AnyView {
    let shown = Shown {
        endpoint: load::<GetEndpoint>((), ()),
        deliveries: load_list::<ListDeliveries, _>(()),
        secret: RwSignal::new(None),
    };
    view! {
        {page::plain_header("Webhooks")}
        {optional(move || shown.secret.get().map(|secret| new_secret(shown, secret)))}
        {endpoint(shown)}
        {deliveries(shown)}
    }
    .into_any()
}

fn new_secret(shown: Shown, secret: String) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let copied = secret.clone();
    let copy = move |_| {
        let secret = copied.clone();
        spawn_local(async move {
            if browser::copy(&secret).await {
                toasts.done("The secret is on the clipboard.");
            } else {
                toasts.failed("The browser did not allow copying. Select the secret and copy it by hand.");
            }
        });
    };
    view! {
        <section class="card secret" aria-labelledby="secret"><div class="card-body">
            <h2 class="h3" id="secret" tabindex="-1">"Copy the new secret now"</h2>
            <p>"It is shown this once and kept nowhere. Your receiver checks each message's signature with it."</p>
            <p class="secret-text"><code>{secret}</code></p>
            <div class="btn-list">
                <button type="button" class="btn btn-primary" on:click=copy>{icon(icon::COPY)}"Copy"</button>
                <button type="button" class="btn" on:click=on(move |_| shown.secret.set(None))>"I have put it away"</button>
            </div>
        </div></section>
    }
    .into_any()
}

fn endpoint(shown: Shown) -> AnyView {
    let (changing, renewing) = (RwSignal::new(false), RwSignal::new(false));
    let content = move |endpoint: EndpointView| {
        let Some(url) = endpoint.url else {
            return view! {
                <p>"There is no endpoint. Upgrades are provisioned here alone, as soon as they are bought."</p>
                <button type="button" class="btn btn-primary" on:click=on(move |_| changing.set(true))>{icon(icon::PLUS)}"Set an endpoint"</button>
            }
            .into_any();
        };
        let made = endpoint
            .secret_made_at
            .map(|at| detail_view("Secret since", format::time(at)));
        view! {
            <dl class="datagrid mb-3">
                {detail_view("Address", view! { <code>{url}</code> }.into_any())}
                {made}
                {detail("Signed", "Standard Webhooks, v1 (HMAC-SHA256)")}
                {detail("Time for an answer", format!("{ATTEMPT_SECONDS} s, then it is tried again for over a day"))}
            </dl>
            <div class="btn-list">
                <button type="button" class="btn" on:click=on(move |_| changing.set(true))>{icon(icon::EDIT)}"Change the address"</button>
                <button type="button" class="btn" on:click=on(move |_| renewing.set(true))>{icon(icon::KEY)}"Make a new secret"</button>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="card" aria-labelledby="endpoint">
            <div class="card-header"><h2 class="card-title" id="endpoint">"Endpoint"</h2></div>
            <div class="card-body">
                <p class="text-secondary">"It is told of every upgrade that is bought, before the tenant's quota rises."</p>
                {page::loaded(shown.endpoint, content)}
            </div>
        </section>
        {dialog(changing, "Endpoint", move || change(shown, changing))}
        {dialog(renewing, "Make a new secret?", move || renew(shown, renewing))}
    }
    .into_any()
}

fn before(shown: Shown) -> Option<String> {
    untrack(|| shown.endpoint.value()).and_then(|endpoint| endpoint.url)
}

fn change(shown: Shown, open: RwSignal<bool>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let url = RwSignal::new(before(shown).unwrap_or_default());
    let submit = move || {
        let request = SetEndpointRequest {
            url: Some(url.get_untracked().trim().to_owned()).filter(|url| !url.is_empty()),
            new_secret: false,
        };
        form.send::<SetEndpoint>((), request, move |answer| {
            form.saved();
            open.set(false);
            toasts.done(match &answer.endpoint.url {
                Some(_) => "The endpoint is set. It is told of the next upgrade.",
                None => "There is no endpoint any more.",
            });
            shown.set(answer);
        });
    };
    let content = view! {
        <div class="fields">
            {Field::new(form, "url", "Address").optional().kind("url")
                .note("https, on port 443, at a host name. Empty for none: upgrades are provisioned here alone then.").text(url)}
            <div class="btn-list">{form.submit(Signal::stored("Save".to_owned()))}{cancel(open)}</div>
        </div>
    };
    form_element(form, submit, content.into_any())
}

fn renew(shown: Shown, open: RwSignal<bool>) -> AnyView {
    let form = Form::new();
    let submit = move || {
        let request = SetEndpointRequest {
            url: before(shown),
            new_secret: true,
        };
        form.send::<SetEndpoint>((), request, move |answer| {
            open.set(false);
            shown.set(answer);
        });
    };
    let content = view! {
        <p class="warning-note">
            {icon(icon::ALERT_TRIANGLE)}
            <span>"Messages are signed with the new secret at once. A receiver that checks with the old one refuses them until you give it the new one."</span>
        </p>
        <div class="btn-list">{form.submit(Signal::stored("Make a new secret".to_owned()))}{cancel(open)}</div>
    };
    form_element(form, submit, content.into_any())
}

fn deliveries(shown: Shown) -> AnyView {
    let chosen = RwSignal::new(None::<DeliveryView>);
    let open = RwSignal::new(false);
    let send = move |delivery: DeliveryView| {
        chosen.set(Some(delivery));
        open.set(true);
    };
    let rows = page::loaded(shown.deliveries, move |rows| {
        if rows.items.is_empty() {
            let why = "Nothing was sent yet. Once an endpoint is set, every upgrade that is bought is a message here.";
            return Empty::go(why, "#endpoint", icon::ARROW_UP, "Go to the endpoint").view();
        }
        let rows = rows.items.into_iter().map(|delivery| row(delivery, send));
        view! {
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table">
                    <thead><tr>
                        <th scope="col">"Upgrade"</th><th scope="col">"Status"</th><th scope="col">"Attempts"</th>
                        <th scope="col">"What came of it"</th><th scope="col">"Asked for"</th><th scope="col">"Tried"</th><th scope="col">"Next"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        }
        .into_any()
    });
    view! {
        <section class="card" aria-labelledby="deliveries">
            <div class="card-header list-tools">
                <h2 class="card-title" id="deliveries">"Deliveries"</h2>
                <button type="button" class="btn" on:click=on(move |_| shown.deliveries.again())>{icon(icon::REFRESH)}"Refresh"</button>
            </div>
            {rows}
        </section>
        {dialog(open, "Send it again?", move || chosen.get_untracked().map(|delivery| send_again(shown, delivery, open)).into_any())}
    }
    .into_any()
}

fn row(delivery: DeliveryView, send: impl Fn(DeliveryView) + 'static) -> AnyView {
    let (class, word) = match delivery.status {
        DeliveryStatus::Waiting => ("badge bg-yellow-lt", "Waiting"),
        DeliveryStatus::Delivered => ("badge bg-green-lt", "Delivered"),
        DeliveryStatus::Failed => ("badge bg-red-lt", "Given up"),
    };
    let label = format!("Send {} of {} again", delivery.upgrade_number, delivery.tenant_name);
    let again = delivery.clone();
    view! {
        <tr>
            <td data-label="Upgrade"><div>
                <strong>{delivery.upgrade_number.clone()}</strong>" "{delivery.tenant_name.clone()}
                <span class="text-secondary d-block"><code class="key-id">{delivery.webhook_id.clone()}</code></span>
            </div></td>
            <td data-label="Status"><span class=class>{word}</span></td>
            <td data-label="Attempts">{delivery.attempts.to_string()}</td>
            <td data-label="What came of it">{delivery.outcome.clone()}</td>
            <td data-label="Asked for">{format::time(delivery.created_at)}</td>
            <td data-label="Tried">{delivery.tried_at.map(format::time)}</td>
            <td data-label="Next">{delivery.next_at.map(format::time)}</td>
            <td class="row-action"><button type="button" class="btn" aria-label=label on:click=on(move |_| send(again.clone()))>{icon(icon::SEND)}"Send again"</button></td>
        </tr>
    }
    .into_any()
}

fn send_again(shown: Shown, delivery: DeliveryView, open: RwSignal<bool>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let upgrade_id = delivery.upgrade_id;
    let submit = move || {
        form.send::<SendAgain>(upgrade_id, SendAgainRequest {}, move |delivery| {
            open.set(false);
            toasts.done(format!("{} is on its way again.", delivery.upgrade_number));
            shown.deliveries.again();
        });
    };
    let given_up = (delivery.status == DeliveryStatus::Failed).then(|| view! {
        <p>"The upgrade failed because this message was given up. It is in progress again with it, and provisioned once the receiver takes the message."</p>
    });
    let content = view! {
        <p>{format!("The message about {} of {} is sent at once, with the same id: a receiver that has it drops it.", delivery.upgrade_number, delivery.tenant_name)}</p>
        {given_up}
        <div class="btn-list">{form.submit(Signal::stored("Send again".to_owned()))}{cancel(open)}</div>
    };
    form_element(form, submit, content.into_any())
}
