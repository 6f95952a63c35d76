//! More customers than anybody types in, and what they see by their links.

use crate::{Answer, Desk, Person};
use api::{Endpoint, operations::GiveCustomerLink};
use domain::{
    country::{Country, KeptCountry},
    customer::{Address, Customer, CustomerDetails},
    event::Actor,
    id::CustomerId,
    text::{Line, Name},
};
use serde_json::{Value, json};
use store::{Stamp, Transaction};

/// How many customers fit in a transaction, each with its event.
const AT_ONCE: usize = 40;

impl Desk {
    /// Gives a customer a link that works through this day; its number and its token.
    pub async fn customer_link(&self, who: &Person, customer: CustomerId, ends: &str) -> (u32, String) {
        let body = json!({ "email": "customer@example.com", "ends": ends });
        let given = self.call::<GiveCustomerLink>(who, &[&customer], body).await;
        let (_, token) = given.ok()["url"].as_str().unwrap().split_once("#token=").unwrap();
        let number = given.body["number"].as_u64().unwrap();
        (u32::try_from(number).unwrap(), token.to_owned())
    }

    /// Does something by a customer's link, without signing in.
    pub async fn by_link<E: Endpoint>(&self, body: Value) -> Answer {
        self.send(reqwest::Method::POST, E::OPERATION.path, None, body, None)
            .await
    }

    /// Customers of these names for somebody's organisation, each with a reference by its place:
    /// `K-00000`, `K-00001`.
    pub async fn customers(&self, who: &Person, names: &[String]) {
        let store = &self.app.store;
        let organisation_id = who.organisation_id.unwrap();
        let stamp = Stamp {
            actor: Actor::latchkey(organisation_id),
            now: self.now(),
            request_id: "many-customers".to_owned(),
            catalogue: self.app.catalogue.clone(),
            audit: self.app.keys.audit().await.unwrap(),
        };
        let line = |text: &str| Some(Line::parse(text).unwrap());
        let numbered: Vec<_> = names.iter().enumerate().collect();
        for part in numbered.chunks(AT_ONCE) {
            let mut transaction = Transaction::default();
            for (n, name) in part {
                let name = Name::parse(name).unwrap();
                let customer = Customer {
                    customer_id: CustomerId::imported(organisation_id, &name, 0),
                    organisation_id,
                    created_at: self.now(),
                    details: CustomerDetails {
                        name,
                        address: Address {
                            street: line(&format!("Quay {n}")),
                            city: line("Hilversum"),
                            state: None,
                            zip: None,
                            country: KeptCountry::Chosen(Country::of_code("NL").unwrap()),
                        },
                        vertical: line("Health"),
                        reference: line(&format!("K-{n:05}")),
                    },
                };
                store.create_customer(&mut transaction, &customer, &stamp).unwrap();
            }
            let (first, _) = part[0];
            store.commit(transaction, &format!("customers-{first}")).await.unwrap();
        }
    }
}
