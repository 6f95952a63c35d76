//! The bar on top: where one can go, quick navigation, who one is.

use super::dynamic::{dynamic, live, on, optional};
use super::{
    icon::{self, icon},
    location_picker::Picker,
};
use crate::{browser, router::Router, session::Session};
use api::operations::{
    FindLocations, GetBin, GetEndpoint, GetQuota, GetSwaBin, GetUpgradesHome, ImportOrders, ListCodeBatches,
    ListCustomers, ListDevices, ListOrderForms, ListOrders, ListOrganisations, ListPackageActivations, ListPackages,
    PreviewCode, SetRoles, ShipOrder,
};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// The bar.
pub fn header(session: Session, router: Router) -> AnyView {
    let open = RwSignal::new(false);
    Effect::new(move || {
        router.path();
        open.set(false);
    });
    view! {
        <header class="top d-print-none">
            <div class="container-xl top-row">
                <a class="brand" href="/">{brand()}"Latchkey"</a>
                {optional(move || session.who().map(|_| view! {
                    <button
                        type="button"
                        class="btn-icon-only menu-button"
                        aria-label="Menu"
                        aria-controls="menu"
                        aria-expanded=live(move || open.get().to_string())
                        on:click=on(move |_| open.update(|open| *open = !*open))
                    >
                        {dynamic(move || icon(if open.get() { icon::X } else { icon::MENU_2 }))}
                    </button>
                    <div class="menu" class:menu-open=open id="menu">
                        <nav aria-label="Pages"><ul class="menu-links">{links(session, router)}</ul></nav>
                        {session.may::<FindLocations>().then(|| quick_navigation(router))}
                        {account(session)}
                    </div>
                }.into_any()))}
            </div>
        </header>
    }
    .into_any()
}

/// The mark of the product.
fn brand() -> AnyView {
    view! {
        <svg class="brand-mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
            <rect width="32" height="32" rx="8" fill="currentColor" />
            <path d="M16 7.5a4.5 4.5 0 0 1 2 8.53V24.5h-4v-8.47a4.5 4.5 0 0 1 2-8.53Z" class="brand-hole" />
        </svg>
    }
    .into_any()
}

fn links(session: Session, router: Router) -> AnyView {
    let mut links = Vec::new();
    let mut link = |shown: bool, href: &'static str, text: &'static str| {
        if shown {
            let current = move || {
                let path = router.path();
                let here = href == at(&path);
                here.then_some("page")
            };
            links.push(view! { <li><a class="menu-link" href=href aria-current=current>{text}</a></li> });
        }
    };
    link(true, "/", "Home");
    link(session.may::<ListOrders>(), "/orders", "Orders");
    link(session.may::<ShipOrder>(), "/orders/ship", "Ship");
    link(session.may::<ImportOrders>(), "/orders/import", "Import");
    link(session.may::<ListOrganisations>(), "/organisations", "Organisations");
    link(session.may::<ListOrderForms>(), "/order-forms", "Upgrade orders");
    link(session.may::<GetEndpoint>(), "/webhooks", "Webhooks");
    link(session.may::<GetUpgradesHome>(), "/upgrades", "Upgrades");
    link(session.may::<GetUpgradesHome>(), "/my-upgrades", "My Upgrades");
    link(session.may::<PreviewCode>(), "/activation-code", "Activation code");
    link(session.may::<ListDevices>(), "/subscriptions", "Subscriptions");
    link(session.may::<ListDevices>(), "/devices", "Devices");
    link(session.may::<ListPackages>(), "/packages", "Packages");
    link(session.may::<ListPackageActivations>(), "/activations", "Activations");
    link(session.may::<GetBin>(), "/bin", "Licence bin");
    link(session.may::<ListCustomers>(), "/customers", "Customers");
    link(session.may::<GetSwaBin>(), "/swa", "Software assurance");
    link(session.may::<ListCodeBatches>(), "/codes", "Codes");
    link(session.may::<GetQuota>(), "/quota", "Quota");
    let vendor = session.may::<ListOrganisations>();
    link(!vendor && session.may::<SetRoles>(), "/settings", "Settings");
    link(true, "/verify", "Verify");
    links.into_any()
}

/// Under which link a page belongs.
fn at(path: &str) -> &str {
    match path {
        "/orders/ship" | "/orders/import" => path,
        _ if path.starts_with("/upgrades/") && !path.starts_with("/upgrades/items/") => "/my-upgrades",
        _ => path
            .match_indices('/')
            .nth(1)
            .map_or(path, |(second, _)| &path[..second]),
    }
}

/// Goes to a location's licences from anywhere.
fn quick_navigation(router: Router) -> AnyView {
    let picker = Picker::new("quick-navigation", move |location| {
        router.go(&format!("/locations/{}", location.location_id))
    });
    let listener = window_event_listener(ev::keydown, |event| {
        let writing = document().active_element().is_some_and(|element| {
            matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
                || element.closest("dialog").is_ok_and(|dialog| dialog.is_some())
        });
        let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key());
        if event.key() == "/" && plain && !writing {
            event.prevent_default();
            browser::focus("#quick-navigation");
        }
    });
    on_cleanup(move || listener.remove());
    view! {
        <div class="quick" role="search">
            {picker.view(Some("Go to a location by name or HKC"), "Go to location", None)}
            <kbd aria-hidden="true">"/"</kbd>
        </div>
    }
    .into_any()
}

fn account(session: Session) -> AnyView {
    let who = session.who().map(|who| {
        view! {
            <span class="account-who">
                <strong>{who.user.name}</strong>
                <span class="text-secondary">{who.organisation.name}</span>
            </span>
        }
    });
    view! {
        <div class="account">
            {who}
            <button type="button" class="btn btn-sign-out" title="Sign out" aria-label="Sign out" on:click=on(move |_| session.sign_out())>
                {icon(icon::LOGOUT)}<span class="sign-out-text">"Sign out"</span>
            </button>
        </div>
    }
    .into_any()
}

/// Offers to sign in again while the page keeps what was filled in.
pub fn expired_bar(session: Session) -> AnyView {
    (move || {
        session.expired.get().then(|| {
            view! {
                <div class="expired d-print-none" role="alert">
                    <div class="container-xl expired-row">
                        <span class="flex-fill">"Your sign-in has ended. Sign in again in a second window; what you filled in stays here."</span>
                        <button type="button" class="btn btn-primary" on:click=on(move |_| session.sign_in_beside())>"Sign in again"</button>
                    </div>
                </div>
            }
        })
    })
    .into_any()
}

/// Goes past the bar; shown when it has the focus.
pub fn skip_link() -> AnyView {
    let skip = |event: web_sys::MouseEvent| {
        event.prevent_default();
        if let Some(main) = document().get_element_by_id("main") {
            let _ = main.unchecked_into::<web_sys::HtmlElement>().focus();
        }
    };
    view! { <a class="skip" href="#main" on:click=skip>"Skip to content"</a> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_belongs_under_one_link() {
        for (path, link) in [
            ("/", "/"),
            ("/orders", "/orders"),
            ("/orders/ship", "/orders/ship"),
            ("/orders/0198", "/orders"),
            ("/customers/0198/locations/new", "/customers"),
            ("/upgrades", "/upgrades"),
            ("/upgrades/items/MS15M1002", "/upgrades"),
            ("/upgrades/0198", "/my-upgrades"),
            ("/devices/import", "/devices"),
            ("/packages/0198/codes", "/packages"),
        ] {
            assert_eq!(at(path), link);
        }
    }
}
