//! Which devices get a seat.

use super::{Source, State, Step};
use crate::pages::devices::form::add_dialog;
use crate::{
    browser,
    components::{
        dynamic::{dynamic, live, on, text},
        form::{Form, form_element},
        icon::{self, icon},
        page,
    },
    format,
};
use api::{
    devices::DeviceView,
    operations::{PreviewAssignment, PreviewRedemption},
    subscriptions::{AssignmentPreview, PreviewAssignmentRequest, PreviewRedemptionRequest},
};
use domain::id::DeviceId;
use leptos::prelude::*;

/// How many devices are shown before the reader asks for more.
const AT_FIRST: usize = 20;

/// Asks what the chosen devices would get.
pub(super) fn preview(state: State, form: Form, ids: Vec<DeviceId>, then: impl FnOnce(AssignmentPreview) + 'static) {
    match state.seats.get_value().source {
        Source::Code(code) => {
            let request = PreviewRedemptionRequest { code, device_ids: ids };
            form.send::<PreviewRedemption>((), request, then);
        }
        Source::Subscription(id) => {
            form.send::<PreviewAssignment>(id, PreviewAssignmentRequest { device_ids: ids }, then);
        }
    }
}

pub(super) fn choose(state: State) -> AnyView {
    let form = Form::new();
    let adding = RwSignal::new(false);
    let seats = state.seats.get_value();
    let (most, total, is_code) = (seats.most(), seats.seats, seats.is_code());
    let search = RwSignal::new(String::new());
    let shown = RwSignal::new(AT_FIRST);
    let said = move || {
        let chosen = state.chosen.with(Vec::len);
        let left = usize::try_from(total).unwrap_or(usize::MAX).saturating_sub(chosen);
        let stay = format::count(left, "seat stays", "seats stay");
        format!(
            "{chosen} of {} chosen. {stay} unassigned.",
            format::count(total as usize, "seat", "seats")
        )
    };
    let limit = if most < total as usize {
        format!("Up to {most} at a time. Assign the rest afterwards, or whenever you need them.")
    } else {
        "You need not use every seat now. What stays unassigned can be assigned later, from the subscription overview."
            .to_owned()
    };
    let next = move || {
        let ids: Vec<DeviceId> = state
            .chosen
            .with_untracked(|chosen| chosen.iter().map(|device| device.device_id).collect());
        if ids.is_empty() && !is_code {
            form.refuse("Choose at least one device.", Vec::new());
            return;
        }
        preview(state, form, ids, move |preview| {
            form.saved();
            state.to(Step::Confirm(preview));
        });
    };
    let added = Callback::new(move |device: DeviceView| {
        if let Some(mut rows) = state.devices.value() {
            rows.items.insert(0, device.clone());
            state.devices.set(rows);
        }
        state.chosen.update(|chosen| {
            if chosen.len() < most {
                chosen.push(device);
            }
        });
    });
    let button = Signal::derive(move || match state.chosen.with(Vec::len) {
        0 if is_code => "Next, without devices".to_owned(),
        count => format!("Next, with {}", format::count(count, "device", "devices")),
    });
    let back = state.back.map(|back| {
        view! { <button type="button" class="btn" on:click=on(move |_| { form.saved(); back.run(()) })>"Back"</button> }
    });
    let content = view! {
        <div class="card">
            <div class="card-header list-tools">
                <h2 class="card-title" id="step" tabindex="-1">"Assign to device"</h2>
                <div class="list-filter">
                    {icon(icon::SEARCH)}
                    <input class="form-control" type="search" autocomplete="off" placeholder="Name or serial number" aria-label="Filter the devices"
                        prop:value=search on:input=on(move |event| { shown.set(AT_FIRST); search.set(event_target_value(&event)) }) />
                </div>
                <button type="button" class="btn" on:click=on(move |_| adding.set(true))>{icon(icon::PLUS)}"Add a device"</button>
            </div>
            <div class="card-body">
                <p class="mb-2">{format!("{}. {limit}", super::words(&seats.plan_name, seats.months, total))}</p>
                <p class="mb-0"><strong role="status">{text(said)}</strong></p>
            </div>
            {page::loaded(state.devices, move |rows| picks(state, most, rows.items, search, shown, adding))}
            <div class="card-footer btn-list">{form.submit(button)}{back}</div>
        </div>
    };
    view! {
        {form_element(form, next, content.into_any())}
        {add_dialog(adding, added)}
    }
    .into_any()
}

