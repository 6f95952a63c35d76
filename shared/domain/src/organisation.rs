//! Organisations, users and roles (spec README, "Organisations and roles").

pub mod tasks;

use crate::{
    bounce::Undeliverable,
    id::{OrganisationId, UserId},
    impersonation::Permission,
    tenant::Tenant,
    text::{EmailAddress, Name},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What an organisation is in the channel. It never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum OrganisationKind {
    /// Ships licences, maintenance units and codes.
    Vendor,
    /// Buys from the vendor, sells to dealers and customers.
    Distributor,
    /// Sells and installs at customers.
    Dealer,
    /// Uses what was bought.
    Tenant,
}

impl OrganisationKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Vendor, Self::Distributor, Self::Dealer, Self::Tenant];

    /// Whether licences can be shipped to it.
    pub const fn has_bin(self) -> bool {
        matches!(self, Self::Distributor | Self::Dealer)
    }

    /// The word on screens and in mail.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Distributor => "distributor",
            Self::Dealer => "dealer",
            Self::Tenant => "tenant",
        }
    }
}

/// What a user may do; the spec's table of roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Everything of the vendor.
    VendorAdmin,
    /// Drafts and publishes the catalogue.
    CatalogueEditor,
    /// Bin, customers, locations, licences, lookups.
    LicenceUser,
    /// The above plus software assurance.
    SwaUser,
    /// A tenant's users, quota, products and devices; is also a requester.
    TenantAdmin,
    /// Sees the catalogue and the tenant's requests; is also a requester.
    StandardUser,
    /// None of the upgrade tool.
    SubtenantUser,
    /// Submits upgrade requests.
    Requester,
    /// Buys, decides requests, redeems codes.
    Buyer,
    /// Builds packages, decides their activation.
    Operator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 10] = [
        Self::VendorAdmin,
        Self::CatalogueEditor,
        Self::LicenceUser,
        Self::SwaUser,
        Self::TenantAdmin,
        Self::StandardUser,
        Self::SubtenantUser,
        Self::Requester,
        Self::Buyer,
        Self::Operator,
    ];

    /// Which organisations' users can hold it.
    pub const fn held_by(self, kind: OrganisationKind) -> bool {
        match self {
            Self::VendorAdmin | Self::CatalogueEditor => matches!(kind, OrganisationKind::Vendor),
            Self::LicenceUser | Self::SwaUser => kind.has_bin(),
            _ => matches!(kind, OrganisationKind::Tenant),
        }
    }

    /// The word in the API, on screens and in mail.
    pub const fn word(self) -> &'static str {
        match self {
            Self::VendorAdmin => "vendor-admin",
            Self::CatalogueEditor => "catalogue-editor",
            Self::LicenceUser => "licence-user",
            Self::SwaUser => "swa-user",
            Self::TenantAdmin => "tenant-admin",
            Self::StandardUser => "standard-user",
            Self::SubtenantUser => "subtenant-user",
            Self::Requester => "requester",
            Self::Buyer => "buyer",
            Self::Operator => "operator",
        }
    }
}

/// A company with users.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its id.
    pub organisation_id: OrganisationId,
    /// Vendor, distributor, dealer or tenant.
    pub kind: OrganisationKind,
    /// As it is shown.
    pub name: Name,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// How many of its users are admins and can sign in. The last one stays.
    pub admins: u32,
    /// How many of its users are buyers and can sign in.
    pub buyers: u32,
    /// What the vendor has agreed with a tenant, once it is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<Tenant>,
    /// Whether distributors may act as its users; absent until somebody says it, and they may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impersonation: Option<Permission>,
}

/// A person of one organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Its id.
    pub user_id: UserId,
    /// The organisation the user belongs to.
    pub organisation_id: OrganisationId,
    /// The organisation's kind, which never changes.
    pub organisation_kind: OrganisationKind,
    /// As it is shown.
    pub name: Name,
    /// Where mail goes. It lets nobody sign in; no other user of the organisation has it, in whatever case.
    pub email: EmailAddress,
    /// What the user may do; none means nothing.
    pub roles: BTreeSet<Role>,
    /// Invited, or active once an identity is bound.
    pub state: UserState,
    /// How many invitations were sent. Only the newest one's link works.
    pub invitation: u32,
    /// When the newest invitation was made.
    pub invited_at: DateTime<Utc>,
    /// Present while the user is not mailed, because mail came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undeliverable: Option<Undeliverable>,
    /// When the address was confirmed after mail had come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When the user, who had lost every role, was given one again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles_since: Option<DateTime<Utc>>,
}

/// How many days an invitation's link works.
pub const INVITATION_DAYS: i64 = 14;

