//! `/returns`: what left one's bin for who had shipped it, and what came back to oneself.

use super::distributes;
use crate::{
    components::{
        dynamic::{dynamic, live},
        empty::Empty,
        icon,
        list::About,
        long_list::{Ordered, long_list},
        page::{self, Above},
        row::{Cell, Row},
    },
    router::Router,
    session::Session,
};
use api::{
    operations::{ListLicenceReturns, ListReturnedParts},
    reship::{ReturnKind, ReturnedView},
};
use leptos::prelude::*;

const LEFT: &[&str] = &["Order", "Sales order", "What", "When", "Parts", "To", "By"];
const CAME: &[&str] = &["Order", "Sales order", "What", "When", "Parts", "From", "By"];

/// A partner's: both ways for a distributor. A dealer ships nothing on, so nothing comes back.
pub fn returns() -> AnyView {
    let (router, session) = (expect_context::<Router>(), expect_context::<Session>());
    let received = Memo::new(move |_| router.query("show").as_deref() == Some("received"));
    let tab = |href: &'static str, text: &'static str, of_received: bool| {
        let here = move || received.get() == of_received;
        let current = move || here().then_some("page");
        view! { <li class="nav-item"><a class="nav-link" class:active=live(here) href=href aria-current=current>{text}</a></li> }
    };
    let tabs = untrack(|| distributes(session)).then(|| {
        view! {
            <nav aria-label="Returns"><ul class="nav nav-tabs tabs">
                {tab("/returns", "Left our bin", false)}
                {tab("/returns?show=received", "Came back to us", true)}
            </ul></nav>
        }
    });
    view! {
        {page::plain_header("Returns")}
        {tabs}
        {dynamic(move || if received.get() { came_back() } else { left() })}
    }
    .into_any()
}

/// The vendor's: everything that it shipped comes back to it.
pub fn of_vendor() -> AnyView {
    view! {
        {page::header(Some(Above::fixed("Orders", "/orders")), Signal::stored("Returned parts".to_owned()), ().into_any())}
        {came_back()}
    }
    .into_any()
}

fn left() -> AnyView {
    let about = About {
        title: "Licence returns",
        columns: LEFT,
        file: "licence-returns",
        empty: Empty::go(
            "Nothing has left your bin for who shipped it. What you do not need can be returned from its order.",
            "/bin",
            icon::PACKAGE,
            "Open the licence bin",
        ),
    };
    let row = |returned: &ReturnedView| row(returned, &returned.vendor_name);
    long_list::<ListLicenceReturns, _>((about, Ordered::NewestFirst(3)), (), row, None)
}

fn came_back() -> AnyView {
    let about = About {
        title: "Returned parts",
        columns: CAME,
        file: "returned-parts",
        empty: Empty::waits(
            "Nothing came back to you. What is still in the bin of whom you shipped it to can be recalled from its order.",
        ),
    };
    let row = |returned: &ReturnedView| row(returned, &returned.holder_name);
    long_list::<ListReturnedParts, _>((about, Ordered::NewestFirst(3)), (), row, None)
}

fn row(returned: &ReturnedView, other: &str) -> Row {
    let parts = returned
        .lines
        .iter()
        .map(|line| format!("{} x {}", line.quantity, line.part));
    let (text, class) = match returned.kind {
        ReturnKind::Recalled => ("Recalled", "bg-yellow-lt"),
        ReturnKind::Returned => ("Returned", "bg-secondary-lt"),
    };
    Row(vec![
        Cell::link(&returned.purchase_order, format!("/orders/{}", returned.order_id)),
        Cell::Text(returned.sales_order.clone()),
        Cell::Badge {
            text: text.to_owned(),
            class,
        },
        Cell::Time(returned.at),
        Cell::Text(parts.collect::<Vec<_>>().join(", ")),
        Cell::Text(other.to_owned()),
        Cell::Text(returned.by.clone()),
    ])
}
