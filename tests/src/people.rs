//! The organisations and users that every desk begins with.

use domain::{
    id::{OrganisationId, UserId},
    organisation::Role,
};

/// Somebody with a sign-in.
#[derive(Debug, Clone)]
pub struct Person {
    /// The subject at the issuer.
    pub subject: String,
    /// The access token.
    pub token: String,
    /// The impersonation by which they act for somebody else.
    pub acting_as: Option<String>,
    /// The user, where one is bound.
    pub user_id: Option<UserId>,
    /// The user's organisation, where one is bound.
    pub organisation_id: Option<OrganisationId>,
    /// The user's roles.
    pub roles: Vec<Role>,
}

/// The organisations.
#[derive(Debug, Clone, Copy)]
pub struct Organisations {
    /// Northbell Systems.
    pub vendor: OrganisationId,
    /// Harbour Distribution.
    pub distributor: OrganisationId,
    /// Fenwick Telecom.
    pub dealer: OrganisationId,
    /// Alder Networks, another dealer.
    pub other_dealer: OrganisationId,
    /// A tenant.
    pub tenant: OrganisationId,
}

/// The users.
#[derive(Debug, Clone)]
pub struct People {
    /// The vendor's admin.
    pub vendor: Person,
    /// Licence user of the dealer.
    pub dealer: Person,
    /// SWA user of the dealer.
    pub dealer_swa: Person,
    /// Licence user of the other dealer.
    pub other_dealer: Person,
    /// SWA user of the other dealer.
    pub other_dealer_swa: Person,
    /// Licence user of the distributor.
    pub distributor: Person,
    /// SWA user of the distributor.
    pub distributor_swa: Person,
    /// A user of the tenant for every role of tenants.
    pub tenant: Vec<Person>,
    /// Signed in, and user of nothing.
    pub nobody: Person,
}
