//! Where one can go: the entries of the route table, in groups.

use super::{
    disclosure::{Button, Disclosure},
    icon::{self, icon},
};
use crate::{
    router::Router,
    routes::{self, Entry},
};
use api::desk::LinkView;
use domain::organisation::Role;
use leptos::prelude::*;

/// The menu of a user with these roles. A group of several entries is a button that shows
/// them, or, where the whole menu is opened at once, a heading over them.
///
/// The vendor's pages elsewhere stand last.
pub fn menu(roles: Vec<Role>, elsewhere: Vec<LinkView>, router: Router, at_once: bool) -> AnyView {
    let groups = routes::menu(&roles);
    let current = Memo::new(move |_| routes::current(&router.path(), &roles));
    let items = groups.into_iter().map(|(group, entries)| {
        if let [entry] = entries[..] {
            return link(entry, current, router);
        }
        let hrefs: Vec<&str> = entries.iter().map(|entry| entry.href).collect();
        let here = Signal::derive(move || {
            current
                .get()
                .is_some_and(|href| hrefs.contains(&href))
                .then_some("true")
        });
        let links = entries.into_iter().map(|entry| link(entry, current, router)).collect();
        several(group.name(), group.id(), links, here, router, at_once)
    });
    let mut links: Vec<_> = elsewhere.into_iter().map(away).collect();
    let elsewhere = match links.len() {
        0 | 1 => links.pop(),
        _ => Some(several(
            "Links",
            "menu-elsewhere",
            links,
            Signal::stored(None),
            router,
            at_once,
        )),
    };
    view! { <nav aria-label="Pages"><ul class="menu-links">{items.collect::<Vec<_>>()}{elsewhere}</ul></nav> }
        .into_any()
}

/// Entries that stand together: behind a button, or under a heading where the whole menu is open.
fn several(
    name: &'static str,
    id: &'static str,
    links: Vec<AnyView>,
    current: Signal<Option<&'static str>>,
    router: Router,
    at_once: bool,
) -> AnyView {
    if at_once {
        return view! {
            <li class="menu-section">
                <span class="menu-heading" id=id>{name}</span>
                <ul class="menu-group" aria-labelledby=id>{links}</ul>
            </li>
        }
        .into_any();
    }
    let button = Button {
        class: "menu-link",
        label: None,
        current,
        content: view! { {name}{icon(icon::CHEVRON_DOWN)} }.into_any(),
    };
    let panel = view! { <ul class="menu-group">{links}</ul> }.into_any();
    view! { <li>{Disclosure::new(id, router).view("disclosure", button, panel)}</li> }.into_any()
}

/// A page of the vendor's that is not of this site: it opens beside it, and says so.
fn away(link: LinkView) -> AnyView {
    view! {
        <li><a class="menu-link" href=link.address target="_blank" rel="noopener">
            {link.name}{icon(icon::EXTERNAL_LINK)}<span class="visually-hidden">" (opens in a new tab)"</span>
        </a></li>
    }
    .into_any()
}

fn link(entry: Entry, current: Memo<Option<&'static str>>, router: Router) -> AnyView {
    let Entry { name, href } = entry;
    let mark = move || {
        let on_it = if router.path() == href { "page" } else { "true" };
        (current.get() == Some(href)).then_some(on_it)
    };
    view! { <li><a class="menu-link" href=href aria-current=mark>{name}</a></li> }.into_any()
}
