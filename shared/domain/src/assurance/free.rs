//! Licences free of charge (spec chapter 5, "Prospects, reinstatement, free licences"):
//! active SWA and grace give the newest version of an application, once each.

use super::{Agreement, RateCard};
use crate::{
    catalogue::{Catalogue, Part},
    customer::Location,
    id::{LocationId, OrderId},
    order::{Order, OrderLine},
    text::{Name, OrderNumber, PartNumber, TextRefusal},
};
use chrono::{DateTime, NaiveDate, Utc};
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

/// The parts that a location can have free of charge on this day.
pub fn free_parts<'a>(
    card: &'a RateCard,
    catalogue: &'a Catalogue,
    location: &'a Location,
    agreements: &'a [Agreement],
    today: NaiveDate,
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

/// The order itself, of one unit: numbered `SA` and `CO` with the day and a number below
/// 1,000.
pub fn free_order(
    location: &Location,
    holder_name: &Name,
    part: &PartNumber,
    number: u16,
    now: DateTime<Utc>,
) -> Result<Order, TextRefusal> {
    let digits = format!("{}{:03}", now.format("%Y%m%d"), number % 1000);
    Ok(Order {
        order_id: free_order_id(location.location_id, part),
        vendor: location.organisation_id,
        holder: location.organisation_id,
        holder_name: holder_name.clone(),
        purchase_order: OrderNumber::parse(&format!("SA{digits}"))?,
        sales_order: OrderNumber::parse(&format!("CO{digits}"))?,
        shipped_at: now,
        lines: BTreeMap::from([(
            part.clone(),
            OrderLine {
                quantity: 1,
                available: 1,
            },
        )]),
        available: 1,
        swa: Vec::new(),
        swa_months: None,
        notes: None,
        free_at: Some(location.location_id),
    })
}
