//! A form: what the service refuses stands on top and at the field, and sending again
//! after an answer was lost is sending once.

use super::dynamic::{self, live, on, optional};
use crate::{
    browser,
    client::{self, Failure, PathIds},
    router,
    session::Session,
};
use api::{Endpoint, FieldError, OrganisationChoice, ProblemCode, upgrades::PriceChange};
use chrono::{DateTime, Utc};
use leptos::{prelude::*, task::spawn_local};
use serde::{Serialize, de::DeserializeOwned};

/// What is wrong.
#[derive(Debug, Clone, Default)]
struct Wrong {
    sentence: String,
    errors: Vec<FieldError>,
    choices: Vec<OrganisationChoice>,
    code: Option<ProblemCode>,
    retry_at: Option<DateTime<Utc>>,
    price_change: Option<PriceChange>,
    signed_out: bool,
}

/// A request that was sent, and the idempotency key that went with it.
struct Attempt {
    request: String,
    key: String,
}

/// The state of one form.
#[derive(Clone, Copy)]
pub struct Form {
    wrong: RwSignal<Option<Wrong>>,
    busy: RwSignal<bool>,
    dirty: StoredValue<bool>,
    attempt: StoredValue<Option<Attempt>>,
    /// What the service says is there now, where somebody has changed it meanwhile.
    newer: StoredValue<Option<String>>,
}

type Then = Box<dyn FnOnce(String) -> Result<(), Failure>>;

impl Form {
    /// An untouched form. It belongs to the page that makes it.
    pub fn new() -> Self {
        let form = Self {
            wrong: RwSignal::new(None),
            busy: RwSignal::new(false),
            dirty: StoredValue::new(false),
            attempt: StoredValue::new(None),
            newer: StoredValue::new(None),
        };
        let dirty = form.dirty;
        on_cleanup(move || {
            if dirty.try_get_value() == Some(true) {
                router::unsaved(-1);
            }
        });
        form
    }

    /// Notes that something was filled in: leaving asks first.
    pub fn touched(self) {
        if self.dirty.try_get_value() == Some(false) {
            self.dirty.set_value(true);
            router::unsaved(1);
        }
    }

    /// Notes that nothing would be lost.
    pub fn saved(self) {
        if self.dirty.try_get_value() == Some(true) {
            self.dirty.set_value(false);
            router::unsaved(-1);
        }
    }

    /// Whether a request is on its way.
    pub fn busy(self) -> bool {
        self.busy.get()
    }

    /// Whether a request is on its way at this moment.
    pub fn busy_now(self) -> bool {
        self.busy.try_get_untracked().unwrap_or(false)
    }

    /// What is wrong with a field, or with anything inside it.
    pub fn error(self, field: &str) -> Option<String> {
        self.wrong.with(|wrong| {
            let errors = &wrong.as_ref()?.errors;
            errors
                .iter()
                .find(|error| error.field == field)
                .map(|error| error.message.clone())
        })
    }

    /// What is wrong inside a field, each with where it stands within.
    pub fn errors_in(self, field: &str) -> Vec<(String, String)> {
        self.wrong.with(|wrong| {
            let errors = wrong.iter().flat_map(|wrong| &wrong.errors);
            let within = errors.filter_map(|error| {
                let inner = error.field.strip_prefix(field)?.strip_prefix('/')?;
                Some((inner.to_owned(), error.message.clone()))
            });
            within.collect()
        })
    }

    /// For which of its reasons the service refused.
    pub fn refusal(self) -> Option<ProblemCode> {
        self.wrong.with(|wrong| wrong.as_ref()?.code)
    }

    /// The organisations of which the service wants one named; none where it wants nothing of the kind.
    pub fn choices(self) -> Vec<OrganisationChoice> {
        self.wrong
            .with(|wrong| wrong.as_ref().map(|wrong| wrong.choices.clone()).unwrap_or_default())
    }

    /// Whether something is wrong.
    pub fn failed_now(self) -> bool {
        self.wrong.with(Option::is_some)
    }

    /// Before when it makes no sense to try again, where the service says so.
    pub fn retry_at(self) -> Option<DateTime<Utc>> {
        self.wrong.with(|wrong| wrong.as_ref()?.retry_at)
    }

    /// The price that was shown and the one that holds, where they are not the same any more.
    pub fn price_change(self) -> Option<PriceChange> {
        self.wrong.with(|wrong| wrong.as_ref()?.price_change)
    }

    /// The revision that a change is made on: as it was loaded, or as the service said when it
    /// refused an earlier try, since whoever saves again has seen what is different.
    pub fn revision(self, loaded: &str) -> String {
        self.newer.get_value().unwrap_or_else(|| loaded.to_owned())
    }

    /// Forgets what was wrong.
    pub fn clear(self) {
        self.wrong.set(None);
    }

    /// Says what is wrong and moves the focus there.
    pub fn refuse(self, sentence: impl Into<String>, errors: Vec<FieldError>) {
        self.show(Wrong {
            sentence: sentence.into(),
            errors,
            ..Wrong::default()
        });
    }

    fn show(self, wrong: Wrong) {
        self.wrong.set(Some(wrong));
        browser::focus_soon(".error-summary");
    }

    /// Refuses when fields are wrong that can be told without asking the service.
    pub fn check(self, errors: Vec<FieldError>) -> bool {
        let good = errors.is_empty();
        if good {
            self.clear();
        } else {
            self.refuse("Some fields need another value.", errors);
        }
        good
    }

