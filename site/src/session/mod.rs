//! Who is signed in.

mod acting;
mod config;
mod oidc;

pub use acting::{acting_as, acting_over};
pub use config::Config;

use crate::{browser, client, components::toasts::Toasts, router::Router, routes};
use api::{
    Access, Endpoint, ProblemCode,
    desk::{DeskView, LinkView},
    operations::{AcceptInvitation, GetDesk},
    users::{AcceptInvitationRequest, Session as Who},
};
use client::Failure;
use domain::organisation::Role;
use leptos::{ev, prelude::*, task::spawn_local};
use oidc::{Arrival, Prompt, Refusal, Tokens};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

/// Noted while somebody who signed in with this browser has not signed out: its tabs go through
/// the issuer, which knows who it is for as long as its own session lasts.
const SIGNED_IN_HERE: &str = "latchkey.signed-in-here";
/// Kept while the issuer is asked a second time for an answer that was of no use, so that
/// nobody is sent round in circles.
const ONCE_MORE: &str = "latchkey.once-more";
/// An invitation's token on its way through the issuer.
const INVITATION: &str = "latchkey.invitation";
/// Makes accepting it a second time, after an answer was lost, accepting it once.
const INVITATION_KEY: &str = "latchkey.invitation-key";
/// Carries the issuer's answer from the window beside.
const CHANNEL: &str = "latchkey-sign-in";

/// How far signing in has come.
#[derive(Debug, Clone)]
pub enum SignIn {
    /// On the way.
    Working,
    /// Nobody is signed in.
    Out,
    /// Somebody is, as a user of an organisation.
    In(Box<Who>),
    /// Somebody is, and belongs to no user.
    NoUser,
    /// It went wrong; a sentence says how.
    Failed(String),
    /// This is the window beside; it can be closed.
    Beside,
}

thread_local! {
    static TOKENS: RefCell<Option<Tokens>> = const { RefCell::new(None) };
    static CURRENT: RefCell<Option<Session>> = const { RefCell::new(None) };
}

/// The access token, while somebody is signed in.
pub fn access_token() -> Option<String> {
    TOKENS.with_borrow(|tokens| tokens.as_ref().map(|tokens| tokens.access_token.clone()))
}

/// Notes that the service takes the access token no longer.
pub fn ended() {
    if let Some(session) = CURRENT.with_borrow(|session| *session) {
        session.expired.set(true);
    }
}

/// Who is signed in, for every page.
#[derive(Clone, Copy)]
pub struct Session {
    /// How far it has come.
    pub state: RwSignal<SignIn>,
    /// Whether the sign-in ended during work.
    pub expired: RwSignal<bool>,
    config: RwSignal<Option<Config>>,
    desk: RwSignal<DeskView>,
    router: Router,
    toasts: Toasts,
}

impl Session {
    /// Signs in as far as it goes without asking: where somebody has signed in with this browser
    /// before, the tab goes through the issuer and comes back.
    pub fn start(router: Router, toasts: Toasts) -> Self {
        let session = Self {
            state: RwSignal::new(SignIn::Working),
            expired: RwSignal::new(false),
            config: RwSignal::new(None),
            desk: RwSignal::new(DeskView {
                name: "Latchkey".to_owned(),
                logo: None,
            }),
            router,
            toasts,
        };
        CURRENT.set(Some(session));
        session.listen_beside();
        keep_invitation();
        // Another invitation's link, opened where one was shown, loads no page.
        let _ = window_event_listener(ev::hashchange, move |_| {
            if keep_invitation() {
                session.state.set(SignIn::Out);
            }
        });
        // Whoever comes from a page for everybody to one of their own is signed in there.
        Effect::new(move |_| {
            let path = router.path();
            let out = session.state.with(|state| matches!(state, SignIn::Out));
            if out && !is_public(&path) && browser::noted(SIGNED_IN_HERE) {
                session.leave(Prompt::Never);
            }
        });
        // Nothing waits for it: the page stands under the product's name until it is there.
        spawn_local(async move {
            if let Ok(desk) = client::call::<GetDesk>((), ()).await {
                session.desk.set(desk);
            }
        });
        spawn_local(async move {
            match Config::fetch().await {
                Ok(config) => {
                    session.config.set(Some(config.clone()));
                    session.begin(&config).await;
                }
                Err(failure) => session.state.set(SignIn::Failed(failure.to_string())),
            }
        });
        session
    }

    /// What the deployment says of itself, once it is there.
    pub fn config(self) -> Option<Config> {
        self.config.get()
    }

