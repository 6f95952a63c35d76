//! Organisations, their users, and to whom they may ship.

use super::{Key, Lookup, Range, USER, hex, instant, lists};
use chrono::{DateTime, Utc};
use domain::{
    id::{ImpersonationId, OrganisationId, UserId},
    text::EmailAddress,
};
use sha2::{Digest, Sha256};

/// An organisation.
pub fn organisation(id: OrganisationId) -> Key {
    Key::new(format!("ORG#{id}"), "ORG")
}

/// A user, beside its organisation.
pub fn user(organisation_id: OrganisationId, user_id: UserId) -> Key {
    Key::new(format!("ORG#{organisation_id}"), format!("{USER}{user_id}"))
}

/// Every user of an organisation.
pub fn every_user(organisation_id: OrganisationId) -> Range {
    // `$` follows `#`.
    Range::new(organisation(organisation_id).pk, USER, "USER$")
}

/// The sentinel that makes a mail address one user's of an organisation, in whatever case.
pub fn user_address(organisation_id: OrganisationId, email: &EmailAddress) -> Key {
    Key::new(format!("ORG#{organisation_id}"), format!("ADDRESS#{}", email.folded()))
}

/// The binding of an issuer's subject to a user. NUL occurs in neither.
pub fn identity(issuer: &str, subject: &str) -> Key {
    let digest = Sha256::new()
        .chain_update(issuer)
        .chain_update([0])
        .chain_update(subject)
        .finalize();
    Key::new(format!("IDENTITY#{}", hex(&digest)), "IDENTITY")
}

/// That a distributor may ship to a dealer, beside the distributor.
pub fn allowance(distributor: OrganisationId, dealer: OrganisationId) -> Key {
    Key::new(format!("ORG#{distributor}"), format!("{ALLOWANCE}{dealer}"))
}

/// Prefix of the sort keys of shipping allowances.
const ALLOWANCE: &str = "ALLOWANCE#";

/// Every shipping allowance of a distributor.
pub fn allowances(distributor: OrganisationId) -> Range {
    // `$` follows `#`.
    Range::new(organisation(distributor).pk, ALLOWANCE, "ALLOWANCE$")
}

/// In the list of every organisation, by name.
pub fn organisations(name: &str, id: OrganisationId) -> Lookup {
    lists::organisations().by_name(name, id)
}

/// That somebody acts as a dealer's user.
pub fn impersonation(id: ImpersonationId) -> Key {
    Key::new(format!("IMPERSONATION#{id}"), "IMPERSONATION")
}

/// Prefix of the sort keys of what was done on somebody's behalf.
pub(super) const DONE: &str = "DONE#";

/// That an event of this moment was done by an impersonation, beside it.
pub fn done(id: ImpersonationId, at: DateTime<Utc>, event: &Key) -> Key {
    Key::new(
        impersonation(id).pk,
        format!("{DONE}{}#{}#{}", instant(at), event.pk, event.sk),
    )
}

/// In the list of those of a dealer's users, by when they began.
pub fn impersonations(dealer: OrganisationId, at: DateTime<Utc>, id: ImpersonationId) -> Lookup {
    lists::impersonations(dealer).by_time(at, id)
}
