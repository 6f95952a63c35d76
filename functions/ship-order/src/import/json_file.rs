//! JSON: an array of orders as `ship-order` takes them.

use super::{ReadOrder, too_many, unreadable};
use api::orders::{ImportOutcome, ImportRow, ShipOrderRequest};
use runtime::{Error, json};

/// The orders of a JSON file, each a row.
pub(super) fn read(content: &str) -> Result<(Vec<ImportRow>, Vec<ReadOrder>), Error> {
    let read =
        json::items(content).map_err(|why| unreadable(format!("The file is not a JSON array of orders: {why}.")))?;
    too_many(read.len())?;
    let mut rows = Vec::new();
    let mut orders = Vec::new();
    for (index, item) in read.into_iter().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let purchase_order = item.text("purchase_order").unwrap_or_default().to_owned();
        let (outcome, errors) = match item.read::<ShipOrderRequest>() {
            Ok(request) => {
                orders.push(ReadOrder {
                    request,
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
    Ok((rows, orders))
}