    /// What the desk calls itself.
    pub fn desk(self) -> DeskView {
        self.desk.get()
    }

    /// The user, while one is signed in.
    pub fn who(self) -> Option<Who> {
        match self.state.get() {
            SignIn::In(who) => Some(*who),
            _ => None,
        }
    }

    /// The user's roles, while one is signed in.
    pub fn roles(self) -> Option<Vec<Role>> {
        self.state.with(|state| match state {
            SignIn::In(who) => Some(who.user.roles.clone()),
            _ => None,
        })
    }

    /// The vendor's pages elsewhere that are for the user.
    pub fn links(self) -> Vec<LinkView> {
        self.state.with(|state| match state {
            SignIn::In(who) => who.links.clone(),
            _ => Vec::new(),
        })
    }

    /// Whether the user holds any of the roles that an operation asks for.
    pub fn may<E: Endpoint>(self) -> bool {
        match E::OPERATION.access {
            Access::Roles(roles) => self.holds(roles),
            _ => true,
        }
    }

    fn holds(self, roles: &[Role]) -> bool {
        self.state
            .with(|state| matches!(state, SignIn::In(who) if roles.iter().any(|role| who.user.roles.contains(role))))
    }

    /// Leaves for the issuer.
    pub fn sign_in(self, ask_again: bool) {
        forget(ONCE_MORE);
        self.leave(if ask_again { Prompt::Again } else { Prompt::IfNeeded });
    }

    fn leave(self, prompt: Prompt) {
        let Some(config) = self.config.get_untracked() else {
            return;
        };
        self.state.set(SignIn::Working);
        spawn_local(async move { self.leave_for(&config, &self.router.here(), prompt).await });
    }

    /// Goes through the issuer, to come back to the page named.
    async fn leave_for(self, config: &Config, return_to: &str, prompt: Prompt) {
        if let Err(sentence) = oidc::leave(config, return_to, prompt).await {
            self.router.replace(return_to);
            self.state.set(SignIn::Failed(sentence));
        }
    }

    /// Signs in again in a window beside, so that nothing on this page is lost.
    pub fn sign_in_beside(self) {
        let Some(config) = self.config.get_untracked() else {
            return;
        };
        let opened =
            window().open_with_url_and_target_and_features("", "latchkey-sign-in", "popup,width=520,height=720");
        match opened {
            Ok(Some(opened)) => spawn_local(async move {
                if let Err(failure) = oidc::beside(&config, &opened).await {
                    self.toasts.failed(failure.to_string());
                }
            }),
            _ => self
                .toasts
                .failed("The browser did not open a window. Allow pop-up windows for this site."),
        }
    }

    /// Forgets everything and tells the issuer.
    pub fn sign_out(self) {
        let Some(config) = self.config.get_untracked() else {
            return;
        };
        browser::forget_note(SIGNED_IN_HERE);
        forget(INVITATION);
        spawn_local(async move {
            self.end_acting_quietly().await;
            let tokens = TOKENS.take();
            let _ = window()
                .location()
                .assign(&oidc::end_session_url(&config, tokens.as_ref()));
        });
    }

    /// Whether an invitation is waiting to be accepted.
    pub fn has_invitation(self) -> bool {
        browser::kept(INVITATION).is_some()
    }

    /// Asks again who it is: what one may do has changed.
    pub fn renew(self) {
        spawn_local(async move {
            if let Ok(who) = acting::who().await {
                self.state.set(SignIn::In(Box::new(who)));
            }
        });
    }

    async fn begin(self, config: &Config) {
        let location = window().location();
        match location.pathname().unwrap_or_default().as_str() {
            "/signed-in" => self.arrive(config, &location.search().unwrap_or_default()).await,
            // It goes nowhere by itself.
            path if is_public(path) => self.state.set(SignIn::Out),
            _ if browser::noted(SIGNED_IN_HERE) => self.leave_for(config, &self.router.here(), Prompt::Never).await,
            _ => self.state.set(SignIn::Out),
        }
    }

