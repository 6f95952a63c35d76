//! `/customers`.

pub mod import;

use crate::{
    components::{
        empty::Empty,
        icon,
        list::{About, Export},
        long_list::{Ordered, long_list},
        page::{self, fixed_action},
        row::{Cell, Row},
    },
    csv, format,
};
use api::{customers::CustomerView, operations::ListCustomers};
use domain::country::Country;
use leptos::prelude::*;

/// The list of customers.
pub fn customers() -> AnyView {
    let about = About {
        title: "All customers",
        columns: &["Name", "City", "Country", "Vertical", "Reference", "Since"],
        file: "customers",
        empty: Empty::go(
            "You have no customers yet. Add the first one, or import a file of them.",
            "/customers/new",
            icon::PLUS,
            "New customer",
        ),
    };
    let row = |customer: &CustomerView| {
        Row(vec![
            Cell::link(&customer.name, format!("/customers/{}", customer.customer_id)),
            Cell::Text(customer.address.city.clone()),
            Cell::Text(Country::name_or_text(&customer.address.country)),
            Cell::Text(customer.vertical.clone()),
            Cell::Text(customer.reference.clone()),
            Cell::Time(customer.created_at),
        ])
    };
    let actions = view! {
        {fixed_action("/customers/import", icon::FILE_IMPORT, "Import", false)}
        {fixed_action("/customers/new", icon::PLUS, "New customer", true)}
    };
    view! {
        {page::header(None, Signal::stored("Customers".to_owned()), actions.into_any())}
        {long_list::<ListCustomers, _>((about, Ordered::ByName), (), row, Some(EXPORT))}
    }
    .into_any()
}

/// A file that can be imported.
const EXPORT: Export<CustomerView> = Export {
    columns: &[
        "Customer",
        "Street",
        "City",
        "State",
        "ZIP",
        "Country",
        "Vertical",
        "Reference",
        "Since",
    ],
    rows: |customer| {
        let address = &customer.address;
        let texts = [
            &customer.name,
            &address.street,
            &address.city,
            &address.state,
            &address.zip,
            &address.country,
            &customer.vertical,
            &customer.reference,
        ];
        let mut cells: Vec<csv::Cell> = texts.into_iter().map(|text| csv::Cell::Text(text.clone())).collect();
        cells.push(csv::Cell::Plain(format::iso(customer.created_at)));
        vec![cells]
    },
};
