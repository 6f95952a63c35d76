//! OpenID Connect: authorization code flow with PKCE (RFC 7636, S256).
//!
//! Verifier and page to return to live in the tab's session storage under the state that goes
//! to the issuer and comes back. The verifier leaves it with the first look at the answer; the
//! page stays, for whoever comes to the answer again by a reload or by going back. Tokens live
//! in memory and nowhere else.

use super::config::Config;
use crate::{
    browser,
    client::{self, Failure},
};
use js_sys::Uint8Array;
use leptos::prelude::window;
use serde::Deserialize;
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Request, RequestInit, UrlSearchParams, Window};

const VERIFIER: &str = "latchkey.verifier.";
const RETURN_TO: &str = "latchkey.return-to.";

/// States that start so come back to a window beside the one with the form.
const BESIDE: &str = "beside.";

/// What the issuer gives for a code.
#[derive(Debug, Clone, Deserialize)]
pub struct Tokens {
    /// Goes with every call.
    pub access_token: String,
    /// Tells the issuer who signs out.
    #[serde(default)]
    pub id_token: Option<String>,
}

/// How the issuer is to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prompt {
    /// Not at all: it knows who it is, or says that it does not.
    Never,
    /// Where it does not know who it is.
    IfNeeded,
    /// Anew, whoever it knows of.
    Again,
}

impl Prompt {
    /// As OpenID Connect Core 1.0, 3.1.2.1, writes it.
    const fn word(self) -> Option<&'static str> {
        match self {
            Self::Never => Some("none"),
            Self::IfNeeded => None,
            Self::Again => Some("login"),
        }
    }
}

/// What brought the browser to `/signed-in`.
pub enum Arrival {
    /// In a window beside the one that asked; that one gets the answer.
    Beside(String),
    /// The answer to what this tab asked.
    Here {
        /// What the issuer said.
        answer: UrlSearchParams,
        /// What the code was asked for with.
        verifier: String,
        /// The page to go back to.
        return_to: String,
    },
    /// An answer that this tab has looked at before.
    Seen {
        /// The page to go back to.
        return_to: String,
    },
    /// An answer to nothing that this tab asked.
    Foreign,
}

/// Why there are no tokens.
pub enum Refusal {
    /// The issuer would have to ask who it is.
    WouldAsk,
    /// The code was redeemed before, or is too old.
    Spent,
    /// A sentence says why.
    Because(String),
}

impl Refusal {
    /// For whoever reads it.
    pub fn sentence(self) -> String {
        match self {
            Self::WouldAsk => "The sign-in service does not know who you are any more. Sign in again.".to_owned(),
            Self::Spent => "The sign-in took too long or was used already. Sign in again.".to_owned(),
            Self::Because(sentence) => sentence,
        }
    }
}

thread_local! {
    /// State and verifier of a sign-in in a window beside this one.
    static PENDING: RefCell<Option<(String, String)>> = const { RefCell::new(None) };
}

/// Leaves for the issuer, to come back to the page named.
pub async fn leave(config: &Config, return_to: &str, prompt: Prompt) -> Result<(), String> {
    let (state, verifier) = (random(), random());
    let kept = format!("{VERIFIER}{state}");
    browser::keep(&kept, &verifier);
    browser::keep(&format!("{RETURN_TO}{state}"), return_to);
    // Whoever forgets would leave again and again.
    if browser::kept(&kept).is_none() {
        return Err("Your browser keeps nothing for this site. Allow it to, and sign in again.".to_owned());
    }
    let url = authorization_url(config, &state, &verifier, prompt)
        .await
        .map_err(|failure| failure.to_string())?;
    window()
        .location()
        .replace(&url)
        .map_err(|_| Failure::Network.to_string())
}

/// Signs in in a window beside this one. The window has to be opened by the click itself.
pub async fn beside(config: &Config, opened: &Window) -> Result<(), Failure> {
    let (state, verifier) = (format!("{BESIDE}{}", random()), random());
    let url = authorization_url(config, &state, &verifier, Prompt::IfNeeded).await?;
    PENDING.set(Some((state, verifier)));
    opened.location().replace(&url).map_err(|_| Failure::Network)
}

/// Reads what stands after `/signed-in`. The second look at an answer sees that it is one.
pub fn arrival(query: &str) -> Arrival {
    let Ok(answer) = UrlSearchParams::new_with_str(query) else {
        return Arrival::Foreign;
    };
    let state = answer.get("state").unwrap_or_default();
    if state.starts_with(BESIDE) {
        return Arrival::Beside(query.to_owned());
    }
    let verifier = browser::take(&format!("{VERIFIER}{state}"));
    match (verifier, browser::kept(&format!("{RETURN_TO}{state}"))) {
        (Some(verifier), Some(return_to)) => Arrival::Here {
            answer,
            verifier,
            return_to,
        },
        (None, Some(return_to)) => Arrival::Seen { return_to },
        _ => Arrival::Foreign,
    }
}