    /// Calls an operation and does the rest with its answer.
    pub fn send<E>(self, path: E::Path, request: E::Request, then: impl FnOnce(E::Response) + 'static)
    where
        E: Endpoint<Path: PathIds, Request: Serialize, Response: DeserializeOwned>,
    {
        let Ok(request) = client::to_json(&request) else { return };
        let then = move |text: String| client::from_json(&text).map(then);
        self.send_text(client::Row::of::<E>(), path.ids(), request, Box::new(then));
    }

    fn send_text(self, operation: client::Row, ids: Vec<String>, request: String, then: Then) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.wrong.set(None);
        let key = operation
            .takes_key()
            .then(|| self.key_for(format!("{} {}", operation.name(), request)));
        spawn_local(async move {
            let answer = client::send(operation, ids, request, key).await;
            // The page may have been left meanwhile.
            if self.busy.try_set(false).is_some() {
                return;
            }
            let outcome = answer.and_then(|text| {
                self.attempt.set_value(None);
                then(text)
            });
            if let Err(failure) = outcome {
                // A definite refusal is not remembered by the service; what is uncertain keeps its key.
                if !failure.is_uncertain() && !matches!(failure, Failure::SignedOut) {
                    self.attempt.set_value(None);
                }
                self.failed(failure);
            }
        });
    }

    fn key_for(self, request: String) -> String {
        let before = self.attempt.with_value(|attempt| {
            attempt
                .as_ref()
                .filter(|attempt| attempt.request == request)
                .map(|attempt| attempt.key.clone())
        });
        before.unwrap_or_else(|| {
            let key = browser::random_uuid();
            self.attempt.set_value(Some(Attempt {
                request,
                key: key.clone(),
            }));
            key
        })
    }

    fn failed(self, failure: Failure) {
        let sentence = failure.to_string();
        if let Failure::Refused(problem) = &failure
            && let Some(revision) = &problem.revision
        {
            self.newer.set_value(Some(revision.clone()));
        }
        self.show(match failure {
            Failure::Refused(problem) => Wrong {
                sentence,
                errors: problem.errors,
                choices: problem.choices,
                code: Some(problem.code),
                retry_at: problem.retry_at,
                price_change: problem.price_change,
                signed_out: false,
            },
            Failure::SignedOut => Wrong {
                sentence,
                signed_out: true,
                ..Wrong::default()
            },
            _ => Wrong {
                sentence,
                ..Wrong::default()
            },
        });
    }

    /// What is wrong, on top of the form, each linked to its field.
    pub fn summary(self) -> AnyView {
        let session = expect_context::<Session>();
        // Here too, since the bar that offers it cannot be reached past a dialog.
        let sign_in = move || {
            view! {
                <button type="button" class="btn mt-2" on:click=on(move |_| session.sign_in_beside())>"Sign in again"</button>
            }
        };
        optional(move || {
            let wrong = self.wrong.get()?;
            let errors = wrong.errors.into_iter().map(|error| {
                let id = field_id(&error.field);
                let focus = {
                    let selector = format!("#{id}");
                    move |event: web_sys::MouseEvent| {
                        event.prevent_default();
                        browser::focus(&selector);
                    }
                };
                view! { <li><a href=format!("#{id}") on:click=focus>{in_the_summary(&id, &error.message)}</a></li> }
            });
            let errors: Vec<_> = errors.collect();
            let list = (!errors.is_empty()).then(|| view! { <ul class="mb-0 mt-2">{errors}</ul> });
            let summary = view! {
                <div class="error-summary" role="alert" tabindex="-1">
                    <h2 class="h4 mb-1">"This was not done"</h2>
                    <p class="mb-0">{wrong.sentence}</p>
                    {list}
                    {wrong.signed_out.then(sign_in)}
                </div>
            };
            Some(summary.into_any())
        })
    }

    /// What is wrong with a field, below it.
    pub fn error_at(self, field: impl Into<String>) -> AnyView {
        let field = field.into();
        optional(move || {
            self.error(&field)
                .map(|message| view! { <p class="field-error">{message}</p> }.into_any())
        })
    }

    /// The button that sends.
    pub fn submit(self, text: impl Into<Signal<String>>) -> AnyView {
        let text = text.into();
        view! {
            <button type="submit" class="btn btn-primary" aria-disabled=live(move || self.busy().to_string())>
                {optional(move || self.busy().then(spinner))}
                {dynamic::text(move || text.get())}
            </button>
        }
        .into_any()
    }
}

/// The message with its field's label before it: "Enter a value." alone could be any field's.
fn in_the_summary(id: &str, message: &str) -> String {
    let label = document().query_selector(&format!("label[for='{id}']")).ok().flatten();
    // What follows the text itself is the mark of an optional field.
    match label
        .and_then(|label| label.first_child())
        .and_then(|text| text.text_content())
    {
        Some(label) => format!("{}: {message}", label.trim()),
        None => message.to_owned(),
    }
}

fn spinner() -> AnyView {
    view! { <span class="spinner-border spinner-border-sm me-2" aria-hidden="true"></span> }.into_any()
}

/// The id of the element that holds a field of the request body.
pub fn field_id(field: &str) -> String {
    format!("f-{}", field.replace('/', "-"))
}

/// A form element that sends by what the page says, not by the browser.
pub fn form_element(form: Form, submit: impl Fn() + 'static, content: AnyView) -> AnyView {
    around(form, Box::new(submit), content)
}

fn around(form: Form, submit: Box<dyn Fn()>, content: AnyView) -> AnyView {
    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        submit();
    };
    view! {
        <form novalidate on:submit=on_submit on:input=on(move |_| form.touched()) on:change=on(move |_| form.touched())>
            {form.summary()}
            {content}
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_the_body_has_an_element_id() {
        assert_eq!(field_id("lines/0/quantity"), "f-lines-0-quantity");
    }
}
