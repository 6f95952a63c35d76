//! A location that has a temporary key: what to do until its hardware key code is made, and making it.

use super::{super::location_form::source_words, Shown};
use crate::components::{
    field::Field,
    form::{Form, form_element},
    icon::{self, icon},
    terms,
    toasts::Toasts,
};
use api::{
    FieldError,
    customers::{AwaitsHkc, LocationView, MakeHkcRequest},
    operations::MakeHkc,
};
use leptos::prelude::*;

/// What is to be done; nothing where the location has its hardware key code.
pub fn awaited(shown: Shown, location: &LocationView) -> AnyView {
    let Some(awaits) = &location.awaits_hkc else {
        return ().into_any();
    };
    let content = match awaits.ready {
        true => make(shown, awaits, location),
        false => first(location, awaits),
    };
    view! {
        <section class="card d-print-none" aria-labelledby="awaited">
            <div class="card-header"><h2 class="card-title" id="awaited">"Make the hardware key code"</h2></div>
            {content}
        </section>
    }
    .into_any()
}

/// The licence that comes first is not there yet.
fn first(location: &LocationView, awaits: &AwaitsHkc) -> AnyView {
    let (label, _) = source_words(awaits.from);
    view! {
        <div class="card-body">
            <p>"This location has a temporary key until its hardware key code is made:"</p>
            <ol class="mb-3">
                <li>"Attach 1 x "<strong>{awaits.parts.join(" or ")}</strong>", and nothing else."</li>
                <li>{format!("Enter the {} here: the hardware key code is made from it, once, and the licence activated with it.", lower(label))}</li>
                <li>"Attach and activate everything else."</li>
            </ol>
            <a class="btn btn-primary" href=format!("/bin?location={}", location.location_id)>{icon(icon::LINK)}"Attach it from the bin"</a>
        </div>
    }
    .into_any()
}

/// As it stands within a sentence; what is written in capitals stays so.
fn lower(label: &str) -> String {
    match label.split_once(' ') {
        Some((first, rest)) if first.chars().skip(1).any(char::is_lowercase) => {
            format!("{} {rest}", first.to_lowercase())
        }
        _ => label.to_owned(),
    }
}

fn make(shown: Shown, awaits: &AwaitsHkc, location: &LocationView) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let (made_from, accepted) = (RwSignal::new(String::new()), RwSignal::new(false));
    let (label, note) = source_words(awaits.from);
    let (terms, catalogue) = (location.terms.clone(), location.catalogue);
    let submit = move || {
        let missing = (!accepted.get_untracked())
            .then(|| FieldError::new("terms_accepted", "Accept the terms to make the hardware key code."));
        if !form.check(missing.into_iter().collect()) {
            return;
        }
        let request = MakeHkcRequest {
            made_from: made_from.get_untracked().trim().to_owned(),
            terms_accepted: true,
            catalogue: Some(catalogue),
        };
        form.send::<MakeHkc>(shown.location_id, request, move |made| {
            form.saved();
            toasts.done(format!(
                "The hardware key code is {}. Attach everything else now.",
                made.hkc
            ));
            shown.again();
        });
    };
    let content = view! {
        <div class="card-body fields">
            {Field::new(form, "made_from", label).note(note).text(made_from)}
            <p class="warning-note">
                {icon(icon::ALERT_TRIANGLE)}
                <span>"This cannot be undone. The attached licence is activated with the hardware key code, for good."</span>
            </p>
            {terms::terms(form, "Terms", terms.into_any(), "I accept the terms on behalf of the customer", accepted)}
        </div>
        <div class="card-footer btn-list">{form.submit(Signal::stored("Make hardware key code".to_owned()))}</div>
    };
    form_element(form, submit, content.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_stands_in_a_sentence() {
        for (label, said) in [
            ("IP address", "IP address"),
            ("Full computer name", "full computer name"),
            ("Address", "Address"),
        ] {
            assert_eq!(lower(label), said);
        }
    }
}
