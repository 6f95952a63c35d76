//! `reship-licences`: licence users of distributors. Ships licences out of their bin on to a dealer,
//! named by the e-mail address of one of its users, as an order of its own (spec chapter 4, "Roles in
//! the channel"). Where users of several dealers have the address, the caller names the dealer, too. The
//! same order with the same lines again is the same order. That the vendor allows it, and that the bin
//! holds the units, are conditions of the write.
//!
//! Refused: an address that no user of a dealer has whom the vendor lets one ship to, or users of
//! several, who are listed; other lines under the same numbers; more units than are in the bin; part of
//! an order for an external system; what was made for one location.

use crate::at_its_field;
use api::{
    ProblemCode,
    orders::Shipment,
    reship::{ReshipLicencesRequest, ReshipLicencesResponse},
};
use desk::{
    dealer::{self, Addressee},
    view,
};
use domain::{
    id::OrderId,
    order::{self, MAX_LINES, MOST_SOURCES, Moved, Order, ShipOrder, Shipped, UnitsEnd},
    quantity::Quantity,
    text::{EmailAddress, Notes, OrderNumber, PartNumber},
};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use std::collections::{BTreeMap, BTreeSet};
use store::Transaction;

pub(crate) async fn reship(
    call: Call<Principal>,
    (): (),
    request: ReshipLicencesRequest,
) -> Result<ReshipLicencesResponse, Error> {
    let asked = parse(&request)?;
    let mine = call.caller.user.organisation_id;
    let stamp = call.stamp().await?;
    let (store, catalogue) = (&call.app.store, &call.app.catalogue);
    call.change(async || {
        let dealer = dealer::of(&call, &asked.to).await?;
        let command = ShipOrder {
            vendor: mine,
            holder: dealer.organisation_id,
            purchase_order: asked.purchase_order.clone(),
            sales_order: asked.sales_order.clone(),
            lines: by_part(&asked.lines)?,
            swa: BTreeMap::new(),
            swa_ends: UnitsEnd::AsBefore,
            swa_months: None,
            notes: asked.notes.clone(),
        };
        let existing = store.order(command.order_id()).await?;
        let existing = existing.map(|order| order.value);
        let shipped = order::ship(
            existing.as_ref(),
            dealer.kind,
            &dealer.name,
            &command,
            catalogue.rate_cards(),
            call.now,
        )
        .map_err(|refusal| at_its_field(refusal, "lines"))?;
        let mut transaction = Transaction::default();
        let (shipment, order) = match (shipped, existing) {
            (Shipped::New(order), _) => {
                let sources = sources(&call, &asked.lines).await?;
                let came = order::reship(catalogue, &sources, &asked.lines)?;
                let first_vendor = sources.first().map_or(mine, Order::first_vendor);
                let order = order.shipped_on(first_vendor, came);
                if request.dry_run {
                    (Shipment::WouldShip, order)
                } else {
                    store.reship(&mut transaction, &order, &sources, &stamp)?;
                    (Shipment::Shipped, order)
                }
            }
            (Shipped::Before, Some(order)) if order.came_from(&asked.lines) => (Shipment::AlreadyShipped, order),
            (Shipped::Before, Some(_)) => return Err(problem::at(
                    ProblemCode::OrderDiffers,
                    "lines",
                    "This purchase order and sales order were shipped before, with units of other orders. Choose other numbers.",
                )),
            (Shipped::Before, None) => return Err(problem::internal("an order was shipped before and is not there")),
        };
        Ok(Change {
            transaction,
            answer: ReshipLicencesResponse {
                shipment,
                order: view::order(catalogue, &order),
            },
        })
    })
    .await
}

/// The caller's orders that the lines are of, strongly consistent.
async fn sources(call: &Call<Principal>, lines: &[Moved]) -> Result<Vec<Order>, Error> {
    let ids: BTreeSet<OrderId> = lines.iter().map(|(order, ..)| *order).collect();
    let ids: Vec<OrderId> = ids.into_iter().collect();
    let orders = call.app.store.orders_consistent(&ids).await?;
    let mine = call.caller.user.organisation_id;
    Ok(orders.into_iter().filter(|order| order.holder == mine).collect())
}

/// What the dealer gets, by part.
fn by_part(lines: &[Moved]) -> Result<BTreeMap<PartNumber, Quantity>, Error> {
    let mut units: BTreeMap<PartNumber, u32> = BTreeMap::new();
    for (_, part, quantity) in lines {
        let sum = units.entry(part.clone()).or_default();
        *sum = sum.saturating_add(quantity.get());
    }
    let mut fields = Fields::new();
    let lines = units.into_iter().filter_map(|(part, sum)| {
        let field = format!("lines/{}/quantity", lines.iter().position(|(_, of, _)| *of == part)?);
        Some((part, fields.check(field, Quantity::try_from(sum))?))
    });
    let lines = lines.collect();
    fields.finish(Some(lines))
}

struct Asked {
    to: Addressee,
    purchase_order: OrderNumber,
    sales_order: OrderNumber,
    lines: Vec<Moved>,
    notes: Option<Notes>,
}

fn parse(request: &ReshipLicencesRequest) -> Result<Asked, Error> {
    let mut fields = Fields::new();
    let dealer_email = fields.check("dealer_email", EmailAddress::parse(&request.dealer_email));
    let purchase_order = fields.check("purchase_order", OrderNumber::parse(&request.purchase_order));
    let sales_order = fields.check("sales_order", OrderNumber::parse(&request.sales_order));
    let notes = request.notes.as_deref();
    let notes = notes.and_then(|notes| fields.optional("notes", notes, Notes::parse));
    let lines = parse_lines(&mut fields, request);
    let asked = || {
        Some(Asked {
            to: Addressee {
                email: dealer_email?,
                dealer_id: request.dealer_id,
            },
            purchase_order: purchase_order?,
            sales_order: sales_order?,
            lines,
            notes,
        })
    };
    fields.finish(asked())
}

fn parse_lines(fields: &mut Fields, request: &ReshipLicencesRequest) -> Vec<Moved> {
    let given = request.lines.len();
    if given == 0 || given > MAX_LINES {
        fields.refuse("lines", format!("Choose 1 to {MAX_LINES} lines; these are {given}."));
    }
    let orders: BTreeSet<OrderId> = request.lines.iter().map(|line| line.order_id).collect();
    if orders.len() > MOST_SOURCES {
        fields.refuse(
            "lines",
            format!(
                "Choose lines out of up to {MOST_SOURCES} orders at a time; these are of {}.",
                orders.len()
            ),
        );
    }
    let mut lines: Vec<Moved> = Vec::with_capacity(given);
    for (index, line) in request.lines.iter().enumerate() {
        let part = fields.check(format!("lines/{index}/part"), PartNumber::parse(&line.part));
        let quantity = fields.check(format!("lines/{index}/quantity"), Quantity::parse(line.quantity));
        let Some((part, quantity)) = part.zip(quantity) else {
            continue;
        };
        if lines
            .iter()
            .any(|(order, of, _)| (order, of) == (&line.order_id, &part))
        {
            fields.refuse(
                format!("lines/{index}/part"),
                format!("Part {part} of this order is in another line already. Add the quantities up."),
            );
        }
        lines.push((line.order_id, part, quantity));
    }
    lines
}
