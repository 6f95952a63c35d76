//! The tick without which no SWA unit is taken.

use super::{
    dynamic::{live, on},
    form::Form,
};
use api::FieldError;
use leptos::prelude::*;

/// What is missing while the units are not authorised.
pub fn authorisation_missing() -> FieldError {
    FieldError::new("authorised", "Authorise that SWA units are taken from your SWA bin.")
}

/// The tick without which no unit is taken.
pub fn authorise(form: Form, authorised: RwSignal<bool>) -> AnyView {
    view! {
        <div>
            <label class="form-check mb-0">
                <input
                    id="f-authorised"
                    class="form-check-input"
                    type="checkbox"
                    aria-describedby="f-authorised-about"
                    prop:checked=live(move || authorised.get())
                    on:change=on(move |event| authorised.set(event_target_checked(&event)))
                />
                <span class="form-check-label">"I authorise that these units are taken from our SWA bin"</span>
            </label>
            <div id="f-authorised-about">{form.error_at("authorised")}</div>
        </div>
    }
    .into_any()
}
