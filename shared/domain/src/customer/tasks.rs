//! Whom a location is mailed to (spec chapter 4, "From order to licence file", 2).

use super::Location;
use crate::id::{OrganisationId, UserId};
use crate::outbox::{Addressees, Mail, Task};

/// A location was made: its customer is mailed the licence agreement.
pub fn created(location: &Location) -> Task {
    let email = location.details.customer_email.clone();
    let location_id = location.location_id;
    Task::mail(Addressees::Address { email }, Mail::LicenceAgreement { location_id })
}

/// A licence file came with an activation code: whoever made it is mailed the code.
pub fn activation_code(location: &Location, sequence: u32, (organisation, user): (OrganisationId, UserId)) -> Task {
    let location_id = location.location_id;
    Task::mail(
        Addressees::user(organisation, user),
        Mail::LicenceFileCode { location_id, sequence },
    )
}
