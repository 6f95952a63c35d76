//! Licences free of charge (spec chapter 5, "Prospects, reinstatement, free licences"):
//! active SWA and grace give the newest version of an application, once each.

use super::{Agreement, RateCard};
use crate::{
    catalogue::{Catalogue, Part},
    customer::Location,
    day::Day,
    id::{LocationId, OrderId},
    licence::{Licence, LicenceState},
    order::{Order, OrderLine},
    quantity::Quantity,
    software_key_code::SoftwareKeyCode,
    text::{Name, OrderNumber, PartNumber},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use uuid::{Uuid, uuid};

/// The most parts that are attached free of charge at once: each has an order of its own, in
/// one transaction.
pub const MOST_FREE_PARTS: usize = 20;

/// Why a part is not attached free of charge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FreeRefusal {
    /// SWA does not give it here and now.
    #[error("Software assurance does not give part {0} free of charge at this location today.")]
    NotFree(PartNumber),
    /// It was attached before.
    #[error("Part {0} was attached free of charge already; each is given once.")]
    Taken(PartNumber),
}

/// The parts that a location can have free of charge on this day, whether it has
/// them or not. One that is retired is given to nobody who never had it.
pub fn free_parts<'a>(
    card: &'a RateCard,
    catalogue: &'a Catalogue,
    location: &Location,
    agreements: &[Agreement],
    today: Day,
) -> Vec<&'a Part> {
    agreements
        .iter()
        .filter(|agreement| agreement.is_assured(today))
        .filter_map(|agreement| card.application(&agreement.application))
        .flat_map(|application| &application.free)
        .filter_map(|number| catalogue.part(number))
        .filter(|part| part.fits(&location.system_type))
        .collect()
}

/// The order under which a location has a part free of charge, the same at every time:
/// its line is what makes "once each" true, and detaching gives it back.
pub fn free_order_id(location: LocationId, part: &PartNumber) -> OrderId {
    const FREE: Uuid = uuid!("d5a7e0b4-0f1c-5b86-8f55-1f9a6cf5b0d2");
    OrderId::of(Uuid::new_v5(&FREE, format!("{location}\0{part}").as_bytes()))
}

/// Whether a location can still have a part free of charge, by the order that it has it under: it
/// never had it, or detaching has given it back.
pub const fn is_untaken(order: Option<&Order>) -> bool {
    match order {
        Some(order) => order.available > 0,
        None => true,
    }
}

/// A licence free of charge, and the order that it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeLicence {
    /// The licence.
    pub licence: Licence,
    /// The order.
    pub order: FreeOrder,
}

/// The order of a licence free of charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FreeOrder {
    /// It is made with the licence.
    New(Order),
    /// It was made before, and detaching has filled it again.
    Filled(Order),
}

/// A location, and what decides which parts it gets free of charge.
#[derive(Debug, Clone, Copy)]
pub struct Entitled<'a> {
    /// The location.
    pub location: &'a Location,
    /// Its agreements.
    pub agreements: &'a [Agreement],
    /// The name of the organisation whose location it is.
    pub holder_name: &'a Name,
    /// The orders under which it had parts before.
    pub orders: &'a [Order],
}

/// Attaches parts free of charge: a licence of one unit each, or a refusal for each part that cannot
/// be, by its index.
pub fn attach_free(
    card: &RateCard,
    catalogue: &Catalogue,
    entitled: Entitled<'_>,
    parts: &[PartNumber],
    mut new_code: impl FnMut() -> SoftwareKeyCode,
    mut new_number: impl FnMut() -> u16,
    now: DateTime<Utc>,
) -> Result<Vec<FreeLicence>, Vec<(usize, FreeRefusal)>> {
    let Entitled {
        location,
        agreements,
        holder_name,
        orders,
    } = entitled;
    let given = free_parts(card, catalogue, location, agreements, Day::of(now));
    let mut attached = Vec::with_capacity(parts.len());
    let mut refusals = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let id = free_order_id(location.location_id, part);
        let before = orders.iter().find(|order| order.order_id == id);
        let is_given = |given: &Part| given.number == *part && (before.is_some() || !given.retired);
        if !given.iter().copied().any(is_given) {
            refusals.push((index, FreeRefusal::NotFree(part.clone())));
        } else if is_untaken(before) {
            let order = match before {
                Some(order) => FreeOrder::Filled(order.clone()),
                None => FreeOrder::New(new_order(location, holder_name, part, new_number(), now)),
            };
            attached.push(FreeLicence {
                licence: licence(location, &order, part, new_code(), now),
                order,
            });
        } else {
            refusals.push((index, FreeRefusal::Taken(part.clone())));
        }
    }
    if refusals.is_empty() {
        Ok(attached)
    } else {
        Err(refusals)
    }
}

impl FreeOrder {
    /// The order, whichever it is.
    pub const fn order(&self) -> &Order {
        match self {
            Self::New(order) | Self::Filled(order) => order,
        }
    }
}

fn licence(
    location: &Location,
    order: &FreeOrder,
    part: &PartNumber,
    code: SoftwareKeyCode,
    now: DateTime<Utc>,
) -> Licence {
    let order = order.order();
    Licence {
        software_key_code: code,
        part: part.clone(),
        quantity: Quantity::ONE,
        order_id: order.order_id,
        purchase_order: order.purchase_order.clone(),
        sales_order: order.sales_order.clone(),
        attached_at: now,
        state: LicenceState::Attached,
        generation: location.generation,
        origin: None,
    }
}

