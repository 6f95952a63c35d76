//! The site's files, where the distribution serves them from.

use super::{
    aws::{Aws, text},
    deploy::Deploy,
    stack::{Outputs, Stack},
};
use crate::{program, root};
use anyhow::Context;
use serde_json::{Value, json};
use std::process::Command;

const IMMUTABLE: &str = "public, max-age=31536000, immutable";
const REVALIDATE: &str = "no-cache";

/// Builds the site and uploads it: files whose name carries a hash first, so that the
/// document never names one that is not there yet. Files of earlier builds stay, for
/// pages that are open.
pub fn upload(aws: &Aws, outputs: &Outputs, configuration: &Value) -> anyhow::Result<()> {
    site_build::build(root(), true).context("the site cannot be built")?;
    let bucket = outputs
        .get("SiteBucket")
        .context("the stack has no bucket for the site")?;
    let to = format!("s3://{bucket}/");
    let document = ["index.html", "openapi.json", "catalogue.schema.json"];
    let mut hashed = aws.command(&[
        "s3",
        "cp",
        "--recursive",
        "--no-progress",
        "--only-show-errors",
        "site/dist",
        &to,
    ]);
    hashed.args(["--cache-control", IMMUTABLE]);
    // The distribution compresses by itself.
    for name in document.iter().chain(&["*.br"]) {
        hashed.args(["--exclude", name]);
    }
    program::run(&mut hashed)?;

    let file = root().join("target/lambda/config.json");
    std::fs::write(&file, serde_json::to_vec_pretty(configuration)?)?;
    let put = |from: &str, name: &str| -> Command {
        let to = format!("{to}{name}");
        aws.command(&[
            "s3",
            "cp",
            "--only-show-errors",
            from,
            &to,
            "--cache-control",
            REVALIDATE,
        ])
    };
    program::run(&mut put(&file.to_string_lossy(), "config.json"))?;
    for name in document.iter().rev() {
        program::run(&mut put(&format!("site/dist/{name}"), name))?;
    }
    Ok(())
}

/// What the site reads at `/config.json`.
pub fn configuration(aws: &Aws, stack: &Stack, outputs: &Outputs, deploy: &Deploy) -> anyhow::Result<Value> {
    let output = |name: &str| {
        let value = outputs.get(name).cloned();
        value.with_context(|| format!("the stack has no output {name}"))
    };
    let mut endpoints = match outputs.get("SignInUrl") {
        Some(url) => of_cognito(url),
        None => {
            let issuer = match &deploy.issuer {
                Some(issuer) => issuer.clone(),
                None => output("Issuer")?,
            };
            let found = stack.issuer(aws, &issuer)?;
            let end = found["end_session_endpoint"].as_str().unwrap_or("/");
            json!({
                "authorization_endpoint": text(&found, "authorization_endpoint")?,
                "token_endpoint": text(&found, "token_endpoint")?,
                "end_session_endpoint": end,
            })
        }
    };
    endpoints["client_id"] = output("ClientId")?.into();
    endpoints["licence_issuer"] = output("LicenceIssuer")?.into();
    Ok(endpoints)
}

/// The endpoints of a user pool's domain.
fn of_cognito(url: &str) -> Value {
    json!({
        "authorization_endpoint": format!("{url}/oauth2/authorize"),
        "token_endpoint": format!("{url}/oauth2/token"),
        "end_session_endpoint": format!("{url}/logout"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_is_told_what_the_browser_tests_sign_in_with() {
        let shape: Value =
            serde_json::from_str(include_str!("../../../../tests/browser/deployed-config.json")).unwrap();
        let mut told = of_cognito("https://latchkey-production-000000000000.auth.eu-west-1.amazoncognito.com");
        told["client_id"] = "7exampleclientid".into();
        told["licence_issuer"] = "https://desk.example.com".into();
        assert_eq!(told, shape);
    }
}
