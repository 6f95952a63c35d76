//! The field of a picture: chosen from a file, checked at once, shown as it will be.

use crate::components::{
    drop::drop_zone,
    dynamic::{on, optional},
    form::{Form, field_id},
    icon::{self, icon},
};
use domain::catalogue::Logo;
use leptos::prelude::*;

/// A picture as the address that holds it; empty where there is none.
pub fn picture(form: Form, name: String, label: &'static str, note: &'static str, value: RwSignal<String>) -> AnyView {
    let refused = RwSignal::new(None);
    let take = move |_: String, bytes: Vec<u8>| match Logo::of_file(&bytes) {
        Ok(logo) => {
            refused.set(None);
            form.touched();
            value.set(logo.address());
        }
        Err(sentence) => refused.set(Some(sentence)),
    };
    let remove = move |_| {
        form.touched();
        value.set(String::new());
    };
    let shown =
        optional(move || {
            let address = Some(value.get()).filter(|address| !address.is_empty())?;
            Some(view! {
            <p class="letterhead mt-2">
                <img class="logo" src=address alt="The logo as it is shown" />
                <button type="button" class="btn" on:click=on(remove)>{icon(icon::TRASH)}"Remove the logo"</button>
            </p>
        }.into_any())
        });
    let wrong = optional(move || {
        refused
            .get()
            .map(|sentence| view! { <p class="field-error">{sentence}</p> }.into_any())
    });
    let id = field_id(&name);
    view! {
        <div class="field" role="group" id=id.clone() tabindex="-1" aria-labelledby=format!("{id}-label")>
            <span class="form-label" id=format!("{id}-label")>{label}<span class="optional">" (optional)"</span></span>
            {drop_zone("Choose a picture", "image/png,image/jpeg,image/webp", take)}
            <div aria-live="polite">{wrong}{form.error_at(name)}<p class="form-hint">{note}</p></div>
            {shown}
        </div>
    }
    .into_any()
}
