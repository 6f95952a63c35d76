//! `/invitation#token=...`: the link in an invitation's mail.

use super::signed_out::sign_in_button;
use crate::components::dynamic::dynamic;
use crate::{
    components::page,
    session::{Session, SignIn},
};
use leptos::prelude::*;

/// The page of the link in the mail.
pub fn invitation() -> AnyView {
    let session = expect_context::<Session>();
    let content = move || match session.state.get() {
        SignIn::Working => page::skeleton(),
        SignIn::Failed(sentence) => failed(sentence),
        SignIn::NoUser | SignIn::Out | SignIn::Beside | SignIn::In(_) if session.has_invitation() => waiting(),
        _ => nothing(),
    };
    view! {
        <div class="narrow">
            {page::plain_header("Your invitation")}
            {dynamic(content)}
        </div>
    }
    .into_any()
}

fn waiting() -> AnyView {
    view! {
        <div class="card card-md"><div class="card-body">
            <p>"You have been invited to the licence desk. Sign in, or sign up at the sign-in service, and you are in."</p>
            <p class="text-secondary">
                "The sign-in that you use now will be yours here from then on. An invitation works once."
            </p>
            {sign_in_button("Sign in and accept", true)}
        </div></div>
    }
    .into_any()
}

fn failed(sentence: String) -> AnyView {
    view! {
        <div class="card card-md"><div class="card-body">
            <div class="error-summary" role="alert">
                <h2 class="h4 mb-1">"The invitation was not accepted"</h2>
                <p class="mb-0">{sentence}</p>
            </div>
            <p class="text-secondary">
                "If it was used before, you can simply sign in. If it is too old, ask whoever invited you to send a new one."
            </p>
            <div class="btn-list">
                {sign_in_button("Try with another sign-in", true)}
                <a class="btn" href="/">"Go to the home page"</a>
            </div>
        </div></div>
    }
    .into_any()
}

fn nothing() -> AnyView {
    page::state(
        "There is no invitation here",
        "Open the link in the mail once more. If it does not work, ask whoever invited you to send a new one.",
        view! { <a class="btn" href="/">"Go to the home page"</a> }.into_any(),
    )
}
