//! Organisations, users, sessions.

use crate::{desk::LinkView, impersonations::ImpersonationView};
use chrono::{DateTime, Utc};
use domain::{
    bounce::BounceKind,
    id::{OrganisationId, UserId},
    organisation::{OrganisationKind, Role, UserState},
};
use serde::{Deserialize, Serialize};

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganisationView {
    /// Its id.
    pub organisation_id: OrganisationId,
    /// Vendor, distributor, dealer or tenant.
    pub kind: OrganisationKind,
    /// As it is shown.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserView {
    /// Its id.
    pub user_id: UserId,
    /// The organisation the user belongs to.
    pub organisation_id: OrganisationId,
    /// As it is shown.
    pub name: String,
    /// Where mail goes.
    pub email: String,
    /// What the user may do.
    pub roles: Vec<Role>,
    /// Invited or active.
    pub state: UserState,
    /// Present while the user is not mailed: mail came back, and nobody has confirmed the
    /// address since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undeliverable: Option<UndeliverableView>,
}

/// Why a user is not mailed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UndeliverableView {
    /// Since when.
    pub since: DateTime<Utc>,
    /// Whether mail bounced for good, or its reader complained.
    pub kind: BounceKind,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// The user.
    pub user: UserView,
    /// The user's organisation.
    pub organisation: OrganisationView,
    /// The server's time.
    pub now: DateTime<Utc>,
    /// The vendor's pages elsewhere that are for the user's roles, in the order of the menu.
    #[serde(default)]
    pub links: Vec<LinkView>,
    /// Who acts for the user, where somebody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impersonation: Option<ImpersonationView>,
}

/// A new organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateOrganisationRequest {
    /// Distributor, dealer or tenant.
    pub kind: OrganisationKind,
    /// Up to 100 characters.
    pub name: String,
}

/// An organisation's new name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RenameOrganisationRequest {
    /// Up to 100 characters.
    pub name: String,
}

/// A new user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct InviteUserRequest {
    /// Up to 100 characters.
    pub name: String,
    /// Where the invitation goes.
    pub email: String,
    /// What the user may do; at least one.
    pub roles: Vec<Role>,
}

/// Asks for a new invitation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct InviteAgainRequest {}

/// Says that a user's address is right and can be mailed again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmAddressRequest {}

/// What a user may do from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetRolesRequest {
    /// Replaces the roles; none means nothing.
    pub roles: Vec<Role>,
}

/// Redeems an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitationRequest {
    /// The token from the fragment of the link in the mail.
    pub token: String,
}
