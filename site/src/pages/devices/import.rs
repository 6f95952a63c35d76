//! `/devices/import`: a file of devices.

use crate::{
    components::{
        form::Form,
        icon,
        import::{self, Import, Report, ReportRow},
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
        above: ("Devices", "/devices"),
        title: "Import devices",
        template: ("devices-template.csv", "name,serial,model\r\n"),
        drop: ("Choose a CSV file", ".csv,text/csv"),
        note: "CSV with the columns name, serial and model, a line per device, up to 1,000. Nothing is added by checking.",
        button: (icon::PLUS, "Add the good rows"),
        after: Some(("/devices", "See your devices")),
        columns: &["Row", "Serial number", "Outcome", "Reason"],
        file: "device-import-report",
        send,
    })
}

fn send(form: Form, content: String, dry_run: bool, show: Callback<Report>) {
    let request = ImportDevicesRequest { content, dry_run };
    form.send::<ImportDevices>((), request, move |answer| show.run(report(answer)));
}

fn report(answer: DeviceImport) -> Report {
    let count = |outcome| answer.rows.iter().filter(|row| row.outcome == outcome).count();
    let (good, bad, added) = (
        count(DeviceOutcome::WouldAdd),
        count(DeviceOutcome::Refused),
        count(DeviceOutcome::Added),
    );
    let done = format!("{} added.", format::count(added, "device was", "devices were"));
    let sentence = if answer.dry_run {
        format!(
            "{} can be added, {} refused.",
            format::count(good, "device", "devices"),
            format::count(bad, "row is", "rows are")
        )
    } else {
        format!("{done} The same file can be sent again: what is there stays as it is.")
    };
    Report {
        dry_run: answer.dry_run,
        good,
        done,
        sentence,
        rows: answer.rows.into_iter().map(row).collect(),
    }
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
