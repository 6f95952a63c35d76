//! `import-customers`: licence and SWA users of distributors and dealers, for their own
//! organisation. Adds the customers and locations of a CSV or JSON file and reports every row by
//! number, field and reason (spec chapter 6, 5). A row goes in whole, in one transaction, or not
//! at all; good rows go in whatever becomes of others. A row that is there changes nothing, so a
//! file that broke off is sent again and goes on where it stopped. A file that takes longer than
//! a request may is answered with the row from which it goes on. A dry run checks everything and
//! changes nothing.
//!
//! A customer is known by its name and a location by its hardware key code. What is there is
//! added to, not changed, and an empty cell says nothing of it. An imported customer has an id
//! that comes of its name, so that two who send a file at once make it once.
//!
//! Refused: a file that cannot be read, has no rows or more than 1,000. Refused row by row: what
//! `create-customer` and `create-location` refuse, other details of a customer or location that
//! is there, a name that several customers have, a hardware key code that comes twice.

mod add;
mod file;

use add::{Added, Import};
use api::{
    ProblemCode,
    customers::{CustomerImport, CustomerOutcome, CustomerRow, ImportCustomersRequest},
};
use file::ReadRow;
use files::Unreadable;
use runtime::{Call, Error, Principal, problem};

pub(crate) async fn import(
    call: Call<Principal>,
    (): (),
    request: ImportCustomersRequest,
) -> Result<CustomerImport, Error> {
    // Remembered answers are for one change; here every row is one, known by name and hardware key code.
    let call = Call {
        idempotency: None,
        ..call
    };
    let unreadable = |why: Unreadable| problem::at(ProblemCode::InvalidFields, "content", why);
    let file = files::decode(request.content.as_deref(), request.content_base64.as_deref()).map_err(unreadable)?;
    let read = file::read(request.format, &file.text).map_err(unreadable)?;
    let rows_in_file = read.len();
    let from = request.from_row.unwrap_or_default();
    let budget = call.budget();
    let mut import = Import::begin(call, request.dry_run).await?;
    let mut next_row = None;
    let mut rows: Vec<CustomerRow> = Vec::with_capacity(read.len());
    for ReadRow {
        number,
        customer,
        hkc,
        row,
    } in read
    {
        if number < from {
            import.pass_over(number, row.as_ref().ok());
            continue;
        }
        if !rows.is_empty() && budget.is_spent() {
            next_row = Some(number);
            break;
        }
        let settled = match row {
            Ok(row) => import.settle(number, &row).await?,
            Err(errors) => Err(errors),
        };
        let (added, errors) = match settled {
            Ok(added) => (added, Vec::new()),
            Err(errors) => (Added::default(), errors),
        };
        let outcome = match (errors.is_empty(), added.customer || added.location) {
            (false, _) => CustomerOutcome::Refused,
            (true, false) => CustomerOutcome::AlreadyThere,
            (true, true) if request.dry_run => CustomerOutcome::WouldAdd,
            (true, true) => CustomerOutcome::Added,
        };
        rows.push(CustomerRow {
            row: number,
            customer,
            hkc,
            outcome,
            adds_customer: added.customer,
            adds_location: added.location,
            errors,
        });
    }
    Ok(CustomerImport {
        dry_run: request.dry_run,
        encoding: file.encoding,
        rows_in_file,
        rows,
        next_row,
    })
}
