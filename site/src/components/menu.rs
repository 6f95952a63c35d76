//! Where one can go: the entries of the route table, in groups.

use super::{
    disclosure::{Button, Disclosure},
    icon::{self, icon},
};
use crate::{
    router::Router,
    routes::{self, Entry, Group},
};
use domain::organisation::Role;
use leptos::prelude::*;

/// The menu of a user with these roles. A group of several entries is a button that shows
/// them, or, where the whole menu is opened at once, a heading over them.
pub fn menu(roles: Vec<Role>, router: Router, at_once: bool) -> AnyView {
    let groups = routes::menu(&roles);
    let current = Memo::new(move |_| routes::current(&router.path(), &roles));
    let items = groups.into_iter().map(|(group, entries)| {
        if let [entry] = entries[..] {
            return link(entry, current, router);
        }
        if at_once {
            heading(group, entries, current, router)
        } else {
            dropdown(group, entries, current, router)
        }
    });
    view! { <nav aria-label="Pages"><ul class="menu-links">{items.collect::<Vec<_>>()}</ul></nav> }.into_any()
}

fn links(entries: Vec<Entry>, current: Memo<Option<&'static str>>, router: Router) -> Vec<AnyView> {
    entries.into_iter().map(|entry| link(entry, current, router)).collect()
}

fn link(entry: Entry, current: Memo<Option<&'static str>>, router: Router) -> AnyView {
    let Entry { name, href } = entry;
    let mark = move || {
        let on_it = if router.path() == href { "page" } else { "true" };
        (current.get() == Some(href)).then_some(on_it)
    };
    view! { <li><a class="menu-link" href=href aria-current=mark>{name}</a></li> }.into_any()
}

fn dropdown(group: Group, entries: Vec<Entry>, current: Memo<Option<&'static str>>, router: Router) -> AnyView {
    let hrefs: Vec<&str> = entries.iter().map(|entry| entry.href).collect();
    let button = Button {
        class: "menu-link",
        label: None,
        current: Signal::derive(move || {
            current
                .get()
                .is_some_and(|href| hrefs.contains(&href))
                .then_some("true")
        }),
        content: view! { {group.name()}{icon(icon::CHEVRON_DOWN)} }.into_any(),
    };
    let panel = view! { <ul class="menu-group">{links(entries, current, router)}</ul> }.into_any();
    view! { <li>{Disclosure::new(group.id(), router).view("disclosure", button, panel)}</li> }.into_any()
}

fn heading(group: Group, entries: Vec<Entry>, current: Memo<Option<&'static str>>, router: Router) -> AnyView {
    view! {
        <li class="menu-section">
            <span class="menu-heading" id=group.id()>{group.name()}</span>
            <ul class="menu-group" aria-labelledby=group.id()>{links(entries, current, router)}</ul>
        </li>
    }
    .into_any()
}
