//! What things of each kind are found by, by whom, and what is shown of them.

use crate::{
    Error,
    item::{Item, attribute, value},
    keys::Kind,
    location::LocationCard,
};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use domain::{
    customer::{Customer, Location},
    id::{CustomerId, OrderId, OrganisationId},
    order::Order,
    search,
    text::{Line, Name, OrderNumber},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is shown of a customer that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundCustomer {
    /// Its id.
    pub customer_id: CustomerId,
    /// Its name.
    pub name: Name,
    /// The city, where given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<Line>,
}

/// What is shown of an order that was found: nothing of it ever changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundOrder {
    /// Its id.
    pub order_id: OrderId,
    /// The buyer's number.
    pub purchase_order: OrderNumber,
    /// The vendor's number.
    pub sales_order: OrderNumber,
    /// The holder's name when it was shipped.
    pub holder_name: Name,
    /// When it was shipped.
    pub shipped_at: DateTime<Utc>,
}

/// Who finds a thing, by what, and what is shown of it.
pub(super) struct Findable {
    pub(super) owners: BTreeSet<OrganisationId>,
    /// Others who had it, in whose lists it may still stand.
    pub(super) were: BTreeSet<OrganisationId>,
    pub(super) tokens: BTreeSet<String>,
    pub(super) card: AttributeValue,
}

impl Findable {
    /// The thing as its item has it.
    pub(super) fn of(kind: Kind, item: &Item) -> Result<Self, Error> {
        match kind {
            Kind::Location => location(item),
            Kind::Customer => customer(&value(item)?),
            Kind::Order => order(&value(item)?),
        }
    }
}

fn location(item: &Item) -> Result<Findable, Error> {
    #[derive(Deserialize)]
    struct Row {
        card: LocationCard,
    }
    let Row { card } = value(item)?;
    let mut tokens = search::tokens(&card.name, &card.hkc);
    if let Some(second) = &card.second_hkc {
        tokens.extend(search::tokens("", second));
    }
    let Location {
        organisation_id,
        was_of,
        ..
    } = value(item)?;
    Ok(Findable {
        owners: [organisation_id].into(),
        were: was_of.into_iter().collect(),
        tokens,
        card: attribute(&card)?,
    })
}

fn customer(customer: &Customer) -> Result<Findable, Error> {
    let card = FoundCustomer {
        customer_id: customer.customer_id,
        name: customer.details.name.clone(),
        city: customer.details.address.city.clone(),
    };
    Ok(Findable {
        owners: [customer.organisation_id].into(),
        were: BTreeSet::new(),
        tokens: search::tokens(card.name.as_str(), ""),
        card: attribute(&card)?,
    })
}

/// An order is found by who holds it, by who shipped it, and by the vendor that its units come from.
fn order(order: &Order) -> Result<Findable, Error> {
    let card = FoundOrder {
        order_id: order.order_id,
        purchase_order: order.purchase_order.clone(),
        sales_order: order.sales_order.clone(),
        holder_name: order.holder_name.clone(),
        shipped_at: order.shipped_at,
    };
    let numbers = [card.purchase_order.as_str(), card.sales_order.as_str()];
    Ok(Findable {
        owners: [order.first_vendor(), order.vendor, order.holder].into(),
        were: BTreeSet::new(),
        tokens: search::number_tokens(numbers),
        card: attribute(&card)?,
    })
}
