//! Customers, their locations, and what stands at a location.

use super::{AGREEMENT, FILE, Key, LICENCE, LINK, LOCATION, Lookup, Range, id_of, instant, lists};
use chrono::{DateTime, Utc};
use domain::{
    assurance::{Agreement, AgreementStem},
    catalogue::{Hkc, MadeFrom},
    customer::link::LinkUse,
    day::Day,
    id::{CustomerId, LocationId, OrganisationId, QuoteId, RenewalId},
    software_key_code::SoftwareKeyCode,
    sort::sort_name,
    text::PartNumber,
};

/// Sort key of customers.
pub(super) const CUSTOMER: &str = "CUSTOMER";

/// A customer.
pub fn customer(id: CustomerId) -> Key {
    Key::new(format!("CUSTOMER#{id}"), CUSTOMER)
}

/// A link that a customer was given, beside the customer.
pub fn customer_link(id: CustomerId, number: u32) -> Key {
    Key::new(format!("CUSTOMER#{id}"), format!("{LINK}{number:08}"))
}

/// That a use of a link was noted on a day.
pub fn customer_link_use(id: CustomerId, number: u32, done: &LinkUse, day: Day) -> Key {
    Key::new(format!("CUSTOMER#{id}"), format!("USE#{number:08}#{day}#{done}"))
}

/// A location.
pub fn location(id: LocationId) -> Key {
    Key::new(format!("LOCATION#{id}"), LOCATION)
}

/// A licence, beside its location.
pub fn licence(id: LocationId, code: &SoftwareKeyCode) -> Key {
    Key::new(format!("LOCATION#{id}"), format!("{LICENCE}{code}"))
}

/// In the list by which a licence is found by its code, whoever's it is.
pub fn key_code(code: &SoftwareKeyCode) -> Lookup {
    lists::key_codes(code).entry(code.as_str().to_owned())
}

/// A licence file, beside its location.
pub fn licence_file(id: LocationId, sequence: u32) -> Key {
    Key::new(format!("LOCATION#{id}"), format!("{FILE}{sequence:08}"))
}

/// An agreement, beside its location.
pub fn agreement(id: LocationId, application: &str) -> Key {
    Key::new(format!("LOCATION#{id}"), format!("{AGREEMENT}{application}"))
}

/// The sentinel that makes an agreement's number unique.
pub fn agreement_number(stem: &AgreementStem) -> Key {
    Key::new(format!("AGREEMENT#{stem}"), "AGREEMENT")
}

/// A quote, beside its location.
pub fn quote(id: LocationId, quote_id: QuoteId) -> Key {
    Key::new(format!("LOCATION#{id}"), format!("SWA-QUOTE#{quote_id}"))
}

/// A renewal, beside its customer.
pub fn renewal(id: CustomerId, renewal_id: RenewalId) -> Key {
    Key::new(format!("CUSTOMER#{id}"), format!("RENEWAL#{renewal_id}"))
}

/// Some of a renewal's lines.
pub fn renewal_lines(id: CustomerId, renewal_id: RenewalId, number: usize) -> Key {
    Key::new(format!("CUSTOMER#{id}"), format!("RENEWAL#{renewal_id}#{number:02}"))
}

/// The sentinel that makes a hardware key code unique in whatever case.
pub fn hkc(hkc: &Hkc) -> Key {
    Key::new(format!("HKC#{}", hkc.folded()), "HKC")
}

/// The sentinel of what one hardware key code is made from and no other.
pub fn hkc_source(made_from: &MadeFrom) -> Key {
    Key::new(format!("HKC-SOURCE#{}", made_from.value), "HKC-SOURCE")
}

/// The sentinel of a part of which a system has one unit, beside the location that it is counted by.
pub fn one_per_system(id: LocationId, part: &PartNumber) -> Key {
    Key::new(format!("LOCATION#{id}"), format!("FAMILY-ONE#{part}"))
}

/// The emergency licence that a location has until its hardware is replaced, beside it.
pub fn emergency(id: LocationId) -> Key {
    Key::new(format!("LOCATION#{id}"), "EMERGENCY")
}

/// In the list of the locations whose hardware has to be replaced.
pub fn emergencies(organisation_id: OrganisationId, since: DateTime<Utc>, id: LocationId) -> Lookup {
    lists::emergencies().entry(format!("{organisation_id}#{}#{id}", instant(since)))
}

/// The location in whose partition an item stands, by its partition key.
pub fn location_of(pk: &str) -> Option<LocationId> {
    id_of(pk, "LOCATION#")
}

/// The customer in whose partition an item stands, by its partition key.
pub fn customer_at(pk: &str) -> Option<CustomerId> {
    id_of(pk, "CUSTOMER#")
}

/// Sorts after every agreement and before everything else of the location.
const AGREEMENTS_END: &str = "SWA$";

/// The licences of a location.
pub fn licences(id: LocationId) -> Range {
    Range::new(location(id).pk, LICENCE, "LICENCE$")
}

/// The lines of a renewal.
pub fn lines_of_renewal(id: CustomerId, renewal_id: RenewalId) -> Range {
    let [first, last] = [0, 99].map(|number| renewal_lines(id, renewal_id, number));
    Range::new(first.pk, first.sk, last.sk)
}

/// The licences and agreements of a location. Between them there is nothing but the location
/// itself, so that one query reads both.
pub fn licences_and_agreements(id: LocationId) -> Range {
    Range::new(location(id).pk, LICENCE, AGREEMENTS_END)
}

/// The agreements of a location.
pub fn agreements_at(id: LocationId) -> Range {
    Range::new(location(id).pk, AGREEMENT, AGREEMENTS_END)
}

/// In the list of an organisation's customers, by name.
pub fn customers(organisation_id: OrganisationId, name: &str, id: CustomerId) -> Lookup {
    lists::customers(organisation_id).by_name(name, id)
}

/// In the list of an organisation's locations, by customer and name.
pub fn locations(organisation_id: OrganisationId, customer_id: CustomerId, name: &str, id: LocationId) -> Lookup {
    lists::locations(organisation_id).entry(format!("{customer_id}#{}#{id}", sort_name(name)))
}

/// In the lists of an organisation's agreements: those that were never activated by the end
/// of their grace, the others by customer and location.
pub fn agreements(agreement: &Agreement) -> Lookup {
    let Agreement {
        organisation_id,
        customer_id,
        location_id,
        application,
        grace_ends,
        ..
    } = agreement;
    if agreement.terms.is_empty() {
        lists::prospects(*organisation_id).entry(format!("{grace_ends}#{location_id}#{application}"))
    } else {
        lists::agreements(*organisation_id).entry(format!("{customer_id}#{location_id}#{application}"))
    }
}
