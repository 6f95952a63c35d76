//! `look-up-orders`, `list-order-licences`: licence users for the orders that their organisation holds, vendor
//! admins for those that they shipped (spec chapter 4, "Tools").

use crate::{bin, hkcs::Names, key_codes};
use api::{
    Page,
    key_codes::OrderLicenceView,
    orders::{FoundOrders, LookUpOrdersRequest},
    page::PageQuery,
};
use desk::view;
use domain::{
    id::{LocationId, OrderId},
    order::Order,
    organisation::OrganisationKind,
    search::Match,
    text::Line,
};
use runtime::{Call, Error, Fields, Principal};
use std::cmp::Reverse;
use store::{keys::Kind, search::FoundOrder};

/// The most orders that one number finds.
const FOUND: usize = 50;

pub(crate) async fn look_up(call: Call<Principal>, (): (), request: LookUpOrdersRequest) -> Result<FoundOrders, Error> {
    let mut fields = Fields::new();
    let number = fields.check("number", Line::parse(&request.number));
    let number = fields.finish(number)?;
    let (store, user) = (&call.app.store, &call.caller.user);
    let found = store.find::<FoundOrder>(Kind::Order, user.organisation_id, number.as_str(), FOUND);
    let found = found.await?;
    let ids: Vec<OrderId> = found.cards.iter().map(|card| card.order_id).collect();
    let mut orders: Vec<Order> = store.orders_of(&ids).await?;
    orders.retain(|order| bin::may_see(user, order));
    orders.sort_by_cached_key(|order| {
        let numbers = [order.purchase_order.as_str(), order.sales_order.as_str()];
        (
            Match::of(number.as_str(), numbers),
            Reverse(order.shipped_at),
            order.order_id,
        )
    });
    let more = found.more || orders.len() > FOUND;
    let items = orders.iter().take(FOUND).map(|order| bin::shown(&call, order));
    Ok(FoundOrders {
        items: items.collect(),
        more,
    })
}

pub(crate) async fn licences(
    call: Call<Principal>,
    id: OrderId,
    query: PageQuery,
) -> Result<Page<OrderLicenceView>, Error> {
    bin::load(&call, id).await?;
    let (store, user) = (&call.app.store, &call.caller.user);
    let sees_all = user.organisation_kind == OrganisationKind::Vendor;
    let page = store.licences_of_order(id, query.after.as_deref()).await?;
    let mut ids: Vec<LocationId> = page.items.iter().map(|(id, _)| *id).collect();
    ids.dedup();
    let mut locations = store.locations_of(&ids).await?;
    locations.retain(|location| sees_all || location.organisation_id == user.organisation_id);
    let names = Names::of(&call, &locations, sees_all).await?;
    let shown = page.items.iter().filter_map(|(id, licence)| {
        let location = locations.iter().find(|location| location.location_id == *id)?;
        Some(OrderLicenceView {
            software_key_code: licence.software_key_code.as_str().to_owned(),
            state: key_codes::state(licence, location)?,
            part: licence.part.as_str().to_owned(),
            part_name: view::part_name(&call.app.catalogue, &licence.part),
            quantity: licence.quantity.get(),
            location: names.view(&call, location),
        })
    });
    Ok(Page {
        items: shown.collect(),
        next: page.next,
        looked_at: None,
    })
}
