//! Requests to activate a package: `/activations` for those who decide, `/activations/:id`,
//! and `/activation#token=...`, the link in an operator's mail.

pub mod link;
pub mod request;

use crate::{
    components::{
        dynamic::live,
        empty::Empty,
        icon,
        list::{About, list},
        page,
        row::{Cell, Row},
    },
    load::load_list,
    router::Router,
};
use api::{operations::ListPackageActivations, packages::ActivationView};
use domain::activation::ActivationStatus;
use leptos::prelude::*;

/// The columns of [`own_row`].
pub const OWN_COLUMNS: &[&str] = &["Package", "Provided by", "Reference", "Submitted", "Status"];
const COLUMNS: &[&str] = &["Package", "Tenant", "Company", "Asked by", "Submitted", "Status"];

/// A status in its words.
pub const fn status(status: ActivationStatus) -> (&'static str, &'static str) {
    match status {
        ActivationStatus::Submitted => ("Waits for a decision", "bg-yellow-lt"),
        ActivationStatus::Approved => ("Approved", "bg-green-lt"),
        ActivationStatus::Declined => ("Declined", "bg-secondary-lt"),
    }
}

/// A request as who asks sees it.
pub fn own_row(activation: &ActivationView) -> Row {
    let (text, class) = status(activation.status);
    Row(vec![
        Cell::link(
            &activation.package_name,
            format!("/activations/{}", activation.activation_id),
        ),
        Cell::Text(activation.provider.clone()),
        Cell::Text(activation.reference.clone()),
        Cell::Time(activation.submitted_at),
        Cell::Badge {
            text: text.to_owned(),
            class,
        },
    ])
}

fn row(activation: &ActivationView) -> Row {
    let (text, class) = status(activation.status);
    Row(vec![
        Cell::link(
            &activation.package_name,
            format!("/activations/{}", activation.activation_id),
        ),
        Cell::Text(activation.tenant_name.clone()),
        Cell::Text(activation.company.clone()),
        Cell::Text(activation.requester.name.clone()),
        Cell::Time(activation.submitted_at),
        Cell::Badge {
            text: text.to_owned(),
            class,
        },
    ])
}

/// The operator's list, those that wait first.
pub fn activations() -> AnyView {
    let router = expect_context::<Router>();
    let all = Memo::new(move |_| router.query("show").is_some());
    let tabs = [
        (false, "/activations", "Waiting"),
        (true, "/activations?show=decided", "Decided"),
    ];
    let tabs = tabs.map(|(is_all, href, text)| {
        let current = move || (all.get() == is_all).then_some("page");
        view! { <li class="nav-item"><a class="nav-link" class:active=live(move || all.get() == is_all) href=href aria-current=current>{text}</a></li> }
    });
    let loaded = load_list::<ListPackageActivations, ActivationView>(());
    view! {
        {page::plain_header("Package activations")}
        <nav aria-label="Package activations"><ul class="nav nav-tabs tabs">{tabs.collect_view()}</ul></nav>
        {page::loaded(loaded, move |mut rows| {
            let decided = all.get();
            rows.items.retain(|one| (one.status != ActivationStatus::Submitted) == decided);
            let about = if decided {
                About { title: "Decided", columns: COLUMNS, file: "package-activations", empty: Empty::go("Nothing was decided yet. What you approve or decline stands here.", "/activations", icon::CHECK, "See what waits") }
            } else {
                About {
                    title: "Waiting for your decision",
                    columns: COLUMNS,
                    file: "package-activations-waiting",
                    empty: Empty::go("Nothing waits. You are mailed when a buyer asks to activate one of your packages.", "/packages", icon::PACKAGE, "See your packages"),
                }
            };
            list(about, crate::load::Loaded::ready(rows), row)
        })}
    }
    .into_any()
}
