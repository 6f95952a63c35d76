//! The dialog that activates: what exactly, under which terms, and that it stays so.

use super::{
    Shown,
    attached::{codes, lines},
    files,
};
use crate::components::dynamic::{on, optional};
use crate::{
    components::{
        dialog::cancel,
        form::{Form, form_element},
        icon::{self, icon},
        terms,
        toasts::Toasts,
    },
    format,
};
use api::{
    FieldError,
    licences::{ActivateLicencesRequest, ActivateLicencesResponse, LicenceFileView, LicenceView},
    operations::ActivateLicences,
};
use leptos::prelude::*;

/// The dialog's content: the question, then the file to save.
pub fn activate(shown: Shown, open: RwSignal<bool>, chosen: Signal<Vec<LicenceView>>, terms: String) -> AnyView {
    let done = RwSignal::new(None::<ActivateLicencesResponse>);
    // The page behind changes once the dialog has been closed, or it would close with it.
    let licences = chosen.get_untracked();
    on_cleanup(move || {
        if done.try_get_untracked().flatten().is_some() {
            shown.again();
        }
    });
    (move || match done.get() {
        None => question(shown, open, done, licences.clone(), terms.clone()),
        Some(done) => saved(shown, open, licences.len(), done.licence_file),
    })
    .into_any()
}

fn question(
    shown: Shown,
    open: RwSignal<bool>,
    done: RwSignal<Option<ActivateLicencesResponse>>,
    licences: Vec<LicenceView>,
    terms: String,
) -> AnyView {
    let form = Form::new();
    let accepted = RwSignal::new(false);
    let software_key_codes = codes(&licences);
    let submit = move || {
        let missing =
            (!accepted.get_untracked()).then(|| FieldError::new("terms_accepted", "Accept the terms to activate."));
        if form.check(missing.into_iter().collect()) {
            let request = ActivateLicencesRequest {
                software_key_codes: software_key_codes.clone(),
                terms_accepted: true,
                catalogue: shown.location.value().map(|seen| seen.catalogue),
            };
            form.send::<ActivateLicences>(shown.location_id, request, move |answer| {
                form.saved();
                done.set(Some(answer));
            });
        }
    };
    let hkc = shown.location.value().map(|location| location.hkc).unwrap_or_default();
    let content = view! {
        <p class="mb-2">"For the system with HKC "<code>{hkc}</code>":"</p>
        {lines(&licences)}
        <p class="warning-note">
            {icon(icon::ALERT_TRIANGLE)}
            <span>"This cannot be undone. Activated licences stay with this location and can never be detached."</span>
        </p>
        {terms::terms(form, "Terms", terms.into_any(), "I accept the terms on behalf of the customer", accepted)}
        <div class="btn-list mt-3">{form.submit(Signal::stored("Activate for good".to_owned()))}{cancel(open)}</div>
    };
    form_element(form, submit, content.into_any())
}

/// Where the licence file comes from elsewhere.
fn registered(open: RwSignal<bool>, count: usize) -> AnyView {
    view! {
        <div role="status">
            <p class="done-note">{icon(icon::CIRCLE_CHECK)}<span>{format!("{} activated.", format::count(count, "licence is", "licences are"))}</span></p>
            <p>"The licence file comes from the system's own maker. The location's page says whether it is there, and a mail when it is."</p>
        </div>
        <div class="btn-list"><button type="button" class="btn btn-primary" autofocus on:click=on(move |_| open.set(false))>"Close"</button></div>
    }
    .into_any()
}

fn saved(shown: Shown, open: RwSignal<bool>, count: usize, file: Option<LicenceFileView>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let Some(file) = file else {
        return registered(open, count);
    };
    let sequence = file.sequence;
    let code = file.activation_code.map(|code| view! { <p>"Activation code: "<strong class="text-nowrap">{code}</strong>". The system asks for it. It is mailed to you as well."</p> }.into_any());
    // What was activated may have started a grace period.
    if let Some(swa) = shown.swa {
        swa.view.again();
    }
    let assurance = optional(move || {
        let swa = shown.swa.filter(|swa| swa.quotable())?;
        let quote = on(move |_| {
            open.set(false);
            swa.quote();
        });
        Some(view! {
            <div class="next-step">
                <p class="mb-2">"This location can be put under software assurance right away."</p>
                <button type="button" class="btn" on:click=quote>{icon(icon::SHIELD_CHECK)}"Get an SWA quote"</button>
            </div>
        }.into_any())
    });
    view! {
        <div role="status">
            <p class="done-note">{icon(icon::CIRCLE_CHECK)}<span>{format!("{} activated.", format::count(count, "licence is", "licences are"))}</span></p>
            <p>"The licence file "<code>{file.file_name}</code>" grants everything that is active at this location. Load it into the system."</p>
            {code}
        </div>
        <div class="btn-list">
            <button type="button" class="btn btn-primary" autofocus on:click=on(move |_| files::save(shown.location_id, sequence, toasts))>
                {icon(icon::DOWNLOAD)}"Save licence file"
            </button>
            <button type="button" class="btn" on:click=on(move |_| open.set(false))>"Close"</button>
        </div>
        {assurance}
    }
    .into_any()
}
