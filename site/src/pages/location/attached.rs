//! The licences that are reserved for the location: detach them, or activate them.

use super::{Shown, activate};
use crate::components::dynamic::{live, on, text};
use crate::{
    components::{
        dialog::{cancel, dialog},
        form::{Form, form_element},
        icon::{self, icon},
        toasts::Toasts,
    },
    format,
};
use api::{
    customers::LocationView,
    licences::{DetachLicencesRequest, LicenceView},
    operations::DetachLicences,
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The software key codes that are ticked.
pub type Ticked = RwSignal<BTreeSet<String>>;

/// The attached licences with what can be done to them.
pub fn attached(shown: Shown, location: &LocationView) -> AnyView {
    let licences = location.attached.clone();
    if licences.is_empty() {
        return ().into_any();
    }
    let codes: BTreeSet<String> = licences
        .iter()
        .map(|licence| licence.software_key_code.clone())
        .collect();
    // Activating everything that was just attached is what mostly comes next.
    let ticked: Ticked = RwSignal::new(codes.clone());
    let (detaching, activating) = (RwSignal::new(false), RwSignal::new(false));
    let all = codes.len();
    let count = move || ticked.with(BTreeSet::len);
    let tick_all = move |event| {
        let all = event_target_checked(&event);
        ticked.set(if all { codes.clone() } else { BTreeSet::new() });
    };
    let chosen = {
        let licences = licences.clone();
        Signal::derive(move || {
            let ticked = ticked.get();
            licences
                .iter()
                .filter(|licence| ticked.contains(&licence.software_key_code))
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    let rows = licences
        .into_iter()
        .map(move |licence| row(ticked, licence))
        .collect::<Vec<_>>();
    let terms = location.terms.clone();
    // What waits for a hardware key code is activated with it.
    let awaits = location.awaits_hkc.is_some();
    view! {
        <section class="card d-print-none" aria-labelledby="attached">
            <div class="card-header list-tools">
                <h2 class="card-title" id="attached">"Attached, waiting to be activated"</h2>
                <span class="text-secondary" role="status">{text(move || format!("{} of {all} chosen", count()))}</span>
                <button type="button" class="btn" disabled=live(move || count() == 0) on:click=on(move |_| detaching.set(true))>
                    {icon(icon::UNLINK)}"Detach"
                </button>
                {(!awaits).then(|| view! {
                    <button type="button" class="btn btn-primary" disabled=live(move || count() == 0) on:click=on(move |_| activating.set(true))>
                        {icon(icon::CHECK)}"Activate"
                    </button>
                }.into_any())}
            </div>
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table">
                    <thead><tr>
                        <th scope="col" class="tick">
                            <input class="form-check-input" type="checkbox" aria-label="Choose all" prop:checked=live(move || count() == all) on:change=tick_all />
                        </th>
                        <th scope="col">"Part"</th><th scope="col">"Name"</th><th scope="col" class="num">"Quantity"</th>
                        <th scope="col">"Software key code"</th><th scope="col">"Order"</th><th scope="col">"Attached"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
        {dialog(detaching, "Detach these licences?", move || detach(shown, detaching, chosen))}
        {dialog(activating, "Activate these licences?", move || activate::activate(shown, activating, chosen, terms.clone()))}
    }
    .into_any()
}

fn row(ticked: Ticked, licence: LicenceView) -> AnyView {
    let code = licence.software_key_code;
    let is_ticked = {
        let code = code.clone();
        move || ticked.with(|ticked| ticked.contains(&code))
    };
    let tick = {
        let code = code.clone();
        move |event| {
            let on = event_target_checked(&event);
            ticked.update(|ticked| {
                if on {
                    ticked.insert(code.clone())
                } else {
                    ticked.remove(&code)
                };
            });
        }
    };
    view! {
        <tr>
            <td class="tick" data-label="Choose">
                <input class="form-check-input" type="checkbox" aria-label=format!("Choose {}", licence.part_name) prop:checked=is_ticked on:change=tick />
            </td>
            <td data-label="Part"><code>{licence.part}</code></td>
            <td data-label="Name">{licence.part_name}</td>
            <td data-label="Quantity" class="num">{format::number(u64::from(licence.quantity))}</td>
            <td data-label="Software key code"><code>{code}</code></td>
            <td data-label="Order"><a href=format!("/orders/{}", licence.order_id)>{licence.purchase_order}</a></td>
            <td data-label="Attached">{format::time(licence.attached_at)}</td>
        </tr>
    }
    .into_any()
}

/// What exactly will be done, line by line.
pub fn lines(licences: &[LicenceView]) -> AnyView {
    let items = licences.iter().map(|licence| {
        view! { <li><strong>{format::number(u64::from(licence.quantity))}" x "</strong>{licence.part_name.clone()}" "<code>{licence.part.clone()}</code></li> }
    });
    view! { <ul class="what">{items.collect::<Vec<_>>()}</ul> }.into_any()
}

/// The codes of the licences, as they travel.
pub fn codes(licences: &[LicenceView]) -> Vec<String> {
    licences
        .iter()
        .map(|licence| licence.software_key_code.clone())
        .collect()
}

fn detach(shown: Shown, open: RwSignal<bool>, chosen: Signal<Vec<LicenceView>>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let submit = move || {
        let request = DetachLicencesRequest {
            software_key_codes: codes(&chosen.get_untracked()),
        };
        form.send::<DetachLicences>(shown.location_id, request, move |answer| {
            open.set(false);
            let what = format::count(answer.detached.len(), "licence is", "licences are");
            toasts.done(format!("{what} back in the licence bin."));
            shown.again();
        });
    };
    let content = view! {
        {lines(&chosen.get_untracked())}
        <p>"They go back to the order lines that they came from. Their software key codes stop being valid; attaching again makes new ones."</p>
        <div class="btn-list">{form.submit(Signal::stored("Detach".to_owned()))}{cancel(open)}</div>
    };
    form_element(form, submit, content.into_any())
}
