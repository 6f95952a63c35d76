//! `/devices/import`: a file of devices; first what would become of it, row by row.

use crate::{
    browser,
    components::{
        drop::drop_zone,
        dynamic::{live, on, optional},
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        list::{About, list},
        page::{self, Above},
        row::{Cell, Row},
        toasts::Toasts,
    },
    format,
    load::{Loaded, Rows},
};
use api::{
    FieldError,
    devices::{DeviceImport, DeviceOutcome, DeviceRow, ImportDevicesRequest},
    operations::ImportDevices,
};
use leptos::prelude::*;

const TEMPLATE: &str = "name,serial,model\r\n";

/// The page that imports devices.
pub fn import() -> AnyView {
    let form = Form::new();
    let content = RwSignal::new(String::new());
    let report = RwSignal::new(None::<DeviceImport>);
    let template = |_| browser::save_file("devices-template.csv", "text/csv;charset=utf-8", TEMPLATE.as_bytes());
    let actions =
        view! { <button type="button" class="btn" on:click=on(template)>{icon(icon::DOWNLOAD)}"Template"</button> };
    let send = move |dry_run: bool| {
        let text = content.get_untracked();
        let mut errors = Vec::new();
        if text.trim().is_empty() {
            errors.push(FieldError::new(
                "content",
                "Choose a file, drop one, or paste its text.",
            ));
        } else if text.len() > api::MAX_BODY {
            errors.push(FieldError::new("content", "The file is over 1 MB. Split it."));
        }
        if form.check(errors) {
            let request = ImportDevicesRequest { content: text, dry_run };
            form.send::<ImportDevices>((), request, move |answer| {
                if !answer.dry_run {
                    form.saved();
                }
                report.set(Some(answer));
                browser::focus_soon("#report");
            });
        }
    };
    Effect::new(move || {
        content.track();
        report.set(None);
    });
    let take = move |_name: String, bytes: Vec<u8>| {
        content.set(
            String::from_utf8_lossy(&bytes)
                .trim_start_matches('\u{feff}')
                .to_owned(),
        );
        form.touched();
    };
    let fields = view! {
        <div class="card"><div class="card-body fields">
            {drop_zone("Choose a CSV file", ".csv,text/csv", take)}
            {Field::new(form, "content", "The file's text").note(
                "CSV with the columns name, serial and model, a line per device, up to 1,000. Nothing is added by checking.",
            ).lines(content, 8)}
        </div>
        <div class="card-footer">{form.submit(Signal::stored("Check".to_owned()))}</div></div>
    };
    view! {
        {page::header(Some(Above::fixed("Devices", "/devices")), Signal::stored("Import devices".to_owned()), actions.into_any())}
        {form_element(form, move || send(true), fields.into_any())}
        {optional(move || report.get().map(|report| result(form, report, move || send(false))))}
    }
    .into_any()
}

fn result(form: Form, report: DeviceImport, add: impl Fn() + 'static) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let count = |outcome| report.rows.iter().filter(|row| row.outcome == outcome).count();
    let (good, bad, added) = (
        count(DeviceOutcome::WouldAdd),
        count(DeviceOutcome::Refused),
        count(DeviceOutcome::Added),
    );
    let sentence = if report.dry_run {
        format!(
            "{} can be added, {} refused.",
            format::count(good, "device", "devices"),
            format::count(bad, "row is", "rows are")
        )
    } else {
        toasts.done(format!("{} added.", format::count(added, "device was", "devices were")));
        format!(
            "{} added. The same file can be sent again: what is there stays as it is.",
            format::count(added, "device was", "devices were")
        )
    };
    let button = (report.dry_run && good > 0).then(|| view! {
        <button type="button" class="btn btn-primary" aria-disabled=live(move || form.busy().to_string()) on:click=on(move |_| add())>
            {icon(icon::PLUS)}"Add the good rows"
        </button>
    });
    let see = (!report.dry_run).then(|| view! { <a class="btn" href="/devices">"See your devices"</a> });
    let about = About {
        title: "Row by row",
        columns: &["Row", "Serial number", "Outcome", "Reason"],
        file: "device-import-report",
        empty: "The file has no rows.",
    };
    view! {
        <div class="report-head">
            <h2 class="h2 mb-0" id="report" tabindex="-1">{if report.dry_run { "What would happen" } else { "What happened" }}</h2>
            <p class="mb-0" role="status">{sentence}</p>
            {button}
            {see}
        </div>
        {list(about, Loaded::ready(Rows { items: report.rows, more: false }), row)}
    }
    .into_any()
}

fn row(row: &DeviceRow) -> Row {
    let (text, class) = match row.outcome {
        DeviceOutcome::Added => ("Added", "bg-green-lt"),
        DeviceOutcome::AlreadyThere => ("There before", "bg-secondary-lt"),
        DeviceOutcome::WouldAdd => ("Can be added", "bg-green-lt"),
        DeviceOutcome::Refused => ("Refused", "bg-red-lt"),
    };
    let reasons: Vec<String> = row
        .errors
        .iter()
        .map(|error| format!("{}: {}", error.field, error.message))
        .collect();
    Row(vec![
        Cell::Number(u64::from(row.row)),
        Cell::Code(row.serial.clone()),
        Cell::Badge {
            text: text.to_owned(),
            class,
        },
        Cell::Text(reasons.join(" ")),
    ])
}