/// A new order of one unit: numbered `SA` and `CO` with the day and a number below 1,000.
fn new_order(location: &Location, holder_name: &Name, part: &PartNumber, number: u16, now: DateTime<Utc>) -> Order {
    let digits = format!("{}{:03}", now.format("%Y%m%d"), number % 1000);
    #[expect(
        clippy::expect_used,
        reason = "two letters and digits are an order number, and a test reads it"
    )]
    let numbered = |letters: &str| {
        OrderNumber::parse(&format!("{letters}{digits}")).expect("two letters and digits are an order number")
    };
    Order {
        order_id: free_order_id(location.location_id, part),
        vendor: location.organisation_id,
        holder: location.organisation_id,
        holder_name: holder_name.clone(),
        purchase_order: numbered("SA"),
        sales_order: numbered("CO"),
        shipped_at: now,
        lines: BTreeMap::from([(part.clone(), OrderLine::of(1))]),
        available: 1,
        swa: Vec::new(),
        swa_months: None,
        notes: None,
        is_card: false,
        free_at: Some(location.location_id),
        first_vendor: None,
        sources: BTreeMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{assurance::tests::in_grace, id::CustomerId, licence::tests::location_of};
    use chrono::TimeDelta;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn part(text: &str) -> PartNumber {
        PartNumber::parse(text).unwrap()
    }

    /// What SWA of an IS3000 gives.
    const FREE: &str = "960026473134";

    fn exchange() -> (Location, Agreement) {
        let agreement = Agreement {
            application: Catalogue::seed().part(&part(FREE)).unwrap().application.clone(),
            ..in_grace(1, day("2013-03-17"))
        };
        let location = Location {
            location_id: agreement.location_id,
            organisation_id: agreement.organisation_id,
            customer_id: CustomerId::new(1, &[1; 10]),
            ..location_of("is3000", "aa0014SA2792887558AA", false)
        };
        (location, agreement)
    }

    fn attach(orders: &[Order], parts: &[&str], on: &str) -> Result<Vec<FreeLicence>, Vec<(usize, FreeRefusal)>> {
        let (location, agreement) = exchange();
        let entitled = Entitled {
            location: &location,
            agreements: &[agreement],
            holder_name: &Name::parse("Fenwick Telecom").unwrap(),
            orders,
        };
        let characters = &Catalogue::seed().system_type("is3000").unwrap().characters;
        let parts: Vec<PartNumber> = parts.iter().map(|text| part(text)).collect();
        let mut random = 0;
        let code = || {
            random += 1;
            SoftwareKeyCode::new(characters, &[random; 32])
        };
        let now = day(on).begins() + TimeDelta::hours(9);
        attach_free(
            Catalogue::seed().rate_cards().on(day(on)),
            Catalogue::seed(),
            entitled,
            &parts,
            code,
            || 65_007,
            now,
        )
    }

    fn emptied(mut order: Order) -> Order {
        order.available = 0;
        order
    }

    #[test]
    fn a_part_is_given_once_while_swa_is_active_or_in_grace() {
        let given = attach(&[], &[FREE], "2013-03-17").unwrap();
        let FreeOrder::New(order) = &given[0].order else {
            panic!("{given:?}")
        };
        assert_eq!(order.purchase_order.as_str(), "SA20130317007");
        assert_eq!(order.sales_order.as_str(), "CO20130317007");
        assert_eq!((order.available, order.free_at), (1, Some(exchange().0.location_id)));
        assert!(!order.is_in_bin() && !order.is_for_any_location());
        let licence = &given[0].licence;
        assert_eq!((licence.order_id, licence.quantity.get()), (order.order_id, 1));
        assert_eq!(licence.purchase_order, order.purchase_order);

        let filled = attach(std::slice::from_ref(order), &[FREE], "2013-05-01").unwrap();
        assert_eq!(filled[0].order, FreeOrder::Filled(order.clone()));
        assert_eq!(filled[0].licence.purchase_order, order.purchase_order);

        let not_free = |index, number| (index, FreeRefusal::NotFree(part(number)));
        let taken = |index| (index, FreeRefusal::Taken(part(FREE)));
        for (orders, parts, on, refusals) in [
            (vec![emptied(order.clone())], vec![FREE], "2013-03-17", vec![taken(0)]),
            (vec![], vec!["LK180008"], "2013-03-17", vec![not_free(0, "LK180008")]),
            // All or none.
            (
                vec![],
                vec![FREE, "EU92067151"],
                "2013-03-17",
                vec![not_free(1, "EU92067151")],
            ),
            (
                vec![emptied(order.clone())],
                vec![FREE, "EU92067151"],
                "2013-03-17",
                vec![taken(0), not_free(1, "EU92067151")],
            ),
            // Grace is over.
            (vec![], vec![FREE], "2013-07-01", vec![not_free(0, FREE)]),
            (
                vec![emptied(order.clone())],
                vec![FREE],
                "2013-07-01",
                vec![not_free(0, FREE)],
            ),
        ] {
            assert_eq!(attach(&orders, &parts, on), Err(refusals), "{parts:?} {on}");
        }
    }

    #[test]
    fn a_location_has_a_part_under_the_same_order_at_every_time() {
        let (one, other) = (LocationId::new(1, &[1; 10]), LocationId::new(1, &[2; 10]));
        assert_eq!(free_order_id(one, &part(FREE)), free_order_id(one, &part(FREE)));
        assert_ne!(free_order_id(one, &part(FREE)), free_order_id(other, &part(FREE)));
        assert_ne!(free_order_id(one, &part(FREE)), free_order_id(one, &part("EU92067151")));
    }
}
