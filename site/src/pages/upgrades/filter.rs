//! Filters of a list of upgrades, each a chip that can be taken away.

use crate::browser;
use crate::components::dynamic::{dynamic, live, on};
use crate::components::icon::{self, icon};
use api::upgrades::UpgradeSummary;
use domain::upgrade::UpgradeStatus;
use leptos::prelude::*;

/// What the reader asked for; empty text asks for nothing.
#[derive(Clone, Copy)]
pub struct Filter {
    number: RwSignal<String>,
    requester: RwSignal<String>,
    status: RwSignal<Option<UpgradeStatus>>,
}

impl Filter {
    /// Begins with a status, where one is given.
    pub fn new(status: Option<UpgradeStatus>) -> Self {
        Self {
            number: RwSignal::new(String::new()),
            requester: RwSignal::new(String::new()),
            status: RwSignal::new(status),
        }
    }

    /// Whether a row is one of those asked for; reads the signals.
    pub fn passes(self, upgrade: &UpgradeSummary) -> bool {
        let holds = |text: &str, part: &str| part.is_empty() || browser::folded(text).contains(part);
        let number = browser::folded(self.number.get().trim());
        let requester = browser::folded(self.requester.get().trim());
        let numbers = [&upgrade.request_number, &upgrade.upgrade_number];
        let by = &upgrade.requested_by;
        numbers
            .iter()
            .any(|text| holds(text.as_deref().unwrap_or_default(), &number))
            && (holds(&by.name, &requester) || holds(&by.email, &requester))
            && self.status.get().is_none_or(|status| upgrade.status == status)
    }

    fn clear(self) {
        self.number.set(String::new());
        self.requester.set(String::new());
        self.status.set(None);
    }

    /// The fields, and below them what is in force.
    pub fn view(self) -> AnyView {
        view! {
            <div class="filters d-print-none">
                {text_filter("filter-id", "ID", "REQ-12", self.number)}
                {text_filter("filter-requester", "Requester", "Name or e-mail", self.requester)}
                {self.status_filter()}
            </div>
            {dynamic(move || self.chips())}
        }
        .into_any()
    }

    fn status_filter(self) -> AnyView {
        let options = UpgradeStatus::ALL.map(|status| {
            let selected = live(move || self.status.get() == Some(status));
            view! { <option value=status.words() prop:selected=selected>{status.words()}</option> }
        });
        let chosen = move |event| {
            let words = event_target_value(&event);
            self.status
                .set(UpgradeStatus::ALL.into_iter().find(|status| status.words() == words));
        };
        view! {
            <div class="filter">
                <label for="filter-status">"Status"</label>
                <select id="filter-status" class="form-select" on:change=on(chosen)>
                    <option value="" prop:selected=live(move || self.status.get().is_none())>"All"</option>
                    {options.collect_view()}
                </select>
            </div>
        }
        .into_any()
    }

    fn chips(self) -> AnyView {
        let mut chips = Vec::new();
        for (name, value) in [("ID", self.number), ("Requester", self.requester)] {
            let text = value.with(|text| text.trim().to_owned());
            if !text.is_empty() {
                chips.push(chip(format!("{name}: {text}"), move || value.set(String::new())));
            }
        }
        if let Some(status) = self.status.get() {
            chips.push(chip(format!("Status: {}", status.words()), move || {
                self.status.set(None)
            }));
        }
        if chips.is_empty() {
            return ().into_any();
        }
        view! {
            <div class="chips" role="group" aria-label="Filters in force">
                {chips}
                <button type="button" class="btn btn-link d-print-none" on:click=on(move |_| self.clear())>"Clear all"</button>
            </div>
        }
        .into_any()
    }
}

fn text_filter(id: &'static str, name: &'static str, placeholder: &'static str, value: RwSignal<String>) -> AnyView {
    view! {
        <div class="filter">
            <label for=id>{name}</label>
            <input
                id=id
                class="form-control"
                type="search"
                autocomplete="off"
                placeholder=placeholder
                prop:value=value
                on:input=on(move |event| value.set(event_target_value(&event)))
            />
        </div>
    }
    .into_any()
}

/// A filter in force, with the button that takes it away.
pub fn chip(text: String, remove: impl Fn() + 'static) -> AnyView {
    let label = format!("Remove the filter {text}");
    let remove = move |_| {
        remove();
        browser::focus_soon(".filters input, .filters select");
    };
    view! {
        <span class="chip">
            {text}
            <button type="button" class="chip-remove d-print-none" aria-label=label on:click=on(remove)>{icon(icon::X)}</button>
        </span>
    }
    .into_any()
}
