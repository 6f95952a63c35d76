//! The form that decides on a request, in the app and behind the link in a mail.
//!
//! Only its two buttons send it, and nothing is sent without a comment: no program that
//! follows links or submits forms decides anything.

use crate::components::dynamic::{dynamic, live, on};
use crate::components::{
    comment::{self, comment},
    form::{Form, form_element},
    icon::{self, icon},
    terms,
    toasts::Toasts,
};
use api::{
    FieldError, ProblemCode,
    upgrades::{UpgradeView, Verdict},
};
use leptos::prelude::*;

/// What a buyer decided.
pub struct Decision {
    /// Approve or decline.
    pub verdict: Verdict,
    /// Why.
    pub comment: String,
    /// Whether the terms were accepted.
    pub terms_accepted: bool,
}

/// The form. `late` fetches what somebody else decided meanwhile: it takes the form's place.
pub fn decision(
    form: Form,
    upgrade: &UpgradeView,
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
    let text = RwSignal::new(String::new());
    let accepted = RwSignal::new(false);
    let send = StoredValue::new_local(send);
    let decide = move |verdict| {
        let decision = Decision {
            verdict,
            comment: text.get_untracked(),
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
    let approve = match &upgrade.price {
        Some(price) => format!("Approve for {}", price.pro_rata),
        None => "Approve".to_owned(),
    };
    let neither = move || {
        let message = "Choose one of the buttons: approve or decline.";
        form.check(vec![FieldError::new("verdict", message)]);
    };
    let button = move |class: &'static str, path: &'static str, text: String, verdict: Verdict| {
        view! {
            <button type="button" class=class aria-disabled=live(move || form.busy().to_string()) on:click=on(move |_| decide(verdict))>
                {icon(path)}{text}
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
    let content = view! {
        <div class="fields">
            <div>{comment(form, "comment", "Comment", text)}</div>
            <div>{terms::terms(form, "Terms & Conditions", super::terms(), "I accept the terms for my organisation", accepted)}</div>
            <div>
                <div class="btn-list decision" id="f-verdict" tabindex="-1">
                    {button("btn btn-primary", icon::CHECK, approve, Verdict::Approve)}
                    {button("btn", icon::X, "Decline".to_owned(), Verdict::Decline)}
                </div>
                <div role="status">{dynamic(busy)}</div>
                {form.error_at("verdict")}
                <p class="form-hint">"A request is decided once. The requester is mailed your decision with the comment."</p>
            </div>
        </div>
    };
    form_element(form, neither, content.into_any())
}
