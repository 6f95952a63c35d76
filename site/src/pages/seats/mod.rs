//! Assigning seats of a plan to devices: choose them, look at the dates that bind, confirm.
//! The same for a code that is redeemed and for seats that waited.

mod choose;
mod confirm;

use crate::{
    browser,
    components::{dynamic::dynamic, steps::steps},
    format,
    load::{Loaded, Rows, load_list},
};
use api::{codes::SubscriptionView, devices::DeviceView, operations::ListDevices, subscriptions::AssignmentPreview};
use domain::id::SubscriptionId;
use leptos::prelude::*;

/// The most devices at a time: they are written together.
pub const MOST_AT_ONCE: usize = 80;

/// Where the seats come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// A code that is redeemed with it.
    Code(String),
    /// A code that was redeemed before.
    Subscription(SubscriptionId),
}

/// Seats that no device has yet.
#[derive(Debug, Clone)]
pub struct Seats {
    /// Where they come from.
    pub source: Source,
    /// The plan's name.
    pub plan_name: String,
    /// Calendar months.
    pub months: u32,
    /// How many.
    pub seats: u32,
}

impl Seats {
    /// How many devices can be chosen now.
    fn most(&self) -> usize {
        usize::try_from(self.seats).unwrap_or(usize::MAX).min(MOST_AT_ONCE)
    }

    const fn is_code(&self) -> bool {
        matches!(self.source, Source::Code(_))
    }
}

/// `12 months of Standard for 10 devices`
pub fn words(plan_name: &str, months: u32, seats: u32) -> String {
    let count = |number: u32, one, many| format::count(usize::try_from(number).unwrap_or(usize::MAX), one, many);
    format!(
        "{} of {plan_name} for {}",
        count(months, "month", "months"),
        count(seats, "device", "devices")
    )
}

/// How far it is.
#[derive(Debug, Clone)]
enum Step {
    Choose,
    Confirm(AssignmentPreview),
    Done(Box<(AssignmentPreview, SubscriptionView)>),
}

#[derive(Clone, Copy)]
struct State {
    seats: StoredValue<Seats>,
    devices: Loaded<Rows<DeviceView>>,
    chosen: RwSignal<Vec<DeviceView>>,
    step: RwSignal<Step>,
    back: Option<Callback<()>>,
}

impl State {
    fn to(self, step: Step) {
        self.step.set(step);
        browser::focus_soon("#step");
    }
}

/// The names of the steps of a code; the first two are before this.
pub const CODE_STEPS: &[&str] = &["Code", "Plan", "Devices", "Confirm"];
const SEAT_STEPS: &[&str] = &["Devices", "Confirm"];

/// The steps. `back` leads to the one before, where there is one.
pub fn assign(seats: Seats, back: Option<Callback<()>>) -> AnyView {
    let is_code = seats.is_code();
    let state = State {
        seats: StoredValue::new(seats),
        devices: load_list::<ListDevices, _>(()),
        chosen: RwSignal::new(Vec::new()),
        step: RwSignal::new(Step::Choose),
        back,
    };
    let (names, before) = if is_code { (CODE_STEPS, 2) } else { (SEAT_STEPS, 0) };
    let content = move || match state.step.get() {
        Step::Choose => view! { {steps("Steps", names, before)}{choose::choose(state)} }.into_any(),
        Step::Confirm(preview) => {
            view! { {steps("Steps", names, before + 1)}{confirm::confirm(state, preview)} }.into_any()
        }
        Step::Done(done) => view! { {steps("Steps", names, before + 2)}{confirm::done(&done.0, &done.1)} }.into_any(),
    };
    dynamic(content)
}
