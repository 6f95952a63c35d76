//! The site in parts. A browser fetches the frame and the front door, and a part with the
//! first page of it that is opened.
//!
//! What is fetched with a part is what its function alone reaches; what several parts
//! share lies in files of its own. So nothing outside of a part may mention a page in it.

mod assurance;
mod codes;
mod devices;
mod licences;
mod links;
mod organisation;
mod upgrades;
mod vendor;
mod verify;

use crate::{
    components::{
        dynamic::on,
        icon::{self, icon},
        page,
    },
    router,
    session::Session,
};
use api::operations::{
    GetBin, GetEndpoint, GetQuota, GetSwaBin, GetUpgradesHome, ListCodeBatches, ListDevices, ListOrderForms,
    ListOrders, ListOrganisations, ListPackages, PreviewCode, SetRoles,
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;
use wasm_split_helpers::SplitLoaderError;

/// The page of a part at a path's segments. None where it has none there, or none for the
/// user's roles.
pub type Pages = fn(Session, &[&str]) -> Option<AnyView>;

/// How long after the first page what the user may open next is fetched: what that page
/// itself asks for comes first.
const LATER: Duration = Duration::from_secs(2);

/// Pages that are fetched together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Orders, order forms, webhooks.
    Vendor,
    /// Organisations and their users.
    Organisation,
    /// From the bin to the licence file.
    Licences,
    /// Software assurance.
    Assurance,
    /// Upgrades for tenants.
    Upgrades,
    /// Activation codes, packages and requests for them.
    Codes,
    /// Subscriptions and devices, and the codes that bring them.
    Devices,
    /// The links in mails that ask for a decision.
    Links,
    /// Verifying a licence file.
    Verify,
}

impl Part {
    const ALL: [Self; 9] = [
        Self::Vendor,
        Self::Organisation,
        Self::Licences,
        Self::Assurance,
        Self::Upgrades,
        Self::Codes,
        Self::Devices,
        Self::Links,
        Self::Verify,
    ];

    /// The part that a public page is in.
    pub fn public(path: &str) -> Option<Self> {
        match path {
            "/verify" => Some(Self::Verify),
            "/action" | "/activation" => Some(Self::Links),
            _ => None,
        }
    }

    /// The part that a user's page is in. None where there can be no page.
    pub fn of(session: Session, segments: &[&str]) -> Option<Self> {
        match segments {
            [] => Self::of_home(session),
            ["orders", _] if !session.may::<ListOrders>() => Some(Self::Licences),
            ["orders" | "order-forms" | "webhooks", ..] => Some(Self::Vendor),
            ["organisations" | "settings", ..] => Some(Self::Organisation),
            ["upgrades" | "my-upgrades" | "documentation" | "quota", ..] => Some(Self::Upgrades),
            ["swa", ..] | ["locations", _, "swa", ..] | ["customers", _, "renewal" | "renewals", ..] => {
                Some(Self::Assurance)
            }
            ["bin" | "customers" | "locations", ..] => Some(Self::Licences),
            ["codes" | "packages" | "activations", ..] => Some(Self::Codes),
            ["activation-code" | "subscriptions" | "devices", ..] => Some(Self::Devices),
            _ => None,
        }
    }

    /// Where the user's home page is. None for one without pages.
    fn of_home(session: Session) -> Option<Self> {
        if session.may::<ListOrders>() {
            Some(Self::Vendor)
        } else if session.may::<GetBin>() {
            Some(Self::Licences)
        } else if session.may::<GetUpgradesHome>() {
            Some(Self::Upgrades)
        } else if session.may::<ListPackages>() {
            Some(Self::Codes)
        } else {
            None
        }
    }

    /// Whether the user's menu leads there.
    fn is_in_menu(self, session: Session) -> bool {
        match self {
            Self::Vendor => {
                session.may::<ListOrders>() || session.may::<ListOrderForms>() || session.may::<GetEndpoint>()
            }
            Self::Organisation => session.may::<ListOrganisations>() || session.may::<SetRoles>(),
            Self::Licences => session.may::<GetBin>(),
            Self::Assurance => session.may::<GetSwaBin>(),
            Self::Upgrades => session.may::<GetUpgradesHome>() || session.may::<GetQuota>(),
            Self::Codes => session.may::<ListPackages>() || session.may::<ListCodeBatches>(),
            Self::Devices => session.may::<ListDevices>() || session.may::<PreviewCode>(),
            Self::Links => false,
            Self::Verify => true,
        }
    }

