//! `/packages`: what an operator offers by activation code.

pub mod builder;
pub mod package;

use crate::components::{
    empty::Empty,
    icon,
    list::About,
    long_list::{Ordered, long_list},
    page::{self, fixed_action},
    row::{Cell, Row},
};
use api::{operations::ListPackages, packages::PackageView};
use domain::package::PackageStatus;
use leptos::prelude::*;

/// The columns of [`row`].
pub const COLUMNS: &[&str] = &["Name", "Items", "Status", "Built by", "Changed"];

/// A status in its words.
pub const fn status(status: PackageStatus) -> (&'static str, &'static str) {
    match status {
        PackageStatus::Draft => ("Draft", "bg-yellow-lt"),
        PackageStatus::Active => ("Activated", "bg-green-lt"),
    }
}

/// The list of packages.
pub fn packages() -> AnyView {
    let about = About {
        title: "Your packages",
        columns: COLUMNS,
        file: "packages",
        empty: Empty::go(
            "No packages yet. Build one, activate it, then generate its codes.",
            "/packages/new",
            icon::PLUS,
            "Build a package",
        ),
    };
    let actions = fixed_action("/packages/new", icon::PLUS, "Build a package", true);
    view! {
        {page::header(None, Signal::stored("Packages".to_owned()), actions)}
        {long_list::<ListPackages, _>((about, Ordered::ByName), (), row, None)}
    }
    .into_any()
}

/// A package as its operator sees it.
pub fn row(package: &PackageView) -> Row {
    let (text, class) = status(package.status);
    let items: Vec<String> = package
        .items
        .iter()
        .map(|item| format!("{} x {}", item.quantity, item.name))
        .collect();
    Row(vec![
        Cell::link(&package.name, format!("/packages/{}", package.package_id)),
        Cell::Text(items.join(", ")),
        Cell::Badge {
            text: text.to_owned(),
            class,
        },
        Cell::Text(package.built_by.name.clone()),
        Cell::Time(package.updated_at),
    ])
}
