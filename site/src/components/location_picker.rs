//! Finds a location by the beginning of a word of its name or part of its hardware key code: a
//! combobox (ARIA authoring practices) that asks while one types.

use super::dynamic::{dynamic, live, on, text};
use super::icon::{self, icon};
use crate::client;
use api::{
    customers::{FindLocationsRequest, FoundLocations, LocationSummary},
    operations::FindLocations,
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use std::time::Duration;

/// How long to wait for the next key before asking.
const PAUSE: Duration = Duration::from_millis(200);

/// What the picker shows below its input.
#[derive(Clone)]
enum Found {
    Nothing,
    Said(String),
    Some(FoundLocations),
}

/// A picker: an input and the list below it.
#[derive(Clone, Copy)]
pub struct Picker {
    id: &'static str,
    text: RwSignal<String>,
    found: RwSignal<Found>,
    active: RwSignal<usize>,
    asked: StoredValue<u32>,
    timer: StoredValue<Option<TimeoutHandle>>,
    on_pick: Callback<LocationSummary>,
}

impl Picker {
    /// A picker whose input has this id.
    pub fn new(id: &'static str, on_pick: impl Fn(LocationSummary) + Send + Sync + 'static) -> Self {
        Self {
            id,
            text: RwSignal::new(String::new()),
            found: RwSignal::new(Found::Nothing),
            active: RwSignal::new(0),
            asked: StoredValue::new(0),
            timer: StoredValue::new(None),
            on_pick: Callback::new(on_pick),
        }
    }

    /// Input and list.
    pub fn view(self, label: Option<&'static str>, placeholder: &'static str, described_by: Option<String>) -> AnyView {
        let id = self.id;
        let list_id = format!("{id}-list");
        let is_open = move || matches!(self.found.get(), Found::Some(_));
        let active_id = move || is_open().then(|| format!("{id}-{}", self.active.get()));
        view! {
            <div class="picker">
                {icon(icon::SEARCH)}
                <input
                    id=id
                    class="form-control"
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=placeholder
                    aria-label=label
                    aria-describedby=described_by
                    aria-expanded=live(move || is_open().to_string())
                    aria-controls=list_id.clone()
                    aria-autocomplete="list"
                    aria-activedescendant=active_id
                    prop:value=self.text
                    on:input=on(move |event| self.typed(event_target_value(&event)))
                    on:keydown=on(move |event| self.key(&event))
                    on:blur=on(move |_| self.found.set(Found::Nothing))
                />
                <div class="picker-list" id=list_id role="listbox" aria-label="Locations" class:d-none=live(move || !is_open())>
                    {dynamic(move || self.options())}
                </div>
                <p class="picker-said" role="status">
                    {text(move || match self.found.get() {
                        Found::Said(text) => text,
                        Found::Some(FoundLocations { more: true, .. }) => "There may be more: type on.".to_owned(),
                        _ => String::new(),
                    })}
                </p>
            </div>
        }
        .into_any()
    }

    fn options(self) -> AnyView {
        let Found::Some(found) = self.found.get() else {
            return ().into_any();
        };
        let options = found.items.into_iter().enumerate().map(|(i, location)| {
            let about = format!("{}, {}", location.customer_name, location.system_type_name);
            let (name, hkc) = (location.name.clone(), location.hkc.clone());
            // Pressing the button would take the focus, and with it the list, before the click.
            let pick = move |event: web_sys::MouseEvent| {
                event.prevent_default();
                self.pick(location.clone());
            };
            view! {
                <div
                    class="picker-option"
                    role="option"
                    id=format!("{}-{i}", self.id)
                    aria-selected=live(move || (self.active.get() == i).to_string())
                    on:mousedown=pick
                >
                    <strong>{name}</strong>" "<code>{hkc}</code>
                    <span class="text-secondary d-block">{about}</span>
                </div>
            }
        });
        options.collect::<Vec<_>>().into_any()
    }

    fn typed(self, text: String) {
        if let Some(timer) = self.timer.get_value() {
            timer.clear();
        }
        let asking = self.asked.get_value() + 1;
        self.asked.set_value(asking);
        self.text.set(text.clone());
        let text = text.trim().to_owned();
        if text.is_empty() {
            self.found.set(Found::Nothing);
            return;
        }
        let ask = move || {
            spawn_local(async move {
                let answer = client::call::<FindLocations>((), FindLocationsRequest { text }).await;
                // Only the last question's answer counts.
                if self.asked.try_get_value() != Some(asking) {
                    return;
                }
                self.active.set(0);
                self.found.set(match answer {
                    Ok(found) if found.items.is_empty() => {
                        Found::Said("No word of a location's name begins with this, and no HKC contains it.".to_owned())
                    }
                    Ok(found) => Found::Some(found),
                    Err(failure) => Found::Said(failure.to_string()),
                });
            });
        };
        self.timer.set_value(set_timeout_with_handle(ask, PAUSE).ok());
    }

    fn key(self, event: &web_sys::KeyboardEvent) {
        let Found::Some(FoundLocations { items: locations, .. }) = self.found.get_untracked() else {
            return;
        };
        let last = locations.len().saturating_sub(1);
        let active = self.active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => self.active.set(if active >= last { 0 } else { active + 1 }),
            "ArrowUp" => self.active.set(if active == 0 { last } else { active - 1 }),
            "Enter" => {
                if let Some(location) = locations.into_iter().nth(active) {
                    self.pick(location);
                }
            }
            "Escape" => self.found.set(Found::Nothing),
            _ => return,
        }
        event.prevent_default();
    }

    fn pick(self, location: LocationSummary) {
        self.found.set(Found::Nothing);
        self.text.set(String::new());
        self.on_pick.run(location);
    }
}