/// Exchanges the code that came to the window beside. None where nobody here asked.
pub async fn exchange_beside(config: &Config, query: &str) -> Option<Result<Tokens, Refusal>> {
    let expected = PENDING.take()?;
    let answer = UrlSearchParams::new_with_str(query).ok()?;
    if answer.get("state").as_ref() != Some(&expected.0) {
        PENDING.set(Some(expected));
        return None;
    }
    Some(exchange(config, &answer, &expected.1).await)
}

/// Exchanges the code in an answer whose state was ours.
pub async fn exchange(config: &Config, answer: &UrlSearchParams, verifier: &str) -> Result<Tokens, Refusal> {
    if let Some(error) = answer.get("error") {
        // OpenID Connect Core 1.0, 3.1.2.6: it was not to ask, and has to.
        if [
            "login_required",
            "interaction_required",
            "consent_required",
            "account_selection_required",
        ]
        .contains(&error.as_str())
        {
            return Err(Refusal::WouldAsk);
        }
        let description = answer.get("error_description").unwrap_or(error);
        return Err(Refusal::Because(format!("The sign-in service refused: {description}.")));
    }
    let code = answer.get("code").ok_or(Refusal::Spent)?;
    tokens(config, &code, verifier).await.map_err(|failure| match failure {
        Failure::Gateway(status) if status < 500 => Refusal::Spent,
        other => Refusal::Because(other.to_string()),
    })
}

async fn tokens(config: &Config, code: &str, verifier: &str) -> Result<Tokens, Failure> {
    let form = params(&[
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &redirect_uri()),
        ("client_id", &config.client_id),
        ("code_verifier", verifier),
    ]);
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&JsValue::from_str(&form));
    let request = Request::new_with_str_and_init(&config.token_endpoint, &init).map_err(|_| Failure::Network)?;
    request
        .headers()
        .set("content-type", "application/x-www-form-urlencoded")
        .map_err(|_| Failure::Network)?;
    match client::fetch(&request).await? {
        (200, text) => client::from_json(&text),
        (status, _) => Err(Failure::Gateway(status)),
    }
}

/// Where signing out happens.
pub fn end_session_url(config: &Config, tokens: Option<&Tokens>) -> String {
    let home = format!("{}/", browser::origin());
    // `logout_uri` is what Cognito calls it.
    let mut pairs = vec![
        ("client_id", config.client_id.as_str()),
        ("post_logout_redirect_uri", &home),
        ("logout_uri", &home),
    ];
    if let Some(id_token) = tokens.and_then(|tokens| tokens.id_token.as_deref()) {
        pairs.push(("id_token_hint", id_token));
    }
    with_query(&config.end_session_endpoint, &params(&pairs))
}

async fn authorization_url(config: &Config, state: &str, verifier: &str, prompt: Prompt) -> Result<String, Failure> {
    let challenge = challenge(verifier).await.ok_or(Failure::Unreadable)?;
    let redirect_uri = redirect_uri();
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", config.client_id.as_str()),
        ("redirect_uri", redirect_uri.as_str()),
        ("scope", "openid"),
        ("state", state),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    if let Some(word) = prompt.word() {
        pairs.push(("prompt", word));
    }
    Ok(with_query(&config.authorization_endpoint, &params(&pairs)))
}

async fn challenge(verifier: &str) -> Option<String> {
    let subtle = window().crypto().ok()?.subtle();
    let promise = subtle
        .digest_with_str_and_u8_array("SHA-256", verifier.as_bytes())
        .ok()?;
    let digest = JsFuture::from(promise).await.ok()?;
    Some(browser::to_base64url(&Uint8Array::new(&digest).to_vec()))
}

fn redirect_uri() -> String {
    format!("{}/signed-in", browser::origin())
}

/// 256 random bits as 43 characters.
fn random() -> String {
    let mut bytes = [0; 32];
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    browser::to_base64url(&bytes)
}

fn params(pairs: &[(&str, &str)]) -> String {
    let Ok(params) = UrlSearchParams::new() else {
        return String::new();
    };
    for (name, value) in pairs {
        params.append(name, value);
    }
    String::from(params.to_string())
}

fn with_query(url: &str, query: &str) -> String {
    format!("{url}{}{query}", if url.contains('?') { '&' } else { '?' })
}
