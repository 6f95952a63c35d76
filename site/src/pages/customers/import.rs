//! `/customers/import`: a file of customers and their locations.

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
    customers::{CustomerImport, CustomerOutcome, CustomerRow, ImportCustomersRequest},
    operations::ImportCustomers,
};
use leptos::prelude::*;

const TEMPLATE: &str = "customer,street,city,state,zip,country,vertical,reference,location,system_type,hkc,customer_email,dealer_email,location_street,location_city,location_state,location_zip,location_country,location_vertical,location_reference,hardware_version,software_version\r\n";

/// The page that imports customers and locations.
pub fn import() -> AnyView {
    import::import(Import {
        above: ("Customers", "/customers"),
        title: "Import customers",
        template: ("customers-template.csv", TEMPLATE),
        drop: ("Choose a CSV or JSON file", ".csv,.json,text/csv,application/json"),
        note: "CSV with the columns of the template, a line per location or customer, up to 1,000; or JSON, an array of objects with the same names. A location without an address of its own stands at its customer's. Nothing is added by checking.",
        button: (icon::PLUS, "Add the good rows"),
        after: Some(("/customers", "See your customers")),
        columns: &["Row", "Customer", "Outcome", "Reason"],
        file: "customer-import-report",
        send,
    })
}

fn send(form: Form, content: String, dry_run: bool, show: Callback<Report>) {
    let request = ImportCustomersRequest {
        format: format_of(&content),
        content,
        dry_run,
    };
    form.send::<ImportCustomers>((), request, move |answer| show.run(report(answer)));
}

fn report(answer: CustomerImport) -> Report {
    let count = |which: fn(&CustomerRow) -> bool| answer.rows.iter().filter(|row| which(row)).count();
    let (customers, locations) = (count(|row| row.adds_customer), count(|row| row.adds_location));
    let refused = count(|row| row.outcome == CustomerOutcome::Refused);
    let things = format!(
        "{} and {}",
        format::count(customers, "customer", "customers"),
        format::count(locations, "location", "locations"),
    );
    let done = format!("{things} added.");
    let sentence = if answer.dry_run {
        let mails = match locations {
            0 => String::new(),
            _ => " The licence agreement is mailed to the customer of each location that is added.".to_owned(),
        };
        let refused = format::count(refused, "row is", "rows are");
        format!("{things} can be added, {refused} refused.{mails}")
    } else {
        format!("{done} The same file can be sent again: what is there stays as it is.")
    };
    Report {
        dry_run: answer.dry_run,
        good: count(|row| row.outcome == CustomerOutcome::WouldAdd),
        done,
        sentence,
        rows: answer.rows.into_iter().map(row).collect(),
    }
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

    #[test]
    fn the_report_counts_what_comes_and_says_who_is_mailed() {
        let rows = vec![
            imported(CustomerOutcome::WouldAdd, true, true),
            imported(CustomerOutcome::WouldAdd, false, true),
            imported(CustomerOutcome::AlreadyThere, false, false),
            imported(CustomerOutcome::Refused, false, false),
        ];
        let checked = report(CustomerImport { dry_run: true, rows });
        assert_eq!(checked.good, 2);
        assert_eq!(
            checked.sentence,
            "1 customer and 2 locations can be added, 1 row is refused. The licence agreement is mailed to the customer of each location that is added."
        );
        let rows = vec![imported(CustomerOutcome::WouldAdd, true, false)];
        let checked = report(CustomerImport { dry_run: true, rows });
        assert_eq!(
            checked.sentence,
            "1 customer and 0 locations can be added, 0 rows are refused."
        );
    }
}
