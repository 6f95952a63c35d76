//! The form that decides on a request, in the app and behind the link in a mail.
//!
//! Only its two buttons send it, and nothing is sent without a comment: no program that
//! follows links or submits forms decides anything.

use super::price;
use crate::components::dynamic::{self, dynamic, live, on};
use crate::components::{
    comment::{self, comment},
    form::{Form, form_element},
    icon::{self, icon},
    terms,
    toasts::Toasts,
};
use api::{
    FieldError, ProblemCode,
    upgrades::{PriceView, Verdict},
};
use domain::upgrade::AgreedPrice;
use leptos::prelude::*;

/// What a buyer decided.
pub struct Decision {
    /// Approve or decline.
    pub verdict: Verdict,
    /// Why.
    pub comment: String,
    /// The price that was shown; none where it cannot be bought.
    pub price: Option<AgreedPrice>,
    /// Whether the terms were accepted.
    pub terms_accepted: bool,
}

/// The form. Where the price was another one than is shown, the new one is shown, and has to be
/// approved. `late` fetches what somebody else decided meanwhile: it takes the form's place.
pub fn decision(
    form: Form,
    shown: RwSignal<Option<PriceView>>,
    send: impl Fn(Decision) + 'static,
    late: impl Fn() + 'static,
) -> AnyView {
    let toasts = expect_context::<Toasts>();
    Effect::new(move || {
        if form.refusal() == Some(ProblemCode::AlreadyDecided) {
            form.saved();
            toasts.failed("Your decision came too late: this request was decided before. The page shows by whom.");
            late();
        }
    });
    Effect::new(move || {
        if let Some(change) = form.price_change() {
            shown.set(Some(change.now));
        }
    });
    let text = RwSignal::new(String::new());
    let accepted = RwSignal::new(false);
    let send = StoredValue::new_local(send);
    let decide = move |verdict| {
        let decision = Decision {
            verdict,
            comment: text.get_untracked(),
            price: shown.get_untracked().map(|price| price.agreed()),
            terms_accepted: accepted.get_untracked(),
        };
        let mut errors: Vec<FieldError> = comment::wrong("comment", &decision.comment).into_iter().collect();
        if verdict == Verdict::Approve && !decision.terms_accepted {
            let message = "Read the terms and accept them. Declining needs no terms.";
            errors.push(FieldError::new("terms_accepted", message));
        }
        if form.check(errors) {
            send.with_value(|send| send(decision));
        }
    };
    let neither = move || {
        let message = "Choose one of the buttons.";
        form.check(vec![FieldError::new("verdict", message)]);
    };
    let button = move |class: &'static str, path: &'static str, text: Signal<String>, verdict: Verdict| {
        view! {
            <button type="button" class=class aria-disabled=live(move || form.busy().to_string()) on:click=on(move |_| decide(verdict))>
                {icon(path)}{dynamic::text(move || text.get())}
            </button>
        }
    };
    let busy = move || {
        if form.busy() {
            view! { <p class="text-secondary mb-0 mt-2">"Sending ..."</p> }.into_any()
        } else {
            ().into_any()
        }
    };
    let (consent, approve) = if shown.get_untracked().is_some() {
        let label = move || {
            shown
                .get()
                .map_or_else(String::new, |price| format!("Approve for {}", price.pro_rata))
        };
        let terms = terms::terms(
            form,
            "Terms & Conditions",
            super::terms(),
            "I accept the terms for my organisation",
            accepted,
        );
        let approve = button("btn btn-primary", icon::CHECK, Signal::derive(label), Verdict::Approve);
        (view! { <div>{terms}</div> }.into_any(), approve.into_any())
    } else {
        (ended(), ().into_any())
    };
    let content = view! {
        <div class="fields">
            <div>{comment(form, "comment", "Comment", text)}</div>
            {consent}
            {price::changed(form)}
            <div>
                <div class="btn-list decision" id="f-verdict" tabindex="-1">
                    {approve}
                    {button("btn", icon::X, Signal::stored("Decline".to_owned()), Verdict::Decline)}
                </div>
                <div role="status">{dynamic(busy)}</div>
                {form.error_at("verdict")}
                <p class="form-hint">"A request is decided once. The requester is mailed your decision with the comment."</p>
            </div>
        </div>
    };
    form_element(form, neither, content.into_any())
}

/// There is no price to approve.
fn ended() -> AnyView {
    let why = "The contract has ended, and with it what could be approved. Decline the request, or ask your vendor to renew the contract first.";
    view! { <p class="warning-note mb-0">{icon(icon::ALERT_TRIANGLE)}<span>{why}</span></p> }.into_any()
}
