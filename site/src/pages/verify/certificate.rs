//! What a genuine licence file grants.

use crate::components::dynamic::on;
use crate::{
    components::{
        brand::letterhead,
        icon::{self, icon},
        page::{detail, detail_view},
    },
    format,
    licence_file::{Feature, Licence, Verified},
};
use leptos::prelude::*;

/// The certificate.
pub fn certificate(verified: &Verified) -> AnyView {
    let claims = &verified.claims;
    let expired = verified.is_expired();
    let until = match verified.expires_at() {
        Some(at) => format::day_text(at),
        None => "no expiry".to_owned(),
    };
    let heading = if expired {
        view! { <h2 class="verdict verdict-late">{icon(icon::ALERT_TRIANGLE)}"Genuine, but expired"</h2> }
    } else {
        view! { <h2 class="verdict verdict-good">{icon(icon::SHIELD_CHECK)}"Genuine"</h2> }
    };
    let features = claims.features.iter().map(feature).collect::<Vec<_>>();
    let licences = claims.licences.iter().map(licence).collect::<Vec<_>>();
    view! {
        <section class="card" aria-label="Result">
            <div class="card-body print-only">{letterhead()}</div>
            <div class="card-header list-tools">
                {heading}
                <button type="button" class="btn d-print-none" on:click=on(|_| { let _ = window().print(); })>{icon(icon::PRINTER)}"Print"</button>
            </div>
            <div class="card-body">
                <dl class="datagrid">
                    {detail_view("HKC", view! { <code class="hkc">{claims.sub.clone()}</code> }.into_any())}
                    {claims.second.clone().map(|hkc| detail_view("Secondary HKC", view! { <code class="hkc">{hkc}</code> }.into_any()))}
                    {claims.limited.map(|kind| detail("This is a", kind.words().to_lowercase()))}
                    {detail("System type", claims.sys.clone())}
                    {detail("Valid until", until)}
                    {detail("Sequence number", claims.seq.to_string())}
                    {verified.issued_at().map(|at| detail_view("Made", format::time(at))).into_any()}
                    {detail("Made by", claims.iss.clone())}
                    {detail_view("Signed by key", view! { <code class="key-id">{verified.key_id.clone()}</code> }.into_any())}
                    {detail_view("File id", view! { <code class="key-id">{claims.jti.clone()}</code> }.into_any())}
                </dl>
            </div>
            <div class="table-responsive" tabindex="0" role="region" aria-label="What the file grants">
                <table class="table table-vcenter card-table list-table">
                    <caption class="visually-hidden">"Features"</caption>
                    <thead><tr><th scope="col">"Feature"</th><th scope="col" class="num">"Granted"</th></tr></thead>
                    <tbody>{features}</tbody>
                </table>
                <table class="table table-vcenter card-table list-table">
                    <caption class="visually-hidden">"Licences"</caption>
                    <thead><tr><th scope="col">"Software key code"</th><th scope="col">"Part"</th><th scope="col" class="num">"Quantity"</th></tr></thead>
                    <tbody>{licences}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn feature(feature: &Feature) -> AnyView {
    let level = match (feature.quantity, feature.version) {
        (Some(quantity), _) => format::number(quantity),
        (None, Some(version)) => format!("V{version}"),
        (None, None) => "yes".to_owned(),
    };
    view! {
        <tr><td data-label="Feature">{feature.feature.clone()}</td><td data-label="Granted" class="num"><strong>{level}</strong></td></tr>
    }
    .into_any()
}

fn licence(licence: &Licence) -> AnyView {
    view! {
        <tr>
            <td data-label="Software key code"><code>{licence.software_key_code.clone()}</code></td>
            <td data-label="Part"><code>{licence.part.clone()}</code></td>
            <td data-label="Quantity" class="num">{format::number(licence.quantity)}</td>
        </tr>
    }
    .into_any()
}