    async fn arrive(self, config: &Config, query: &str) {
        match oidc::arrival(query) {
            Arrival::Beside(answer) => {
                if let Ok(channel) = BroadcastChannel::new(CHANNEL) {
                    let _ = channel.post_message(&JsValue::from_str(&answer));
                }
                self.state.set(SignIn::Beside);
                let _ = window().close();
            }
            Arrival::Here {
                answer,
                verifier,
                return_to,
            } => match oidc::exchange(config, &answer, &verifier).await {
                Ok(tokens) => {
                    forget(ONCE_MORE);
                    TOKENS.set(Some(tokens));
                    self.enter(&return_to).await;
                }
                Err(Refusal::WouldAsk) => {
                    // The issuer's session is over: the front door, until somebody knocks.
                    browser::forget_note(SIGNED_IN_HERE);
                    self.router.replace(&return_to);
                    self.state.set(SignIn::Out);
                }
                Err(Refusal::Spent) => self.once_more(config, &return_to).await,
                Err(Refusal::Because(sentence)) => {
                    self.router.replace(&return_to);
                    self.state.set(SignIn::Failed(sentence));
                }
            },
            Arrival::Seen { return_to } => self.once_more(config, &return_to).await,
            Arrival::Foreign if browser::noted(SIGNED_IN_HERE) => self.once_more(config, "/").await,
            Arrival::Foreign => {
                self.router.replace("/");
                self.state.set(SignIn::Out);
            }
        }
    }

    /// Asks the issuer anew after an answer that was of no use: it was seen before, by going back
    /// or by a reload, or came too late. The second such answer in a row is told.
    async fn once_more(self, config: &Config, return_to: &str) {
        if browser::take(ONCE_MORE).is_some() {
            self.router.replace(return_to);
            self.state.set(SignIn::Failed(Refusal::Spent.sentence()));
            return;
        }
        browser::keep(ONCE_MORE, "yes");
        self.leave_for(config, return_to, Prompt::IfNeeded).await;
    }

    /// With tokens in hand: accepts an invitation, or asks who it is.
    async fn enter(self, return_to: &str) {
        let invited = return_to.starts_with("/invitation");
        let token = if invited { browser::kept(INVITATION) } else { None };
        let accepting = token.is_some();
        let answer = match token {
            Some(token) => accept(token).await,
            None => acting::who().await,
        };
        match answer {
            Ok(who) => {
                forget(INVITATION);
                browser::note(SIGNED_IN_HERE);
                self.state.set(SignIn::In(Box::new(who.clone())));
                if accepting {
                    self.toasts.done(format!(
                        "Welcome to {}. You can start right away.",
                        who.organisation.name
                    ));
                }
                self.router.replace(if invited { "/" } else { return_to });
            }
            Err(failure) => {
                self.router.replace(return_to);
                self.state.set(match failure {
                    Failure::Refused(problem) if problem.code == ProblemCode::NoUser => SignIn::NoUser,
                    failure => SignIn::Failed(failure.to_string()),
                });
            }
        }
    }

    /// Takes the answer that the window beside passes on.
    fn listen_beside(self) {
        let Ok(channel) = BroadcastChannel::new(CHANNEL) else {
            return;
        };
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let Some((answer, config)) = event.data().as_string().zip(self.config.get_untracked()) else {
                return;
            };
            spawn_local(async move {
                match oidc::exchange_beside(&config, &answer).await {
                    Some(Ok(tokens)) => {
                        TOKENS.set(Some(tokens));
                        self.back_again().await;
                    }
                    Some(Err(refusal)) => self.toasts.failed(refusal.sentence()),
                    None => {}
                }
            });
        });
        channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        // Both live as long as the page.
        on_message.forget();
        std::mem::forget(channel);
    }

    /// Signed in again: the page goes on, if it is the same user.
    async fn back_again(self) {
        let before = self.who().map(|who| who.user.user_id);
        match acting::who().await {
            Ok(who) => {
                let same = before == Some(who.user.user_id);
                self.expired.set(false);
                if same {
                    self.toasts
                        .done("You are signed in again. Send what you were about to send.");
                } else {
                    self.toasts.forget();
                    self.state.set(SignIn::In(Box::new(who)));
                    self.router.replace("/");
                }
            }
            Err(failure) => self.toasts.failed(failure.to_string()),
        }
    }
}

/// A page that asks nobody who they are, or asks first.
fn is_public(path: &str) -> bool {
    routes::find(path, None).is_some()
}

/// The token leaves the address bar before anything else happens with the page.
/// Says whether there was one.
fn keep_invitation() -> bool {
    let token = browser::take_token("/invitation");
    if let Some(token) = &token {
        browser::keep(INVITATION, token);
        browser::keep(INVITATION_KEY, &browser::random_uuid());
    }
    token.is_some()
}

async fn accept(token: String) -> Result<Who, Failure> {
    let request = client::to_json(&AcceptInvitationRequest { token })?;
    let key = browser::kept(INVITATION_KEY);
    let text = client::send(client::Row::of::<AcceptInvitation>(), Vec::new(), request, key).await?;
    client::from_json(&text)
}

fn forget(name: &str) {
    let _ = browser::take(name);
}
