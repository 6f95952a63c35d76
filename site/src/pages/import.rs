//! `/orders/import`: a file of orders; first what would become of it, row by row.

use crate::components::dynamic::{live, on, optional};
use crate::{
    browser,
    components::{
        drop::drop_zone,
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
    operations::ImportOrders,
    orders::{ImportFormat, ImportOrdersRequest, ImportOutcome, ImportReport, ImportRow},
};
use leptos::prelude::*;

const TEMPLATE: &str = "organisation_id,purchase_order,sales_order,part,quantity,swa_months,notes\r\n";

/// The page that imports orders.
pub fn import() -> AnyView {
    let form = Form::new();
    let content = RwSignal::new(String::new());
    let report = RwSignal::new(None::<ImportReport>);
    let template = |_| browser::save_file("orders-template.csv", "text/csv;charset=utf-8", TEMPLATE.as_bytes());
    let actions =
        view! { <button type="button" class="btn" on:click=template>{icon(icon::DOWNLOAD)}"Template"</button> };
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
            let request = ImportOrdersRequest {
                format: format_of(&text),
                content: text,
                dry_run,
            };
            form.send::<ImportOrders>((), request, move |answer| {
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
            {drop_zone("Choose a CSV or JSON file", ".csv,.json,text/csv,application/json", take)}
            {Field::new(form, "content", "The file's text").note(
                "CSV with the columns of the template, a line per order line; or JSON, an array of orders. Nothing is shipped by checking.",
            ).lines(content, 8)}
        </div>
        <div class="card-footer">{form.submit(Signal::stored("Check".to_owned()))}</div></div>
    };
    view! {
        {page::header(Some(Above::fixed("Orders", "/orders")), Signal::stored("Import orders".to_owned()), actions.into_any())}
        {form_element(form, move || send(true), fields.into_any())}
        {optional(move || report.get().map(|report| result(form, report, move || send(false))))}
    }
    .into_any()
}

/// JSON starts with a bracket, CSV does not.
fn format_of(text: &str) -> ImportFormat {
    if text.trim_start().starts_with(['[', '{']) {
        ImportFormat::Json
    } else {
        ImportFormat::Csv
    }
}

fn result(form: Form, report: ImportReport, ship: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let good = report
        .rows
        .iter()
        .filter(|row| row.outcome == ImportOutcome::WouldShip)
        .count();
    let bad = report.rows.iter().filter(|row| row.errors.iter().any(|_| true)).count();
    let shipped = report
        .rows
        .iter()
        .filter(|row| row.outcome == ImportOutcome::Shipped)
        .count();
    let sentence = if report.dry_run {
        format!(
            "{} can be shipped, {} refused.",
            format::count(good, "row", "rows"),
            format::count(bad, "row is", "rows are")
        )
    } else {
        toasts.done(format!("{} shipped.", format::count(shipped, "row was", "rows were")));
        format!(
            "{} shipped. The same file can be sent again: what is shipped stays as it is.",
            format::count(shipped, "row was", "rows were")
        )
    };
    let button = (report.dry_run && good > 0).then(|| view! {
        <button type="button" class="btn btn-primary" aria-disabled=live(move || form.busy().to_string()) on:click=on(move |_| ship())>
            {icon(icon::TRUCK_DELIVERY)}"Ship the good rows"
        </button>
    });
    let about = About {
        title: "Row by row",
        columns: &["Row", "Purchase order", "Outcome", "Reason"],
        file: "import-report",
        empty: "The file has no rows.",
    };
    view! {
        <div class="report-head">
            <h2 class="h2 mb-0" id="report" tabindex="-1">{if report.dry_run { "What would happen" } else { "What happened" }}</h2>
            <p class="mb-0" role="status">{sentence}</p>
            {button}
        </div>
        {list(about, Loaded::ready(Rows { items: report.rows, more: false }), row)}
    }
    .into_any()
}

fn row(row: &ImportRow) -> Row {
    let (text, class) = match row.outcome {
        ImportOutcome::Shipped => ("Shipped", "bg-green-lt"),
        ImportOutcome::AlreadyShipped => ("Shipped before", "bg-secondary-lt"),
        ImportOutcome::WouldShip => ("Can be shipped", "bg-green-lt"),
        ImportOutcome::Refused => ("Refused", "bg-red-lt"),
        ImportOutcome::OrderRefused => ("Order refused", "bg-yellow-lt"),
    };
    let reasons: Vec<String> = row
        .errors
        .iter()
        .map(|error| format!("{}: {}", error.field, error.message))
        .collect();
    Row(vec![
        Cell::Number(u64::from(row.row)),
        Cell::Text(row.purchase_order.clone()),
        Cell::Badge {
            text: text.to_owned(),
            class,
        },
        Cell::Text(reasons.join(" ")),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bracket_tells_json_from_csv() {
        assert_eq!(format_of(" [{}]"), ImportFormat::Json);
        assert_eq!(format_of("organisation_id,purchase_order"), ImportFormat::Csv);
    }
}
