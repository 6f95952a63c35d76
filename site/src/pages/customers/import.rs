//! `/customers/import`: a file of customers and their locations.

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
    customers::{CustomerImport, CustomerOutcome, CustomerRow, ImportCustomersRequest},
    operations::ImportCustomers,
};
use leptos::prelude::*;

const TEMPLATE: &str = "customer,street,city,state,zip,country,vertical,reference,location,system_type,hkc,customer_email,dealer_email,location_street,location_city,location_state,location_zip,location_country,location_vertical,location_reference,hardware_version,software_version\r\n";

/// The page that imports customers and locations.
pub fn import() -> AnyView {
    import::import(Import {
        above: Above::fixed("Customers", "/customers"),
        title: "Import customers",
        template: ("customers-template.csv", TEMPLATE),
        note: "CSV with the columns of the template, a line per location or customer, up to 1,000, as the lists of customers and locations export it; or JSON, an array of objects with the same names. A location without an address of its own stands at its customer's. Nothing is added by checking.",
        button: (icon::PLUS, "Add the good rows"),
        after: Some(("/customers", "See your customers")),
        columns: &["Row", "Customer", "Outcome", "Reason"],
        file: "customer-import-report",
        send: Callback::new(|(form, sent, show)| send(form, sent, show)),
        say,
    })
}

fn send(form: Form, sent: Sent, show: Callback<Report>) {
    let request = ImportCustomersRequest {
        format: sent.format,
        content: sent.content,
        content_base64: sent.content_base64,
        from_row: sent.from_row,
        dry_run: sent.dry_run,
    };
    form.send::<ImportCustomers>((), request, move |answer| show.run(report(answer)));
}

fn report(answer: CustomerImport) -> Report {
    let count = |which: fn(&CustomerRow) -> bool| answer.rows.iter().filter(|row| which(row)).count();
    Report {
        dry_run: answer.dry_run,
        encoding: answer.encoding,
        rows_in_file: answer.rows_in_file,
        counts: Counts {
            good: count(|row| row.outcome == CustomerOutcome::WouldAdd),
            went_in: count(|row| row.outcome == CustomerOutcome::Added),
            refused: count(|row| row.outcome == CustomerOutcome::Refused),
            customers: count(|row| row.adds_customer),
            locations: count(|row| row.adds_location),
        },
        next_row: answer.next_row,
        rows: answer.rows.into_iter().map(row).collect(),
    }
}

fn say(counts: &Counts, dry_run: bool) -> (String, String) {
    let things = format!(
        "{} and {}",
        format::count(counts.customers, "customer", "customers"),
        format::count(counts.locations, "location", "locations"),
    );
    let done = format!("{things} added.");
    let sentence = if dry_run {
        let mails = match counts.locations {
            0 => String::new(),
            _ => " The licence agreement is mailed to the customer of each location that is added.".to_owned(),
        };
        let refused = format::count(counts.refused, "row is", "rows are");
        format!("{things} can be added, {refused} refused.{mails}")
    } else {
        format!("{done} The same file can be sent again: what is there stays as it is.")
    };
    (done, sentence)
}

fn row(row: CustomerRow) -> ReportRow {
    let about = if row.hkc.is_empty() {
        row.customer
    } else {
        format!("{}, {}", row.customer, row.hkc)
    };
    ReportRow {
        row: row.row,
        about: Cell::Text(about),
        outcome: match row.outcome {
            CustomerOutcome::Added => ("Added", "bg-green-lt"),
            CustomerOutcome::AlreadyThere => ("There before", "bg-secondary-lt"),
            CustomerOutcome::WouldAdd => ("Can be added", "bg-green-lt"),
            CustomerOutcome::Refused => ("Refused", "bg-red-lt"),
        },
        errors: row.errors,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imported(outcome: CustomerOutcome, adds_customer: bool, adds_location: bool) -> CustomerRow {
        CustomerRow {
            row: 1,
            customer: "Riverside Clinic".to_owned(),
            hkc: String::new(),
            outcome,
            adds_customer,
            adds_location,
            errors: Vec::new(),
        }
    }

    fn answer(rows: Vec<CustomerRow>) -> CustomerImport {
        CustomerImport {
            dry_run: true,
            encoding: None,
            rows_in_file: rows.len(),
            rows,
            next_row: None,
        }
    }

    #[test]
    fn the_report_counts_what_comes_and_says_who_is_mailed() {
        let rows = vec![
            imported(CustomerOutcome::WouldAdd, true, true),
            imported(CustomerOutcome::WouldAdd, false, true),
            imported(CustomerOutcome::AlreadyThere, false, false),
            imported(CustomerOutcome::Refused, false, false),
        ];
        let checked = report(answer(rows));
        assert_eq!(checked.counts.good, 2);
        assert_eq!(
            say(&checked.counts, true).1,
            "1 customer and 2 locations can be added, 1 row is refused. The licence agreement is mailed to the customer of each location that is added."
        );
        let rows = vec![imported(CustomerOutcome::WouldAdd, true, false)];
        assert_eq!(
            say(&report(answer(rows)).counts, true).1,
            "1 customer and 0 locations can be added, 0 rows are refused."
        );
    }
}
