//! `/subscriptions`: which device has which plan from when to when, and the seats that wait.

pub mod assign;

use super::seats::words;
use crate::{
    browser,
    components::{
        dynamic::{dynamic, on},
        empty::Empty,
        icon::{self, icon},
        list::About,
        long_list::{Ordered, long_list},
        page::{self, fixed_action},
        periods::{self, Scale, Span},
        row::{Cell, Row, bar},
    },
    format,
    load::{load, load_list},
    session::Session,
};
use api::{
    codes::SubscriptionView,
    devices::DeviceView,
    operations::{AssignSeats, GetSubscriptionOverview, ListDevices, ListSubscriptions, PreviewCode},
    subscriptions::SubscriptionOverview,
};
use leptos::prelude::*;

/// How many devices are drawn before the reader asks for more.
const AT_FIRST: usize = 20;

/// The subscription overview.
pub fn overview() -> AnyView {
    let session = expect_context::<Session>();
    let activate = session
        .may::<PreviewCode>()
        .then(|| fixed_action("/activation-code", icon::KEY, "Activate code", true));
    let actions = view! {
        {fixed_action("/devices", icon::LIST_DETAILS, "Devices", false)}
        {activate}
    };
    let about = About {
        title: "Every subscription",
        columns: &[
            "Plan",
            "Term",
            "Seats",
            "Assigned",
            "Issued by",
            "Redeemed by",
            "Redeemed",
        ],
        file: "subscriptions",
        empty: Empty::go(
            "Nothing was redeemed yet. A buyer enters an activation code to begin.",
            "/activation-code",
            icon::KEY,
            "Enter a code",
        ),
    };
    let devices = load_list::<ListDevices, _>(());
    view! {
        {page::header(None, Signal::stored("Subscription overview".to_owned()), actions.into_any())}
        {page::loaded(load::<GetSubscriptionOverview>((), ()), move |overview| unassigned(session, &overview))}
        {page::loaded(devices, |rows| drawn(rows.items, rows.more))}
        {long_list::<ListSubscriptions, _>((about, Ordered::NewestFirst(6)), (), row, None)}
    }
    .into_any()
}

fn row(subscription: &SubscriptionView) -> Row {
    Row(vec![
        Cell::Text(subscription.plan_name.clone()),
        Cell::Text(format::count(subscription.months as usize, "month", "months")),
        Cell::Number(u64::from(subscription.seats)),
        Cell::Bar {
            available: u64::from(subscription.seats.saturating_sub(subscription.unassigned)),
            quantity: u64::from(subscription.seats),
        },
        Cell::Text(subscription.issuer.clone()),
        Cell::Text(subscription.redeemed_by.name.clone()),
        Cell::Time(subscription.redeemed_at),
    ])
}

/// The seats that no device has yet.
fn unassigned(session: Session, overview: &SubscriptionOverview) -> AnyView {
    let assigns = session.may::<AssignSeats>();
    let body = if overview.unassigned.is_empty() {
        view! { <p class="card-body text-secondary mb-0">"Every seat has its device. Seats of a code that you do not assign at once wait here."</p> }.into_any()
    } else {
        let items = overview
            .unassigned
            .iter()
            .map(|subscription| waiting(subscription, assigns));
        view! { <ul class="waiting-list">{items.collect::<Vec<_>>()}</ul> }.into_any()
    };
    view! {
        <section class="card" aria-labelledby="unassigned">
            <div class="card-header"><h2 class="card-title" id="unassigned">"Unassigned seats"</h2></div>
            {body}
        </section>
    }
    .into_any()
}

fn waiting(subscription: &SubscriptionView, assigns: bool) -> AnyView {
    let what = words(&subscription.plan_name, subscription.months, subscription.seats);
    let seats = format::count(subscription.unassigned as usize, "seat", "seats");
    let link = assigns.then(|| {
        let href = format!("/subscriptions/{}/assign", subscription.subscription_id);
        let label = format!("Assign {seats} of {}", subscription.plan_name);
        view! { <a class="btn btn-primary" href=href>{label}</a> }
    });
    view! {
        <li class="waiting">
            <span>
                <strong>{format!("{seats} of {}", subscription.plan_name)}</strong>
                <span class="text-secondary d-block">{what}", from "{subscription.issuer.clone()}", redeemed "{format::time(subscription.redeemed_at)}</span>
            </span>
            <span>{bar(u64::from(subscription.unassigned), u64::from(subscription.seats))}<span class="text-secondary d-block">"seats unassigned"</span></span>
            {link}
        </li>
    }
    .into_any()
}

