//! `/`: what to do next, by role.

use crate::{
    components::{
        empty::Empty,
        icon,
        list::{About, list, list_with_export},
        page::{self, fixed_action},
        walk::Walk,
    },
    load::{load_first, load_list},
};
use api::operations::{GetBin, ListOrders, ListPackages, ListRecentlyActivated};
use leptos::prelude::*;

/// The vendor's: what was shipped.
pub fn vendor() -> AnyView {
    let actions = view! {
        {fixed_action("/orders/import", icon::FILE_IMPORT, "Import orders", false)}
        {fixed_action("/orders/ship", icon::TRUCK_DELIVERY, "Ship an order", true)}
    };
    let steps = [
        (
            "/organisations",
            "Organisation",
            "Add a dealer or distributor and invite its users.",
        ),
        (
            "/orders/ship",
            "Order",
            "Ship parts and quantities into its licence bin.",
        ),
        (
            "/orders",
            "Follow up",
            "See what was shipped and how much is still in the bin.",
        ),
    ];
    let about = About {
        title: "Shipped recently",
        columns: super::orders::COLUMNS,
        file: "orders",
        empty: Empty::go(
            "Nothing was shipped yet. Ship the first order.",
            "/orders/ship",
            icon::TRUCK_DELIVERY,
            "Ship an order",
        ),
    };
    let orders = load_first::<ListOrders, _>(());
    let walk = Walk::new("How an order starts", steps.to_vec());
    view! {
        {page::header(None, Signal::stored("Home".to_owned()), actions.into_any())}
        {super::first_steps::or_usual(walk, orders)}
        {list_with_export(about, orders, super::orders::row, super::orders::EXPORT)}
        {walk.put_away()}
    }
    .into_any()
}

/// A dealer's or distributor's: the bin, and what came of it.
pub fn partner() -> AnyView {
    let actions = view! {
        {fixed_action("/customers/new", icon::PLUS, "New customer", false)}
        {fixed_action("/bin", icon::PACKAGE, "Open the licence bin", true)}
    };
    let steps = [
        ("/bin", "Bin", "See what was shipped to you."),
        ("/customers", "Customer", "Choose the customer, or add one."),
        ("/customers", "Location", "Add the system with its hardware key code."),
        ("/bin", "Attach", "Reserve an order's licences for the location."),
        (
            "/customers",
            "Activate",
            "Activate at the location and save its licence file.",
        ),
    ];
    let bin = About {
        title: "In your licence bin",
        columns: super::bin::ORDER_COLUMNS,
        file: "licence-bin",
        empty: Empty::go(
            "Your licence bin is empty. Orders appear here as they are shipped; meanwhile, add the customers that they are for.",
            "/customers/new",
            icon::PLUS,
            "New customer",
        ),
    };
    let activated = About {
        title: "Activated recently",
        columns: super::bin::RECENT_COLUMNS,
        file: "recently-activated",
        empty: Empty::go(
            "Nothing was activated lately. Attach an order's licences to a location, and activate them there.",
            "/bin",
            icon::PACKAGE,
            "Choose an order",
        ),
    };
    let walk = Walk::new("From order to licence file", steps.to_vec());
    view! {
        {page::header(None, Signal::stored("Home".to_owned()), actions.into_any())}
        {walk.shown()}
        {super::hardware::due()}
        {list(bin, load_first::<GetBin, _>(()), |order| super::bin::order_row(order, &super::bin::Leads::Attach))}
        {list(activated, load_list::<ListRecentlyActivated, _>(()), super::bin::recent_row)}
        {walk.put_away()}
    }
    .into_any()
}

/// An operator's of packages.
pub fn operator() -> AnyView {
    let steps = [
        ("/packages/new", "Build", "Name a package and choose what it brings."),
        ("/packages", "Activate", "From then on it stays as it is."),
        ("/packages", "Codes", "Generate its codes: as a file, or by mail."),
        (
            "/activations",
            "Decide",
            "Buyers redeem a code by asking; you approve or decline.",
        ),
    ];
    let about = About {
        title: "Your packages",
        columns: super::packages::COLUMNS,
        file: "packages",
        empty: Empty::go(
            "No packages yet. Build the first one.",
            "/packages/new",
            icon::PLUS,
            "Build a package",
        ),
    };
    let walk = Walk::new("From package to activation", steps.to_vec());
    view! {
        {page::header(None, Signal::stored("Home".to_owned()), fixed_action("/activations", icon::CHECK, "See what waits for you", true))}
        {walk.shown()}
        {list(about, load_first::<ListPackages, _>(()), super::packages::row)}
        {walk.put_away()}
    }
    .into_any()
}
