//! Newest versions that active software assurance or grace gives free of charge.

use super::Swa;
use crate::{
    components::{
        dynamic::{live, on, optional},
        form::{Form, form_element},
        icon::{self, icon},
        toasts::Toasts,
    },
    pages::location::Shown,
};
use api::{
    assurance::{AttachFreeLicencesRequest, FreeLicence},
    operations::AttachFreeLicences,
};
use leptos::prelude::*;

/// What can be attached, and what was.
pub fn section(shown: Shown, swa: Swa) -> AnyView {
    optional(move || {
        let free = swa.view.value()?.free_licences;
        (!free.is_empty()).then(|| table(shown, swa, free))
    })
}

fn table(shown: Shown, swa: Swa, free: Vec<FreeLicence>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    // Whose button was pressed.
    let pressed = StoredValue::new(None::<FreeLicence>);
    let rows = free.into_iter().map(|licence| row(form, pressed, licence));
    let content = view! {
        <div class="table-responsive">
            <table class="table table-vcenter card-table list-table">
                <thead><tr>
                    <th scope="col">"Part"</th><th scope="col">"Name"</th><th scope="col">"Application"</th>
                    <th scope="col"><span class="visually-hidden">"Attach"</span></th>
                </tr></thead>
                <tbody>{rows.collect::<Vec<_>>()}</tbody>
            </table>
        </div>
        <div class="card-footer text-secondary">
            "The newest version of each application, once. It gets an order of its own and is activated like any other. Detaching it gives it back."
        </div>
    };
    let attach = move || {
        let Some(licence) = pressed.get_value() else { return };
        let request = AttachFreeLicencesRequest {
            parts: vec![licence.part],
        };
        form.send::<AttachFreeLicences>(swa.location_id, request, move |_| {
            toasts.done(format!(
                "{} is attached. Activate it when the system is ready.",
                licence.part_name
            ));
            shown.again();
        });
    };
    view! {
        <section class="card d-print-none" aria-labelledby="free">
            <div class="card-header"><h2 class="card-title" id="free">"Free of charge with software assurance"</h2></div>
            {form_element(form, attach, content.into_any())}
        </section>
    }
    .into_any()
}

fn row(form: Form, pressed: StoredValue<Option<FreeLicence>>, licence: FreeLicence) -> AnyView {
    let action = if licence.available {
        let name = format!(" {} free of charge", licence.part_name);
        let press = {
            let licence = licence.clone();
            on(move |_| pressed.set_value(Some(licence.clone())))
        };
        view! {
            <button type="submit" class="btn" aria-disabled=live(move || form.busy().to_string()) on:click=press>
                {icon(icon::LINK)}"Attach"<span class="visually-hidden">{name}</span>
            </button>
        }
        .into_any()
    } else {
        view! { <span class="text-secondary">"Attached before"</span> }.into_any()
    };
    view! {
        <tr>
            <td data-label="Part"><code>{licence.part}</code></td>
            <td data-label="Name">{licence.part_name}</td>
            <td data-label="Application">{licence.application_name}</td>
            <td class="row-action">{action}</td>
        </tr>
    }
    .into_any()
}
