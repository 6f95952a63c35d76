//! `/customers`.

use crate::{
    components::{
        icon,
        list::{About, list},
        page::{self, fixed_action},
        row::{Cell, Row},
    },
    load::load_list,
};
use api::operations::ListCustomers;
use leptos::prelude::*;

/// The list of customers.
pub fn customers() -> AnyView {
    let about = About {
        title: "All customers",
        columns: &["Name", "City", "Country", "Vertical", "Reference", "Since"],
        file: "customers",
        empty: "You have no customers yet. Add the first one.",
    };
    let loaded = load_list::<ListCustomers, _>(());
    view! {
        {page::header(None, Signal::stored("Customers".to_owned()), fixed_action("/customers/new", icon::PLUS, "New customer", true))}
        {list(about, loaded, |customer| Row(vec![
            Cell::link(&customer.name, format!("/customers/{}", customer.customer_id)),
            Cell::Text(customer.address.city.clone()),
            Cell::Text(customer.address.country.clone()),
            Cell::Text(customer.vertical.clone()),
            Cell::Text(customer.reference.clone()),
            Cell::Time(customer.created_at),
        ]))}
    }
    .into_any()
}
