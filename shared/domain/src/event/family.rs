//! What a family of happenings is made of, and who reads it.

use crate::organisation::{OrganisationKind, Role, User};

/// Who, of those who may read a thing's history, sees a happening in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody.
    Everyone,
    /// Who has the role for software assurance, and the vendor.
    SwaUsers,
}

/// What somebody who reads a history sees beside what everybody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    /// Software assurance.
    pub assurance: bool,
    /// The accounts that upgrades are charged to.
    pub accounts: bool,
}

impl Reader {
    /// Whoever runs the deployment.
    pub const OPERATOR: Self = Self {
        assurance: true,
        accounts: true,
    };

    /// The vendor's admins.
    pub const VENDOR: Self = Self::OPERATOR;

    /// A user, by the roles of this moment.
    pub fn of(user: &User) -> Self {
        let vendor = user.organisation_kind == OrganisationKind::Vendor;
        Self {
            assurance: vendor || user.has_any(&[Role::SwaUser]),
            accounts: vendor || user.has_any(&[Role::Buyer]),
        }
    }

    /// Whether the reader belongs to the audience.
    pub const fn belongs_to(self, audience: Audience) -> bool {
        match audience {
            Audience::Everyone => true,
            Audience::SwaUsers => self.assurance,
        }
    }
}

/// Declares a family: each variant under the name that it is kept by for good, and who
/// sees it.
macro_rules! family {
    ($(#[$doc:meta])* $family:ident {$(
        $(#[$variant_doc:meta])* $name:literal $audience:ident => $variant:ident $({ $($fields:tt)* })?,
    )+}) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "what")]
        pub enum $family {$(
            $(#[$variant_doc])*
            #[serde(rename = $name)]
            $variant $({ $($fields)* })?,
        )+}

        impl $family {
            /// The names of the family, each with who sees it.
            pub(super) const KEPT: &'static [(&'static str, super::Audience)] =
                &[$(($name, super::Audience::$audience)),+];

            /// The name that it is kept by, as in `licences-attached`.
            pub const fn what(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $name,)+
                }
            }
        }
    };
}

pub(super) use family;
