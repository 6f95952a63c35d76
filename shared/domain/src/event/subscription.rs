//! Subscriptions and devices.

use super::{family, phrase::count};
use crate::{
    id::DeviceId,
    subscription::Assigned,
    text::{Line, Name, Serial},
};

family! {
    /// What happens to a subscription.
    SubscriptionHappening {
        /// A subscription code was redeemed.
        "code-redeemed" Everyone => CodeRedeemed {
            /// The plan's name.
            plan: String,
            /// Calendar months.
            months: u32,
            /// Devices that it is for.
            seats: u32,
            /// What devices got with it.
            assigned: Vec<Assigned>,
        },
        /// Seats were assigned to devices.
        "seats-assigned" Everyone => SeatsAssigned {
            /// What devices got.
            assigned: Vec<Assigned>,
        },
    }
}

impl SubscriptionHappening {
    /// What changed, in a sentence for the history.
    pub fn sentence(&self) -> String {
        match self {
            Self::CodeRedeemed {
                plan,
                months,
                seats,
                assigned: to,
            } => format!(
                "The code was redeemed: {} of {plan} for {}. {}",
                count(*months, "month"),
                count(*seats, "device"),
                assigned(to)
            ),
            Self::SeatsAssigned { assigned: to } => assigned(to),
        }
    }
}

family! {
    /// What happens to a device.
    DeviceHappening {
        /// A device was added.
        "device-added" Everyone => Added {
            /// The device.
            device_id: DeviceId,
            /// Its name.
            name: Name,
            /// Its serial number.
            serial: Serial,
        },
        /// A device's details were replaced.
        "device-updated" Everyone => Updated {
            /// Its name after.
            name: Name,
            /// Its model after.
            model: Line,
        },
    }
}

impl DeviceHappening {
    /// What changed, in a sentence for the history.
    pub fn sentence(&self) -> String {
        match self {
            Self::Added { name, serial, .. } => format!("The device {name} was added, serial number {serial}."),
            Self::Updated { name, model } => format!("The device is now {name}, model {model}."),
        }
    }
}

/// What devices got, in a sentence.
fn assigned(to: &[Assigned]) -> String {
    if to.is_empty() {
        return "No seat was assigned yet.".to_owned();
    }
    let devices: Vec<_> = to
        .iter()
        .map(|one| format!("{} from {} to before {}", one.name, one.start, one.end))
        .collect();
    format!("Assigned: {}.", devices.join("; "))
}
