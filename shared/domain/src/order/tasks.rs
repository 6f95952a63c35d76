//! Whom an order is mailed to (spec chapter 4, "From order to licence file", 1).

use super::{Order, ReturnKind, Returned};
use crate::{
    organisation::Role,
    outbox::{Addressees, Mail, Task},
};

/// An order was shipped: the holder's licence users are mailed, and where it brings nothing but SWA
/// units, those alone who see them.
pub fn shipped(order: &Order) -> Task {
    let roles: &[Role] = match order.lines.is_empty() {
        true => &[Role::SwaUser],
        false => &[Role::LicenceUser, Role::SwaUser],
    };
    Task::mail(
        Addressees::holders(order.holder, roles),
        Mail::OrderShipped {
            order_id: order.order_id,
        },
    )
}

/// Units went back by this event of their order: those are mailed who did not do it.
pub fn went_back(returned: &Returned, number: u32) -> Task {
    let whose = match returned.kind {
        ReturnKind::Recalled => returned.holder,
        ReturnKind::Returned => returned.vendor,
    };
    Task::mail(
        Addressees::holders(whose, &[Role::LicenceUser, Role::SwaUser, Role::VendorAdmin]),
        Mail::OrderWentBack {
            order_id: returned.order_id,
            number,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{OrderId, OrganisationId},
        order::OrderLine,
        text::{Name, OrderNumber, PartNumber},
    };
    use chrono::DateTime;
    use std::collections::BTreeMap;

    #[test]
    fn who_sees_what_an_order_brings_is_mailed() {
        let line = OrderLine::of(1);
        let licences = BTreeMap::from([(PartNumber::parse("BE107573").unwrap(), line)]);
        for (lines, roles) in [
            (licences, vec![Role::LicenceUser, Role::SwaUser]),
            (BTreeMap::new(), vec![Role::SwaUser]),
        ] {
            let order = Order {
                order_id: OrderId::new(1, &[1; 10]),
                vendor: OrganisationId::new(1, &[2; 10]),
                holder: OrganisationId::new(1, &[3; 10]),
                holder_name: Name::parse("Fenwick Telecom").unwrap(),
                purchase_order: OrderNumber::parse("PO1").unwrap(),
                sales_order: OrderNumber::parse("SO1").unwrap(),
                shipped_at: DateTime::UNIX_EPOCH,
                available: 1,
                lines,
                swa: Vec::new(),
                swa_months: None,
                notes: None,
                is_card: false,
                free_at: None,
                first_vendor: None,
                sources: BTreeMap::new(),
            };
            let mail = Mail::OrderShipped {
                order_id: order.order_id,
            };
            let to = Addressees::Holders {
                organisation_id: order.holder,
                roles,
            };
            assert_eq!(shipped(&order), Task::mail(to, mail));
        }
    }
}
