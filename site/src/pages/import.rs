//! `/orders/import`: a file of orders.

use crate::{
    components::{
        form::Form,
        icon,
        import::{self, Import, Report, ReportRow, format_of},
        row::Cell,
    },
    format,
};
use api::{
    operations::ImportOrders,
    orders::{ImportOrdersRequest, ImportOutcome, ImportReport, ImportRow},
};
use leptos::prelude::*;

const TEMPLATE: &str = "organisation_id,purchase_order,sales_order,part,quantity,swa_months,notes\r\n";

/// The page that imports orders.
pub fn import() -> AnyView {
    import::import(Import {
        above: ("Orders", "/orders"),
        title: "Import orders",
        template: ("orders-template.csv", TEMPLATE),
        drop: ("Choose a CSV or JSON file", ".csv,.json,text/csv,application/json"),
        note: "CSV with the columns of the template, a line per order line; or JSON, an array of orders. Nothing is shipped by checking.",
        button: (icon::TRUCK_DELIVERY, "Ship the good rows"),
        after: None,
        columns: &["Row", "Purchase order", "Outcome", "Reason"],
        file: "import-report",
        send,
    })
}

fn send(form: Form, content: String, dry_run: bool, show: Callback<Report>) {
    let request = ImportOrdersRequest {
        format: format_of(&content),
        content,
        dry_run,
    };
    form.send::<ImportOrders>((), request, move |answer| show.run(report(answer)));
}

fn report(answer: ImportReport) -> Report {
    let count = |outcome| answer.rows.iter().filter(|row| row.outcome == outcome).count();
    let (good, shipped) = (count(ImportOutcome::WouldShip), count(ImportOutcome::Shipped));
    let bad = answer.rows.iter().filter(|row| !row.errors.is_empty()).count();
    let done = format!("{} shipped.", format::count(shipped, "row was", "rows were"));
    let sentence = if answer.dry_run {
        format!(
            "{} can be shipped, {} refused.",
            format::count(good, "row", "rows"),
            format::count(bad, "row is", "rows are")
        )
    } else {
        format!("{done} The same file can be sent again: what is shipped stays as it is.")
    };
    Report {
        dry_run: answer.dry_run,
        good,
        done,
        sentence,
        rows: answer.rows.into_iter().map(row).collect(),
    }
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
