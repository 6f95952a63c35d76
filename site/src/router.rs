//! Where the browser is.
//!
//! Own code, because `leptos_router` would add 40 kB to a first screen of 120: paths
//! are matched by `routes`, links are ordinary links.

use crate::browser;
use leptos::{ev, prelude::*};
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement};

thread_local! {
    /// How many forms on the page hold what would be lost.
    static UNSAVED: Cell<u32> = const { Cell::new(0) };
    /// Whether the focus is to move to the heading of a page that is on its way.
    static ARRIVING: Cell<bool> = const { Cell::new(false) };
}

/// Paths that the host serves itself.
const NOT_PAGES: [&str; 4] = ["/api/", "/.well-known/", "/issuer", "/local/"];

/// Where the browser is.
#[derive(Clone, Copy)]
pub struct Router {
    path: RwSignal<String>,
    query: RwSignal<String>,
}

impl Router {
    /// Follows links, Back and Forward from now on.
    pub fn start() -> Self {
        let router = Self {
            path: RwSignal::new(String::new()),
            query: RwSignal::new(String::new()),
        };
        router.read_location();
        let _ = window_event_listener(ev::popstate, move |_| {
            if may_leave() {
                router.read_location();
                show_top();
            } else {
                let back = format!("{}{}", router.path.get_untracked(), router.query.get_untracked());
                push(&back);
            }
        });
        let _ = window_event_listener(ev::click, move |event| {
            let plain = event.button() == 0
                && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
                && !event.default_prevented();
            if let Some(href) = plain.then(|| page_link(event.target())).flatten() {
                event.prevent_default();
                router.go(&href);
            }
        });
        let _ = window_event_listener(ev::beforeunload, |event| {
            if UNSAVED.get() > 0 {
                event.prevent_default();
                event.set_return_value("unsaved");
            }
        });
        router
    }

    /// The path, decoded by nobody: ids need no decoding.
    pub fn path(self) -> String {
        self.path.get()
    }

    /// A value of the query.
    pub fn query(self, name: &str) -> Option<String> {
        web_sys::UrlSearchParams::new_with_str(&self.query.get())
            .ok()?
            .get(name)
    }

    /// All that the address asks for now.
    pub fn queries(self) -> Option<web_sys::UrlSearchParams> {
        web_sys::UrlSearchParams::new_with_str(&self.query.get_untracked()).ok()
    }

    /// Path and query, to come back to.
    pub fn here(self) -> String {
        format!("{}{}", self.path.get_untracked(), self.query.get_untracked())
    }

    /// Goes to a page, unless a half-filled form is to be kept.
    pub fn go(self, href: &str) {
        if may_leave() {
            let same_page = self.path.get_untracked() == href.split('?').next().unwrap_or_default();
            push(href);
            self.read_location();
            if !same_page {
                show_top();
            }
        }
    }

    /// Goes to a page in place of this one.
    pub fn replace(self, href: &str) {
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(href));
        }
        self.read_location();
        show_top();
    }

    /// Whether this page is still the one that is shown.
    pub fn is_at(self, path: &str) -> bool {
        self.path.with_untracked(|here| here == path)
    }

    /// Puts what the reader chose on this page in its address, in place of the choice before or
    /// as one to come back from, and stays where the reader is.
    pub fn choose(self, query: &str, in_place: bool) {
        let path = self.path.get_untracked();
        let address = if query.is_empty() {
            path
        } else {
            format!("{path}?{query}")
        };
        match window().history() {
            Ok(history) if in_place => {
                let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
            }
            _ => push(&address),
        }
        self.read_location();
    }

    /// Drops the query from the address, and stays where the reader is.
    pub fn forget_query(self) {
        let path = self.path.get_untracked();
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&path));
        }
        self.read_location();
    }

    fn read_location(self) {
        let location = window().location();
        let (path, query) = (
            location.pathname().unwrap_or_default(),
            location.search().unwrap_or_default(),
        );
        // The query first: a page that is about to be made reads it once.
        if self.query.get_untracked() != query {
            self.query.set(query);
        }
        if self.path.get_untracked() != path {
            self.path.set(path);
        }
    }
}

/// Counts a form that holds what would be lost (or one that no longer does).
pub fn unsaved(change: i32) {
    UNSAVED.set(UNSAVED.get().saturating_add_signed(change));
}

/// Whether the page can be left; asks where that would lose something.
pub fn may_leave() -> bool {
    UNSAVED.get() == 0
        || window()
            .confirm_with_message("Leave this page? What you have filled in will be lost.")
            .unwrap_or(true)
}

fn push(href: &str) {
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(href));
    }
}

/// A new page starts at its top, and its heading is what a screen reader reads.
fn show_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
    page_asked();
    page_came();
}

/// The focus moves to the heading of a page that is asked for.
pub fn page_asked() {
    ARRIVING.set(true);
}

/// The page is there, or its part has come: its heading gets the focus that waits for it.
pub fn page_came() {
    request_animation_frame(|| {
        if ARRIVING.get() && browser::focus("h1") {
            ARRIVING.set(false);
        }
    });
}

/// The path and query of a link to a page of the site.
fn page_link(target: Option<web_sys::EventTarget>) -> Option<String> {
    let link = target?.dyn_into::<Element>().ok()?.closest("a[href]").ok()??;
    let link: HtmlAnchorElement = link.unchecked_into();
    let path = link.pathname();
    let ours = link.origin() == browser::origin()
        && link.target().is_empty()
        && !link.has_attribute("download")
        && link.hash().is_empty()
        && !NOT_PAGES.iter().any(|prefix| path.starts_with(prefix));
    ours.then(|| format!("{path}{}", link.search()))
}
