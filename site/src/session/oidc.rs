//! OpenID Connect: authorization code flow with PKCE (RFC 7636, S256).
//!
//! Verifier and state live in the tab's session storage while the browser is at the
//! issuer; tokens live in memory and nowhere else.

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

const VERIFIER: &str = "latchkey.verifier";
const STATE: &str = "latchkey.state";
const RETURN_TO: &str = "latchkey.return-to";

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

/// What brought the browser to `/signed-in`.
pub enum Arrival {
    /// In a window beside the one that asked; that one gets the answer.
    Beside(String),
    /// In the window that asked.
    Here {
        /// What the issuer said.
        answer: UrlSearchParams,
        /// The page to go back to.
        return_to: String,
    },
}

thread_local! {
    /// State and verifier of a sign-in in a window beside this one.
    static PENDING: RefCell<Option<(String, String)>> = const { RefCell::new(None) };
}

/// Leaves for the issuer, to come back to the page named.
pub async fn leave(config: &Config, return_to: &str, ask_again: bool) -> Result<(), Failure> {
    let (state, verifier) = (random(), random());
    browser::keep(STATE, &state);
    browser::keep(VERIFIER, &verifier);
    browser::keep(RETURN_TO, return_to);
    let url = authorization_url(config, &state, &verifier, ask_again).await?;
    window().location().replace(&url).map_err(|_| Failure::Network)
}

/// Signs in in a window beside this one. The window has to be opened by the click itself.
pub async fn beside(config: &Config, opened: &Window) -> Result<(), Failure> {
    let (state, verifier) = (format!("{BESIDE}{}", random()), random());
    let url = authorization_url(config, &state, &verifier, false).await?;
    PENDING.set(Some((state, verifier)));
    opened.location().replace(&url).map_err(|_| Failure::Network)
}

/// Reads what stands after `/signed-in`.
pub fn arrival(query: &str) -> Option<Arrival> {
    let answer = UrlSearchParams::new_with_str(query).ok()?;
    if answer.get("state").is_some_and(|state| state.starts_with(BESIDE)) {
        return Some(Arrival::Beside(query.to_owned()));
    }
    Some(Arrival::Here {
        answer,
        return_to: browser::take(RETURN_TO).unwrap_or_else(|| "/".to_owned()),
    })
}

/// Exchanges the code that came to this window.
pub async fn exchange_here(config: &Config, answer: &UrlSearchParams) -> Result<Tokens, String> {
    let expected = browser::take(STATE).zip(browser::take(VERIFIER));
    exchange(config, answer, expected).await
}

/// Exchanges the code that came to the window beside. None where nobody here asked.
pub async fn exchange_beside(config: &Config, query: &str) -> Option<Result<Tokens, String>> {
    let expected = PENDING.take()?;
    let answer = UrlSearchParams::new_with_str(query).ok()?;
    if answer.get("state").as_ref() != Some(&expected.0) {
        PENDING.set(Some(expected));
        return None;
    }
    Some(exchange(config, &answer, Some(expected)).await)
}

async fn exchange(
    config: &Config,
    answer: &UrlSearchParams,
    expected: Option<(String, String)>,
) -> Result<Tokens, String> {
    if let Some(error) = answer.get("error") {
        let description = answer.get("error_description").unwrap_or(error);
        return Err(format!("The sign-in service refused: {description}."));
    }
    let not_ours = || "This sign-in was not started here, or was used already. Sign in again.".to_owned();
    let (state, verifier) = expected.ok_or_else(not_ours)?;
    let code = answer
        .get("code")
        .filter(|_| answer.get("state") == Some(state))
        .ok_or_else(not_ours)?;
    tokens(config, &code, &verifier).await.map_err(|failure| match failure {
        Failure::Gateway(_) => "The sign-in took too long or was used already. Sign in again.".to_owned(),
        other => other.to_string(),
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

async fn authorization_url(config: &Config, state: &str, verifier: &str, ask_again: bool) -> Result<String, Failure> {
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
    if ask_again {
        pairs.push(("prompt", "login"));
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
