//! `/`: what to do next, by role.

use crate::{
    components::{
        icon,
        list::{About, list, list_with_export},
        page::{self, fixed_action},
    },
    load::load_list,
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
        empty: "Nothing was shipped yet. Ship the first order.",
    };
    view! {
        {page::header(None, Signal::stored("Home".to_owned()), actions.into_any())}
        {walk("How an order starts", &steps)}
        {list_with_export(about, load_list::<ListOrders, _>(()), super::orders::row, super::orders::EXPORT)}
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
        empty: "Your licence bin is empty. Orders appear here as they are shipped.",
    };
    let activated = About {
        title: "Activated recently",
        columns: super::bin::RECENT_COLUMNS,
        file: "recently-activated",
        empty: "Nothing was activated yet.",
    };
    view! {
        {page::header(None, Signal::stored("Home".to_owned()), actions.into_any())}
        {walk("From order to licence file", &steps)}
        {list(bin, load_list::<GetBin, _>(()), |order| super::bin::order_row(order, None))}
        {list(activated, load_list::<ListRecentlyActivated, _>(()), super::bin::recent_row)}
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
        empty: "No packages yet. Build the first one.",
    };
    view! {
        {page::header(None, Signal::stored("Home".to_owned()), fixed_action("/activations", icon::CHECK, "See what waits for you", true))}
        {walk("From package to activation", &steps)}
        {list(about, load_list::<ListPackages, _>(()), super::packages::row)}
    }
    .into_any()
}

fn walk(title: &'static str, steps: &[(&'static str, &'static str, &'static str)]) -> AnyView {
    let steps = steps.iter().enumerate().map(|(i, &(href, name, text))| {
        view! {
            <li class="walk-step">
                <a class="walk-link" href=href><span class="walk-number" aria-hidden="true">{i + 1}</span>{name}</a>
                <p class="text-secondary mb-0">{text}</p>
            </li>
        }
    });
    view! {
        <section class="card" aria-labelledby="walk">
            <div class="card-header"><h2 class="card-title" id="walk">{title}</h2></div>
            <div class="card-body"><ol class="walk">{steps.collect::<Vec<_>>()}</ol></div>
        </section>
    }
    .into_any()
}
