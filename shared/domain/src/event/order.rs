//! Orders.

use super::{family, phrase::count};
use crate::{
    id::{OrderId, OrganisationId},
    order::ReturnKind,
    text::{Name, OrderNumber},
};

family! {
    /// What happens to an order.
    OrderHappening {
        /// An order was shipped.
        "order-shipped" Everyone => Shipped {
            /// The order.
            order_id: OrderId,
            /// Whose bin it went into.
            holder: OrganisationId,
            /// That organisation's name.
            holder_name: Name,
            /// The buyer's number.
            purchase_order: OrderNumber,
            /// How many lines.
            lines: u32,
            /// How many units.
            units: u32,
        },
        /// Units of an order were recalled, or given back.
        "order-went-back" Everyone => WentBack {
            /// Which of the two.
            kind: ReturnKind,
            /// Whose they are again.
            vendor_name: Name,
            /// How many lines.
            lines: u32,
            /// How many units.
            units: u32,
        },
        /// An order free of charge was made.
        "free-order-made" SwaUsers => MadeFree {
            /// The order.
            order_id: OrderId,
            /// Its number.
            purchase_order: OrderNumber,
        },
        /// A licence file of an external system was sent to the order's holder.
        "external-file-sent" Everyone => FileSent {
            /// What it is called.
            file_name: String,
            /// Its number within the order.
            number: u32,
        },
        /// An order was made for what was imported.
        "order-of-import" Everyone => MadeOfImport {
            /// The order.
            order_id: OrderId,
            /// Its number.
            purchase_order: OrderNumber,
        },
    }
}

impl OrderHappening {
    /// What changed, in a sentence for the history.
    pub fn sentence(&self) -> String {
        match self {
            Self::Shipped {
                holder_name,
                purchase_order,
                lines,
                units,
                ..
            } => {
                format!(
                    "Order {purchase_order} was shipped to {holder_name}: {} of {}.",
                    count(*units, "unit"),
                    count(*lines, "line")
                )
            }
            Self::WentBack {
                kind,
                vendor_name,
                lines,
                units,
            } => {
                let units = format!("{} of {}", count(*units, "unit"), count(*lines, "line"));
                match kind {
                    ReturnKind::Recalled => format!("{vendor_name} recalled {units}."),
                    ReturnKind::Returned => format!("{units} went back to {vendor_name}."),
                }
            }
            Self::FileSent { file_name, number } => format!("Licence file {number} was sent: {file_name}."),
            Self::MadeOfImport { purchase_order, .. } => {
                format!("The order {purchase_order} was made for what was imported.")
            }
            Self::MadeFree { purchase_order, .. } => {
                format!("Order {purchase_order} was made, free of charge with software assurance.")
            }
        }
    }
}
