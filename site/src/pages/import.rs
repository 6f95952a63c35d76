//! `/orders/import`: a file of orders.

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
    operations::ImportOrders,
    orders::{ImportOrdersRequest, ImportOutcome, ImportReport, ImportRow},
};
use leptos::prelude::*;

const TEMPLATE: &str = "organisation_id,purchase_order,sales_order,part,quantity,swa_months,swa_expires,notes\r\n";

/// The page that imports orders.
pub fn import() -> AnyView {
    import::import(Import {
        above: Above::fixed("Orders", "/orders"),
        title: "Import orders",
        template: ("orders-template.csv", TEMPLATE),
        note: "CSV with the columns of the template, a line per order line, as the list of orders exports it; or JSON, an array of orders. Nothing is shipped by checking.",
        button: (icon::TRUCK_DELIVERY, "Ship the good rows"),
        after: None,
        columns: &["Row", "Purchase order", "Outcome", "Reason"],
        file: "import-report",
        send: Callback::new(|(form, sent, show)| send(form, sent, show)),
        say,
    })
}

fn send(form: Form, sent: Sent, show: Callback<Report>) {
    let request = ImportOrdersRequest {
        format: sent.format,
        content: sent.content,
        content_base64: sent.content_base64,
        from_row: sent.from_row,
        dry_run: sent.dry_run,
    };
    form.send::<ImportOrders>((), request, move |answer| show.run(report(answer)));
}

fn report(answer: ImportReport) -> Report {
    let count = |outcome| answer.rows.iter().filter(|row| row.outcome == outcome).count();
    Report {
        dry_run: answer.dry_run,
        encoding: answer.encoding,
        rows_in_file: answer.rows_in_file,
        counts: Counts {
            good: count(ImportOutcome::WouldShip),
            went_in: count(ImportOutcome::Shipped),
            refused: answer.rows.iter().filter(|row| !row.errors.is_empty()).count(),
            ..Counts::default()
        },
        next_row: answer.next_row,
        rows: answer.rows.into_iter().map(row).collect(),
    }
}

fn say(counts: &Counts, dry_run: bool) -> (String, String) {
    let done = format!("{} shipped.", format::count(counts.went_in, "row was", "rows were"));
    let sentence = if dry_run {
        format!(
            "{} can be shipped, {} refused.",
            format::count(counts.good, "row", "rows"),
            format::count(counts.refused, "row is", "rows are")
        )
    } else {
        format!("{done} The same file can be sent again: what is shipped stays as it is.")
    };
    (done, sentence)
}

fn row(row: ImportRow) -> ReportRow {
    ReportRow {
        row: row.row,
        about: Cell::Text(row.purchase_order),
        outcome: match row.outcome {
            ImportOutcome::Shipped => ("Shipped", "bg-green-lt"),
            ImportOutcome::AlreadyShipped => ("Shipped before", "bg-secondary-lt"),
            ImportOutcome::WouldShip => ("Can be shipped", "bg-green-lt"),
            ImportOutcome::Refused => ("Refused", "bg-red-lt"),
            ImportOutcome::OrderRefused => ("Order refused", "bg-yellow-lt"),
        },
        errors: row.errors,
    }
}