/// Whether somebody can sign in as the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum UserState {
    /// The invitation has not been accepted yet.
    Invited,
    /// An identity (issuer and subject) is bound to the user.
    Active,
}

impl UserState {
    /// Where a user stands whom somebody invites once more, and what to do instead.
    const fn and_what_to_do(self) -> &'static str {
        match self {
            Self::Invited => "is invited already. Send that invitation again from the list of users",
            Self::Active => "is a user already. Change the roles in the list of users",
        }
    }
}

impl User {
    /// Whether the user holds any of the roles.
    pub fn has_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.roles.contains(role))
    }

    /// Whether the user counts among the organisation's admins of which one must stay.
    pub fn is_active_admin(&self) -> bool {
        self.state == UserState::Active && self.has_any(&[Role::VendorAdmin, Role::TenantAdmin])
    }

    /// Whether the user can decide on upgrade requests.
    pub fn is_active_buyer(&self) -> bool {
        self.state == UserState::Active && self.has_any(&[Role::Buyer])
    }
}

/// Why a change of organisations or users is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UserRefusal {
    /// The role belongs to another kind of organisation.
    #[error("A {} cannot hold the role {}.", kind.word(), role.word())]
    RoleOfAnotherKind {
        /// The role asked for.
        role: Role,
        /// The organisation's kind.
        kind: OrganisationKind,
    },
    /// Subtenant users have none of the upgrade tool.
    #[error("A subtenant-user has none of the upgrade tool, so it goes with no other role but operator.")]
    SubtenantApart,
    /// Nobody could give roles any more.
    #[error("This is the organisation's last admin who can sign in. Make somebody else an admin first.")]
    LastAdmin,
    /// The invitation was accepted before.
    #[error("This user has already accepted the invitation.")]
    AlreadyActive,
    /// Mail to the user came back.
    #[error("Mail to this user's address came back. Confirm the address first, then send the invitation.")]
    Undeliverable,
    /// Another user of the organisation has the address.
    #[error("{name} has this address and {}.", .state.and_what_to_do())]
    AddressTaken {
        /// Who.
        name: Name,
        /// Whether they have come.
        state: UserState,
    },
    /// Only one vendor stands in a deployment.
    #[error("A deployment has one vendor, and it is there already.")]
    SecondVendor,
}

/// Checks the roles that a user of such an organisation is to hold.
pub fn check_roles(kind: OrganisationKind, roles: &BTreeSet<Role>) -> Result<(), UserRefusal> {
    if let Some(&role) = roles.iter().find(|role| !role.held_by(kind)) {
        return Err(UserRefusal::RoleOfAnotherKind { role, kind });
    }
    let other = |role: &Role| !matches!(role, Role::SubtenantUser | Role::Operator);
    if roles.contains(&Role::SubtenantUser) && roles.iter().any(other) {
        return Err(UserRefusal::SubtenantApart);
    }
    Ok(())
}

/// Checks that nobody in the organisation has the address of somebody who is to become its user: an
/// address is one user's of each organisation.
pub fn check_address(whose: Option<&User>) -> Result<(), UserRefusal> {
    whose.map_or(Ok(()), |user| {
        Err(UserRefusal::AddressTaken {
            name: user.name.clone(),
            state: user.state,
        })
    })
}

/// By how much an organisation's counts change: each -1, 0 or 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Admins who can sign in.
    pub admins: i32,
    /// Buyers who can sign in.
    pub buyers: i32,
}

impl Counts {
    /// What changes when a user does.
    pub fn between(before: &User, after: &User) -> Self {
        let change = |holds: fn(&User) -> bool| i32::from(holds(after)) - i32::from(holds(before));
        Self {
            admins: change(User::is_active_admin),
            buyers: change(User::is_active_buyer),
        }
    }
}

/// A user's roles, changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolesSet {
    /// The user as it will be.
    pub user: User,
    /// By how much the organisation's counts change.
    pub counts: Counts,
}

/// Gives and takes roles.
pub fn set_roles(
    organisation: &Organisation,
    user: &User,
    roles: BTreeSet<Role>,
    now: DateTime<Utc>,
) -> Result<RolesSet, UserRefusal> {
    check_roles(user.organisation_kind, &roles)?;
    let returns = user.roles.is_empty() && !roles.is_empty();
    let changed = User {
        roles,
        roles_since: if returns { Some(now) } else { user.roles_since },
        ..user.clone()
    };
    let counts = Counts::between(user, &changed);
    if counts.admins < 0 && organisation.admins <= 1 {
        return Err(UserRefusal::LastAdmin);
    }
    Ok(RolesSet { user: changed, counts })
}
