//! The dates that each device gets: first to look at, then for good.

use super::{Source, State, Step, choose};
use crate::{
    components::{
        dynamic::{dynamic, on},
        form::{Form, field_id, form_element},
        icon::{self, icon},
        page::{self, detail},
        periods::{self, Scale, Span},
    },
    format,
};
use api::{
    ProblemCode,
    codes::SubscriptionView,
    operations::{AssignSeats, RedeemCode},
    subscriptions::{
        AssignSeatsRequest, AssignmentPreview, ChosenDevice, DevicePreview, PeriodDates, RedeemCodeRequest,
    },
};
use domain::subscription;
use leptos::prelude::*;

/// What was shown goes back with the confirmation: other dates are refused.
fn devices(preview: &AssignmentPreview) -> Vec<ChosenDevice> {
    let devices = preview.devices.iter().map(|device| ChosenDevice {
        device_id: device.device_id,
        periods: device
            .periods
            .iter()
            .map(|period| PeriodDates {
                plan: period.plan.clone(),
                starts_on: period.starts_on,
                ends_on: period.ends_on,
            })
            .collect(),
    });
    devices.collect()
}

pub(super) fn confirm(state: State, preview: AssignmentPreview) -> AnyView {
    let form = Form::new();
    // The page stays, with its refusal; the dates in it become the new ones.
    let shown = RwSignal::new(preview);
    let outdated = Form::new();
    Effect::new(move || {
        if form.refusal() == Some(ProblemCode::PreviewOutdated) {
            let ids = shown.with_untracked(|preview| preview.devices.iter().map(|device| device.device_id).collect());
            choose::preview(state, outdated, ids, move |preview| shown.set(preview));
        }
    });
    let send = move || {
        let preview = shown.get_untracked();
        let devices = devices(&preview);
        let then = move |subscription: SubscriptionView| {
            form.saved();
            state.to(Step::Done(Box::new((preview, subscription))));
        };
        match state.seats.get_value().source {
            Source::Code(code) => form.send::<RedeemCode>((), RedeemCodeRequest { code, devices }, then),
            Source::Subscription(id) => form.send::<AssignSeats>(id, AssignSeatsRequest { devices }, then),
        }
    };
    let back = move |_| {
        form.saved();
        state.to(Step::Choose);
    };
    let is_code = state.seats.get_value().is_code();
    let body = move || {
        let preview = shown.get();
        view! { {summary(&preview, is_code)}{previews(&preview)} }.into_any()
    };
    let content = view! {
        <div class="card">
            <div class="card-header"><h2 class="card-title" id="step" tabindex="-1">"Confirm assigned plan"</h2></div>
            {dynamic(body)}
            <div class="card-footer btn-list">
                {form.submit(Signal::stored("Confirm".to_owned()))}
                <button type="button" class="btn" on:click=on(back)>"Back"</button>
            </div>
        </div>
    };
    form_element(form, send, content.into_any())
}

fn summary(preview: &AssignmentPreview, is_code: bool) -> AnyView {
    let devices = preview.devices.len();
    let what = match devices {
        0 => "No device gets it now.".to_owned(),
        devices => format!(
            "{} the plan on the dates below.",
            format::count(devices, "device gets", "devices get")
        ),
    };
    let stay = match preview.unassigned {
        0 => "No seat stays unassigned.".to_owned(),
        seats => format!(
            "{} unassigned, for later.",
            format::count(seats as usize, "seat stays", "seats stay")
        ),
    };
    let for_good = match (is_code, devices) {
        (true, 0) => "This uses the code up: it works once.",
        (true, _) => {
            "This uses the code up: it works once. A plan that is assigned to a device cannot be changed or moved."
        }
        (false, _) => "A plan that is assigned to a device cannot be changed or moved.",
    };
    view! {
        <div class="card-body">
            <dl class="datagrid mb-3">
                {detail("Plan", preview.plan_name.clone())}
                {detail("Term", format::count(preview.months as usize, "month", "months"))}
                {detail("Seats", format::number(u64::from(preview.seats)))}
            </dl>
            <p>{format!("{what} {stay}")}</p>
            <p class="warning-note mb-0">{icon(icon::ALERT_TRIANGLE)}<span>{for_good}</span></p>
        </div>
    }
    .into_any()
}

