//! `look-up-software-key-codes`: vendor admins for all locations, licence users for their own. Says of up to 50
//! software key codes what their licences are and where; a code of no licence of theirs is unknown, whoever
//! else's it is (spec chapter 4, "Tools").

use crate::hkcs::Names;
use api::key_codes::{
    KeyCodeState, KnownKeyCode, KnownKeyCodes, KnownLicence, KnownOrder, LookUpKeyCodesRequest, MOST_KEY_CODES,
};
use desk::view;
use domain::{
    customer::Location,
    id::{LocationId, OrderId},
    licence::Licence,
    order::Order,
    organisation::OrganisationKind,
    software_key_code::SoftwareKeyCode,
};
use runtime::{Call, Error, Fields, Principal};

pub(crate) async fn look_up(
    call: Call<Principal>,
    (): (),
    request: LookUpKeyCodesRequest,
) -> Result<KnownKeyCodes, Error> {
    let codes = parse(&request)?;
    let (store, user) = (&call.app.store, &call.caller.user);
    let sees_all = user.organisation_kind == OrganisationKind::Vendor;
    let places = store.places_of_key_codes(&codes).await?;
    let ids: Vec<LocationId> = places.iter().map(|(id, _)| *id).collect();
    let mut locations = store.locations_of(&ids).await?;
    locations.retain(|location| sees_all || location.organisation_id == user.organisation_id);
    let seen = |id: &LocationId| locations.iter().any(|location| location.location_id == *id);
    let places: Vec<_> = places.into_iter().filter(|(id, _)| seen(id)).collect();
    let licences = store.licences_of(&places).await?;
    let shipped = match sees_all {
        true => {
            let ids: Vec<OrderId> = licences.iter().map(|(_, licence)| licence.order_id).collect();
            let orders: Vec<Order> = store.orders_of(&ids).await?;
            let mine = orders.into_iter().filter(|order| order.vendor == user.organisation_id);
            mine.map(|order| order.order_id).collect()
        }
        false => Vec::new(),
    };
    let names = Names::of(&call, &locations, sees_all).await?;

    let known = codes.iter().map(|code| {
        let found = licences.iter().find_map(|(id, licence)| {
            let location = locations.iter().find(|location| location.location_id == *id)?;
            let state = state(licence, location)?;
            (licence.software_key_code == *code).then_some((state, licence, location))
        });
        KnownKeyCode {
            software_key_code: code.as_str().to_owned(),
            state: found.map_or(KeyCodeState::Unknown, |(state, ..)| state),
            licence: found.map(|(_, licence, location)| KnownLicence {
                part: licence.part.as_str().to_owned(),
                part_name: view::part_name(&call.app.catalogue, &licence.part),
                quantity: licence.quantity.get(),
                location: names.view(&call, location),
                order: (!sees_all || shipped.contains(&licence.order_id)).then(|| KnownOrder {
                    order_id: licence.order_id,
                    purchase_order: licence.purchase_order.as_str().to_owned(),
                    sales_order: licence.sales_order.as_str().to_owned(),
                }),
            }),
        }
    });
    Ok(KnownKeyCodes { items: known.collect() })
}

fn parse(request: &LookUpKeyCodesRequest) -> Result<Vec<SoftwareKeyCode>, Error> {
    let mut fields = Fields::new();
    let asked = &request.software_key_codes;
    if !(1..=MOST_KEY_CODES).contains(&asked.len()) {
        fields.refuse(
            "software_key_codes",
            format!("Enter 1 to {MOST_KEY_CODES} software key codes, one a line."),
        );
    }
    let asked = asked.iter().enumerate().take(MOST_KEY_CODES);
    let read = asked.map(|(at, text)| fields.check(format!("software_key_codes/{at}"), SoftwareKeyCode::parse(text)));
    let read: Option<Vec<_>> = read.collect::<Vec<_>>().into_iter().collect();
    fields.finish(read)
}

/// What a licence in the location's partition is; nothing where a migration is preparing it.
pub(crate) fn state(licence: &Licence, location: &Location) -> Option<KeyCodeState> {
    match licence.generation {
        then if then < location.generation => Some(KeyCodeState::Former),
        then if then > location.generation => None,
        _ if licence.activated_at().is_some() => Some(KeyCodeState::Activated),
        _ => Some(KeyCodeState::Attached),
    }
}
