//! Terms that have to be accepted before a form is sent.

use super::dynamic::{live, on};
use super::form::Form;
use leptos::prelude::*;

/// The terms and the box that accepts them; the field is `terms_accepted`.
pub fn terms(
    form: Form,
    heading: &'static str,
    terms: AnyView,
    accept: &'static str,
    accepted: RwSignal<bool>,
) -> AnyView {
    view! {
        <h3 class="h4 mb-1" id="terms-heading">{heading}</h3>
        <div class="terms" tabindex="0" role="region" aria-labelledby="terms-heading">{terms}</div>
        <label class="form-check mt-3">
            <input
                id="f-terms_accepted"
                class="form-check-input"
                type="checkbox"
                aria-describedby="f-terms_accepted-about"
                prop:checked=live(move || accepted.get())
                on:change=on(move |event| accepted.set(event_target_checked(&event)))
            />
            <span class="form-check-label">{accept}</span>
        </label>
        <div id="f-terms_accepted-about">{form.error_at("terms_accepted")}</div>
    }
    .into_any()
}
