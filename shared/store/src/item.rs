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

/// The version of the form in which items are written: what their attributes are and mean. It
/// rises when a version before cannot read them any more. What says nothing is of form 1.
const NEWEST_FORM: u32 = 1;

/// The attribute that says the form.
pub(crate) const FORM: &str = "form";

/// The form in which items are written.
pub(crate) fn form() -> AttributeValue {
    number(NEWEST_FORM)
}

/// The item, saying its form.
pub(crate) fn formed(mut item: Item) -> Item {
    item.insert(FORM.to_owned(), form());
    item
}

/// The attribute that the table's time to live reads, and nothing else is kept in: the time,
/// in seconds since 1970, from which the item may be removed. It is removed late, so
/// whoever reads the item looks at the time too.
pub(crate) const DELETE_AFTER: &str = "delete_after";

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

/// An item as a value.
///
/// # Errors
/// [`Error::LaterForm`] for one that a later version of Latchkey wrote, and could be misread.
pub(crate) fn value<T: DeserializeOwned>(item: &Item) -> Result<T, Error> {
    let form = item.get(FORM).and_then(|form| form.as_n().ok()?.parse().ok());
    match form {
        Some(form) if form > NEWEST_FORM => return Err(Error::LaterForm(form)),
        _ => {}
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Thing {
        name: String,
    }

    #[test]
    fn an_item_of_a_later_form_is_not_misread() {
        let item = Item::from([("name".to_owned(), text("A"))]);
        let thing = Thing { name: "A".to_owned() };
        assert_eq!(value::<Thing>(&item).unwrap(), thing, "what says nothing is of form 1");
        let mut item = formed(item);
        assert_eq!(item[FORM], number(1));
        assert_eq!(value::<Thing>(&item).unwrap(), thing);
        item.insert(FORM.to_owned(), number(2));
        assert!(matches!(value::<Thing>(&item), Err(Error::LaterForm(2))));
    }
}
