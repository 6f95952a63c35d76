//! `get-bin`, `get-bin-by-part`, `list-recently-attached`, `list-recently-activated`:
//! licence users, for their own organisation. `get-order`: also who shipped it, and the vendor that its
//! units come from.

use api::{
    Page,
    licences::RecentLicence,
    orders::{BinPart, BinPartOrder, OrderView},
    page::{ListQuery, PageQuery},
};
use desk::{list, view};
use domain::{
    catalogue::Catalogue,
    customer::{Customer, Location},
    id::OrderId,
    order::Order,
    organisation::{OrganisationKind, Role, User},
};
use runtime::{Call, Error, Principal, problem};
use std::collections::BTreeMap;
use store::{PageOf, card::Choice};

/// How many licences the lists of recent ones show.
const RECENT: usize = 25;

/// Whether the user sees SWA units.
fn sees_units(user: &User) -> bool {
    user.organisation_kind == OrganisationKind::Vendor || user.has_any(&[Role::SwaUser])
}

/// Whether the user may see the order: the vendor that its units come from, who shipped it, and who holds it.
pub(crate) fn may_see(user: &User, order: &Order) -> bool {
    let mine = user.organisation_id;
    match user.organisation_kind {
        OrganisationKind::Vendor => order.first_vendor() == mine,
        _ => [order.vendor, order.holder].contains(&mine) && (sees_units(user) || !order.lines.is_empty()),
    }
}

pub(crate) fn shown(call: &Call<Principal>, order: &Order) -> OrderView {
    let mut shown = view::order(&call.app.catalogue, order);
    if !sees_units(&call.caller.user) {
        shown.swa_lines.clear();
    }
    shown
}

pub(crate) async fn get_order(call: Call<Principal>, id: OrderId, (): ()) -> Result<OrderView, Error> {
    let order = load(&call, id).await?;
    Ok(shown(&call, &order))
}

pub(crate) async fn load(call: &Call<Principal>, id: OrderId) -> Result<Order, Error> {
    let order = call.app.store.order(id).await?.map(|order| order.value);
    order
        .filter(|order| may_see(&call.caller.user, order))
        .ok_or_else(|| problem::not_found("order"))
}

pub(crate) async fn get_bin(call: Call<Principal>, (): (), query: ListQuery) -> Result<Page<OrderView>, Error> {
    let holder = call.caller.user.organisation_id;
    let found = call.app.store.bin(holder, &list::choice(query)?).await?;
    Ok(list::page(found, |order| shown(&call, &order)))
}

pub(crate) async fn get_bin_by_part(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<BinPart>, Error> {
    let (mine, store) = (call.caller.user.organisation_id, &call.app.store);
    let page = |after: Option<String>| async move {
        let all = Choice {
            after,
            ..Choice::default()
        };
        store.bin(mine, &all).await.map(|found| found.page)
    };
    let mut parts: BTreeMap<String, BinPart> = BTreeMap::new();
    for order in PageOf::every(page).await? {
        add(&call.app.catalogue, &mut parts, &order);
    }
    view::whole(&query, parts.into_values())
}

fn add(catalogue: &Catalogue, parts: &mut BTreeMap<String, BinPart>, order: &Order) {
    for (number, line) in order.lines.iter().filter(|(_, line)| line.available > 0) {
        let part = parts.entry(number.as_str().to_owned()).or_insert_with(|| BinPart {
            part: number.as_str().to_owned(),
            part_name: view::part_name(catalogue, number),
            available: 0,
            orders: Vec::new(),
        });
        part.available += u64::from(line.available);
        part.orders.push(BinPartOrder {
            order_id: order.order_id,
            purchase_order: order.purchase_order.as_str().to_owned(),
            available: line.available,
        });
    }
}

pub(crate) async fn recently_attached(
    call: Call<Principal>,
    (): (),
    query: PageQuery,
) -> Result<Page<RecentLicence>, Error> {
    // What was detached since is gone; what was activated since is in the other list.
    recent(&call, &query, "licences-attached", false).await
}

pub(crate) async fn recently_activated(
    call: Call<Principal>,
    (): (),
    query: PageQuery,
) -> Result<Page<RecentLicence>, Error> {
    recent(&call, &query, "licences-activated", true).await
}

async fn recent(
    call: &Call<Principal>,
    query: &PageQuery,
    what: &str,
    activated: bool,
) -> Result<Page<RecentLicence>, Error> {
    let store = &call.app.store;
    let named = store
        .recent_licences(call.caller.user.organisation_id, what, RECENT)
        .await?;
    let keys: Vec<_> = named
        .iter()
        .map(|(_, location, code)| (*location, code.clone()))
        .collect();
    let licences = store.licences_of(&keys).await?;
    let ids: Vec<_> = keys.iter().map(|(location, _)| *location).collect();
    let mut locations: Vec<Location> = store.locations_of(&ids).await?;
    // What went to another dealer since is that dealer's.
    locations.retain(|location| location.organisation_id == call.caller.user.organisation_id);
    let customers: Vec<_> = locations.iter().map(|location| location.customer_id).collect();
    let customers: Vec<Customer> = store.customers_of(&customers).await?;
    let items = named.into_iter().filter_map(|(at, location_id, code)| {
        let (_, licence) = licences
            .iter()
            .find(|(id, licence)| *id == location_id && licence.software_key_code == code)?;
        let location = locations.iter().find(|location| location.location_id == location_id)?;
        let customer = customers
            .iter()
            .find(|customer| customer.customer_id == location.customer_id)?;
        (licence.activated_at().is_some() == activated).then(|| RecentLicence {
            at,
            location_id,
            location_name: location.details.name.as_str().to_owned(),
            customer_name: customer.details.name.as_str().to_owned(),
            licence: view::licence(&call.app.catalogue, licence),
        })
    });
    view::whole(query, items)
}
