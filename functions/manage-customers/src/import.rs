//! `import-customers`: licence and SWA users of distributors and dealers, for their own
//! organisation. Adds the customers and locations of a CSV or JSON file and reports every row by
//! number, field and reason (spec chapter 6, 5). A row goes in whole, in one transaction, or not
//! at all; good rows go in whatever becomes of others. A row that is there changes nothing, so a
//! file that broke off is sent again and goes on where it stopped. A dry run checks everything
//! and changes nothing.
//!
//! A customer is known by its name: one that is there is added to, not changed, and an imported
//! one has an id that comes of its name, so that two who send a file at once make it once.
//!
//! Refused: a file that cannot be read, has no rows or more than 1,000. Refused row by row: what
//! `create-customer` and `create-location` refuse, other details of a customer or location that
//! is there, a name that several customers have, a hardware key code that comes twice.

mod file;

use crate::{
    locations::{self, NewLocation},
    parse,
};
use api::{
    FieldError, ProblemCode,
    customers::{CustomerImport, CustomerOutcome, CustomerRow, ImportCustomersRequest},
};
use desk::view;
use domain::{
    customer::{Customer, CustomerDetails, Location},
    id::CustomerId,
    text::Name,
};
use file::{ReadRow, Row};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use std::collections::BTreeMap;
use store::Transaction;

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
    let read = file::read(request.format, &request.content)?;
    let mut import = Import {
        customers: customers(&call).await?,
        call,
        dry_run: request.dry_run,
        rows_of_hkcs: BTreeMap::new(),
    };
    let mut rows = Vec::with_capacity(read.len());
    for (number, ReadRow { customer, hkc, row }) in (1..).zip(read) {
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
        rows,
    })
}

/// What a row adds, or would add.
#[derive(Debug, Clone, Copy, Default)]
struct Added {
    customer: bool,
    location: bool,
}

/// The organisation's customers, by name in whatever case.
async fn customers(call: &Call<Principal>) -> Result<BTreeMap<String, Vec<Customer>>, Error> {
    let mut customers: BTreeMap<String, Vec<Customer>> = BTreeMap::new();
    let mut after = None;
    loop {
        let page = call
            .app
            .store
            .customers(call.caller.user.organisation_id, after.as_deref())
            .await?;
        for customer in page.items {
            customers
                .entry(customer.details.name.folded())
                .or_default()
                .push(customer);
        }
        after = page.next;
        if after.is_none() {
            return Ok(customers);
        }
    }
}

struct Import {
    call: Call<Principal>,
    dry_run: bool,
    /// Those that are there, and those that rows before this one add.
    customers: BTreeMap<String, Vec<Customer>>,
    rows_of_hkcs: BTreeMap<String, u32>,
}

impl Import {
    /// What becomes of a row. The outer error means that nothing is known of the rest, and that
    /// the caller is to come back.
    async fn settle(&mut self, number: u32, row: &Row) -> Result<Result<Added, Vec<FieldError>>, Error> {
        match self.try_to_add(number, row).await? {
            // Somebody was faster; it may have been this file, sent twice.
            Err(refusal) if refusal.code == ProblemCode::HkcTaken => {
                let again = self.try_to_add(number, row).await?;
                Ok(again.map_err(|refusal| refusal.into_problem().errors))
            }
            tried => Ok(tried.map_err(|refusal| refusal.into_problem().errors)),
        }
    }

    /// Adds what is missing of a row. The inner error refuses the row.
    async fn try_to_add(&mut self, number: u32, row: &Row) -> Result<Result<Added, Error>, Error> {
        self.look_for(row).await?;
        let (customer, location) = match self.parse(number, row) {
            Ok(parsed) => parsed,
            Err(fields) => return Ok(Err(fields.refused_as(ProblemCode::InvalidFields))),
        };
        let there = match &location {
            Some(new) => match self.there(&customer, new).await? {
                Ok(there) => there,
                Err(refusal) => return Ok(Err(refusal)),
            },
            None => true,
        };
        let added = Added {
            customer: matches!(customer, Named::New(_)),
            location: !there,
        };
        let customer = if self.dry_run || !(added.customer || added.location) {
            match customer {
                Named::There(customer) => customer,
                // For the rows after it; nobody else sees the id.
                Named::New(details) => self.new_customer(self.call.new_id(CustomerId::new), details),
            }
        } else {
            match self.add(&customer, location.as_ref().filter(|_| !there)).await {
                Ok(customer) => customer,
                Err(refusal) if refusal.code == ProblemCode::HkcTaken => return Ok(Err(refusal)),
                Err(refusal) => return Err(refusal),
            }
        };
        let same_name = self.customers.entry(customer.details.name.folded()).or_default();
        if same_name.is_empty() {
            same_name.push(customer);
        }
        Ok(Ok(added))
    }

