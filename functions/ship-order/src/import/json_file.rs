//! JSON: an array of orders as `ship-order` takes them.

use super::{ReadOrder, too_many, unreadable};
use api::orders::{ImportOutcome, ImportRow, ShipOrderRequest};
use runtime::Error;
use runtime::fields;

/// The orders of a JSON file, each a row.
pub(super) fn read(content: &str) -> Result<(Vec<ImportRow>, Vec<ReadOrder>), Error> {
    let read: Vec<serde_json::Value> = serde_json::from_str(content)
        .map_err(|error| unreadable(format!("The file is not a JSON array of orders: {error}.")))?;
    too_many(read.len())?;
    let mut rows = Vec::new();
    let mut orders = Vec::new();
    for (index, value) in read.into_iter().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let purchase_order = value
            .get("purchase_order")
            .and_then(|text| text.as_str())
            .unwrap_or_default()
            .to_owned();
        let (outcome, errors) = match serde_path_to_error::deserialize::<_, ShipOrderRequest>(value) {
            Ok(request) => {
                orders.push(ReadOrder {
                    request,
                    rows: vec![index],
                    row_per_line: false,
                });
                (ImportOutcome::WouldShip, Vec::new())
            }
            Err(error) => (ImportOutcome::Refused, vec![fields::misshapen(&error)]),
        };
        rows.push(ImportRow {
            row: number,
            purchase_order,
            outcome,
            errors,
        });
    }
    Ok((rows, orders))
}