fn drawn(devices: Vec<DeviceView>, more: bool) -> AnyView {
    let Some(today) = devices.first().map(|device| device.today) else {
        return page::state(
            "No devices yet",
            "Add the devices that plans are for; each is drawn here with its plans over time.",
            fixed_action("/devices/new", icon::PLUS, "Add a device", true),
        );
    };
    let search = RwSignal::new(String::new());
    let shown = RwSignal::new(AT_FIRST);
    let spans: Vec<Span> = devices
        .iter()
        .flat_map(|device| device.periods.iter().map(Span::of))
        .collect();
    let scale = Scale::of(&spans, today);
    let count = format::count(devices.len(), "device", "devices");
    let count = if more {
        format!("The first {count}.")
    } else {
        format!("{count}.")
    };
    let body = move || {
        let words = browser::folded(search.get().trim());
        let found: Vec<&DeviceView> = devices
            .iter()
            .filter(|device| {
                [&device.name, &device.serial, &device.model]
                    .iter()
                    .any(|text| browser::folded(text).contains(&words))
            })
            .collect();
        if found.is_empty() {
            return view! { <p class="card-body text-secondary mb-0">"No device has this in its name, serial number or model."</p> }.into_any();
        }
        let hidden = found.len().saturating_sub(shown.get());
        let items = found
            .into_iter()
            .take(shown.get())
            .map(|device| item(device, scale))
            .collect::<Vec<_>>();
        let button = (hidden > 0).then(|| view! {
            <div class="card-footer d-print-none"><button type="button" class="btn" on:click=on(move |_| shown.update(|shown| *shown += 100))>{format!("Show more ({hidden})")}</button></div>
        });
        view! { <ul class="devices">{items}</ul>{button} }.into_any()
    };
    view! {
        <section class="card" aria-labelledby="by-device">
            <div class="card-header list-tools">
                <h2 class="card-title" id="by-device">"By device"</h2>
                <div class="list-filter d-print-none">
                    {icon(icon::SEARCH)}
                    <input class="form-control" type="search" autocomplete="off" placeholder="Name or serial number" aria-label="Filter the devices"
                        prop:value=search on:input=on(move |event| { shown.set(AT_FIRST); search.set(event_target_value(&event)) }) />
                </div>
            </div>
            <div class="card-body pb-0">
                <p class="mb-2">{format!("{count} Days are in UTC; the first and the last day count. All drawings have the same scale, {} is today.", format::date_text(today))}</p>
                {periods::legend(false)}
            </div>
            {dynamic(body)}
        </section>
    }
    .into_any()
}

fn item(device: &DeviceView, scale: Scale) -> AnyView {
    let spans: Vec<Span> = device
        .periods
        .iter()
        .map(Span::of)
        .filter(|span| span.end > device.today)
        .collect();
    let all: Vec<Span> = device.periods.iter().map(Span::of).collect();
    let (words, class) = match &device.in_effect {
        Some(period) => (period.plan_name.clone(), "badge bg-green-lt"),
        None => ("No plan".to_owned(), "badge bg-secondary-lt"),
    };
    let until = device
        .covered_until
        .map(|until| format!("Covered to {}", format::day(format::last(until))));
    let table =
        (!spans.is_empty()).then(|| periods::table(format!("Periods of {}", device.name), &spans, device.today));
    view! {
        <li class="device">
            <div class="device-head">
                <h3 class="h4 mb-0"><a href=format!("/devices/{}", device.device_id)>{device.name.clone()}</a></h3>
                <span class="text-secondary"><code>{device.serial.clone()}</code>" · "{device.model.clone()}</span>
                <span class="device-plan"><span class=class>{words}</span>" "{until}</span>
            </div>
            {periods::drawing(&all, scale)}
            {table}
        </li>
    }
    .into_any()
}
