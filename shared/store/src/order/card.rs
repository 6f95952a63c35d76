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
    #[serde(rename = "r", default, skip_serializing_if = "is_zero")]
    reshipped: u32,
    #[serde(rename = "b", default, skip_serializing_if = "is_zero")]
    returned: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl From<OrderLine> for Line {
    fn from(line: OrderLine) -> Self {
        let OrderLine {
            quantity,
            available,
            reshipped,
            returned,
        } = line;
        Self {
            quantity,
            available,
            reshipped,
            returned,
        }
    }
}

impl From<Line> for OrderLine {
    fn from(line: Line) -> Self {
        let Line {
            quantity,
            available,
            reshipped,
            returned,
        } = line;
        Self {
            quantity,
            available,
            reshipped,
            returned,
        }
    }
}

impl OrderCard {
    pub(super) fn of(order: &Order) -> Self {
        let line = |(part, line): (&PartNumber, &OrderLine)| (part.clone(), Line::from(*line));
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
        let line = |(part, line): (PartNumber, Line)| (part, OrderLine::from(line));
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
            first_vendor: None,
            sources: BTreeMap::new(),
        })
    }
}

/// A count of an order's line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineCount {
    Available,
    Reshipped,
    Returned,
}

impl LineCount {
    pub(super) const fn attribute(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Reshipped => "reshipped",
            Self::Returned => "returned",
        }
    }

    const fn on_card(self) -> &'static str {
        match self {
            Self::Available => "a",
            Self::Reshipped => "r",
            Self::Returned => "b",
        }
    }

    /// Changes the count of a line, and of the card's line.
    pub(super) fn add(self, expression: Expression, order: &Order, part: &PartNumber, units: i64) -> Expression {
        let paths = [
            vec!["lines", part.as_str(), self.attribute()],
            vec![CARD, "l", part.as_str(), self.on_card()],
        ];
        let all = if order.is_card { &paths[..] } else { &paths[..1] };
        all.iter().fold(expression, |expression, path| match self {
            // It is always there, and the shorter text leaves room for more lines.
            Self::Available => expression.add(path, units),
            Self::Reshipped | Self::Returned => expression.add_from_zero(path, units),
        })
    }
}
