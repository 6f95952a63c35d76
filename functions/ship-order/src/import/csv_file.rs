//! CSV: a row per order line; rows of one order stand together or apart.

use super::{Read, ReadOrder};
use crate::parse;
use api::{
    FieldError,
    orders::{ImportOutcome, ImportRow, OrderLineRequest, ShipOrderRequest},
};
use domain::{catalogue::Catalogue, day::Day, id::OrganisationId, text::OrderNumber};
use files::{Columns, Row, Unreadable, whole_number};
use runtime::Fields;
use std::collections::{BTreeMap, BTreeSet};

const COLUMNS: Columns = Columns {
    needed: &["organisation_id", "purchase_order", "sales_order", "part", "quantity"],
    optional: &["swa_months", "swa_expires", "notes"],
    besides: &["organisation", "part_name", "in_the_bin", "shipped"],
};

/// The rows of a CSV file, and the orders that they make.
pub(super) fn read(catalogue: &Catalogue, text: &str) -> Result<Read, Unreadable> {
    let mut rows = Vec::new();
    let mut orders: Vec<ReadOrder> = Vec::new();
    let mut by_number: BTreeMap<[String; 3], usize> = BTreeMap::new();
    for (index, row) in files::csv(text, &COLUMNS)?.into_iter().enumerate() {
        let (read, errors) = read_row(catalogue, &row);
        rows.push(ImportRow {
            row: row.number,
            purchase_order: read.purchase_order.clone(),
            outcome: if errors.is_empty() {
                ImportOutcome::WouldShip
            } else {
                ImportOutcome::Refused
            },
            errors,
        });
        let key = [
            read.organisation_id.to_string(),
            read.purchase_order.clone(),
            read.sales_order.clone(),
        ];
        let at = *by_number.entry(key).or_insert_with(|| {
            orders.push(ReadOrder {
                request: ShipOrderRequest {
                    lines: Vec::new(),
                    ..read.clone()
                },
                first_row: row.number,
                rows: Vec::new(),
                row_per_line: true,
            });
            orders.len() - 1
        });
        let order = &mut orders[at];
        order.rows.push(index);
        let differing = differing(&order.request, &read);
        if let Some(row) = rows.last_mut().filter(|_| !differing.is_empty()) {
            row.outcome = ImportOutcome::Refused;
            row.errors.extend(differing);
        }
        order.request.lines.extend(read.lines);
        order.request.swa_months = order.request.swa_months.or(read.swa_months);
        order.request.swa_expires = order.request.swa_expires.or(read.swa_expires);
        order.request.notes = order.request.notes.take().or(read.notes);
    }
    refuse_broken(&mut rows, &mut orders);
    Ok(Read { rows, orders })
}

/// What a row says of its order otherwise than the rows before it.
fn differing(order: &ShipOrderRequest, row: &ShipOrderRequest) -> Vec<FieldError> {
    fn differ<T: PartialEq>(before: Option<&T>, now: Option<&T>) -> bool {
        before.zip(now).is_some_and(|(before, now)| before != now)
    }
    let all = [
        ("swa_months", differ(order.swa_months.as_ref(), row.swa_months.as_ref())),
        (
            "swa_expires",
            differ(order.swa_expires.as_ref(), row.swa_expires.as_ref()),
        ),
        ("notes", differ(order.notes.as_ref(), row.notes.as_ref())),
    ];
    let message = "An earlier row of this order says something else. Say the same, or leave it empty.";
    let differing = all.into_iter().filter(|(_, differs)| *differs);
    differing.map(|(field, _)| FieldError::new(field, message)).collect()
}

/// An order of which a row cannot be read goes nowhere. A row that does not say whose it
/// is may belong to any order of its numbers.
fn refuse_broken(rows: &mut [ImportRow], orders: &mut Vec<ReadOrder>) {
    let refused = |order: &ReadOrder| {
        order
            .rows
            .iter()
            .any(|index| rows[*index].outcome == ImportOutcome::Refused)
    };
    let numbers = |order: &ReadOrder| [order.request.purchase_order.clone(), order.request.sales_order.clone()];
    let of_nobody: BTreeSet<_> = orders
        .iter()
        .filter(|order| order.request.organisation_id == nobody())
        .map(numbers)
        .collect();
    let (broken, whole): (Vec<_>, Vec<_>) = orders
        .drain(..)
        .partition(|order| refused(order) || of_nobody.contains(&numbers(order)));
    *orders = whole;
    for index in broken.iter().flat_map(|order| &order.rows) {
        if rows[*index].outcome != ImportOutcome::Refused {
            rows[*index].outcome = ImportOutcome::OrderRefused;
        }
    }
}

/// Stands for an organisation whose id cannot be read; its order is not shipped.
fn nobody() -> OrganisationId {
    OrganisationId::new(0, &[0; 10])
}

/// What a row says, and what is wrong with it. The rest is checked again with the whole order;
/// here a broken row is told at its own cells.
fn read_row(catalogue: &Catalogue, row: &Row) -> (ShipOrderRequest, Vec<FieldError>) {
    let mut fields = Fields::new();
    let organisation_id = fields.check("organisation_id", row.cell("organisation_id").parse::<OrganisationId>());
    let quantity = fields.check("quantity", whole_number(row.cell("quantity")));
    let line = OrderLineRequest {
        part: row.cell("part").to_owned(),
        quantity: quantity.map_or(f64::NAN, |quantity| quantity as f64),
    };
    match quantity {
        Some(_) => _ = parse::line(catalogue, "", &line, &mut fields),
        None => _ = fields.check("part", parse::known_part(catalogue, &line.part)),
    }
    let months = fields.optional("swa_months", row.cell("swa_months"), whole_number);
    let swa_months = parse::swa_months(months.map(|months| months as f64), &mut fields);
    let swa_expires = fields.optional("swa_expires", row.cell("swa_expires"), Day::parse);
    let request = ShipOrderRequest {
        organisation_id: organisation_id.unwrap_or(nobody()),
        purchase_order: order_number(row.cell("purchase_order")),
        sales_order: order_number(row.cell("sales_order")),
        lines: vec![line],
        swa_months,
        swa_expires,
        notes: Some(row.cell("notes").to_owned()).filter(|notes| !notes.is_empty()),
        dry_run: false,
    };
    let mut errors = row.errors.clone();
    // A row of another width has its cells anywhere.
    if errors.iter().all(|error| !error.field.is_empty()) {
        errors.extend(fields.into_errors());
    }
    (request, errors)
}

/// The number as it is kept, so that rows that look alike are of one order.
fn order_number(cell: &str) -> String {
    OrderNumber::parse(cell).map_or_else(|_| cell.to_owned(), String::from)
}
