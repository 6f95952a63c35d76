//! The location's licence files: save one, or make the newest anew.

use super::Shown;
use crate::components::dynamic::{live, on};
use crate::{
    browser, client,
    components::{
        form::{Form, form_element},
        icon::{self, icon},
        toasts::Toasts,
    },
    format,
};
use api::{
    customers::LocationView,
    licences::{LicenceFileView, RegenerateLicenceFileRequest},
    operations::{GetLicenceFile, RegenerateLicenceFile},
};
use domain::id::LocationId;
use leptos::{prelude::*, task::spawn_local};

/// Fetches a licence file and offers it to save.
pub fn save(location_id: LocationId, sequence: u32, toasts: Toasts) {
    spawn_local(async move {
        match client::call::<GetLicenceFile>((location_id, sequence), ()).await {
            Ok(file) => match browser::from_base64(&file.content) {
                Some(bytes) => {
                    browser::save_file(&file.licence_file.file_name, &file.media_type, &bytes);
                    toasts.done(format!("{} is being saved.", file.licence_file.file_name));
                }
                None => toasts.failed("The licence file could not be read."),
            },
            Err(failure) => toasts.failed(failure.to_string()),
        }
    });
}

/// The files, newest first.
pub fn files(shown: Shown, location: &LocationView) -> AnyView {
    if (location.activated.is_empty() && location.licence_files.is_empty()) || location.is_external {
        return ().into_any();
    }
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let regenerate = move || {
        form.send::<RegenerateLicenceFile>(shown.location_id, RegenerateLicenceFileRequest {}, move |file| {
            toasts.done(format!("Licence file {} was made.", file.sequence));
            shown.again();
        });
    };
    let button = view! {
        <button type="submit" class="btn" aria-disabled=live(move || form.busy().to_string())>{icon(icon::REFRESH)}"Regenerate"</button>
    };
    let codes = location.licence_files.iter().any(|file| file.activation_code.is_some());
    let rows = location
        .licence_files
        .iter()
        .cloned()
        .map(|file| row(shown.location_id, file, codes, toasts))
        .collect::<Vec<_>>();
    view! {
        <section class="card d-print-none" aria-labelledby="files">
            <div class="card-header list-tools">
                <h2 class="card-title" id="files">"Licence files"</h2>
                {(!location.activated.is_empty()).then(|| form_element(form, regenerate, button.into_any()))}
            </div>
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table">
                    <thead><tr>
                        <th scope="col" class="num">"No."</th><th scope="col">"File"</th><th scope="col">"Made"</th>
                        {codes.then(|| view! { <th scope="col">"Activation code"</th> }.into_any())}
                        <th scope="col">"Signed by key"</th><th scope="col"><span class="visually-hidden">"Save"</span></th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(location_id: LocationId, file: LicenceFileView, codes: bool, toasts: Toasts) -> AnyView {
    let sequence = file.sequence;
    let code = codes.then(|| {
        let code = file.activation_code.unwrap_or_default();
        view! { <td data-label="Activation code" class="text-nowrap">{code}</td> }.into_any()
    });
    view! {
        <tr>
            <td data-label="No." class="num">{sequence}</td>
            <td data-label="File">
                {file.file_name}
                {file.limited.map(|limited| view! {
                    <span class="badge bg-yellow-lt ms-2">{limited.kind.words()}</span>
                    <span class="text-secondary d-block">"until "{format::time(limited.ends)}</span>
                }.into_any())}
            </td>
            <td data-label="Made">{format::time(file.issued_at)}</td>
            {code}
            <td data-label="Signed by key"><code class="key-id">{file.key_id}</code></td>
            <td class="row-action">
                <button type="button" class="btn" aria-label=format!("Save licence file {sequence}") on:click=on(move |_| save(location_id, sequence, toasts))>
                    {icon(icon::DOWNLOAD)}"Save"
                </button>
            </td>
        </tr>
    }
    .into_any()
}