fn picks(
    state: State,
    most: usize,
    devices: Vec<DeviceView>,
    search: RwSignal<String>,
    shown: RwSignal<usize>,
    adding: RwSignal<bool>,
) -> AnyView {
    if devices.is_empty() {
        return view! {
            <div class="empty">
                <p class="empty-title">"There are no devices yet"</p>
                <p class="empty-subtitle text-secondary">"Add the devices that the plan is for, or go on and assign the seats later."</p>
                <div class="empty-action"><button type="button" class="btn btn-primary" on:click=on(move |_| adding.set(true))>{icon(icon::PLUS)}"Add a device"</button></div>
            </div>
        }
        .into_any();
    }
    let devices = StoredValue::new(devices);
    let rows = move || {
        let words = browser::folded(search.get().trim());
        let found: Vec<DeviceView> = devices.with_value(|devices| {
            let fits = |device: &&DeviceView| {
                [&device.name, &device.serial, &device.model]
                    .iter()
                    .any(|text| browser::folded(text).contains(&words))
            };
            devices.iter().filter(fits).cloned().collect()
        });
        if found.is_empty() {
            return view! { <p class="card-body text-secondary mb-0">"No device has this in its name, serial number or model."</p> }.into_any();
        }
        let hidden = found.len().saturating_sub(shown.get());
        let items = found
            .into_iter()
            .take(shown.get())
            .map(|device| pick(state, most, device))
            .collect::<Vec<_>>();
        let more = (hidden > 0).then(|| view! {
            <div class="card-body"><button type="button" class="btn" on:click=on(move |_| shown.update(|shown| *shown += 100))>{format!("Show more ({hidden})")}</button></div>
        });
        view! { <ul class="picks">{items}</ul>{more} }.into_any()
    };
    view! { <fieldset><legend class="visually-hidden">"Devices"</legend>{dynamic(rows)}</fieldset> }.into_any()
}

fn pick(state: State, most: usize, device: DeviceView) -> AnyView {
    let id = device.device_id;
    let has = Memo::new(move |_| state.chosen.with(|chosen| chosen.iter().any(|one| one.device_id == id)));
    let full = move || !has.get() && state.chosen.with(Vec::len) >= most;
    let now = match (&device.in_effect, device.covered_until) {
        (Some(period), Some(until)) => format!(
            "{} in effect; covered to {}",
            period.plan_name,
            format::day(format::last(until))
        ),
        (None, Some(until)) => format!("Covered to {}", format::day(format::last(until))),
        _ => "No plan".to_owned(),
    };
    let (name, serial, model) = (device.name.clone(), device.serial.clone(), device.model.clone());
    let change = move |event: web_sys::Event| {
        let ticked = event_target_checked(&event);
        state.chosen.update(|chosen| {
            chosen.retain(|one| one.device_id != id);
            if ticked {
                chosen.push(device.clone());
            }
        });
    };
    view! {
        <li>
            <label class="pick">
                <input class="form-check-input" type="checkbox" prop:checked=live(move || has.get()) disabled=live(full) on:change=change />
                <span class="pick-what"><strong>{name}</strong><span class="text-secondary"><code>{serial}</code>" · "{model}</span></span>
                <span class="pick-now text-secondary">{now}</span>
            </label>
        </li>
    }
    .into_any()
}
