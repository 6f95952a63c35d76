//! What the list of a bin has of an order: all of it, in few bytes, since it is written with every
//! unit that is taken.

use crate::{
    Error,
    card::{CARD, Card},
    expression::Expression,
    item::{Item, string},
    keys,
    read::key_of,
};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use domain::{
    id::OrganisationId,
    order::{Order, OrderLine, SwaLine},
    text::{Name, Notes, OrderNumber, PartNumber, folded},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The order's card. Its id and its holder are in its place in the list.
#[derive(Serialize, Deserialize)]
pub(super) struct OrderCard {
    #[serde(rename = "v")]
    vendor: OrganisationId,
    #[serde(rename = "h")]
    holder_name: Name,
    #[serde(rename = "p")]
    purchase_order: OrderNumber,
    #[serde(rename = "s")]
    sales_order: OrderNumber,
    #[serde(rename = "t")]
    shipped_at: DateTime<Utc>,
    #[serde(rename = "l")]
    lines: BTreeMap<PartNumber, Line>,
    #[serde(rename = "u", default, skip_serializing_if = "Vec::is_empty")]
    swa: Vec<SwaLine>,
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    swa_months: Option<u32>,
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    notes: Option<Notes>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Line {
    #[serde(rename = "q")]
    quantity: u32,
    #[serde(rename = "a")]
    available: u32,
}

impl OrderCard {
    pub(super) fn of(order: &Order) -> Self {
        let line = |(part, line): (&PartNumber, &OrderLine)| {
            let OrderLine { quantity, available } = *line;
            (part.clone(), Line { quantity, available })
        };
        Self {
            vendor: order.vendor,
            holder_name: order.holder_name.clone(),
            purchase_order: order.purchase_order.clone(),
            sales_order: order.sales_order.clone(),
            shipped_at: order.shipped_at,
            lines: order.lines.iter().map(line).collect(),
            swa: order.swa.clone(),
            swa_months: order.swa_months,
            notes: order.notes.clone(),
        }
    }
}

impl Card for Order {
    fn search(&self) -> String {
        let parts = self.lines.keys().chain(self.swa.iter().map(|line| &line.part));
        let numbers = [
            self.purchase_order.as_str(),
            self.sales_order.as_str(),
            self.holder_name.as_str(),
        ];
        let all: Vec<&str> = numbers
            .into_iter()
            .chain(parts.map(PartNumber::as_str))
            .chain(self.notes.iter().map(Notes::as_str))
            .collect();
        folded(&all.join("\n"))
    }

    fn of_row(row: &Item, card: AttributeValue) -> Result<Self, Error> {
        let card: OrderCard = serde_dynamo::from_attribute_value(card)?;
        let place = key_of(row).and_then(|key| keys::order_in_bin(&key, string(row, "l_pk")?));
        let (order_id, holder) =
            place.ok_or_else(|| Error::Failed("an order's row in a bin does not say which it is".to_owned()))?;
        let line = |(part, Line { quantity, available }): (PartNumber, Line)| (part, OrderLine { quantity, available });
        Ok(Self {
            order_id,
            vendor: card.vendor,
            holder,
            holder_name: card.holder_name,
            purchase_order: card.purchase_order,
            sales_order: card.sales_order,
            shipped_at: card.shipped_at,
            available: card.lines.values().map(|line| line.available).sum(),
            lines: card.lines.into_iter().map(line).collect(),
            is_card: true,
            swa: card.swa,
            swa_months: card.swa_months,
            notes: card.notes,
            free_at: None,
        })
    }
}

/// Changes the card's lines as the order's lines change.
pub(super) fn on_card<'a>(
    mut expression: Expression,
    order: &Order,
    lines: impl Iterator<Item = (&'a PartNumber, i64)>,
) -> Expression {
    if order.is_card {
        for (part, units) in lines {
            expression = expression.add(&[CARD, "l", part.as_str(), "a"], units);
        }
    }
    expression
}