    /// Whoever sends the same file at the same time may have added a customer since all were read.
    async fn look_for(&mut self, row: &Row) -> Result<(), Error> {
        let request = row.customer_request();
        let Ok(name) = Name::parse(&request.name) else {
            return Ok(());
        };
        if self.customers.contains_key(&name.folded()) {
            return Ok(());
        }
        if let (_, Some(customer)) = self.by_name(&name).await? {
            self.customers.insert(name.folded(), vec![customer]);
        }
        Ok(())
    }

    /// The customer and the location that a row is about, or what is wrong with it.
    fn parse(&mut self, number: u32, row: &Row) -> Result<(Named, Option<NewLocation>), Fields> {
        let mut fields = Fields::new();
        let request = row.customer_request();
        let same_name = Name::parse(&request.name)
            .ok()
            .and_then(|name| self.customers.get(&name.folded()));
        let (customer, address) = match same_name.map(Vec::as_slice) {
            None | Some([]) => {
                let details = parse::customer(&request, &mut fields);
                (details.map(Named::New), request.address)
            }
            Some([customer]) => {
                let view = view::customer(customer);
                row.differing(&view, &mut fields);
                (Some(Named::There(customer.clone())), view.address)
            }
            Some(several) => {
                let message = format!(
                    "{} of your customers have this name. Give each a name of its own first.",
                    several.len()
                );
                fields.refuse("name", message);
                (None, request.address)
            }
        };
        let location = row
            .location_request(address)
            .map(|request| locations::parse(&request, &mut fields));
        if let Some(Some(new)) = &location
            && let Some(before) = self.rows_of_hkcs.get(&new.hkc.folded()).filter(|row| **row != number)
        {
            let message = format!("This hardware key code stands in row {before}. Each location has its own.");
            fields.refuse("hkc", message);
        }
        let location = location.flatten();
        match customer {
            Some(customer) if fields.is_empty() => {
                if let Some(new) = &location {
                    self.rows_of_hkcs.insert(new.hkc.folded(), number);
                }
                Ok((customer, location))
            }
            _ => Err(fields.renamed(|field| row.column_of(field))),
        }
    }

    /// Whether a location is there already, as the row says it is. The inner error refuses the row.
    async fn there(&self, customer: &Named, new: &NewLocation) -> Result<Result<bool, Error>, Error> {
        let store = &self.call.app.store;
        for hkc in new.hkcs() {
            let Some(location) = store.location_of_hkc(hkc).await? else {
                continue;
            };
            if location.organisation_id != self.call.caller.user.organisation_id {
                return Ok(Err(problem::hkc_taken()));
            }
            return Ok(if customer.has(&location) && new.is(&location) {
                Ok(true)
            } else {
                let message = format!(
                    "Your location {} has this hardware key code, with other details than this row's. Change it on its own page.",
                    location.details.name
                );
                Err(problem::at(ProblemCode::HkcTaken, "hkc", message))
            });
        }
        Ok(Ok(false))
    }

    /// What is missing of a row, in one transaction.
    async fn add(&self, customer: &Named, location: Option<&NewLocation>) -> Result<Customer, Error> {
        let call = &self.call;
        let stamp = call.stamp().await?;
        call.change(async || {
            let mut transaction = Transaction::default();
            let customer = match customer {
                Named::There(customer) => customer.clone(),
                Named::New(details) => match self.by_name(&details.name).await? {
                    (_, Some(customer)) => customer,
                    (customer_id, None) => {
                        let customer = self.new_customer(customer_id, details.clone());
                        call.app.store.create_customer(&mut transaction, &customer, &stamp)?;
                        customer
                    }
                },
            };
            if let Some(location) = location {
                location.add(call, &mut transaction, customer.customer_id, &stamp)?;
            }
            Ok(Change {
                transaction,
                answer: customer,
            })
        })
        .await
    }

    /// The id that comes of this name, and who has it. Who was imported under this name and has
    /// another one now is another customer.
    async fn by_name(&self, name: &Name) -> Result<(CustomerId, Option<Customer>), Error> {
        let organisation_id = self.call.caller.user.organisation_id;
        let mut turn = 0;
        loop {
            let id = CustomerId::imported(organisation_id, name, turn);
            let there = self.call.app.store.customer(id).await?;
            match there {
                Some(there) if there.value.details.name.folded() != name.folded() => turn += 1,
                there => return Ok((id, there.map(|there| there.value))),
            }
        }
    }

    fn new_customer(&self, customer_id: CustomerId, details: CustomerDetails) -> Customer {
        Customer {
            customer_id,
            organisation_id: self.call.caller.user.organisation_id,
            created_at: self.call.now,
            details,
        }
    }
}

/// A row's customer.
enum Named {
    There(Customer),
    New(CustomerDetails),
}

impl Named {
    fn has(&self, location: &Location) -> bool {
        matches!(self, Self::There(customer) if customer.customer_id == location.customer_id)
    }
}
