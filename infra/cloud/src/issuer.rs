//! An issuer's endpoints (OpenID Connect Discovery 1.0).

use anyhow::Context;
use authorize::https::Reader;
use serde::{Deserialize, Serialize};
use std::process::ExitCode;

#[derive(Serialize, Deserialize)]
struct Configuration {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    end_session_endpoint: Option<String>,
    jwks_uri: String,
}

/// Reads the issuer's configuration and prints what of it matters, as JSON.
pub async fn print(issuer: &str) -> anyhow::Result<ExitCode> {
    let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let configuration: Configuration = Reader::default()
        .read(&url)
        .await
        .with_context(|| format!("{url} cannot be read"))?;
    // Section 4.3: it has to be the very issuer that was asked.
    anyhow::ensure!(
        configuration.issuer == issuer,
        "{url} is the configuration of {:?}, not of {issuer:?}; name the issuer exactly so",
        configuration.issuer
    );
    println!("{}", serde_json::to_string(&configuration)?);
    Ok(ExitCode::SUCCESS)
}
