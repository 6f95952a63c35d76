//! `/bin`: what was shipped and is not attached yet, and what became of the rest.

use super::channel::distributes;
use crate::components::dynamic::{dynamic, live};
use crate::{
    components::{
        empty::Empty,
        icon,
        list::{About, list},
        long_list::{Ordered, long_list},
        page,
        row::{Cell, Row},
    },
    load::load_list,
    router::Router,
    session::Session,
};
use api::{
    licences::RecentLicence,
    operations::{GetBin, GetBinByPart, ListRecentlyActivated, ListRecentlyAttached},
    orders::{BinPart, OrderView},
};
use leptos::prelude::*;

/// The columns of [`order_row`].
pub const ORDER_COLUMNS: &[&str] = &[
    "Purchase order",
    "Sales order",
    "Shipped",
    "Parts",
    "SWA",
    "Available",
    "Notes",
];
/// The columns of [`recent_row`].
pub const RECENT_COLUMNS: &[&str] = &[
    "Location",
    "Customer",
    "Part",
    "Name",
    "Quantity",
    "Software key code",
    "When",
];

const TABS: [(&str, &str); 4] = [
    ("orders", "By order"),
    ("parts", "By part"),
    ("attached", "Recently attached"),
    ("activated", "Recently activated"),
];

/// The licence bin.
pub fn bin() -> AnyView {
    let router = expect_context::<Router>();
    let session = expect_context::<Session>();
    let location = router.query("location");
    let reshipping = router.query("reship").filter(|_| untrack(|| distributes(session)));
    let tab = Memo::new(move |_| router.query("show").unwrap_or_else(|| TABS[0].0.to_owned()));
    let tabs = TABS.map(|(name, text)| {
        let current = move || (tab.get() == name).then_some("page");
        let href = if name == TABS[0].0 { "/bin".to_owned() } else { format!("/bin?show={name}") };
        view! { <li class="nav-item"><a class="nav-link" class:active=live(move || tab.get() == name) href=href aria-current=current>{text}</a></li> }
    });
    let choosing = match (&location, &reshipping) {
        (Some(_), _) => Some("Choose the order whose licences you want to attach to the location."),
        (None, Some(_)) => Some("Choose the order whose licences you want to ship on to a dealer."),
        (None, None) => None,
    };
    let choosing = choosing.map(|sentence| view! { <p class="note">{sentence}</p> });
    let leads = match (location, reshipping) {
        (Some(location), _) => Leads::AttachTo(location),
        (None, Some(orders)) => Leads::ShipOn(orders),
        (None, None) => Leads::Attach,
    };
    let resold = untrack(|| distributes(session)).then(|| {
        view! { <li class="nav-item"><a class="nav-link" href="/resold">"Resold"</a></li> }
    });
    let reship = untrack(|| distributes(session))
        .then(|| page::fixed_action("/bin?reship=", icon::TRUCK_DELIVERY, "Ship on to a dealer", false));
    let content = move || match tab.get().as_str() {
        "parts" => by_part(),
        "attached" => recently_attached(),
        "activated" => recently_activated(),
        _ => by_order(leads.clone()),
    };
    view! {
        {page::header(None, Signal::stored("Licence bin".to_owned()), reship.into_any())}
        {choosing}
        <nav aria-label="Licence bin"><ul class="nav nav-tabs tabs">{tabs.collect_view()}{resold}</ul></nav>
        {dynamic(content)}
    }
    .into_any()
}

/// Where an order in the bin leads.
#[derive(Clone)]
pub enum Leads {
    /// To attaching it.
    Attach,
    /// To attaching it to this location.
    AttachTo(String),
    /// To shipping it on with these others, commas between them.
    ShipOn(String),
}

