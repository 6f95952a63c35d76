//! What every page has: heading, title, and what stands there when nothing can be shown.

use super::dynamic::{self, dynamic, live, on};
use super::icon::{self, icon};
use crate::{
    client::Failure,
    load::{Load, Loaded},
    session::Session,
};
use api::ProblemCode;
use leptos::prelude::*;

/// A link back to where the page belongs.
#[derive(Clone, Copy)]
pub struct Above {
    /// What is there.
    pub text: Signal<String>,
    /// Where it is.
    pub href: Signal<String>,
}

impl Above {
    /// A link that never changes.
    pub fn fixed(text: &str, href: &str) -> Self {
        Self {
            text: Signal::stored(text.to_owned()),
            href: Signal::stored(href.to_owned()),
        }
    }
}

/// Heading, document title, way back and what can be done here.
pub fn header(above: Option<Above>, title: impl Into<Signal<String>>, actions: AnyView) -> AnyView {
    let title = title.into();
    let session = expect_context::<Session>();
    Effect::new(move || document().set_title(&format!("{} - {}", title.get(), session.desk().name)));
    let above = above.map(|Above { text, href }| {
        view! {
            <nav aria-label="Back to" class="page-pretitle d-print-none">
                <a href=live(move || href.get())>{dynamic::text(move || text.get())}</a>
            </nav>
        }
    });
    view! {
        <div class="page-head">
            <div class="min-w-0">
                {above}
                <h1 class="page-title" tabindex="-1">{dynamic::text(move || title.get())}</h1>
            </div>
            <div class="page-actions d-print-none">{actions}</div>
        </div>
    }
    .into_any()
}

/// A page of its heading and nothing to do in it.
pub fn plain_header(title: &str) -> AnyView {
    header(None, Signal::stored(title.to_owned()), ().into_any())
}

/// A link that looks like a button.
pub fn action(href: impl Into<Signal<String>>, path: &'static str, text: &'static str, primary: bool) -> AnyView {
    let href = href.into();
    let class = if primary { "btn btn-primary" } else { "btn" };
    view! { <a class=class href=live(move || href.get())>{icon(path)}{text}</a> }.into_any()
}

/// The same for an address that never changes.
pub fn fixed_action(href: &str, path: &'static str, text: &'static str, primary: bool) -> AnyView {
    action(Signal::stored(href.to_owned()), path, text, primary)
}

/// What is loaded, or what stands in for it.
pub fn loaded<T: Clone + Send + Sync + 'static>(
    loaded: Loaded<T>,
    show: impl Fn(T) -> AnyView + Send + 'static,
) -> AnyView {
    dynamic(move || match loaded.get() {
        Load::Loading => skeleton(),
        Load::Ready(value) => show(value),
        Load::Failed(failure) => failed(&failure, move || loaded.again()),
    })
}

/// Stands where something will be.
pub fn skeleton() -> AnyView {
    view! {
        <div class="card placeholder-glow" aria-busy="true">
            <div class="card-body">
                <p class="visually-hidden">"Loading"</p>
                <div class="placeholder col-5 mb-3"></div>
                <div class="placeholder placeholder-xs col-10"></div>
                <div class="placeholder placeholder-xs col-11"></div>
                <div class="placeholder placeholder-xs col-8"></div>
            </div>
        </div>
    }
    .into_any()
}

/// Says why something is not there, and offers to try again.
pub fn failed(failure: &Failure, again: impl Fn() + 'static) -> AnyView {
    failed_boxed(failure, Box::new(again))
}

fn failed_boxed(failure: &Failure, again: Box<dyn Fn()>) -> AnyView {
    match failure.code() {
        Some(ProblemCode::NotFound) => return not_found_here(),
        Some(ProblemCode::NoSoldToId) => {
            return state("Upgrades are not set up yet", failure.to_string(), ().into_any());
        }
        _ => {}
    }
    let retry = view! {
        <button type="button" class="btn" on:click=on(move |_| again())>{icon(icon::REFRESH)}"Try again"</button>
    };
    state("This could not be loaded", failure.to_string(), retry.into_any())
}

/// A thing that is not there, or not for this organisation.
pub fn not_found_here() -> AnyView {
    state(
        "There is no such thing here",
        "It does not exist, or belongs to another organisation.",
        home_link(),
    )
}

/// A page that is not there.
pub fn not_found() -> AnyView {
    view! {
        {plain_header("Page not found")}
        {state("There is no page at this address", "Check the address, or start from the home page.", home_link())}
    }
    .into_any()
}

fn home_link() -> AnyView {
    view! { <a class="btn btn-primary" href="/">"Go to the home page"</a> }.into_any()
}

/// Nothing to show: says why and what can be done.
pub fn state(title: &'static str, text: impl Into<String>, action: AnyView) -> AnyView {
    let text: String = text.into();
    view! {
        <div class="card"><div class="empty">
            <p class="empty-title">{title}</p>
            <p class="empty-subtitle text-secondary">{text}</p>
            <div class="empty-action">{action}</div>
        </div></div>
    }
    .into_any()
}

/// A term and what it stands for, in a list of details. Nothing where it is empty.
pub fn detail(term: &'static str, value: impl Into<String>) -> AnyView {
    let value: String = value.into();
    if value.is_empty() {
        return ().into_any();
    }
    view! { <div class="datagrid-item"><dt class="datagrid-title">{term}</dt><dd class="datagrid-content">{value}</dd></div> }.into_any()
}

/// The same where the value is more than text.
pub fn detail_view(term: &'static str, value: AnyView) -> AnyView {
    view! { <div class="datagrid-item"><dt class="datagrid-title">{term}</dt><dd class="datagrid-content">{value}</dd></div> }.into_any()
}
