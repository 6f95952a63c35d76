//! Between items and types.

use crate::{
    Error,
    chain::Chain,
    keys::{Key, Lookup},
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::{id::OrganisationId, owned::Owned};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::HashMap;

pub(crate) type Item = HashMap<String, AttributeValue>;

/// An aggregate as it was read: its value, and where its event chain stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<T> {
    /// The aggregate.
    pub value: T,
    /// Its event chain. A change is made under the condition that it has not moved.
    pub chain: Chain,
}

impl<T: Owned> Owned for Stored<T> {
    const THING: &'static str = T::THING;

    fn owner(&self) -> OrganisationId {
        self.value.owner()
    }
}

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(crate) fn attribute(value: &impl Serialize) -> Result<AttributeValue, Error> {
    Ok(serde_dynamo::to_attribute_value(value)?)
}

/// The item of a value under a key.
pub(crate) fn item(key: &Key, value: &impl Serialize) -> Result<Item, Error> {
    let mut item: Item = serde_dynamo::to_item(value)?;
    item.extend(key.attributes());
    Ok(item)
}

pub(crate) fn list(item: &mut Item, lookup: Lookup) {
    item.insert("l_pk".to_owned(), text(lookup.pk));
    item.insert("l_sk".to_owned(), text(lookup.sk));
}

pub(crate) fn chained(item: &mut Item, chain: &Chain) {
    item.insert("chain_length".to_owned(), number(chain.length));
    item.insert("chain_head".to_owned(), text(chain.head.clone()));
}

pub(crate) fn value<T: DeserializeOwned>(item: &Item) -> Result<T, Error> {
    Ok(serde_dynamo::from_item(item.clone())?)
}

pub(crate) fn stored<T: DeserializeOwned>(item: &Item) -> Result<Stored<T>, Error> {
    #[derive(serde::Deserialize)]
    struct Attributes {
        chain_length: u32,
        chain_head: String,
    }
    let Attributes {
        chain_length: length,
        chain_head: head,
    } = value(item)?;
    Ok(Stored {
        value: value(item)?,
        chain: Chain { length, head },
    })
}

pub(crate) fn string<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}
