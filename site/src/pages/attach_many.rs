//! `/bin/:order_id/attach-many`: a file of the locations that get licences of an order.

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
    bulk::{AttachmentImport, AttachmentOutcome, AttachmentRow, ImportAttachmentsRequest},
    operations::ImportAttachments,
};
use domain::id::OrderId;
use leptos::prelude::*;

/// The page that attaches to many locations.
pub fn attach_many(order_id: OrderId) -> AnyView {
    import::import(Import {
        above: Above::fixed("The order", &format!("/orders/{order_id}")),
        title: "Attach to many locations",
        template: ("attachments-template.csv", "hkc,part,quantity\r\n"),
        note: "CSV with the columns hkc, part and quantity, a line per location and part, up to 1,000; or JSON, an array of objects with these names. Nothing is attached by checking.",
        button: (icon::LINK, "Attach the good rows"),
        after: None,
        columns: &["Row", "HKC", "Outcome", "Reason"],
        file: "attachments-report",
        send: Callback::new(move |(form, sent, show)| send(order_id, form, sent, show)),
        say,
    })
}

fn send(order_id: OrderId, form: Form, sent: Sent, show: Callback<Report>) {
    let request = ImportAttachmentsRequest {
        format: sent.format,
        content: sent.content,
        content_base64: sent.content_base64,
        from_row: sent.from_row,
        dry_run: sent.dry_run,
    };
    form.send::<ImportAttachments>(order_id, request, move |answer| show.run(report(answer)));
}

fn report(answer: AttachmentImport) -> Report {
    let count = |outcome| answer.rows.iter().filter(|row| row.outcome == outcome).count();
    Report {
        dry_run: answer.dry_run,
        encoding: answer.encoding,
        rows_in_file: answer.rows_in_file,
        counts: Counts {
            good: count(AttachmentOutcome::WouldAttach),
            went_in: count(AttachmentOutcome::Attached),
            refused: count(AttachmentOutcome::Refused),
            ..Counts::default()
        },
        next_row: answer.next_row,
        rows: answer.rows.into_iter().map(row).collect(),
    }
}

fn say(counts: &Counts, dry_run: bool) -> (String, String) {
    let done = format!("{} attached.", format::count(counts.went_in, "row is", "rows are"));
    let sentence = if dry_run {
        format!(
            "{} can be attached, {} refused.",
            format::count(counts.good, "row", "rows"),
            format::count(counts.refused, "row is", "rows are")
        )
    } else {
        format!("{done} The same file can be sent again: what is attached stays as it is.")
    };
    (done, sentence)
}

fn row(row: AttachmentRow) -> ReportRow {
    ReportRow {
        row: row.row,
        about: Cell::Code(row.hkc),
        outcome: match row.outcome {
            AttachmentOutcome::Attached => ("Attached", "bg-green-lt"),
            AttachmentOutcome::AlreadyThere => ("Attached before", "bg-secondary-lt"),
            AttachmentOutcome::WouldAttach => ("Can be attached", "bg-green-lt"),
            AttachmentOutcome::Refused => ("Refused", "bg-red-lt"),
        },
        errors: row.errors,
    }
}
