//! `/locations/:id/emergency`: where hardware dies and nobody can be asked, a licence for some days, for
//! hardware that takes over at once.

use super::replace::hint;
use crate::{
    components::{
        field::Field,
        form::{Form, form_element},
        page::{self, Above},
        toasts::Toasts,
    },
    load::load,
    router::Router,
};
use api::{
    customers::LocationView,
    operations::{GetLocation, IssueEmergency},
    replacement::{EmergencyRequest, ReplaceableView},
};
use domain::id::LocationId;
use leptos::prelude::*;

/// Whether the location may get one, at the right hour.
pub(super) fn may_be(location: &LocationView, replaceable: &ReplaceableView) -> bool {
    location.emergency.is_none()
        && !location.activated.is_empty()
        && replaceable.from.is_none()
        && !replaceable.product_key
}

/// What one is.
pub(super) fn what(replaceable: &ReplaceableView) -> String {
    let hours = replaceable.office_hours.as_ref().map_or_else(
        || "Once a year".to_owned(),
        |hours| format!("Outside of your vendor's office hours ({hours}), once a year"),
    );
    format!(
        "{hours}: other hardware takes over at once with everything that is activated here, for 14 days. It uses up no replacement; the replacement has to follow."
    )
}

/// The page.
pub fn emergency(location_id: LocationId) -> AnyView {
    let loaded = load::<GetLocation>(location_id, ());
    let above = Above::fixed("Replace the hardware", &format!("/locations/{location_id}/replace"));
    let content = page::loaded(loaded, move |location| {
        let replaceable = location.replaceable.clone();
        match replaceable.filter(|replaceable| may_be(&location, replaceable)) {
            Some(replaceable) => ask(location_id, &location, &replaceable),
            None => {
                let back = view! { <a class="btn btn-primary" href=format!("/locations/{location_id}")>"Back to the location"</a> };
                let why = "It has one already, nothing is activated here, its hardware key code is made here, or its hardware has a product key.";
                page::state("No emergency licence", why, back.into_any())
            }
        }
    });
    view! {
        {page::header(Some(above), Signal::stored("Emergency licence".to_owned()), ().into_any())}
        {content}
    }
    .into_any()
}

fn ask(location_id: LocationId, location: &LocationView, replaceable: &ReplaceableView) -> AnyView {
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    let form = Form::new();
    let (hkc, reason) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submit = move || {
        let request = EmergencyRequest {
            hkc: hkc.get_untracked().trim().to_owned(),
            reason: reason.get_untracked().trim().to_owned(),
        };
        form.send::<IssueEmergency>(location_id, request, move |file| {
            form.saved();
            toasts.done(format!(
                "{} is made. Save it below, load it into the hardware, and replace the hardware here within 14 days.",
                file.file_name
            ));
            router.go(&format!("/locations/{location_id}"));
        });
    };
    let content = view! {
        <div class="card">
            <div class="card-body fields">
                <p class="mb-0">{format!("{} {}: ", location.details.name, location.system_type_name)}<code class="hkc">{location.hkc.clone()}</code></p>
                <p class="mb-0">{what(replaceable)}</p>
                {Field::new(form, "hkc", "Hardware key code (HKC) of the hardware that takes over").hint(hint(replaceable)).text(hkc)}
                {Field::new(form, "reason", "What happened").note("It stays in the history.").lines(reason, 2)}
            </div>
            <div class="card-footer btn-list">
                {form.submit(Signal::stored("Make the emergency licence".to_owned()))}
                <a class="btn" href=format!("/locations/{location_id}")>"Cancel"</a>
            </div>
        </div>
    };
    form_element(form, submit, content.into_any())
}
