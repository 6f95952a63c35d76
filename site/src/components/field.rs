//! Fields with label, hint and error, tied together for those who do not see it.

use super::dynamic::{self, dynamic, live, on};
use super::form::{Form, field_id};
use leptos::prelude::*;

/// A field of a form.
#[derive(Clone)]
pub struct Field {
    form: Form,
    name: String,
    label: &'static str,
    hint: Signal<String>,
    optional: bool,
    kind: &'static str,
    mode: Option<&'static str>,
    list: Option<&'static str>,
    autocomplete: &'static str,
}

impl Field {
    /// A required text at this place in the request body.
    pub fn new(form: Form, name: impl Into<String>, label: &'static str) -> Self {
        Self {
            form,
            name: name.into(),
            label,
            hint: Signal::stored(String::new()),
            optional: false,
            kind: "text",
            mode: None,
            list: None,
            autocomplete: "off",
        }
    }

    /// It may stay empty.
    pub fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// What to know before filling it in.
    pub fn hint(self, hint: impl Into<Signal<String>>) -> Self {
        Self {
            hint: hint.into(),
            ..self
        }
    }

    /// A hint that never changes.
    pub fn note(self, hint: &str) -> Self {
        self.hint(Signal::stored(hint.to_owned()))
    }

    /// The input's type: `email`, ...
    pub fn kind(self, kind: &'static str) -> Self {
        Self { kind, ..self }
    }

    /// A `datalist` to choose from.
    pub fn list(self, list: &'static str) -> Self {
        Self {
            list: Some(list),
            ..self
        }
    }

    /// One line of text.
    pub fn text(self, value: RwSignal<String>) -> AnyView {
        let id = field_id(&self.name);
        let invalid = self.invalid();
        let input = view! {
            <input
                id=id.clone()
                class="form-control"
                class:is-invalid=invalid
                type=self.kind
                inputmode=self.mode
                list=self.list
                autocomplete=self.autocomplete
                aria-describedby=format!("{id}-about")
                aria-invalid=live(move || invalid.get().to_string())
                aria-required=(!self.optional).to_string()
                prop:value=value
                on:input=on(move |event| value.set(event_target_value(&event)))
            />
        };
        self.around(input.into_any())
    }

    /// A whole number, as it was typed.
    pub fn number(self, value: RwSignal<String>) -> AnyView {
        Self {
            mode: Some("numeric"),
            ..self
        }
        .text(value)
    }

    /// Several lines of text.
    pub fn lines(self, value: RwSignal<String>, rows: u32) -> AnyView {
        let id = field_id(&self.name);
        let invalid = self.invalid();
        let input = view! {
            <textarea
                id=id.clone()
                class="form-control"
                class:is-invalid=invalid
                rows=rows
                aria-describedby=format!("{id}-about")
                aria-invalid=live(move || invalid.get().to_string())
                aria-required=(!self.optional).to_string()
                prop:value=value
                on:input=on(move |event| value.set(event_target_value(&event)))
            ></textarea>
        };
        self.around(input.into_any())
    }

    /// One of several: pairs of value and text, which may come later.
    pub fn choice(self, value: RwSignal<String>, choices: Signal<Vec<(String, String)>>) -> AnyView {
        let id = field_id(&self.name);
        let invalid = self.invalid();
        let options = move || {
            let chosen = value.get();
            let options = choices.get().into_iter().map(|(option, text)| {
                let selected = option == chosen;
                view! { <option value=option prop:selected=selected>{text}</option> }
            });
            options.collect::<Vec<_>>().into_any()
        };
        let input = view! {
            <select
                id=id.clone()
                class="form-select"
                class:is-invalid=invalid
                aria-describedby=format!("{id}-about")
                aria-invalid=live(move || invalid.get().to_string())
                aria-required=(!self.optional).to_string()
                on:change=on(move |event| value.set(event_target_value(&event)))
            >
                <option value="" prop:selected=live(move || value.with(String::is_empty))>"Choose ..."</option>
                {dynamic(options)}
            </select>
        };
        self.around(input.into_any())
    }

    /// Yes or no: `true`, or empty.
    pub fn tick(self, value: RwSignal<String>) -> AnyView {
        let id = field_id(&self.name);
        let invalid = self.invalid();
        let label = self.label;
        let hint = self.hint;
        let (form, name) = (self.form, self.name);
        let ticked = move |event| {
            let ticked = event_target_checked(&event);
            value.set(if ticked { "true".to_owned() } else { String::new() });
        };
        view! {
            <div class="field">
                <label class="form-check mb-0">
                    <input
                        id=id.clone()
                        class="form-check-input"
                        class:is-invalid=invalid
                        type="checkbox"
                        aria-describedby=format!("{id}-about")
                        aria-invalid=live(move || invalid.get().to_string())
                        prop:checked=live(move || !value.with(String::is_empty))
                        on:change=on(ticked)
                    />
                    <span class="form-check-label">{label}</span>
                </label>
                <div id=format!("{id}-about")>{form.error_at(name)}{hint_of(hint)}</div>
            </div>
        }
        .into_any()
    }

    fn invalid(&self) -> Memo<bool> {
        let (form, name) = (self.form, self.name.clone());
        Memo::new(move |_| form.error(&name).is_some())
    }

    fn around(self, input: AnyView) -> AnyView {
        let Self {
            form,
            name,
            label,
            hint,
            optional,
            ..
        } = self;
        let id = field_id(&name);
        let hint = hint_of(hint);
        let mark = if optional {
            view! { <span class="optional">" (optional)"</span> }.into_any()
        } else {
            ().into_any()
        };
        view! {
            <div class="field">
                <label class="form-label" for=id.clone()>
                    {label}{mark}
                </label>
                {input}
                <div id=format!("{id}-about")>{form.error_at(name)}{hint}</div>
            </div>
        }
        .into_any()
    }
}

fn hint_of(hint: Signal<String>) -> AnyView {
    dynamic::optional(move || {
        Some(hint.get())
            .filter(|hint| !hint.is_empty())
            .map(|hint| view! { <p class="form-hint">{hint}</p> }.into_any())
    })
}
