//! `/activation#token=...`: the link in an operator's mail. Opening it reads and changes
//! nothing; nobody needs to be signed in.

use super::request::{decision, details, story};
use crate::{
    browser, client,
    components::{form::Form, page, toasts::Toasts},
    format,
    load::Loaded,
    pages::action::linked_page,
};
use api::{
    operations::{DecideByActivationLink, ReadActivationLink},
    packages::{ActivationLinkView, DecideByActivationLinkRequest, ReadActivationLinkRequest},
};
use domain::activation::ActivationStatus;
use leptos::prelude::*;

/// The page of the link in the mail.
pub fn link() -> AnyView {
    linked_page(
        "/activation",
        "Package activation",
        ("/activations", "Sign in to see the requests"),
        |token| {
            let reading = token.clone();
            let loaded = Loaded::new(move || {
                client::call::<ReadActivationLink>((), ReadActivationLinkRequest { token: reading.clone() })
            });
            (loaded, Box::new(move |link| shown(&token, loaded, &link)))
        },
    )
}

fn shown(token: &str, loaded: Loaded<ActivationLinkView>, link: &ActivationLinkView) -> AnyView {
    let activation = &link.activation;
    let waits = activation.status == ActivationStatus::Submitted;
    let title = if waits {
        format!("Decide on {} for {}", activation.package_name, activation.tenant_name)
    } else {
        format!("{} for {} is decided", activation.package_name, activation.tenant_name)
    };
    let (heading, body) = if waits {
        ("Your decision", decide(token.to_owned(), loaded))
    } else {
        ("What was decided", story(activation))
    };
    let until = waits.then(|| {
        let day = format::day_text(link.expires_at);
        view! { <p class="text-secondary">{format!("This link is {}'s alone and works until {day}.", link.addressee.name)}</p> }
    });
    view! {
        {page::plain_header(&title)}
        {details(activation)}
        <section class="card" aria-labelledby="decide">
            <div class="card-header"><h2 class="card-title" id="decide">{heading}</h2></div>
            <div class="card-body">{body}</div>
        </section>
        <div class="mt-3">
            {until}
            <p><a href=format!("/activations/{}", activation.activation_id)>"Sign in and see it with its history"</a></p>
        </div>
    }
    .into_any()
}

fn decide(token: String, loaded: Loaded<ActivationLinkView>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let send = move |verdict, comment| {
        let request = DecideByActivationLinkRequest {
            token: token.clone(),
            verdict,
            comment,
        };
        form.send::<DecideByActivationLink>((), request, move |decided| {
            form.saved();
            toasts.done("Your decision is recorded. The buyer is mailed.");
            loaded.set(decided);
            browser::focus_soon("h1");
        });
    };
    let late = move || loaded.again_then(|| browser::focus_soon("h1"));
    decision(form, send, late)
}
