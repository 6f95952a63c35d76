//! What happened: a family per aggregate.

use super::{
    Audience, Reader,
    assurance::AssuranceHappening,
    catalogue::CatalogueHappening,
    code::CodeHappening,
    customer::{CustomerHappening, LocationHappening},
    licence::LicenceHappening,
    order::OrderHappening,
    organisation::OrganisationHappening,
    package::{ActivationHappening, PackageHappening},
    renewal::RenewalHappening,
    subscription::{DeviceHappening, SubscriptionHappening},
    tenant::TenantHappening,
    transfer::TransferHappening,
    upgrade::{EndpointHappening, UpgradeHappening},
    user::UserHappening,
};
use crate::catalogue::Catalogue;
use serde::Serialize;
use serde_json::Value;

/// A happening that this version cannot read: one that a later version knows, or one with a
/// text that was good when it was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Something that this version cannot show.")]
pub struct Unreadable {
    /// The name that it is kept by; empty where it has none.
    pub what: String,
}

macro_rules! families {
    ($($(#[$doc:meta])* $variant:ident($family:ident);)+) => {
        /// Everything that can happen.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[serde(untagged)]
        pub enum Happening {$(
            $(#[$doc])*
            $variant($family),
        )+}

        $(impl From<$family> for Happening {
            fn from(happening: $family) -> Self {
                Self::$variant(happening)
            }
        })+

        impl Happening {
            const FAMILIES: &'static [&'static [(&'static str, Audience)]] = &[$($family::KEPT),+];

            /// The name that it is kept by, as in `licences-attached`.
            pub const fn what(&self) -> &'static str {
                match self {
                    $(Self::$variant(happening) => happening.what(),)+
                }
            }

            /// What was kept, where this version can read it.
            pub(super) fn read(kept: Value) -> Result<Self, Unreadable> {
                let what = kept.get("what").and_then(Value::as_str).unwrap_or_default().to_owned();
                $(if $family::KEPT.iter().any(|(name, _)| *name == what) {
                    let read = serde_json::from_value(kept).map(Self::$variant);
                    return read.map_err(|_| Unreadable { what });
                })+
                Err(Unreadable { what })
            }
        }
    };
}

families! {
    /// To the deployment or an organisation.
    Organisation(OrganisationHappening);
    /// To a user.
    User(UserHappening);
    /// To an order.
    Order(OrderHappening);
    /// To a customer.
    Customer(CustomerHappening);
    /// To a location.
    Location(LocationHappening);
    /// To a location's licences.
    Licence(LicenceHappening);
    /// To what a tenant has agreed and uses.
    Tenant(TenantHappening);
    /// To an upgrade.
    Upgrade(UpgradeHappening);
    /// To the vendor's endpoint.
    Endpoint(EndpointHappening);
    /// To a location's software assurance.
    Assurance(AssuranceHappening);
    /// To a renewal.
    Renewal(RenewalHappening);
    /// To a batch of codes.
    Code(CodeHappening);
    /// To a subscription.
    Subscription(SubscriptionHappening);
    /// To a device.
    Device(DeviceHappening);
    /// To a package.
    Package(PackageHappening);
    /// To a request to activate a package.
    Activation(ActivationHappening);
    /// To a location on its way to another dealer.
    Transfer(TransferHappening);
    /// To the catalogue.
    Catalogue(CatalogueHappening);
}

impl Happening {
    /// Who sees what is kept by this name; `None` for a name that this version does not know.
    pub(super) fn audience(what: &str) -> Option<Audience> {
        let mut kept = Self::FAMILIES.iter().copied().flatten();
        kept.find(|(name, _)| *name == what).map(|(_, audience)| *audience)
    }

    /// Every name that something is kept by.
    #[cfg(test)]
    pub(super) fn kept_names() -> impl Iterator<Item = &'static str> {
        Self::FAMILIES.iter().copied().flatten().map(|(name, _)| *name)
    }

    /// What changed, in a sentence for the history, as this reader may see it.
    pub fn sentence(&self, reader: Reader, catalogue: &Catalogue) -> String {
        match self {
            Self::Organisation(happening) => happening.sentence(),
            Self::User(happening) => happening.sentence(),
            Self::Order(happening) => happening.sentence(),
            Self::Customer(happening) => happening.sentence(),
            Self::Location(happening) => happening.sentence(),
            Self::Licence(happening) => happening.sentence(),
            Self::Tenant(happening) => happening.sentence(reader),
            Self::Upgrade(happening) => happening.sentence(),
            Self::Endpoint(happening) => happening.sentence(),
            Self::Assurance(happening) => happening.sentence(catalogue),
            Self::Renewal(happening) => happening.sentence(),
            Self::Code(happening) => happening.sentence(),
            Self::Subscription(happening) => happening.sentence(),
            Self::Device(happening) => happening.sentence(),
            Self::Package(happening) => happening.sentence(),
            Self::Activation(happening) => happening.sentence(),
            Self::Transfer(happening) => happening.sentence(),
            Self::Catalogue(happening) => happening.sentence(),
        }
    }
}