    async fn fetch(self) -> Result<Pages, SplitLoaderError> {
        match self {
            Self::Vendor => vendor::vendor().await,
            Self::Organisation => organisation::organisation().await,
            Self::Licences => licences::licences().await,
            Self::Assurance => assurance::assurance().await,
            Self::Upgrades => upgrades::upgrades().await,
            Self::Codes => codes::codes().await,
            Self::Devices => devices::devices().await,
            Self::Links => links::links().await,
            Self::Verify => verify::verify().await,
        }
    }
}

/// Where a part stands.
#[derive(Clone, Copy)]
enum State {
    Absent,
    Loading,
    Here(Pages),
    Failed,
}

/// The parts that were fetched.
#[derive(Clone, Copy)]
pub struct Parts {
    states: [RwSignal<State>; Part::ALL.len()],
    /// Whether what may be opened next is on its way.
    ahead: StoredValue<bool>,
}

impl Parts {
    /// None is there yet.
    pub fn new() -> Self {
        Self {
            states: Part::ALL.map(|_| RwSignal::new(State::Absent)),
            ahead: StoredValue::new(false),
        }
    }

    /// The page at a path's segments, or what stands there until its part has come.
    pub fn page(self, part: Part, session: Session, segments: &[&str]) -> AnyView {
        match self.state(part).get() {
            State::Here(pages) => {
                self.fetch_ahead(session);
                pages(session, segments).unwrap_or_else(page::not_found)
            }
            State::Failed => self.failed(part),
            State::Loading => page::skeleton(),
            State::Absent => {
                // Not in the midst of drawing: what is drawn reads the state.
                spawn_local(self.fetch(part));
                page::skeleton()
            }
        }
    }

    const fn state(self, part: Part) -> RwSignal<State> {
        self.states[part as usize]
    }

    async fn fetch(self, part: Part) {
        let state = self.state(part);
        if matches!(state.get_untracked(), State::Loading | State::Here(_)) {
            return;
        }
        state.set(State::Loading);
        match part.fetch().await {
            Ok(pages) => self.came(part, pages),
            Err(_) => state.set(State::Failed),
        }
        router::page_came();
    }

    /// A part is there. What is shown of it already stays as it is.
    fn came(self, part: Part, pages: Pages) {
        let state = self.state(part);
        if !matches!(state.get_untracked(), State::Here(_)) {
            state.set(State::Here(pages));
        }
    }

    /// Once the first page stands: what else the user's menu leads to. What does not come
    /// is asked for again when it is opened.
    fn fetch_ahead(self, session: Session) {
        if self.ahead.get_value() || session.who().is_none() {
            return;
        }
        self.ahead.set_value(true);
        let fetch = move || {
            spawn_local(async move {
                for part in Part::ALL.into_iter().filter(|part| part.is_in_menu(session)) {
                    if let Ok(pages) = part.fetch().await {
                        self.came(part, pages);
                    }
                }
            });
        };
        set_timeout(fetch, LATER);
    }

    fn failed(self, part: Part) -> AnyView {
        let again = move |_| {
            router::page_asked();
            spawn_local(self.fetch(part));
        };
        let actions = view! {
            <button type="button" class="btn btn-primary" on:click=on(again)>{icon(icon::REFRESH)}"Try again"</button>
            <button type="button" class="btn" on:click=on(|_| { let _ = window().location().reload(); })>"Reload Latchkey"</button>
        };
        view! {
            {page::plain_header("Page not loaded")}
            {page::state(
                "This page could not be fetched",
                "Check your connection and try again. If Latchkey was renewed while you had it open, reload it.",
                view! { <div class="btn-list justify-content-center">{actions}</div> }.into_any(),
            )}
        }
        .into_any()
    }
}
