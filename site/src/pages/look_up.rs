//! What the pages that look numbers up have in common: the ways between them, and codes that are pasted.

use crate::{
    components::{
        dynamic::{dynamic, live},
        field::Field,
        form::{Form, form_element},
    },
    router::Router,
};
use leptos::prelude::*;

/// The ways between these pages.
pub fn tabs() -> AnyView {
    let router = expect_context::<Router>();
    let tab = |href: &'static str, text: &'static str| {
        let here = move || router.path() == href;
        let current = move || here().then_some("page");
        view! { <li class="nav-item"><a class="nav-link" class:active=live(here) href=href aria-current=current>{text}</a></li> }
    };
    view! {
        <nav aria-label="Look-up"><ul class="nav nav-tabs tabs">
            {tab("/hkcs", "HKC")}
            {tab("/software-key-codes", "Software key code")}
            {tab("/order-numbers", "PO or SO")}
        </ul></nav>
    }
    .into_any()
}

/// A form that codes are pasted into. What is wrong with one of them is said by its place.
pub fn codes(
    form: Form,
    name: &'static str,
    label: &'static str,
    typed: RwSignal<String>,
    look_up: impl Fn(Vec<String>) + 'static,
) -> AnyView {
    let wrong = move || {
        let within = form.errors_in(name).into_iter().map(|(at, message)| {
            let place = at.parse::<usize>().map_or(at, |at| (at + 1).to_string());
            view! { <p class="field-error">{format!("Code {place}: {message}")}</p> }
        });
        within.collect::<Vec<_>>().into_any()
    };
    let content = view! {
        <div class="card">
            <div class="card-body fields">
                {Field::new(form, name, label).note("Up to 50, one a line or with commas, as typed, scanned or pasted.").lines(typed, 4)}
                {dynamic(wrong)}
            </div>
            <div class="card-footer btn-list">{form.submit(Signal::stored("Look up".to_owned()))}</div>
        </div>
    };
    form_element(form, move || look_up(each(&typed.get_untracked())), content.into_any())
}

/// Each of the codes. None has a space or one of these in it: a row of a table and a list in a mail are codes too.
fn each(pasted: &str) -> Vec<String> {
    let codes = pasted.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"'));
    codes.filter(|code| !code.is_empty()).map(str::to_owned).collect()
}
