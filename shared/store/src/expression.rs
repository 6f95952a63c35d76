//! Builds update and condition expressions, so that names and values never meet the
//! expression's text.

use crate::{
    item::{formed, number, text},
    keys::Key,
};
use aws_sdk_dynamodb::types::{AttributeValue, ConditionCheck, Delete, Put, Update};
use std::collections::HashMap;

/// An update or delete of one item under conditions.
#[derive(Debug, Default)]
pub(crate) struct Expression {
    sets: Vec<String>,
    removes: Vec<String>,
    unions: Vec<String>,
    conditions: Vec<String>,
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

impl Expression {
    fn path(&mut self, path: &[&str]) -> String {
        let placeholders: Vec<String> = path
            .iter()
            .map(|name| {
                if let Some((placeholder, _)) = self.names.iter().find(|(_, known)| known == name) {
                    return placeholder.clone();
                }
                let placeholder = format!("#n{}", self.names.len());
                self.names.insert(placeholder.clone(), (*name).to_owned());
                placeholder
            })
            .collect();
        placeholders.join(".")
    }

    fn value(&mut self, value: AttributeValue) -> String {
        let placeholder = format!(":v{}", self.values.len());
        self.values.insert(placeholder.clone(), value);
        placeholder
    }

    pub(crate) fn set(mut self, path: &[&str], value: AttributeValue) -> Self {
        let (path, value) = (self.path(path), self.value(value));
        self.sets.push(format!("{path} = {value}"));
        self
    }

    pub(crate) fn set_text(self, name: &str, value: impl Into<String>) -> Self {
        self.set(&[name], text(value))
    }

    pub(crate) fn add(mut self, path: &[&str], change: i64) -> Self {
        let (path, value) = (self.path(path), self.value(number(change)));
        self.sets.push(format!("{path} = {path} + {value}"));
        self
    }

    /// The same, where nothing that is there counts as 0.
    pub(crate) fn add_from_zero(mut self, path: &[&str], change: i64) -> Self {
        let (path, zero, value) = (self.path(path), self.value(number(0)), self.value(number(change)));
        self.sets
            .push(format!("{path} = if_not_exists({path}, {zero}) + {value}"));
        self
    }

    /// Adds texts to a set of the item's own, which comes to be with them.
    pub(crate) fn unite(mut self, name: &str, texts: Vec<String>) -> Self {
        let (path, value) = (self.path(&[name]), self.value(AttributeValue::Ss(texts)));
        self.unions.push(format!("{path} {value}"));
        self
    }

    pub(crate) fn remove(mut self, path: &[&str]) -> Self {
        let path = self.path(path);
        self.removes.push(path);
        self
    }

    pub(crate) fn require_equal(mut self, path: &[&str], value: AttributeValue) -> Self {
        let (path, value) = (self.path(path), self.value(value));
        self.conditions.push(format!("{path} = {value}"));
        self
    }

    pub(crate) fn require_at_least(mut self, path: &[&str], least: u32) -> Self {
        let (path, value) = (self.path(path), self.value(number(least)));
        self.conditions.push(format!("{path} >= {value}"));
        self
    }

    /// That a map or list has fewer members than this.
    pub(crate) fn require_fewer(mut self, path: &[&str], most: usize) -> Self {
        let (path, value) = (self.path(path), self.value(number(most)));
        self.conditions.push(format!("size({path}) < {value}"));
        self
    }

    pub(crate) fn require_exists(mut self, path: &[&str]) -> Self {
        let path = self.path(path);
        self.conditions.push(format!("attribute_exists({path})"));
        self
    }

    pub(crate) fn require_absent(mut self, path: &[&str]) -> Self {
        let path = self.path(path);
        self.conditions.push(format!("attribute_not_exists({path})"));
        self
    }

    fn text(&self) -> String {
        let clauses = [("SET ", &self.sets), ("REMOVE ", &self.removes), ("ADD ", &self.unions)];
        let clauses = clauses.iter().filter(|(_, parts)| !parts.is_empty());
        let clauses: Vec<String> = clauses
            .map(|(word, parts)| format!("{word}{}", parts.join(", ")))
            .collect();
        clauses.join(" ")
    }

    fn condition(&self) -> Option<String> {
        (!self.conditions.is_empty()).then(|| self.conditions.join(" AND "))
    }

    pub(crate) fn update(self, table: &str, key: &Key) -> Update {
        Update::builder()
            .table_name(table)
            .set_key(Some(key.attributes()))
            .update_expression(self.text())
            .set_condition_expression(self.condition())
            .set_expression_attribute_names(Some(self.names))
            .set_expression_attribute_values(some(self.values))
            .build()
            .unwrap_or_else(|_| unreachable!("key, table and expression are set above"))
    }

    pub(crate) fn delete(self, table: &str, key: &Key) -> Delete {
        Delete::builder()
            .table_name(table)
            .set_key(Some(key.attributes()))
            .set_condition_expression(self.condition())
            .set_expression_attribute_names(Some(self.names))
            .set_expression_attribute_values(some(self.values))
            .build()
            .unwrap_or_else(|_| unreachable!("key and table are set above"))
    }

    /// A put of a whole item under the conditions.
    pub(crate) fn put(self, table: &str, item: HashMap<String, AttributeValue>) -> Put {
        Put::builder()
            .table_name(table)
            .set_item(Some(formed(item)))
            .set_condition_expression(self.condition())
            .set_expression_attribute_names(Some(self.names).filter(|names| !names.is_empty()))
            .set_expression_attribute_values(some(self.values))
            .build()
            .unwrap_or_else(|_| unreachable!("item and table are set above"))
    }

    /// A check of the conditions that writes nothing.
    pub(crate) fn check(self, table: &str, key: &Key) -> ConditionCheck {
        ConditionCheck::builder()
            .table_name(table)
            .set_key(Some(key.attributes()))
            .condition_expression(self.condition().unwrap_or_default())
            .set_expression_attribute_names(Some(self.names))
            .set_expression_attribute_values(some(self.values))
            .build()
            .unwrap_or_else(|_| unreachable!("key, table and condition are set above"))
    }

    /// The parts of a single update, for requests outside a transaction.
    pub(crate) fn parts(self) -> Parts {
        Parts {
            text: self.text(),
            condition: self.condition(),
            names: self.names,
            values: some(self.values),
        }
    }
}

pub(crate) struct Parts {
    pub(crate) text: String,
    pub(crate) condition: Option<String>,
    pub(crate) names: HashMap<String, String>,
    pub(crate) values: Option<HashMap<String, AttributeValue>>,
}

/// The service refuses an empty map of values.
fn some(values: HashMap<String, AttributeValue>) -> Option<HashMap<String, AttributeValue>> {
    (!values.is_empty()).then_some(values)
}

/// A put of an item that must not be there yet.
pub(crate) fn put_new(table: &str, item: HashMap<String, AttributeValue>) -> Put {
    Put::builder()
        .table_name(table)
        .set_item(Some(formed(item)))
        .condition_expression("attribute_not_exists(pk)")
        .build()
        .unwrap_or_else(|_| unreachable!("item and table are set above"))
}
