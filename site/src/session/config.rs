//! Where this deployment's issuer is.

use crate::client::{self, Failure};
use serde::Deserialize;
use web_sys::{Request, RequestInit};

/// `/config.json`, which the host serves beside the site.
#[derive(Debug, Clone, Deserialize)]
pub struct Config {
    /// Where people sign in.
    pub authorization_endpoint: String,
    /// Where a code becomes tokens.
    pub token_endpoint: String,
    /// Where people sign out.
    pub end_session_endpoint: String,
    /// What the issuer knows the site as.
    pub client_id: String,
    /// Who licence files have to be from.
    pub licence_issuer: String,
    /// Whether everything runs on this machine.
    #[serde(default)]
    pub local: bool,
}

impl Config {
    /// Fetches it.
    pub async fn fetch() -> Result<Self, Failure> {
        let request =
            Request::new_with_str_and_init("/config.json", &RequestInit::new()).map_err(|_| Failure::Network)?;
        match client::fetch(&request).await? {
            (200, text) => client::from_json(&text),
            (status, _) => Err(Failure::Gateway(status)),
        }
    }
}
