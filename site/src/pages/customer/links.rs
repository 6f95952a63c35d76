//! The links by which a customer sees its own systems: given, copied, taken back.

use crate::{
    browser,
    components::{
        dialog::{cancel, dialog},
        dynamic::on,
        empty::Empty,
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        page,
        toasts::Toasts,
    },
    format,
    load::{Loaded, Rows, load_list},
};
use api::{
    FieldError,
    customer_links::{CustomerLinkView, GiveCustomerLinkRequest, RevokeCustomerLinkRequest},
    events::EventView,
    operations::{GiveCustomerLink, ListCustomerLinks, RevokeCustomerLink},
};
use domain::{day::Day, id::CustomerId};
use leptos::{prelude::*, task::spawn_local};

/// The links of a customer, with what can be done.
pub fn links(customer_id: CustomerId, events: Loaded<Rows<EventView>>) -> AnyView {
    let links = load_list::<ListCustomerLinks, _>(customer_id);
    let (giving, revoking) = (RwSignal::new(false), RwSignal::new(false));
    let chosen = RwSignal::new(None::<CustomerLinkView>);
    let again = move || {
        links.again();
        events.again();
    };
    let rows = page::loaded(links, move |rows| {
        if rows.items.is_empty() {
            return Empty::act(
                "The customer has no link yet. By one it sees its systems and saves their licence files, without signing in.",
                "Give a link",
                move || giving.set(true),
            )
            .view();
        }
        let rows = rows.items.into_iter().map(|link| {
            row(link, move |link| {
                chosen.set(Some(link));
                revoking.set(true);
            })
        });
        view! {
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table">
                    <thead><tr>
                        <th scope="col">"Mailed to"</th><th scope="col">"Given"</th><th scope="col">"Works until"</th>
                        <th scope="col">"Last used"</th><th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        }
        .into_any()
    });
    view! {
        <section class="card d-print-none" aria-labelledby="links">
            <div class="card-header list-tools">
                <h2 class="card-title" id="links">"Customer's link"</h2>
                <button type="button" class="btn" on:click=on(move |_| giving.set(true))>{icon(icon::MAIL)}"Give a link"</button>
            </div>
            {rows}
        </section>
        {dialog(giving, "Give the customer a link", move || give(customer_id, giving, again))}
        {dialog(revoking, "Take this link back?", move || {
            chosen.get_untracked().map_or_else(|| ().into_any(), |link| revoke(customer_id, &link, revoking, again))
        })}
    }
    .into_any()
}

fn row(link: CustomerLinkView, revoke: impl Fn(CustomerLinkView) + 'static) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let used = link.used_at.map_or_else(|| "never".into_any(), format::time);
    let until = match (link.revoked_at, &link.url) {
        (Some(at), _) => view! { "taken back "{format::time(at)} }.into_any(),
        (None, Some(_)) => format::day(link.ends).into_any(),
        (None, None) => format!("ended {}", format::day(link.ends)).into_any(),
    };
    let actions = link.url.clone().map(|url| {
        let (copied, of) = (url, format!(" the link of {}", link.email));
        let chosen = link.clone();
        view! {
            <span class="btn-list">
                <button type="button" class="btn" on:click=on(move |_| copy(copied.clone(), toasts))>
                    {icon(icon::COPY)}"Copy"<span class="visually-hidden">{of.clone()}</span>
                </button>
                <button type="button" class="btn" on:click=on(move |_| revoke(chosen.clone()))>
                    {icon(icon::X)}"Take back"<span class="visually-hidden">{of.clone()}</span>
                </button>
            </span>
        }
    });
    view! {
        <tr>
            <td data-label="Mailed to">{link.email.clone()}</td>
            <td data-label="Given">{format::time(link.given_at)}<span class="text-secondary d-block">{link.given_by.clone()}</span></td>
            <td data-label="Works until">{until}</td>
            <td data-label="Last used">{used}</td>
            <td class="row-action">{actions}</td>
        </tr>
    }
    .into_any()
}

fn copy(url: String, toasts: Toasts) {
    spawn_local(async move {
        if browser::copy(&url).await {
            toasts.done("The link is on the clipboard.");
        } else {
            toasts.failed("The browser does not let the link onto the clipboard. Give another one: it is mailed.");
        }
    });
}

fn give(customer_id: CustomerId, open: RwSignal<bool>, again: impl Fn() + Copy + 'static) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let [email, ends] = [(); 2].map(|()| RwSignal::new(String::new()));
    let submit = move || {
        let ends = match Day::parse(&ends.get_untracked()) {
            Ok(ends) => ends,
            Err(why) => {
                form.check(vec![FieldError::new("ends", why.to_string())]);
                return;
            }
        };
        let email = email.get_untracked().trim().to_owned();
        form.send::<GiveCustomerLink>(customer_id, GiveCustomerLinkRequest { email, ends }, move |link| {
            form.saved();
            open.set(false);
            toasts.done(format!("The link is mailed to {}.", link.email));
            again();
        });
    };
    let content = view! {
        <div class="fields">
            <p class="mb-0">"Whoever has the link sees the customer's systems, what they may use and how long software assurance runs, and saves licence files. It shows no orders, prices, notes and no other customer, and changes nothing. Its use stands in the customer's history."</p>
            {Field::new(form, "email", "The customer's e-mail address").kind("email").text(email)}
            {Field::new(form, "ends", "Last day").kind("date").note("The link works through this day, for two years at most. You can take it back at any time.").text(ends)}
            <div class="btn-list">{form.submit(Signal::stored("Mail the link".to_owned()))}{cancel(open)}</div>
        </div>
    };
    form_element(form, submit, content.into_any())
}

fn revoke(
    customer_id: CustomerId,
    link: &CustomerLinkView,
    open: RwSignal<bool>,
    again: impl Fn() + Copy + 'static,
) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let (number, email) = (link.number, link.email.clone());
    let submit = move || {
        form.send::<RevokeCustomerLink>((customer_id, number), RevokeCustomerLinkRequest {}, move |link| {
            open.set(false);
            toasts.done(format!("The link of {} shows nothing any more.", link.email));
            again();
        });
    };
    let content = view! {
        <p>{format!("The link that was mailed to {email} shows nothing from this moment on, for nobody. What was saved stays saved. It cannot be given back: give another one instead.")}</p>
        <div class="btn-list">{form.submit(Signal::stored("Take back".to_owned()))}{cancel(open)}</div>
    };
    form_element(form, submit, content.into_any())
}
