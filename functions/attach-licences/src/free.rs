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
    assurance::{self, FreeRefusal, MOST_FREE_PARTS, RateCards},
    catalogue::Catalogue,
    id::LocationId,
    licence::{self, Licence, LicenceState},
    order::Order,
    quantity::Quantity,
    software_key_code::SoftwareKeyCode,
    text::PartNumber,
};
use runtime::{Call, Change, Error, Fields, Principal, entropy, problem};
use store::{Transaction, location::Installation};

pub(crate) async fn attach(
    call: Call<Principal>,
    id: LocationId,
    request: AttachFreeLicencesRequest,
) -> Result<AttachLicencesResponse, Error> {
    let parts = parse(&request)?;
    let stamp = call.stamp().await?;
    let store = &call.app.store;
    call.change(async || {
        let installation = call.caller.mine(store.installation(id).await?)?;
        let mut attached = Vec::with_capacity(parts.len());
        let mut refusals = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            match free(&call, &installation, part).await? {
                Ok(one) => attached.push(one),
                Err(refusal) => refusals.push((index, refusal)),
            }
        }
        if !refusals.is_empty() {
            return Err(refusals.into());
        }
        let held = licence::with_room(installation.licences.len(), attached.len())
            .map_err(|full| problem::of_room("parts", &full))?;
        let mut transaction = Transaction::default();
        store.attach_free(
            &mut transaction,
            &installation.location,
            &installation.chain,
            (&attached, held),
            &stamp,
        )?;
        Ok(Change {
            transaction,
            answer: AttachLicencesResponse {
                attached: attached.iter().map(|(_, licence, _)| view::licence(licence)).collect(),
            },
        })
    })
    .await
}

/// The part's order at this location, the licence out of it, and whether the order is new.
async fn free(
    call: &Call<Principal>,
    installation: &Installation,
    part: &PartNumber,
) -> Result<Result<(Order, Licence, bool), FreeRefusal>, Error> {
    let Installation {
        location, agreements, ..
    } = installation;
    let (store, catalogue) = (&call.app.store, Catalogue::seed());
    let today = call.now.date_naive();
    let card = RateCards::seed().on(today);
    let given = assurance::free_parts(card, catalogue, location, agreements, today);
    if !given.iter().any(|given| given.number == *part) {
        return Ok(Err(FreeRefusal::NotFree(part.clone())));
    }
    let id = assurance::free_order_id(location.location_id, part);
    let (order, is_new) = match store.free_order(id).await? {
        Some(order) if order.available == 0 => return Ok(Err(FreeRefusal::Taken(part.clone()))),
        Some(order) => (order, false),
        None => {
            let holder = store.organisation(location.organisation_id).await;
            let holder = holder?;
            let holder = holder.ok_or_else(|| problem::internal("a location of nobody"))?.value;
            let number = u16::from_be_bytes(entropy::bytes(&*call.app.entropy));
            let order = assurance::free_order(location, &holder.name, part, number, call.now);
            (order.map_err(problem::internal)?, true)
        }
    };
    let system_type = catalogue
        .system_type(location.system_type.as_str())
        .ok_or_else(|| problem::internal("a location's system type is not in the catalogue"))?;
    let licence = Licence {
        software_key_code: SoftwareKeyCode::new(&system_type.characters, &entropy::bytes(&*call.app.entropy)),
        part: part.clone(),
        quantity: Quantity::try_from(1).map_err(problem::internal)?,
        order_id: order.order_id,
        purchase_order: order.purchase_order.clone(),
        sales_order: order.sales_order.clone(),
        attached_at: call.now,
        state: LicenceState::Attached,
    };
    Ok(Ok((order, licence, is_new)))
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
