//! From the wire to the domain.

use api::customers::{Address, CustomerRequest, LocationDetails};
use domain::{
    country::{Country, KeptCountry},
    customer::{self, CustomerDetails},
    text::{EmailAddress, Line, Name},
};
use runtime::Fields;

fn address(prefix: &str, request: &Address, fields: &mut Fields) -> Option<customer::Address> {
    let mut line = |name: &str, text: &str| fields.optional(format!("{prefix}address/{name}"), text, Line::parse);
    let (street, city) = (line("street", &request.street), line("city", &request.city));
    let (state, zip) = (line("state", &request.state), line("zip", &request.zip));
    let country = fields.check(format!("{prefix}address/country"), Country::of_code(&request.country))?;
    Some(customer::Address {
        street,
        city,
        state,
        zip,
        country: KeptCountry::Chosen(country),
    })
}

pub(crate) fn customer(request: &CustomerRequest, fields: &mut Fields) -> Option<CustomerDetails> {
    let name = fields.check("name", Name::parse(&request.name));
    let address = address("", &request.address, fields);
    let vertical = fields.optional("vertical", &request.vertical, Line::parse);
    let reference = fields.optional("reference", &request.reference, Line::parse);
    Some(CustomerDetails {
        name: name?,
        address: address?,
        vertical,
        reference,
    })
}

pub(crate) fn location(request: &LocationDetails, fields: &mut Fields) -> Option<customer::LocationDetails> {
    let name = fields.check("details/name", Name::parse(&request.name));
    let address = address("details/", &request.address, fields);
    let vertical = fields.optional("details/vertical", &request.vertical, Line::parse);
    let hardware_version = fields.optional("details/hardware_version", &request.hardware_version, Line::parse);
    let software_version = fields.optional("details/software_version", &request.software_version, Line::parse);
    let reference = fields.optional("details/reference", &request.reference, Line::parse);
    let customer_email = fields.check("details/customer_email", EmailAddress::parse(&request.customer_email));
    let dealer_email = fields.check("details/dealer_email", EmailAddress::parse(&request.dealer_email));
    // What a hardware key code is made from is read beside it.
    Some(customer::LocationDetails {
        name: name?,
        address: address?,
        vertical,
        hardware_version,
        software_version,
        reference,
        customer_email: customer_email?,
        dealer_email: dealer_email?,
        made_from: None,
    })
}
