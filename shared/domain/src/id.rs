//! One id type per thing. Ids are UUIDs of version 7, made by the caller from a
//! time and random bytes, so that a test can say which they will be.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// What stands in a path or a field is not an id of this kind of thing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not an id; ids look like 019a9c3e-0000-7000-8000-000000000000")]
pub struct NotAnId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A version 7 id of this moment (milliseconds since the epoch) and these random bytes.
            pub fn new(unix_millis: u64, random: &[u8; 10]) -> Self {
                Self(uuid::Builder::from_unix_timestamp_millis(unix_millis, random).into_uuid())
            }

            /// The id as a plain UUID.
            pub const fn uuid(self) -> Uuid {
                self.0
            }

            /// An id known beforehand, for data that is made once (demo data, derived ids).
            pub const fn of(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Uuid::try_parse(text).map(Self).map_err(|_| NotAnId)
            }
        }
    )+};
}

ids! {
    /// A company with users: vendor, distributor, dealer or tenant.
    OrganisationId,
    /// A person of one organisation.
    UserId,
    /// A shipment into a bin.
    OrderId,
    /// A dealer's or distributor's end customer.
    CustomerId,
    /// One installed system of a customer. Not its hardware key code, so that
    /// replacing the hardware moves nothing.
    LocationId,
    /// A tenant's upgrade: a request, a purchase, or a request that became one.
    UpgradeId,
    /// A quote for a location's software assurance.
    QuoteId,
    /// A renewal of a customer's agreements.
    RenewalId,
    /// Activation codes that were issued together.
    BatchId,
    /// What a subscription code was redeemed to: seats of a plan for a term.
    SubscriptionId,
    /// A device of a tenant, to which subscriptions are assigned.
    DeviceId,
    /// What an operator sells by activation code.
    PackageId,
    /// A tenant's request to activate a package.
    ActivationId,
    /// That a distributor's user acts as a user of a dealer.
    ImpersonationId,
    /// A location that goes from one dealer to another.
    TransferId,
    /// One mail in the outbox or mailbox.
    MailId,
}
