//! Orders, and the lots of SWA units that they bring.

use super::{Key, Lookup, Range, id_of, instant, lists};
use chrono::{DateTime, Utc};
use domain::{
    assurance::LotId,
    day::Day,
    id::{LocationId, OrderId, OrganisationId},
};

/// Sort key of orders.
pub(super) const ORDER: &str = "ORDER";

/// Prefix of the sort keys of lots.
const LOT: &str = "LOT#";

/// An order.
pub fn order(id: OrderId) -> Key {
    Key::new(format!("ORDER#{id}"), ORDER)
}

/// The order in whose partition an item stands.
pub fn order_of(key: &Key) -> Key {
    Key::new(&key.pk, ORDER)
}

/// Prefix of the sort keys of the places of an order's licences.
pub(super) const PLACE: &str = "PLACE#";

/// Which licences of an order were attached at a location, beside the order.
pub fn place(id: OrderId, location: LocationId) -> Key {
    Key::new(order(id).pk, format!("{PLACE}{location}"))
}

/// The location that such an item is about.
pub fn location_of_place(sk: &str) -> Option<LocationId> {
    id_of(sk, PLACE)
}

/// A lot of an organisation's SWA bin.
pub fn lot(holder: OrganisationId, lot: &LotId) -> Key {
    Key::new(format!("SWA#{holder}"), format!("{LOT}{lot}"))
}

/// An organisation's lots that expire on this day or later.
pub fn lots(holder: OrganisationId, from: Day) -> Range {
    Range::new(format!("SWA#{holder}"), format!("{LOT}{from}"), "LOT$")
}

/// In the list of the orders in a bin, oldest first.
pub fn bin(holder: OrganisationId, shipped_at: DateTime<Utc>, id: OrderId) -> Lookup {
    lists::bin(holder).by_time(shipped_at, id)
}

/// The order that a row of such a list is of, and who holds it.
pub fn order_in_bin(key: &Key, list: &str) -> Option<(OrderId, OrganisationId)> {
    Some((id_of(&key.pk, "ORDER#")?, id_of(list, "BIN#")?))
}

/// The order in whose partition an item stands, by its partition key.
pub fn order_at(pk: &str) -> Option<OrderId> {
    id_of(pk, "ORDER#")
}

/// Which of the two lists of what went back a record is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Of whom it left.
    From,
    /// Of who got it.
    To,
}

/// What went back out of an order by its event of this number, as one of the two sides lists it.
pub fn returned(id: OrderId, number: u32, side: Side) -> Key {
    let side = match side {
        Side::From => "FROM",
        Side::To => "TO",
    };
    Key::new(order(id).pk, format!("RETURN#{number:08}#{side}"))
}

/// In the list of what left an organisation's bin for who had shipped it, or came back to it, by when.
pub fn returns(organisation_id: OrganisationId, side: Side, at: DateTime<Utc>, id: OrderId) -> Lookup {
    lists::returns(organisation_id, side).by_time(at, id)
}

/// In the list of what an organisation did of one kind, oldest first.
pub fn happenings(organisation_id: OrganisationId, what: &str, at: DateTime<Utc>, event: &Key) -> Lookup {
    lists::happenings(organisation_id, what).entry(format!("{}#{}#{}", instant(at), event.pk, event.sk))
}

/// What is kept of an order of an external system, beside the order.
pub fn external(id: OrderId) -> Key {
    Key::new(order(id).pk, "EXTERNAL")
}

/// A licence file of an external system, beside its order.
pub fn external_file(id: OrderId, number: u32) -> Key {
    Key::new(order(id).pk, format!("EXTERNAL-FILE#{number:04}"))
}

/// The customer's file that a licence file is made of, beside its order.
pub fn request_file(id: OrderId, number: u32) -> Key {
    Key::new(order(id).pk, format!("REQUEST-FILE#{number:04}"))
}

/// In the list of the orders that wait for a file, by since when.
pub fn awaited_files(vendor: OrganisationId, since: DateTime<Utc>, id: OrderId) -> Lookup {
    lists::awaited_files(vendor).by_time(since, id)
}
