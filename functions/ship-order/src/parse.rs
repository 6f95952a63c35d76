//! From the wire to the command.

use api::orders::{OrderLineRequest, ShipOrderRequest};
use domain::{
    catalogue::{Catalogue, PartKind},
    id::OrganisationId,
    order::{MAX_LINES, MAX_SWA_MONTHS, ShipOrder, UnitsEnd},
    quantity::Quantity,
    text::{Notes, OrderNumber, PartNumber},
};
use runtime::{Error, Fields};
use std::collections::BTreeMap;

/// The command, or a note at each field that is wrong.
pub(crate) fn ship_order(
    catalogue: &Catalogue,
    vendor: OrganisationId,
    request: &ShipOrderRequest,
    fields: &mut Fields,
) -> Option<ShipOrder> {
    let purchase_order = fields.check("purchase_order", OrderNumber::parse(&request.purchase_order));
    let sales_order = fields.check("sales_order", OrderNumber::parse(&request.sales_order));
    if request.lines.is_empty() || request.lines.len() > MAX_LINES {
        fields.refuse(
            "lines",
            format!("An order has 1 to {MAX_LINES} lines; this has {}.", request.lines.len()),
        );
    }
    let (mut lines, mut swa) = (BTreeMap::new(), BTreeMap::new());
    for (index, request) in request.lines.iter().enumerate() {
        let Some((part, quantity)) = line(catalogue, &format!("lines/{index}/"), request, fields) else {
            continue;
        };
        let bin = match catalogue.part(&part).map(|part| part.kind) {
            Some(PartKind::SwaUnit) => &mut swa,
            _ => &mut lines,
        };
        if bin.insert(part.clone(), quantity).is_some() {
            fields.refuse(
                format!("lines/{index}/part"),
                format!("Part {part} is in another line already. Add the quantities up."),
            );
        }
    }
    let swa_months = swa_months(request.swa_months.map(f64::from), fields);
    let notes = request
        .notes
        .as_deref()
        .and_then(|notes| fields.optional("notes", notes, Notes::parse));
    Some(ShipOrder {
        vendor,
        holder: request.organisation_id,
        purchase_order: purchase_order?,
        sales_order: sales_order?,
        lines,
        swa,
        swa_ends: request.swa_expires.map_or(UnitsEnd::Usual, UnitsEnd::On),
        swa_months,
        notes,
    })
}

/// A line, with its fields named after the prefix.
pub(crate) fn line(
    catalogue: &Catalogue,
    prefix: &str,
    request: &OrderLineRequest,
    fields: &mut Fields,
) -> Option<(PartNumber, Quantity)> {
    let part = fields.check(format!("{prefix}part"), known_part(catalogue, &request.part));
    let quantity = fields.check(format!("{prefix}quantity"), Quantity::parse(request.quantity));
    part.zip(quantity)
}

pub(crate) fn known_part(catalogue: &Catalogue, text: &str) -> Result<PartNumber, String> {
    let number = PartNumber::parse(text).map_err(|refusal| refusal.to_string())?;
    if catalogue.part(&number).is_none() {
        catalogue.offered_part(&number).map_err(|none| none.to_string())?;
    }
    Ok(number)
}

/// That every line can be ordered. An order that was shipped before is not asked: it is no new one.
pub(crate) fn offered(catalogue: &Catalogue, lines: &[OrderLineRequest]) -> Result<(), Error> {
    let mut fields = Fields::new();
    for (index, line) in lines.iter().enumerate() {
        if let Ok(number) = PartNumber::parse(&line.part) {
            fields.check(format!("lines/{index}/part"), catalogue.offered_part(&number));
        }
    }
    fields.finish(Some(()))
}

/// The months of software assurance asked for.
pub(crate) fn swa_months(months: Option<f64>, fields: &mut Fields) -> Option<u32> {
    let months = months?;
    let known = (1..=MAX_SWA_MONTHS).find(|known| f64::from(*known) == months);
    if known.is_none() {
        fields.refuse(
            "swa_months",
            format!("Enter 1 to {MAX_SWA_MONTHS} months, or leave it empty."),
        );
    }
    known
}
