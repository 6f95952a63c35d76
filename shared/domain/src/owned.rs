//! Whose a thing is.

use crate::{
    code::Batch,
    customer::{Customer, Location},
    device::Device,
    id::OrganisationId,
    impersonation::Impersonation,
    order::Order,
    package::Package,
    subscription::Subscription,
    transfer::HandedOver,
    upgrade::Upgrade,
};

/// What one organisation holds. For every other organisation it does not exist: whoever asks
/// for it there is answered as for an id that was never given (spec, "Organisations and roles").
pub trait Owned {
    /// What people call it.
    const THING: &'static str;

    /// The organisation that holds it.
    fn owner(&self) -> OrganisationId;
}

macro_rules! owned {
    ($($thing:ident $name:literal $($field:ident).+;)+) => {$(
        impl Owned for $thing {
            const THING: &'static str = $name;

            fn owner(&self) -> OrganisationId {
                self.$($field).+
            }
        }
    )+};
}

owned! {
    Batch "batch" issuer.organisation_id;
    Customer "customer" organisation_id;
    Device "device" organisation_id;
    Impersonation "impersonation" as_user.organisation_id;
    HandedOver "location" organisation_id;
    Location "location" organisation_id;
    Order "order" holder;
    Package "package" organisation_id;
    Subscription "subscription" organisation_id;
    Upgrade "upgrade" organisation_id;
}
