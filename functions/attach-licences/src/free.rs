//! `attach-free-licences`: SWA users of distributors and dealers. Attaches newest versions
//! that active software assurance or grace gives free of charge (spec chapter 5, "Prospects,
//! reinstatement, free licences"), each once, with an order of its own. They are activated
//! and detached as others are; detaching fills the order again, so that the part can be
//! attached once more.
//!
//! Refused: parts that software assurance does not give here today, what was attached
//! before, a location of another organisation, a part twice, more than 20 parts, more licences
//! than the location's licence file has room for.

use api::{assurance::AttachFreeLicencesRequest, licences::AttachLicencesResponse};
use desk::view;
use domain::{
    assurance::{self, Entitled, MOST_FREE_PARTS},
    day::Day,
    id::{LocationId, OrderId},
    licence,
    software_key_code::SoftwareKeyCode,
    text::PartNumber,
};
use runtime::{Call, Change, Error, Fields, Principal, entropy, problem};
use store::Transaction;

pub(crate) async fn attach(
    call: Call<Principal>,
    id: LocationId,
    request: AttachFreeLicencesRequest,
) -> Result<AttachLicencesResponse, Error> {
    let parts = parse(&request)?;
    let stamp = call.stamp().await?;
    let (store, catalogue) = (&call.app.store, &call.app.catalogue);
    let card = call.app.catalogue.rate_cards().on(Day::of(call.now));
    let orders: Vec<OrderId> = parts.iter().map(|part| assurance::free_order_id(id, part)).collect();
    call.change(async || {
        let installation = call.caller.mine(store.installation(id).await?)?;
        let location = &installation.location;
        let holder = store.organisation(location.organisation_id).await?;
        let holder = holder.ok_or_else(|| problem::internal("a location of nobody"))?.value;
        let entitled = Entitled {
            location,
            agreements: &installation.agreements,
            holder_name: &holder.name,
            orders: &store.free_orders_consistent(&orders).await?,
        };
        let system_type = catalogue
            .system_type(location.system_type.as_str())
            .ok_or_else(|| problem::internal("a location's system type is not in the catalogue"))?;
        let new_code = || SoftwareKeyCode::new(&system_type.characters, &entropy::bytes(&*call.app.entropy));
        let new_number = || u16::from_be_bytes(entropy::bytes(&*call.app.entropy));
        let licences = assurance::attach_free(card, catalogue, entitled, &parts, new_code, new_number, call.now)?;
        let asked = licences.iter().map(|free| (&free.licence.part, free.licence.quantity));
        licence::on_the_first(system_type, location).map_err(|why| problem::of_room("parts", &why))?;
        licence::awaited::may_attach(catalogue, system_type, location, installation.licences.len(), asked)?;
        let more = licences.iter().map(|free| free.licence.quantity);
        let held = licence::with_room(system_type, installation.licences.len(), more)
            .map_err(|why| problem::of_room("parts", &why))?;
        let mut transaction = Transaction::default();
        store.attach_free(
            &mut transaction,
            location,
            &installation.chain,
            (&licences, held),
            &stamp,
        )?;
        Ok(Change {
            transaction,
            answer: AttachLicencesResponse {
                attached: licences
                    .iter()
                    .map(|free| view::licence(&call.app.catalogue, &free.licence))
                    .collect(),
            },
        })
    })
    .await
}

fn parse(request: &AttachFreeLicencesRequest) -> Result<Vec<PartNumber>, Error> {
    let mut fields = Fields::new();
    let given = request.parts.len();
    if given == 0 || given > MOST_FREE_PARTS {
        fields.refuse(
            "parts",
            format!("Choose 1 to {MOST_FREE_PARTS} parts; these are {given}."),
        );
    }
    let mut parts: Vec<PartNumber> = Vec::with_capacity(given);
    for (index, part) in request.parts.iter().enumerate() {
        let field = format!("parts/{index}");
        let Some(part) = fields.check(&field, PartNumber::parse(part)) else {
            continue;
        };
        if parts.contains(&part) {
            fields.refuse(field, format!("Part {part} is chosen twice."));
        }
        parts.push(part);
    }
    fields.finish(Some(parts))
}
