//! `reship-swa-units`: SWA users of distributors. Ships SWA units on to a dealer, named by
//! the e-mail address of one of its users, as an order of its own (spec chapter 5,
//! "Units"). Where users of several dealers have the address, the caller names the dealer, too.
//! They are taken from the lot that expires first, and keep their last day. The same order with the
//! same quantity again is the same order. That the vendor allows it is a condition of the write.
//!
//! Refused: an address that no user of a dealer has whom the vendor lets one ship to, or users of
//! several, who are listed; other units under the same numbers, more units than are available.

use crate::at_its_field;
use api::{
    ProblemCode,
    orders::Shipment,
    units::{ReshipUnitsRequest, ReshipUnitsResponse},
};
use desk::{
    dealer::{self, Addressee},
    view,
};
use domain::{
    assurance::{self, LotRefusal, MOST_LOTS_RESHIPPED, Taken},
    catalogue::{Catalogue, PartKind},
    day::Day,
    order::{self, Order, ShipOrder, Shipped, SwaLine, UnitsEnd},
    quantity::Quantity,
    text::{EmailAddress, OrderNumber, PartNumber},
};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use std::collections::BTreeMap;
use store::Transaction;

pub(crate) async fn reship(
    call: Call<Principal>,
    (): (),
    request: ReshipUnitsRequest,
) -> Result<ReshipUnitsResponse, Error> {
    let asked = parse(&call.app.catalogue, &request)?;
    let mine = call.caller.user.organisation_id;
    let stamp = call.stamp().await?;
    let store = &call.app.store;
    let today = Day::of(call.now);
    call.change(async || {
        let dealer = dealer::of(&call, &asked.to).await?;
        let command = ShipOrder {
            vendor: mine,
            holder: dealer.organisation_id,
            purchase_order: asked.purchase_order.clone(),
            sales_order: asked.sales_order.clone(),
            lines: BTreeMap::new(),
            swa: BTreeMap::from([(asked.part.clone(), asked.quantity)]),
            swa_ends: UnitsEnd::AsBefore,
            swa_months: None,
            notes: None,
        };
        let existing = store.order(command.order_id()).await?;
        let existing = existing.map(|order| order.value);
        let shipped = order::ship(
            existing.as_ref(),
            dealer.kind,
            &dealer.name,
            &command,
            call.app.catalogue.rate_cards(),
            call.now,
        )
        .map_err(|refusal| at_its_field(refusal, "quantity"))?;
        let mut transaction = Transaction::default();
        let (shipment, order) = match (shipped, existing) {
            (Shipped::New(order), _) => {
                let mut lots = store.lots(mine, today).await?;
                let taken = assurance::take(&mut lots, asked.quantity.get(), today, today)
                    .and_then(|taken| match taken.len() {
                        ..=MOST_LOTS_RESHIPPED => Ok(taken),
                        _ => Err(LotRefusal::TooManyLots(MOST_LOTS_RESHIPPED)),
                    })
                    .map_err(|refusal| {
                        let code = Error::from(refusal.clone()).code;
                        problem::at(code, "quantity", refusal)
                    })?;
                let order = keeping_expiry(*order, &taken);
                if request.dry_run {
                    (Shipment::WouldShip, order)
                } else {
                    store.reship_units(&mut transaction, mine, &order, &taken, &stamp)?;
                    (Shipment::Shipped, order)
                }
            }
            (Shipped::Before, Some(order)) => (Shipment::AlreadyShipped, order),
            (Shipped::Before, None) => return Err(problem::internal("an order was shipped before and is not there")),
        };
        Ok(Change {
            transaction,
            answer: ReshipUnitsResponse {
                shipment,
                order: view::order(&call.app.catalogue, &order),
            },
        })
    })
    .await
}

/// The order with a line for every last day that its units have.
fn keeping_expiry(mut order: Order, taken: &[Taken]) -> Order {
    let mut lines: BTreeMap<_, u32> = BTreeMap::new();
    for taken in taken {
        *lines
            .entry((taken.lot.expires.day(), taken.lot.part.clone()))
            .or_default() += taken.units;
    }
    order.swa = lines
        .into_iter()
        .map(|((expires, part), quantity)| SwaLine {
            part,
            quantity,
            expires,
        })
        .collect();
    order
}

struct Asked {
    to: Addressee,
    purchase_order: OrderNumber,
    sales_order: OrderNumber,
    quantity: Quantity,
    part: PartNumber,
}

fn parse(catalogue: &Catalogue, request: &ReshipUnitsRequest) -> Result<Asked, Error> {
    let mut fields = Fields::new();
    let dealer_email = fields.check("dealer_email", EmailAddress::parse(&request.dealer_email));
    let purchase_order = fields.check("purchase_order", OrderNumber::parse(&request.purchase_order));
    let sales_order = fields.check("sales_order", OrderNumber::parse(&request.sales_order));
    let quantity = fields.check("quantity", Quantity::parse(request.quantity));
    let unit = catalogue
        .parts()
        .find(|part| part.kind == PartKind::SwaUnit)
        .ok_or_else(|| {
            problem::at(
                ProblemCode::InvalidFields,
                "quantity",
                "The catalogue has no SWA units.",
            )
        })?;
    let asked = || {
        Some(Asked {
            to: Addressee {
                email: dealer_email?,
                dealer_id: request.dealer_id,
            },
            purchase_order: purchase_order?,
            sales_order: sales_order?,
            quantity: quantity?,
            part: unit.number.clone(),
        })
    };
    fields.finish(asked())
}
