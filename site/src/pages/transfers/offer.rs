//! `/locations/:id/transfer`: offers a location to another dealer.

use crate::{
    components::{
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        page::{self, Above},
        toasts::Toasts,
    },
    load::load,
    router::Router,
};
use api::{
    operations::{GetLocation, OfferLocation},
    transfers::OfferLocationRequest,
};
use domain::id::LocationId;
use leptos::prelude::*;

/// The page.
pub fn offer(location_id: LocationId) -> AnyView {
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    let loaded = load::<GetLocation>(location_id, ());
    let above = Above {
        text: Signal::derive(move || {
            loaded
                .value()
                .map_or("Location".to_owned(), |location| location.details.name)
        }),
        href: Signal::stored(format!("/locations/{location_id}")),
    };
    let form = Form::new();
    let [email, reason] = [(); 2].map(|()| RwSignal::new(String::new()));
    let submit = move || {
        let request = OfferLocationRequest {
            email: email.get_untracked().trim().to_owned(),
            reason: reason.get_untracked().trim().to_owned(),
        };
        form.send::<OfferLocation>(location_id, request, move |offered| {
            form.saved();
            toasts.done("Offered. If the address is a user's of another dealer, that dealer accepts or declines.");
            router.go(&format!("/transfers/{}", offered.transfer_id));
        });
    };
    let content = page::loaded(loaded, move |location| {
        let content = view! {
            <section class="card" aria-label="Hand over">
                <div class="card-body fields">
                    <p class="mb-0">{location.system_type_name}" "<code class="hkc">{location.hkc}</code>" goes to the other dealer once that accepts, with its licences, software assurance, history and licence files, and what belongs to it. You go on reading what was until then."</p>
                    {Field::new(form, "email", "E-mail address of a user of the other dealer").kind("email").note("You are not told whether it is one.").text(email)}
                    {Field::new(form, "reason", "Reason").note("For the other dealer to read.").lines(reason, 2)}
                    <p class="warning-note">{icon(icon::ALERT_TRIANGLE)}<span>"Once it is accepted it cannot be undone by you: the other dealer would have to hand it back."</span></p>
                </div>
                <div class="card-footer btn-list">
                    {form.submit(Signal::stored("Offer".to_owned()))}
                    <a class="btn" href=format!("/locations/{location_id}")>"Cancel"</a>
                </div>
            </section>
        };
        form_element(form, submit, content.into_any())
    });
    view! {
        {page::header(Some(above), Signal::stored("Hand over to another dealer".to_owned()), ().into_any())}
        {content}
    }
    .into_any()
}
