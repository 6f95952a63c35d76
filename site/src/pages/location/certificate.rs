//! `/locations/:id/certificate`: what a location may use today, as one sheet of paper that
//! anybody can check.

use super::features;
use crate::{
    browser,
    components::{
        brand::letterhead,
        dynamic::{on, optional},
        icon::{self, icon},
        page::{self, Above, detail, detail_view},
        qr::qr_code,
        standing::Mark,
    },
    format,
    load::load,
    pages::customer::address,
};
use api::{
    certificate::{CertificateView, CertifiedAssurance, CertifiedFile},
    operations::GetCertificate,
};
use domain::id::LocationId;
use leptos::prelude::*;

/// The page.
pub fn certificate(location_id: LocationId) -> AnyView {
    let loaded = load::<GetCertificate>(location_id, ());
    let location = Signal::stored(format!("/locations/{location_id}"));
    let above = Above {
        text: Signal::derive(move || loaded.value().map_or("Location".to_owned(), |view| view.location_name)),
        href: location,
    };
    let print = optional(move || {
        loaded.value()?.licence_file?;
        Some(view! {
            <button type="button" class="btn btn-primary" on:click=on(|_| { let _ = window().print(); })>{icon(icon::PRINTER)}"Print"</button>
        }.into_any())
    });
    view! {
        {page::header(Some(above), Signal::stored("Licence certificate".to_owned()), print)}
        {page::loaded(loaded, move |view| match &view.licence_file {
            Some(file) => sheet(&view, file),
            None => page::state(
                "Nothing is activated here yet",
                "A certificate says what a location may use. Attach licences and activate them first.",
                page::action(location, icon::KEY, "Go to the location", true),
            ),
        })}
    }
    .into_any()
}

fn sheet(view: &CertificateView, file: &CertifiedFile) -> AnyView {
    let hkc = view! { <code class="hkc">{view.hkc.clone()}</code> };
    let key = view! { <code class="key-id">{file.key_id.clone()}</code> };
    let file_text = format!("No. {}, made on {}", file.sequence, format::day_text(file.issued_at));
    view! {
        <section class="card certificate" aria-label="Certificate">
            <div class="card-body">{letterhead()}</div>
            <div class="card-body certificate-head">
                <dl class="datagrid">
                    {detail("Vendor", view.vendor.clone().unwrap_or_default())}
                    {detail("Supplied by", view.dealer.clone())}
                    {detail("Customer", view.customer_name.clone())}
                    {detail("Customer's address", address(&view.customer_address))}
                    {detail("Location", view.location_name.clone())}
                    {detail("System's address", address(&view.location_address))}
                    {detail("System type", view.system_type_name.clone())}
                    {detail_view("HKC", hkc.into_any())}
                    {detail("Licence file", file_text)}
                    {detail_view("Signed by key", key.into_any())}
                    {detail("As of", format::day_text(view.as_of))}
                </dl>
                {proof(file)}
            </div>
            {features(&view.features)}
            {view.assurance.as_deref().map(assurance)}
        </section>
    }
    .into_any()
}

/// The licence file as a QR code that opens the verifier with it, where it fits.
fn proof(file: &CertifiedFile) -> AnyView {
    let verifier = format!("{}/verify", browser::origin());
    let code = qr_code(
        &format!("{verifier}#file={}", file.jws),
        "QR code with the licence file, to check it",
    );
    let fits = code.is_some();
    let sentence = if fits {
        format!(
            "To check this certificate, scan the code. It holds the licence file and opens {verifier}, which checks the signature without the network."
        )
    } else {
        format!(
            "This licence file is too large for a QR code. To check it, open {verifier} and choose licence file {} there.",
            file.sequence
        )
    };
    view! { <figure class="proof">{code}<figcaption>{sentence}</figcaption></figure> }.into_any()
}

/// Where software assurance stands, by application; nothing where there is none.
pub fn assurance(agreements: &[CertifiedAssurance]) -> AnyView {
    if agreements.is_empty() {
        return ().into_any();
    }
    let rows = agreements.iter().map(|one| {
        view! {
            <tr>
                <td data-label="Application">{one.application_name.clone()}</td>
                <td data-label="Agreement"><code>{one.number.clone()}</code></td>
                <td data-label="State">{Mark::from(one.standing).view()}</td>
                <td data-label="Until">{format::day(one.expires)}</td>
            </tr>
        }
    });
    view! {
        <section aria-labelledby="assurance">
            <div class="card-header"><h2 class="card-title" id="assurance">"Software assurance"</h2></div>
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table">
                    <thead><tr><th scope="col">"Application"</th><th scope="col">"Agreement"</th><th scope="col">"State"</th><th scope="col">"Until"</th></tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
