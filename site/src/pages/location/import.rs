//! Importing what an installed system has: its file is shown for verification, then registered.

use super::Shown;
use crate::{
    browser,
    components::{
        drop::drop_zone,
        dynamic::optional,
        form::{Form, form_element},
        icon::{self, icon},
        toasts::Toasts,
    },
    format,
};
use api::{
    FieldError,
    customers::LocationView,
    licences::{ImportLicencesRequest, LicencesImport},
    operations::ImportLicences,
};
use leptos::prelude::*;

/// The codes that a file is refused with, each with what to do.
const CODES: [(&str, &str); 8] = [
    (
        "INVALID_HARDWARE_KEYCODE",
        "Choose the file of this system: its line PARI has the hardware key code above.",
    ),
    (
        "INVALID_FEATURE_CODE_STRING",
        "Check that at least one Access Point licence is in it, and that each line is a feature code and a quantity.",
    ),
    (
        "INVALID_FEATURE_CODE",
        "The system does not have this feature in the catalogue. Ask your vendor.",
    ),
    (
        "INVALID_FEATURE_QUANTITY",
        "Check that there is an upgrade licence for each Access Point, and of messaging and location none or at least as many.",
    ),
    (
        "INVALID_FEATURE_TIMESTAMP",
        "Check the clock of the system, and make the file anew.",
    ),
    (
        "NOT_APPLICABLE",
        "Licences are activated here already, or the system has none to import.",
    ),
    (
        "CANNOT_WRITE_LICENSE_FILE",
        "The file has more features than a licence file can hold. Ask your vendor.",
    ),
    (
        "UNKNOWN_ERROR",
        "Try again; if it stays, ask your vendor, and say the request id.",
    ),
];

const EXAMPLE: &str = "# What the system has\nPARI 1009FFFE\nMADE 2014-11-04T09:30:00Z\nEU917017 50\nEU917027 50\nEU917028 50\nEU917029 50\nEU917005 1\n";

/// A file that was read, and what it says.
#[derive(Clone)]
struct Read {
    name: String,
    content: String,
    found: LicencesImport,
}

/// The section; nothing where nothing can be imported.
pub fn import(shown: Shown, location: &LocationView) -> AnyView {
    if !location.imports {
        return ().into_any();
    }
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let read = RwSignal::new(None::<Read>);
    let take = move |name: String, bytes: Vec<u8>| {
        read.set(None);
        let content = browser::to_base64(&bytes);
        let sent = request(content.clone(), true);
        form.send::<ImportLicences>(shown.location_id, sent, move |found| {
            read.set(Some(Read { name, content, found }))
        });
    };
    let submit = move || {
        let missing = FieldError::new("content", "Choose the file first.");
        let Some(chosen) = read.get_untracked() else {
            form.check(vec![missing]);
            return;
        };
        form.send::<ImportLicences>(shown.location_id, request(chosen.content, false), move |made| {
            form.saved();
            let order = made.purchase_order.unwrap_or_default();
            let what = format::count(made.features.len(), "licence is", "licences are");
            toasts.done(format!("{what} imported as {order}. The licence file is below."));
            shown.again();
        });
    };
    let codes = CODES
        .into_iter()
        .map(|(code, what)| view! { <div><dt><code>{code}</code></dt><dd>{what}</dd></div> });
    let content = view! {
        <div class="card-body">
            <p>"Does the system run with licences already? Import its feature file before anything is activated here: it can be done once. If it has none, go on with the licence bin."</p>
            {drop_zone("Choose the feature file", ".txt,.csv,.lic,text/plain", take)}
            <details class="mt-3">
                <summary>"What such a file looks like, and what to do when it is refused"</summary>
                <p class="mt-2 mb-1">"A line is a feature code and a quantity. PARI says whose it is, MADE since when; what begins with # says nothing."</p>
                <pre tabindex="0"><code>{EXAMPLE}</code></pre>
                <dl class="mb-0">{codes.collect::<Vec<_>>()}</dl>
            </details>
        </div>
        {optional(move || read.get().map(|read| verify(form, read)))}
    };
    view! {
        <section class="card d-print-none" aria-labelledby="import">
            <div class="card-header"><h2 class="card-title" id="import">"Import from the installed system"</h2></div>
            {form_element(form, submit, content.into_any())}
        </section>
    }
    .into_any()
}

fn request(content: String, dry_run: bool) -> ImportLicencesRequest {
    ImportLicencesRequest {
        content: None,
        content_base64: Some(content),
        dry_run,
    }
}

/// What would be registered.
fn verify(form: Form, Read { name, found, .. }: Read) -> AnyView {
    let rows = found.features.iter().map(|feature| {
        view! {
            <tr>
                <td data-label="Line" class="num">{feature.line}</td>
                <td data-label="Part"><code>{feature.part.clone()}</code></td>
                <td data-label="Name">{feature.part_name.clone()}</td>
                <td data-label="Quantity" class="num">{format::number(u64::from(feature.quantity))}</td>
            </tr>
        }
    });
    view! {
        <div role="status">
            <div class="card-body py-2"><p class="mb-0">{format!("{name}, made ")}{format::time(found.made_at)}". Verify what will be registered:"</p></div>
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table">
                    <thead><tr>
                        <th scope="col" class="num">"Line"</th><th scope="col">"Part"</th><th scope="col">"Name"</th><th scope="col" class="num">"Quantity"</th>
                    </tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        </div>
        <div class="card-footer btn-list">
            {form.submit(Signal::stored("Import".to_owned()))}
            <span class="text-secondary">{icon(icon::ALERT_TRIANGLE)}"They are activated for good. It cannot be done again."</span>
        </div>
    }
    .into_any()
}
