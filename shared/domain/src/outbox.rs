//! What an event asks for outside the table. It is kept with the event, in the same
//! transaction, and done at least once.

use crate::{
    id::{LocationId, OrderId, OrganisationId, UserId},
    organisation::Role,
    text::EmailAddress,
};
use serde::{Deserialize, Serialize};

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Task {
    /// Send a mail.
    Mail {
        /// To whom.
        to: Addressees,
        /// Which.
        mail: Mail,
    },
}

/// Who gets a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "kebab-case")]
pub enum Addressees {
    /// Whoever of the organisation holds any of the roles when the mail is sent.
    Holders {
        /// The organisation.
        organisation_id: OrganisationId,
        /// The roles.
        roles: Vec<Role>,
    },
    /// One user.
    User {
        /// The user's organisation.
        organisation_id: OrganisationId,
        /// The user.
        user_id: UserId,
    },
    /// An address that belongs to no user.
    Address {
        /// The address.
        email: EmailAddress,
    },
}

/// Which mail, with the ids that its text is made from when it is sent. Nothing
/// secret stands here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "kebab-case")]
pub enum Mail {
    /// An order has arrived in the bin.
    OrderShipped {
        /// The order.
        order_id: OrderId,
    },
    /// The addressee can become a user.
    Invitation {
        /// Number of the invitation that the link is for; links of other numbers are dead.
        number: u32,
    },
    /// The licence agreement of a new location, for its customer.
    LicenceAgreement {
        /// The location.
        location_id: LocationId,
    },
}
