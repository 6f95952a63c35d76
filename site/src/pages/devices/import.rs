//! `/devices/import`: a file of devices.

use crate::{
    components::{
        form::Form,
        icon,
        import::{self, Counts, Import, Report, ReportRow, Sent},
        page::Above,
        row::Cell,
    },
    format,
};
use api::{
    devices::{DeviceImport, DeviceOutcome, DeviceRow, ImportDevicesRequest},
    operations::ImportDevices,
};
use leptos::prelude::*;

/// The page that imports devices.
pub fn import() -> AnyView {
    import::import(Import {
        above: Above::fixed("Devices", "/devices"),
        title: "Import devices",
        template: ("devices-template.csv", "name,serial,model\r\n"),
        note: "CSV with the columns name, serial and model, a line per device, up to 1,000, as the list of devices exports it; or JSON, an array of objects with these names. Nothing is added by checking.",
        button: (icon::PLUS, "Add the good rows"),
        after: Some(("/devices", "See your devices")),
        columns: &["Row", "Serial number", "Outcome", "Reason"],
        file: "device-import-report",
        send: Callback::new(|(form, sent, show)| send(form, sent, show)),
        say,
    })
}

fn send(form: Form, sent: Sent, show: Callback<Report>) {
    let request = ImportDevicesRequest {
        format: sent.format,
        content: sent.content,
        content_base64: sent.content_base64,
        from_row: sent.from_row,
        dry_run: sent.dry_run,
    };
    form.send::<ImportDevices>((), request, move |answer| show.run(report(answer)));
}

fn report(answer: DeviceImport) -> Report {
    let count = |outcome| answer.rows.iter().filter(|row| row.outcome == outcome).count();
    Report {
        dry_run: answer.dry_run,
        encoding: answer.encoding,
        rows_in_file: answer.rows_in_file,
        counts: Counts {
            good: count(DeviceOutcome::WouldAdd),
            went_in: count(DeviceOutcome::Added),
            refused: count(DeviceOutcome::Refused),
            ..Counts::default()
        },
        next_row: answer.next_row,
        rows: answer.rows.into_iter().map(row).collect(),
    }
}

fn say(counts: &Counts, dry_run: bool) -> (String, String) {
    let done = format!("{} added.", format::count(counts.went_in, "device was", "devices were"));
    let sentence = if dry_run {
        format!(
            "{} can be added, {} refused.",
            format::count(counts.good, "device", "devices"),
            format::count(counts.refused, "row is", "rows are")
        )
    } else {
        format!("{done} The same file can be sent again: what is there stays as it is.")
    };
    (done, sentence)
}

fn row(row: DeviceRow) -> ReportRow {
    ReportRow {
        row: row.row,
        about: Cell::Code(row.serial),
        outcome: match row.outcome {
            DeviceOutcome::Added => ("Added", "bg-green-lt"),
            DeviceOutcome::AlreadyThere => ("There before", "bg-secondary-lt"),
            DeviceOutcome::WouldAdd => ("Can be added", "bg-green-lt"),
            DeviceOutcome::Refused => ("Refused", "bg-red-lt"),
        },
        errors: row.errors,
    }
}
