//! The bar on top: where one can go, quick navigation, what was said, who one is.

use super::dynamic::{dynamic, live, on, optional};
use super::{
    brand::brand,
    countdown::{DeskClock, countdown},
    disclosure::{Button, Disclosure},
    icon::{self, icon},
    location_picker::Picker,
    menu::menu,
    toasts::Toasts,
};
use crate::{browser, router::Router, session::Session};
use api::operations::FindLocations;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// Where the bar has no room for its entries: the whole menu is behind a button.
const NARROW: &str = "(max-width: 991.98px)";

/// The bar.
pub fn header(session: Session, router: Router, toasts: Toasts) -> AnyView {
    let narrow = narrow();
    let signed_in = Memo::new(move |_| session.who().is_some());
    view! {
        <header class="top d-print-none">
            <div class="container-xl top-row">
                <a class="brand" href="/" aria-label=live(move || session.desk().name)>{brand(session)}</a>
                {toasts.newest()}
                {optional(move || (signed_in.get() || toasts.any()).then(|| toasts.history(router)))}
                {optional(move || session.roles().map(|roles| if narrow.get() {
                    let panel = view! {
                        {menu(roles, session.links(), router, true)}
                        {search(session, router)}
                        {account(session)}
                    };
                    whole_menu(router, panel.into_any())
                } else {
                    account(session)
                }))}
            </div>
            {optional(move || session.roles().filter(|_| !narrow.get()).map(|roles| view! {
                <div class="container-xl menu-row">
                    {menu(roles, session.links(), router, false)}
                    {search(session, router)}
                </div>
            }.into_any()))}
            {acting_bar(session)}
            {expired_bar(session)}
        </header>
    }
    .into_any()
}

/// Whether the bar is narrow, as it is now and whenever that changes.
fn narrow() -> RwSignal<bool> {
    let is_narrow = || browser::fits(NARROW);
    let narrow = RwSignal::new(is_narrow());
    let _ = window_event_listener(ev::resize, move |_| {
        if narrow.get_untracked() != is_narrow() {
            narrow.set(is_narrow());
        }
    });
    narrow
}

fn whole_menu(router: Router, panel: AnyView) -> AnyView {
    let disclosure = Disclosure::new("menu", router);
    let button = Button {
        class: "btn-icon-only",
        label: Some(Signal::stored("Menu".to_owned())),
        current: Signal::stored(None),
        content: dynamic(move || icon(if disclosure.is_open() { icon::X } else { icon::MENU_2 })),
    };
    disclosure.view("whole-menu", button, panel)
}

fn search(session: Session, router: Router) -> Option<AnyView> {
    session.may::<FindLocations>().then(|| quick_navigation(router))
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

/// Says throughout that one acts for somebody else, for how much longer, and ends it.
fn acting_bar(session: Session) -> AnyView {
    let acting = Memo::new(move |_| session.who().and_then(|who| Some((who.impersonation?, who.now))));
    optional(move || {
        acting.get().map(|(acting, now)| {
            let (clock, until) = (DeskClock::start(), acting.ends_at);
            clock.set(now);
            let over = Memo::new(move |_| clock.seconds_until(until) == 0);
            Effect::new(move || {
                if over.get() {
                    session.renew();
                }
            });
            view! {
                <section class="acting d-print-none" aria-label="Impersonation">
                    <div class="container-xl expired-row">
                        <strong>{format!("IMP: {} / {}", acting.by, acting.user)}</strong>
                        <span class="flex-fill">
                            {format!("You act for {} of {}. What you do names you both. Time left: ", acting.user, acting.organisation)}
                            {countdown(clock, until)}
                        </span>
                        <button type="button" class="btn" on:click=on(move |_| session.end_acting())>"End impersonation"</button>
                    </div>
                </section>
            }
            .into_any()
        })
    })
}

/// Offers to sign in again while the page keeps what was filled in.
fn expired_bar(session: Session) -> AnyView {
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