impl Leads {
    fn href(&self, order: &OrderView) -> String {
        let id = order.order_id;
        match self {
            Self::Attach => format!("/bin/{id}/attach"),
            Self::AttachTo(location) => format!("/bin/{id}/attach?location={location}"),
            Self::ShipOn(others) => {
                let others = others.split(',').filter(|other| !other.is_empty());
                let mut all: Vec<String> = others.map(str::to_owned).collect();
                if !all.contains(&id.to_string()) {
                    all.push(id.to_string());
                }
                format!("/reship?orders={}", all.join(","))
            }
        }
    }
}

fn by_order(leads: Leads) -> AnyView {
    let about = About {
        title: "Available orders",
        columns: ORDER_COLUMNS,
        file: "licence-bin",
        empty: Empty::go(
            "Your licence bin is empty. Orders appear here as they are shipped; meanwhile, add the customers that they are for.",
            "/customers/new",
            icon::PLUS,
            "New customer",
        ),
    };
    let row = move |order: &OrderView| order_row(order, &leads);
    long_list::<GetBin, _>((about, Ordered::OldestFirst(2)), (), row, None)
}

/// An order as its holder sees it.
pub fn order_row(order: &OrderView, leads: &Leads) -> Row {
    let parts: Vec<&str> = order
        .lines
        .iter()
        .filter(|line| line.available > 0)
        .map(|line| line.part.as_str())
        .collect();
    Row(vec![
        Cell::link(&order.purchase_order, leads.href(order)),
        Cell::Text(order.sales_order.clone()),
        Cell::Time(order.shipped_at),
        Cell::Text(parts.join(", ")),
        Cell::Text(
            order
                .swa_months
                .map(|months| format!("{months} months"))
                .unwrap_or_default(),
        ),
        super::orders::in_the_bin(order),
        Cell::Text(order.notes.clone().unwrap_or_default()),
    ])
}

fn by_part() -> AnyView {
    let about = About {
        title: "Available parts",
        columns: &["Part", "Name", "Available", "Orders"],
        file: "licence-bin-by-part",
        empty: Empty::go(
            "Your licence bin is empty. Parts appear here as they are shipped; meanwhile, add the customers that they are for.",
            "/customers/new",
            icon::PLUS,
            "New customer",
        ),
    };
    list(about, load_list::<GetBinByPart, _>(()), part_row)
}

fn part_row(part: &BinPart) -> Row {
    let orders: Vec<String> = part
        .orders
        .iter()
        .map(|order| format!("{} ({})", order.purchase_order, order.available))
        .collect();
    Row(vec![
        Cell::Code(part.part.clone()),
        Cell::Text(part.part_name.clone()),
        Cell::Number(part.available),
        Cell::Text(orders.join(", ")),
    ])
}

fn recently_attached() -> AnyView {
    let about = About {
        title: "Recently attached",
        columns: RECENT_COLUMNS,
        file: "recently-attached",
        empty: Empty::go(
            "Nothing was attached lately. Choose an order in the bin, and the location that its licences are for.",
            "/bin",
            icon::PACKAGE,
            "Choose an order",
        ),
    };
    list(about, load_list::<ListRecentlyAttached, _>(()), recent_row)
}

fn recently_activated() -> AnyView {
    let about = About {
        title: "Recently activated",
        columns: RECENT_COLUMNS,
        file: "recently-activated",
        empty: Empty::go(
            "Nothing was activated lately. Licences are activated at the location that they are attached to.",
            "/customers",
            icon::USERS,
            "Choose a customer",
        ),
    };
    list(about, load_list::<ListRecentlyActivated, _>(()), recent_row)
}

/// A licence attached or activated recently.
pub fn recent_row(recent: &RecentLicence) -> Row {
    Row(vec![
        Cell::link(&recent.location_name, format!("/locations/{}", recent.location_id)),
        Cell::Text(recent.customer_name.clone()),
        Cell::Code(recent.licence.part.clone()),
        Cell::Text(recent.licence.part_name.clone()),
        Cell::Number(u64::from(recent.licence.quantity)),
        Cell::Code(recent.licence.software_key_code.clone()),
        Cell::Time(recent.at),
    ])
}
