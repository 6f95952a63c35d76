//! JSON: an array of orders as `ship-order` takes them.

use super::{Read, ReadOrder};
use api::orders::{ImportOutcome, ImportRow, ShipOrderRequest};
use files::Unreadable;
use runtime::json;

/// The orders of a JSON file, each a row.
pub(super) fn read(text: &str) -> Result<Read, Unreadable> {
    let mut rows = Vec::new();
    let mut orders = Vec::new();
    for (index, (number, value)) in files::json(text)?.into_iter().enumerate() {
        let purchase_order = value
            .get("purchase_order")
            .and_then(|text| text.as_str())
            .unwrap_or_default()
            .to_owned();
        let (outcome, errors) = match json::row::<ShipOrderRequest>(value) {
            Ok(request) => {
                orders.push(ReadOrder {
                    request,
                    first_row: number,
                    rows: vec![index],
                    row_per_line: false,
                });
                (ImportOutcome::WouldShip, Vec::new())
            }
            Err(error) => (ImportOutcome::Refused, vec![error]),
        };
        rows.push(ImportRow {
            row: number,
            purchase_order,
            outcome,
            errors,
        });
    }
    Ok(Read { rows, orders })
}
