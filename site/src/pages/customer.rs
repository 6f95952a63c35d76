//! `/customers/:id`: a customer and its locations.

use crate::{
    components::{
        icon,
        list::{About, list},
        page::{self, Above, action, detail, detail_view},
        row::{Cell, Row},
    },
    format,
    load::{load, load_list},
};
use api::{
    customers::{Address, CustomerView},
    operations::{GetCustomer, ListLocations},
};
use domain::id::CustomerId;
use leptos::prelude::*;

/// The page of a customer.
pub fn customer(customer_id: CustomerId) -> AnyView {
    let loaded = load::<GetCustomer>(customer_id, ());
    let title = Signal::derive(move || loaded.value().map_or("Customer".to_owned(), |customer| customer.name));
    let about = About {
        title: "Locations",
        columns: &["Name", "HKC", "System type", "City"],
        file: "locations",
        empty: "No locations yet. Add the system that the licences are for.",
    };
    let actions = view! {
        {action(Signal::stored(format!("/customers/{customer_id}/edit")), icon::EDIT, "Edit", false)}
        {action(Signal::stored(format!("/customers/{customer_id}/locations/new")), icon::PLUS, "New location", true)}
    };
    view! {
        {page::header(Some(Above::fixed("Customers", "/customers")), title, actions.into_any())}
        {page::loaded(loaded, details)}
        {list(about, load_list::<ListLocations, _>(customer_id), |location| Row(vec![
            Cell::link(&location.name, format!("/locations/{}", location.location_id)),
            Cell::Code(location.hkc.clone()),
            Cell::Text(location.system_type_name.clone()),
            Cell::Text(location.city.clone()),
        ]))}
    }
    .into_any()
}

fn details(customer: CustomerView) -> AnyView {
    view! {
        <section class="card" aria-label="Details"><div class="card-body">
            <dl class="datagrid">
                {detail("Address", address(&customer.address))}
                {detail("Vertical", customer.vertical)}
                {detail("Reference", customer.reference)}
                {detail_view("Customer since", format::time(customer.created_at))}
            </dl>
        </div></section>
    }
    .into_any()
}

/// An address in a line.
pub fn address(address: &Address) -> String {
    let city = [address.zip.as_str(), address.city.as_str()].join(" ");
    let lines = [
        address.street.as_str(),
        city.trim(),
        address.state.as_str(),
        address.country.as_str(),
    ];
    lines
        .into_iter()
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leaves_out_what_is_not_known() {
        let full = Address {
            street: "1 Quay".into(),
            city: "Leith".into(),
            state: String::new(),
            zip: "EH6".into(),
            country: "UK".into(),
        };
        assert_eq!(address(&full), "1 Quay, EH6 Leith, UK");
        assert_eq!(
            address(&Address {
                country: "UK".into(),
                ..Address::default()
            }),
            "UK"
        );
    }
}
