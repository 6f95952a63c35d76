//! `/locations/:id/replace`: other hardware for the location, with everything that it has.

use super::super::location_form::source_words;
use crate::{
    components::{
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        page,
        toasts::Toasts,
    },
    format,
    load::load,
    router::Router,
};
use api::{
    customers::LocationView,
    operations::{GetLocation, ReplaceHardware},
    replacement::{EmergencyView, ReplaceHardwareRequest, ReplaceableView},
};
use domain::id::LocationId;
use leptos::prelude::*;

/// The page.
pub fn replace(location_id: LocationId) -> AnyView {
    let loaded = load::<GetLocation>(location_id, ());
    let above = super::above(location_id, loaded);
    let content = page::loaded(loaded, move |location| match location.replaceable.clone() {
        Some(replaceable) => view! {
            {hardware(location_id, &location, &replaceable)}
            {emergency(location_id, &location, &replaceable)}
        }
        .into_any(),
        None => {
            let back = view! { <a class="btn btn-primary" href=format!("/locations/{location_id}")>"Back to the location"</a> };
            let why = "Its hardware key code is of no hardware, follows another location's, or is made anew by your vendor alone.";
            page::state("Nothing to replace", why, back.into_any())
        }
    });
    view! {
        {page::header(Some(above), Signal::stored("Replace the hardware".to_owned()), ().into_any())}
        {content}
    }
    .into_any()
}

pub(super) fn hint(replaceable: &ReplaceableView) -> Signal<String> {
    Signal::stored(format!(
        "{}, such as {}.",
        replaceable.hkc_format, replaceable.hkc_example
    ))
}

/// The code of the new hardware, or what it is made from.
fn code(form: Form, replaceable: &ReplaceableView, hkc: RwSignal<String>, made_from: RwSignal<String>) -> AnyView {
    match replaceable.from {
        Some(source) => {
            let (label, note) = source_words(source);
            Field::new(form, "made_from", label).note(note).text(made_from)
        }
        None => Field::new(form, "hkc", "Hardware key code (HKC) of the new hardware")
            .hint(hint(replaceable))
            .text(hkc),
    }
}

fn hardware(location_id: LocationId, location: &LocationView, replaceable: &ReplaceableView) -> AnyView {
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    if replaceable.left == 0 {
        return view! {
            <section class="card"><div class="card-body">
                <p class="mb-0">"The hardware of this location was replaced twice within 12 months. Ask your vendor for another time: it needs the hardware key code "<code class="hkc">{location.hkc.clone()}</code>" and that of the new hardware."</p>
            </div></section>
        }
        .into_any();
    }
    let form = Form::new();
    let waiting = location.emergency.as_ref().map(|emergency| emergency.hkc.clone());
    let hkc = RwSignal::new(waiting.unwrap_or_default());
    let [product_key, made_from, reason] = [(); 3].map(|()| RwSignal::new(String::new()));
    let submit = move || {
        let request = ReplaceHardwareRequest {
            hkc: hkc.get_untracked().trim().to_owned(),
            product_key: product_key.get_untracked().trim().to_owned(),
            made_from: made_from.get_untracked().trim().to_owned(),
            reason: reason.get_untracked().trim().to_owned(),
        };
        form.send::<ReplaceHardware>(location_id, request, move |done| {
            form.saved();
            toasts.done(match &done.licence_file {
                Some(file) => format!("The hardware is {} now. Load {} into it.", done.hkc, file.file_name),
                None => format!("The hardware is {} now.", done.hkc),
            });
            router.go(&format!("/locations/{location_id}"));
        });
    };
    let has_key = replaceable.product_key;
    let left = format!(
        "You can do this {} within 12 months.",
        match replaceable.left {
            1 => "once more".to_owned(),
            left => format!("{left} times"),
        }
    );
    let content = view! {
        <section class="card" aria-labelledby="new-hardware">
            <div class="card-header"><h2 class="card-title" id="new-hardware">"New hardware"</h2></div>
            <div class="card-body fields">
                <p class="mb-0">{location.system_type_name.clone()}" "<code class="hkc">{location.hkc.clone()}</code>" gets another hardware key code. Licences, software assurance and counts stay as they are, what belongs to it follows, and the licence file for the new hardware is made."</p>
                {code(form, replaceable, hkc, made_from)}
                {has_key.then(|| Field::new(form, "product_key", "Product key").note("Of the new hardware, such as DT2729220. Its licence file is called by it.").text(product_key))}
                {Field::new(form, "reason", "Reason").note("Such as a board that was struck by lightning. It stays in the history.").lines(reason, 2)}
                <p class="warning-note">{icon(icon::ALERT_TRIANGLE)}<span>"This cannot be undone. The old hardware key code is nobody's again. "{left}</span></p>
            </div>
            <div class="card-footer btn-list">
                {form.submit(Signal::stored("Replace for good".to_owned()))}
                <a class="btn" href=format!("/locations/{location_id}")>"Cancel"</a>
            </div>
        </section>
    };
    form_element(form, submit, content.into_any())
}

/// The way to an emergency licence, for where nobody can be asked; nothing where there is none.
fn emergency(location_id: LocationId, location: &LocationView, replaceable: &ReplaceableView) -> AnyView {
    if !super::emergency::may_be(location, replaceable) {
        return ().into_any();
    }
    let href = format!("/locations/{location_id}/emergency");
    view! {
        <section class="card" aria-labelledby="emergency">
            <div class="card-header"><h2 class="card-title" id="emergency">"Emergency licence"</h2></div>
            <div class="card-body"><p class="mb-0">{super::emergency::what(replaceable)}</p></div>
            <div class="card-footer"><a class="btn" href=href>{icon(icon::CLOCK)}"Emergency licence"</a></div>
        </section>
    }
    .into_any()
}

/// What stands on the location's page until its hardware is replaced; nothing where no emergency is.
pub(super) fn due(location_id: LocationId, emergency: Option<&EmergencyView>) -> AnyView {
    let Some(emergency) = emergency else {
        return ().into_any();
    };
    view! {
        <div class="warning-note mb-3" role="note">
            {icon(icon::ALERT_TRIANGLE)}
            <span>
                "An emergency licence keeps "<code class="hkc">{emergency.hkc.clone()}</code>" going until "
                {format::time(emergency.ends)}". "
                <a href=format!("/locations/{location_id}/replace")>"Replace the hardware"</a>" before it ends."
            </span>
        </div>
    }
    .into_any()
}
