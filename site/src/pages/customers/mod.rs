//! `/customers`.

pub mod import;

use crate::{
    components::{
        empty::Empty,
        icon,
        list::{About, list},
        page::{self, fixed_action},
        row::{Cell, Row},
    },
    load::load_list,
};
use api::operations::ListCustomers;
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
    let loaded = load_list::<ListCustomers, _>(());
    let actions = view! {
        {fixed_action("/customers/import", icon::FILE_IMPORT, "Import", false)}
        {fixed_action("/customers/new", icon::PLUS, "New customer", true)}
    };
    view! {
        {page::header(None, Signal::stored("Customers".to_owned()), actions.into_any())}
        {list(about, loaded, |customer| Row(vec![
            Cell::link(&customer.name, format!("/customers/{}", customer.customer_id)),
            Cell::Text(customer.address.city.clone()),
            Cell::Text(Country::name_or_text(&customer.address.country)),
            Cell::Text(customer.vertical.clone()),
            Cell::Text(customer.reference.clone()),
            Cell::Time(customer.created_at),
        ]))}
    }
    .into_any()
}
