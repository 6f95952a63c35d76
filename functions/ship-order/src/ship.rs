//! `ship-order`: vendor admins. Puts an order into an organisation's bin, its SWA units
//! as lots into the SWA bin, and mails its licence users. The same purchase and sales order with the
//! same lines, end of its units, months and notes again is the same order. Refused: anything else under
//! the same numbers (naming every difference at its field), an organisation without a bin, parts that
//! are not in the catalogue or retired, a part twice, SWA units whose last day is over.

use crate::parse;
use api::{
    ProblemCode,
    orders::{OrderLineRequest, ShipOrderRequest, ShipOrderResponse, Shipment},
};
use desk::view;
use domain::{
    order::{self, Difference, OrderRefusal, Shipped},
    text::PartNumber,
};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use store::Transaction;

pub(crate) async fn ship_order(
    call: Call<Principal>,
    (): (),
    request: ShipOrderRequest,
) -> Result<ShipOrderResponse, Error> {
    ship(&call, &request, request.dry_run).await
}

/// Ships the order, or says what shipping it would do.
pub(crate) async fn ship(
    call: &Call<Principal>,
    request: &ShipOrderRequest,
    dry_run: bool,
) -> Result<ShipOrderResponse, Error> {
    let mut fields = Fields::new();
    let command = parse::ship_order(
        &call.app.catalogue,
        call.caller.user.organisation_id,
        request,
        &mut fields,
    );
    let command = fields.finish(command)?;
    let store = &call.app.store;
    let stamp = call.stamp().await?;
    call.change(async || {
        let holder = store.organisation(command.holder).await?.ok_or_else(|| {
            problem::at(
                ProblemCode::InvalidFields,
                "organisation_id",
                "There is no such organisation. Choose one of the list.",
            )
        })?;
        let existing = store.order(command.order_id()).await?.map(|order| order.value);
        if existing.is_none() {
            parse::offered(&call.app.catalogue, &request.lines)?;
        }
        let shipped = order::ship(
            existing.as_ref(),
            holder.value.kind,
            &holder.value.name,
            &command,
            call.app.catalogue.rate_cards(),
            call.now,
        )
        .map_err(|refusal| at_its_fields(refusal, &request.lines))?;
        let mut transaction = Transaction::default();
        let (shipment, order) = match (&shipped, &existing) {
            (Shipped::New(order), _) if dry_run => (Shipment::WouldShip, &**order),
            (Shipped::New(order), _) => {
                store.ship(&mut transaction, order, &stamp)?;
                (Shipment::Shipped, &**order)
            }
            (Shipped::Before, Some(order)) => (Shipment::AlreadyShipped, order),
            (Shipped::Before, None) => return Err(problem::internal("an order was shipped before and is not there")),
        };
        Ok(Change {
            transaction,
            answer: ShipOrderResponse {
                shipment,
                order: view::order(&call.app.catalogue, order),
            },
        })
    })
    .await
}

/// The refusal with every difference at the field that says it.
fn at_its_fields(refusal: OrderRefusal, lines: &[OrderLineRequest]) -> Error {
    let OrderRefusal::Differs(differences) = &refusal else {
        return refusal.into();
    };
    let line = |part: &PartNumber| {
        let mut parts = lines.iter().map(|line| PartNumber::parse(&line.part));
        parts.position(|number| number.as_ref() == Ok(part))
    };
    problem::order_differs(&refusal, differences, |difference| match difference {
        Difference::Units { part, shipped, .. } => match (line(part), shipped) {
            (Some(line), 0) => format!("lines/{line}/part"),
            (Some(line), _) => format!("lines/{line}/quantity"),
            (None, _) => "lines".to_owned(),
        },
        Difference::UnitsEnd { .. } => "swa_expires".to_owned(),
        Difference::SwaMonths { .. } => "swa_months".to_owned(),
        Difference::Notes { .. } => "notes".to_owned(),
    })
}
