//! `/swa`: the SWA units that can be assigned, and the lots they are in.

use super::{super::channel::distributes, tabs};
use crate::{
    components::{
        empty::Empty,
        icon,
        list::{About, list},
        page::{self, fixed_action},
        row::{Cell, Row},
        units::{Lot, Share, patterns, shares},
    },
    format,
    load::{Loaded, Rows, load},
    session::Session,
};
use api::{
    operations::GetSwaBin,
    page::PageQuery,
    units::{LotView, SwaBinView},
};
use domain::day::Day;
use leptos::prelude::*;

/// From how many days before its end a lot is marked.
const SOON: i64 = 60;

/// The bin.
pub fn units() -> AnyView {
    view! {
        {header("SWA units")}
        {tabs()}
        {patterns()}
        {page::loaded(load::<GetSwaBin>((), PageQuery::default()), shown)}
    }
    .into_any()
}

fn header(title: &str) -> AnyView {
    let session = expect_context::<Session>();
    let reship = untrack(|| distributes(session))
        .then(|| fixed_action("/swa/reship", icon::TRUCK_DELIVERY, "Ship on to a dealer", true));
    page::header(None, Signal::stored(title.to_owned()), reship.into_any())
}

fn shown(bin: SwaBinView) -> AnyView {
    let about = About {
        title: "Lots, the first to expire on top",
        columns: &["Purchase order", "Sales order", "Part", "Available", "Expires", "State"],
        file: "swa-units",
        empty: Empty::go(
            "You have no SWA units. They appear here as the vendor ships them.",
            "/swa/prospects",
            icon::SHIELD,
            "See who will need some",
        ),
    };
    let largest = bin
        .lots
        .iter()
        .map(|lot| u64::from(lot.quantity))
        .max()
        .unwrap_or_default();
    let today = bin.today;
    let lots = Loaded::ready(Rows {
        items: bin.lots.clone(),
        more: false,
    });
    view! {
        {sums(&bin)}
        {list(about, lots, move |lot| row(lot, largest, today))}
    }
    .into_any()
}

/// What is left, held and free, as figures that add up and as a bar.
fn sums(bin: &SwaBinView) -> AnyView {
    let parts = [(Share::Available, bin.available), (Share::Allocated, bin.allocated)];
    view! {
        <section class="card" aria-label="Units"><div class="card-body">
            <dl class="sums">
                <div class="sum"><dt>"Unallocated"</dt><dd>{format::number(bin.unallocated)}</dd></div>
                <div class="sum"><span class="sum-sign" aria-hidden="true">"-"</span><dt>"Allocated"</dt><dd>{format::number(bin.allocated)}</dd></div>
                <div class="sum sum-result"><span class="sum-sign" aria-hidden="true">"="</span><dt>"Available"</dt><dd>{format::number(bin.available)}</dd></div>
            </dl>
            {shares(bin.unallocated, &parts)}
            <p class="legend mb-0">
                {Share::Available.key("Available to assign")}
                {Share::Allocated.key("Allocated by pending and agreed terms")}
                {Share::Gone.key("Spent or shipped on")}
            </p>
        </div></section>
    }
    .into_any()
}

fn row(lot: &LotView, largest: u64, today: Day) -> Row {
    Row(vec![
        Cell::link(&lot.purchase_order, format!("/orders/{}", lot.order_id)),
        Cell::Text(lot.sales_order.clone()),
        Cell::Code(lot.part.clone()),
        Cell::Lot(Lot {
            quantity: u64::from(lot.quantity),
            available: u64::from(lot.available),
            allocated: u64::from(lot.allocated),
            largest,
        }),
        Cell::Day(lot.expires),
        state(lot, today),
    ])
}

fn state(lot: &LotView, today: Day) -> Cell {
    let days = today.days_until(lot.expires);
    if lot.expired {
        Cell::Badge {
            text: "Expired, not to be spent".to_owned(),
            class: "bg-red-lt",
        }
    } else if days <= SOON {
        Cell::Badge {
            text: match days {
                0 => "Today is its last day".to_owned(),
                days => format!(
                    "{} left",
                    format::count(usize::try_from(days).unwrap_or_default(), "day", "days")
                ),
            },
            class: "bg-yellow-lt",
        }
    } else {
        Cell::Text(String::new())
    }
}
