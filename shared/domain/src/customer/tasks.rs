//! Whom a location is mailed to (spec chapter 4, "From order to licence file", 2).

use super::Location;
use crate::outbox::{Addressees, Mail, Task};

/// A location was made: its customer is mailed the licence agreement.
pub fn created(location: &Location) -> Task {
    let email = location.details.customer_email.clone();
    let location_id = location.location_id;
    Task::mail(Addressees::Address { email }, Mail::LicenceAgreement { location_id })
}
