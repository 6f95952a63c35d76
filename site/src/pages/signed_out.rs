//! What stands there while nobody is signed in, or somebody to whom no page belongs.

use crate::components::dynamic::on;
use crate::{
    components::{
        icon::{self, icon},
        page,
    },
    session::Session,
};
use leptos::prelude::*;

fn card(title: &'static str, text: impl Into<String>, action: AnyView) -> AnyView {
    let text: String = text.into();
    view! {
        <div class="narrow">
            <div class="card card-md"><div class="card-body">
                {page::plain_header(title)}
                <p class="text-secondary">{text}</p>
                <div class="btn-list">{action}</div>
            </div></div>
        </div>
    }
    .into_any()
}

/// The way to the issuer.
pub fn sign_in_button(text: &'static str, ask_again: bool) -> AnyView {
    let session = expect_context::<Session>();
    view! {
        <button type="button" class="btn btn-primary" on:click=on(move |_| session.sign_in(ask_again))>{icon(icon::KEY)}{text}</button>
    }
    .into_any()
}

fn sign_out_button() -> AnyView {
    let session = expect_context::<Session>();
    view! { <button type="button" class="btn" on:click=on(move |_| session.sign_out())>"Sign out"</button> }.into_any()
}

/// On the way.
pub fn working() -> AnyView {
    view! {
        <div class="narrow" aria-busy="true">
            {page::plain_header("Signing in")}
            {page::skeleton()}
        </div>
    }
    .into_any()
}

/// The front door.
pub fn signed_out(path: &str) -> AnyView {
    let text = if path == "/" {
        "Ship licences, attach them to your customers' systems, activate them and save the signed licence file."
    } else {
        "Sign in to see this page. You come back to it afterwards."
    };
    let actions = view! {
        {sign_in_button("Sign in", false)}
        <a class="btn" href="/verify">{icon(icon::SHIELD_CHECK)}"Verify a licence file"</a>
    };
    card("The licence desk", text, actions.into_any())
}

/// The identity is good, and nobody's.
pub fn no_user() -> AnyView {
    let actions = view! { {sign_in_button("Sign in as somebody else", true)}{sign_out_button()} };
    card(
        "No user for this sign-in",
        "You are signed in, but this sign-in belongs to no user here. Ask your administrator for an invitation, open the \
         link in the mail, and sign in from there.",
        actions.into_any(),
    )
}

/// It went wrong.
pub fn failed(sentence: String) -> AnyView {
    let actions = view! { {sign_in_button("Try again", false)}{sign_in_button("Sign in as somebody else", true)} };
    card("Signing in did not work", sentence, actions.into_any())
}

/// The window beside, which closes itself where the browser lets it.
pub fn beside() -> AnyView {
    card(
        "You are signed in again",
        "Close this window and go on in the other one.",
        ().into_any(),
    )
}

/// The home page of a user whose roles come with no pages.
pub fn no_pages() -> AnyView {
    view! {
        {page::plain_header("Home")}
        {page::state(
            "Nothing here needs you",
            "Your roles come with no pages yet. Ask your administrator if you expected some.",
            view! { <a class="btn" href="/verify">"Verify a licence file"</a> }.into_any(),
        )}
    }
    .into_any()
}