fn previews(preview: &AssignmentPreview) -> AnyView {
    if preview.devices.is_empty() {
        return ().into_any();
    }
    let spans: Vec<Vec<Span>> = preview
        .devices
        .iter()
        .map(|device| Span::previewed(device, &preview.plan))
        .collect();
    let scale = Scale::of(spans.iter().flatten(), preview.today);
    let items = preview.devices.iter().zip(spans).enumerate().map(|(i, (device, spans))| {
        view! {
            <li class="device" id=field_id(&format!("devices/{i}/device_id")) tabindex="-1">
                <div class="device-head">
                    <h3 class="h4 mb-0">{device.name.clone()}</h3>
                    <span class="text-secondary"><code>{device.serial.clone()}</code>" · "{device.model.clone()}</span>
                </div>
                <p class="mb-2"><strong>{format::days_before(device.starts_on, device.ends_on)}</strong>": "{why(device, &preview.plan_name)}</p>
                {periods::drawing(&spans, scale)}
                {periods::table(format!("Periods of {}", device.name), &spans, preview.today)}
            </li>
        }
        .into_any()
    });
    view! {
        <div class="card-body pb-0">{periods::legend(true)}</div>
        <ul class="devices">{items.collect::<Vec<_>>()}</ul>
    }
    .into_any()
}

/// What the new period is to those that are there.
fn why(device: &DevicePreview, plan: &str) -> String {
    match device.effect {
        subscription::Effect::First => format!("{plan} starts today."),
        subscription::Effect::Extension => {
            format!("an extension. {plan} goes on when its last period ends, without a gap.")
        }
        subscription::Effect::Upgrade => {
            format!(
                "an upgrade. {plan} starts today. The lower plan keeps its dates where it runs, and waits where it has not begun."
            )
        }
        subscription::Effect::Deferred => format!("{plan} waits until every higher plan has ended."),
    }
}

pub(super) fn done(preview: &AssignmentPreview, subscription: &SubscriptionView) -> AnyView {
    let items = preview.devices.iter().map(|device| {
        view! {
            <li>
                <a href=format!("/devices/{}", device.device_id)>{device.name.clone()}</a>
                {format!(": {} from {}", preview.plan_name, format::days_before(device.starts_on, device.ends_on))}
            </li>
        }
    });
    let items = items.collect::<Vec<_>>();
    let unassigned = subscription.unassigned;
    let stay = (unassigned > 0).then(|| {
        let sentence = format!(
            "{} unassigned. They wait in the subscription overview.",
            format::count(unassigned as usize, "seat stays", "seats stay")
        );
        view! {
            <p>{sentence}</p>
        }
    });
    let more = (unassigned > 0).then(|| {
        let href = format!("/subscriptions/{}/assign", subscription.subscription_id);
        page::fixed_action(&href, icon::PLUS, "Assign more seats", false)
    });
    view! {
        <div class="card">
            <div class="card-header"><h2 class="card-title" id="step" tabindex="-1">"Success"</h2></div>
            <div class="card-body">
                <p class="done-note" role="status">{icon(icon::CIRCLE_CHECK)}<span>{format!("{}: it is yours.", super::words(&subscription.plan_name, subscription.months, subscription.seats))}</span></p>
                <ul class="what">{items}</ul>
                {stay}
            </div>
            <div class="card-footer btn-list">
                {page::fixed_action("/subscriptions", icon::LIST_DETAILS, "See the subscription overview", true)}
                {more}
            </div>
        </div>
    }
    .into_any()
}
