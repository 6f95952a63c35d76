//! `/hardware`: the vendor replaces the hardware of any location, as often as is needed, and sees whose
//! hardware has to be replaced. What of a partner's has to be stands on its home page.

use crate::{
    components::{
        empty::Empty,
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        list::{About, list},
        page,
        row::{Cell, Row},
        toasts::Toasts,
    },
    load::{Loaded, Rows, load_first, load_list},
};
use api::{
    operations::{ListDueReplacements, ReplaceAnyHardware},
    replacement::{DueReplacementView, ReplaceAnyHardwareRequest},
};
use leptos::prelude::*;

const DUE: About = About {
    title: "Emergency licences whose hardware has to be replaced",
    columns: &["Location", "Organisation", "HKC", "Runs on", "Since", "Until"],
    file: "due-replacements",
    empty: Empty::waits("No emergency licence is out. Each is listed here until its hardware is replaced."),
};

/// The vendor's page.
pub fn hardware() -> AnyView {
    let due = load_list::<ListDueReplacements, _>(());
    view! {
        {page::plain_header("Replace hardware")}
        {form(due)}
        {list(DUE, due, |due| row(due, false))}
    }
    .into_any()
}

/// A partner's own; nothing where there is none.
pub fn due() -> AnyView {
    let due = load_first::<ListDueReplacements, _>(());
    crate::components::dynamic::optional(move || {
        due.value()
            .filter(|rows| !rows.items.is_empty())
            .map(|rows| list(DUE, Loaded::ready(rows), |due| row(due, true)))
    })
}

fn row(due: &DueReplacementView, own: bool) -> Row {
    let name = match own {
        true => Cell::link(&due.location_name, format!("/locations/{}/replace", due.location_id)),
        false => Cell::Text(due.location_name.clone()),
    };
    Row(vec![
        name,
        Cell::Text(due.organisation_name.clone()),
        Cell::Code(due.hkc.clone()),
        Cell::Code(due.new_hkc.clone()),
        Cell::Time(due.at),
        Cell::Time(due.ends),
    ])
}

fn form(due: Loaded<Rows<DueReplacementView>>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let signals = [(); 5].map(|()| RwSignal::new(String::new()));
    let [before, hkc, product_key, made_from, reason] = signals;
    let submit = move || {
        let [before, hkc, product_key, made_from, reason] =
            signals.map(|signal| signal.get_untracked().trim().to_owned());
        let request = ReplaceAnyHardwareRequest {
            before,
            hkc,
            product_key,
            made_from,
            reason,
        };
        form.send::<ReplaceAnyHardware>((), request, move |done| {
            form.saved();
            toasts.done(format!(
                "{} has {} in the place of {} now.",
                done.location_name, done.hkc, done.before
            ));
            for signal in signals {
                signal.set(String::new());
            }
            due.again();
        });
    };
    let content = view! {
        <section class="card" aria-labelledby="any">
            <div class="card-header"><h2 class="card-title" id="any">"A location's hardware"</h2></div>
            <div class="card-body fields">
                <p class="mb-0">"Dealers replace hardware themselves, twice in 12 months for each location. You replace it as often as is needed, and make hardware key codes anew that are made here."</p>
                {Field::new(form, "before", "Hardware key code (HKC) that the location has").text(before)}
                {Field::new(form, "hkc", "Hardware key code (HKC) of the new hardware").note("Empty where it is made here.").optional().text(hkc)}
                {Field::new(form, "product_key", "Product key").note("Of the new hardware, where its system type has such.").optional().text(product_key)}
                {Field::new(form, "made_from", "MAC or IP address").note("Of the new hardware or server, where its code is made here.").optional().text(made_from)}
                {Field::new(form, "reason", "Reason").note("It stays in the location's history, which its dealer reads.").lines(reason, 2)}
                <p class="warning-note">{icon(icon::ALERT_TRIANGLE)}<span>"This cannot be undone. The old hardware key code is nobody's again; everything that the location has stays with it."</span></p>
            </div>
            <div class="card-footer btn-list">{form.submit(Signal::stored("Replace for good".to_owned()))}</div>
        </section>
    };
    form_element(form, submit, content.into_any())
}
