//! Customers.

use crate::{
    Error, PageOf, Store, Transaction,
    card::{self, Card, Cards, Choice, Found},
    chain::{Chain, Stamp},
    expression::Expression,
    item::{Stored, attribute, item, list, stored, value},
    keys::{self, Key},
    page::Paging,
    search::{make_due, set_due},
};
use domain::{
    country::Country,
    customer::{Customer, CustomerDetails},
    event::CustomerHappening,
    id::{CustomerId, OrganisationId},
    text::folded,
};

const PAGE: i32 = 100;

/// A list shows all of a customer, and its export too.
impl Card for Customer {
    fn search(&self) -> String {
        let CustomerDetails {
            name,
            address,
            vertical,
            reference,
        } = &self.details;
        let lines = [
            &address.street,
            &address.city,
            &address.state,
            &address.zip,
            vertical,
            reference,
        ];
        let lines = lines.into_iter().flatten().map(|line| line.as_str().to_owned());
        let country = Country::name_or_text(address.country.as_str());
        let all: Vec<String> = [name.as_str().to_owned(), country].into_iter().chain(lines).collect();
        folded(&all.join("\n"))
    }
}

impl Store {
    /// The customer, strongly consistent.
    pub async fn customer(&self, id: CustomerId) -> Result<Option<Stored<Customer>>, Error> {
        self.get(&keys::customer(id), true)
            .await?
            .map(|item| stored(&item))
            .transpose()
    }

    /// A page of the organisation's customers by name, as the reader chose it.
    pub async fn list_customers(
        &self,
        organisation_id: OrganisationId,
        choice: &Choice,
    ) -> Result<Found<Customer>, Error> {
        let list = keys::lists::customers(organisation_id);
        self.choose(Cards::of_things(&list), choice).await
    }

    /// A page of the organisation's customers, by name, as they are in the table.
    pub async fn customers(
        &self,
        organisation_id: OrganisationId,
        after: Option<&str>,
    ) -> Result<PageOf<Customer>, Error> {
        self.page_of_listed(&keys::lists::customers(organisation_id), Paging::forward(after, PAGE))
            .await
    }

    /// The customers of these ids that are there.
    pub async fn customers_of(&self, ids: &[CustomerId]) -> Result<Vec<Customer>, Error> {
        let keys: Vec<Key> = ids.iter().copied().map(keys::customer).collect();
        self.get_all(&keys).await?.iter().map(value).collect()
    }

    /// A new customer.
    pub fn create_customer(
        &self,
        transaction: &mut Transaction,
        customer: &Customer,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let key = keys::customer(customer.customer_id);
        let mut body = item(&key, customer)?;
        list(
            &mut body,
            keys::customers(
                customer.organisation_id,
                customer.details.name.as_str(),
                customer.customer_id,
            ),
        );
        card::put(&mut body, customer)?;
        make_due(&mut body, &key, stamp.now);
        let happening = CustomerHappening::Created {
            customer_id: customer.customer_id,
            name: customer.details.name.clone(),
        };
        transaction.create(self, &key, body, stamp.event(happening, &[]))
    }

    /// Other details of a customer.
    pub fn update_customer(
        &self,
        transaction: &mut Transaction,
        customer: &Customer,
        chain: &Chain,
        details: &CustomerDetails,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let lookup = keys::customers(customer.organisation_id, details.name.as_str(), customer.customer_id);
        let card = Customer {
            details: details.clone(),
            ..customer.clone()
        };
        let expression = Expression::default()
            .set(&["details"], attribute(details)?)
            .set_text("l_sk", lookup.sk);
        let mut expression = card::set(expression, &card)?;
        let key = keys::customer(customer.customer_id);
        let shown = |details: &CustomerDetails| (details.name.clone(), details.address.city.clone());
        if shown(details) != shown(&customer.details) {
            expression = set_due(expression, &key, stamp.now);
        }
        let happening = CustomerHappening::Updated {
            name: details.name.clone(),
        };
        transaction.change(self, &key, chain, expression, stamp.event(happening, &[]))
    }
}
