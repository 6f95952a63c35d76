//! `attach-licences`: licence users of distributors and dealers. Takes units of an
//! order's lines out of the bin and reserves them for a location, each line as a
//! licence with a software key code of its own (spec chapter 4, "From order to licence
//! file", 4). Never more than a line holds, however many attach at once: the line's
//! count is a condition of the write.
//!
//! Refused: an order or location of another organisation, a part that the order has no
//! line of or that does not fit the system type, more units than the line holds, a part
//! twice, more than 80 lines, more licences than the location's licence file has room for, more than
//! one of one unit where the system type takes no more, a second unit of what a system has one of,
//! and while the location has a temporary key what comes after its hardware key code.

use api::licences::{AttachLicencesRequest, AttachLicencesResponse};
use desk::{order_lines, view};
use domain::{
    catalogue::SystemType,
    external,
    id::{LocationId, OrderId},
    licence::{self, MAX_ATTACHED_AT_ONCE},
    quantity::Quantity,
    software_key_code::SoftwareKeyCode,
    text::PartNumber,
};
use runtime::{Call, Change, Error, Principal, entropy, problem};
use store::{Stamp, Stored, Transaction};

pub(crate) async fn attach(
    call: Call<Principal>,
    id: LocationId,
    request: AttachLicencesRequest,
) -> Result<AttachLicencesResponse, Error> {
    let lines = order_lines::parse(&request.lines, MAX_ATTACHED_AT_ONCE)?;
    let stamp = call.stamp().await?;
    call.change(async || decide(&call, id, request.order_id, &lines, &stamp).await)
        .await
}

/// Loads and decides: what is written, and what is attached then.
pub(crate) async fn decide(
    call: &Call<Principal>,
    id: LocationId,
    order_id: OrderId,
    lines: &[(PartNumber, Quantity)],
    stamp: &Stamp,
) -> Result<Change<AttachLicencesResponse>, Error> {
    let (store, catalogue) = (&call.app.store, &call.app.catalogue);
    let Stored { value: location, chain } = call.caller.mine(store.location(id).await?)?;
    let order = store.order(order_id).await?;
    let order = order.filter(|order| order.value.is_for_any_location());
    let order = call.caller.mine(order)?.value;
    let system_type = catalogue
        .system_type(location.system_type.as_str())
        .ok_or_else(|| problem::internal("a location's system type is not in the catalogue"))?;
    let new_code = |kind: &SystemType| SoftwareKeyCode::new(&kind.characters, &entropy::bytes(&*call.app.entropy));
    let licences = licence::attach(catalogue, &order, &location, system_type, lines, new_code, call.now)?;
    let held = match location.licences {
        Some(held) => held,
        None => store.count_licences(&location).await?,
    };
    external::whole_order(catalogue, system_type, &order, lines)?;
    let asked = lines.iter().map(|(part, quantity)| (part, *quantity));
    licence::on_the_first(system_type, &location).map_err(|why| problem::of_room("lines", &why))?;
    licence::awaited::may_attach(catalogue, system_type, &location, held, asked)?;
    let more = licences.iter().map(|licence| licence.quantity);
    let held = licence::with_room(system_type, held, more).map_err(|why| problem::of_room("lines", &why))?;
    let mut transaction = Transaction::default();
    store.attach(&mut transaction, &order, &location, &chain, (&licences, held), stamp)?;
    Ok(Change {
        transaction,
        answer: AttachLicencesResponse {
            attached: licences.iter().map(|one| view::licence(catalogue, one)).collect(),
        },
    })
}
