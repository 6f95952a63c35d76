//! Adding what is missing of a row.

use super::file::Row;
use crate::{
    locations::{self, NewLocation},
    parse,
};
use api::{FieldError, ProblemCode};
use desk::view;
use domain::{
    catalogue::{Hkc, HkcState},
    customer::{Customer, CustomerDetails, Location},
    id::CustomerId,
    text::Name,
};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use std::collections::BTreeMap;
use store::{PageOf, Transaction};

/// What a row adds, or would add.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Added {
    pub(super) customer: bool,
    pub(super) location: bool,
}

/// The organisation's customers, by name in whatever case.
async fn customers(call: &Call<Principal>) -> Result<BTreeMap<String, Vec<Customer>>, Error> {
    let (mine, store) = (call.caller.user.organisation_id, &call.app.store);
    let page = |after: Option<String>| async move { store.customers(mine, after.as_deref()).await };
    let mut customers: BTreeMap<String, Vec<Customer>> = BTreeMap::new();
    for customer in PageOf::every(page).await? {
        customers
            .entry(customer.details.name.folded())
            .or_default()
            .push(customer);
    }
    Ok(customers)
}

/// What is known of the organisation's customers, and of the rows so far.
pub(super) struct Import {
    call: Call<Principal>,
    dry_run: bool,
    /// Those that are there, and those that rows before this one add.
    customers: BTreeMap<String, Vec<Customer>>,
    rows_of_hkcs: BTreeMap<String, u32>,
}

impl Import {
    pub(super) async fn begin(call: Call<Principal>, dry_run: bool) -> Result<Self, Error> {
        Ok(Self {
            customers: customers(&call).await?,
            call,
            dry_run,
            rows_of_hkcs: BTreeMap::new(),
        })
    }

    /// What becomes of a row. The outer error means that nothing is known of the rest, and that
    /// the caller is to come back.
    pub(super) async fn settle(&mut self, number: u32, row: &Row) -> Result<Result<Added, Vec<FieldError>>, Error> {
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
        let there = match row.hkc(&self.call.app.catalogue) {
            Some(hkc) => self.location_of(&hkc).await?,
            None => None,
        };
        let parsed = match there {
            Some((location, HkcState::Retired)) => Err(self.retired(&location)),
            Some((location, HkcState::Live)) => {
                let parsed = self.there(number, row, &location);
                if parsed.is_ok() {
                    self.rows_of_hkcs.insert(location.hkc.folded(), number);
                }
                parsed
            }
            None => self
                .parse(number, row)
                .map_err(|fields| fields.refused_as(ProblemCode::InvalidFields)),
        };
        let (customer, location) = match parsed {
            Ok(parsed) => parsed,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Some(client) = location.as_ref().and_then(NewLocation::client_hkc)
            && let Some((taken, _)) = self.location_of(client).await?
        {
            return Ok(Err(self.taken(&taken, &[])));
        }
        let added = Added {
            customer: matches!(customer, Named::New(_)),
            location: location.is_some(),
        };
        if self.dry_run || !(added.customer || added.location) {
            self.remember(customer);
            return Ok(Ok(added));
        }
        match self.add(&customer, location.as_ref()).await {
            Ok(customer) => {
                self.remember(Named::There(customer));
                Ok(Ok(added))
            }
            Err(refusal) if refusal.code == ProblemCode::HkcTaken => Ok(Err(refusal)),
            Err(refusal) => Err(refusal),
        }
    }

    /// For the rows after it. What is only tried has an id that nobody else sees.
    fn remember(&mut self, customer: Named) {
        let customer = match customer {
            Named::There(customer) => customer,
            Named::New(details) => self.new_customer(self.call.new_id(CustomerId::new), details),
        };
        let same_name = self.customers.entry(customer.details.name.folded()).or_default();
        if same_name.is_empty() {
            same_name.push(customer);
        }
    }

    /// A row that was settled by an earlier request: what it holds is its own, and what it was
    /// only tried to add is as good as there.
    pub(super) fn pass_over(&mut self, number: u32, row: Option<&Row>) {
        let parsed = row.and_then(|row| self.parse(number, row).ok());
        if let Some((customer, _)) = parsed
            && self.dry_run
        {
            self.remember(customer);
        }
    }

    async fn location_of(&self, hkc: &Hkc) -> Result<Option<(Location, HkcState)>, Error> {
        Ok(self.call.app.store.location_of_hkc(hkc).await?)
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

    /// The customers of a row's name.
    fn of_name(&self, row: &Row) -> Option<&[Customer]> {
        let name = Name::parse(&row.customer_request().name).ok()?;
        self.customers.get(&name.folded()).map(Vec::as_slice)
    }

    /// The customer and the new location that a row is about, or what is wrong with it.
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
            .map(|request| locations::parse(&self.call.app.catalogue, &request, None, &mut fields));
        if let Some(Some(new)) = &location
            && let Some(before) = self.rows_of_hkcs.get(&new.hkc.folded()).filter(|row| **row != number)
        {
            fields.refuse("hkc", stands_in(*before));
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

    /// The customer of a row whose location is there as the row says it is.
    fn there(&self, number: u32, row: &Row, location: &Location) -> Result<(Named, Option<NewLocation>), Error> {
        if let Some(before) = self
            .rows_of_hkcs
            .get(&location.hkc.folded())
            .filter(|before| **before != number)
        {
            return Err(problem::at(ProblemCode::HkcTaken, "hkc", stands_in(*before)));
        }
        let customer = match self.of_name(row) {
            Some([customer]) if customer.customer_id == location.customer_id => customer,
            _ => return Err(self.taken(location, &["customer"])),
        };
        let differing = row.differing_from(location);
        if !differing.is_empty() {
            return Err(self.taken(location, &differing));
        }
        let mut fields = Fields::new();
        row.differing(&view::customer(customer), &mut fields);
        if fields.is_empty() {
            Ok((Named::There(customer.clone()), None))
        } else {
            Err(fields.refused_as(ProblemCode::InvalidFields))
        }
    }

    /// A hardware key code that nobody gets any more; whose it was is said to its own organisation.
    fn retired(&self, location: &Location) -> Error {
        if location.organisation_id != self.call.caller.user.organisation_id {
            return problem::hkc_taken("hkc");
        }
        let message = format!(
            "The hardware of this code was replaced at your location {}. No location gets the code again.",
            location.details.name
        );
        problem::at(ProblemCode::HkcTaken, "hkc", message)
    }

    /// A hardware key code that a row cannot have; whose it is is said to its own organisation.
    fn taken(&self, location: &Location, columns: &[&str]) -> Error {
        if location.organisation_id != self.call.caller.user.organisation_id {
            return problem::hkc_taken("hkc");
        }
        let other = match columns {
            [] => "It is not this row's.".to_owned(),
            columns => format!("It differs from this row in {}.", columns.join(", ")),
        };
        let message = format!(
            "Your location {} has this hardware key code. {other} Change it on its own page.",
            location.details.name
        );
        problem::at(ProblemCode::HkcTaken, "hkc", message)
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
                location.add(call, &mut transaction, customer.customer_id, None, &stamp)?;
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

fn stands_in(row: u32) -> String {
    format!("This hardware key code stands in row {row}. Each location has its own.")
}
