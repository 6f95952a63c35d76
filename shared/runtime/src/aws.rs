//! Clients of AWS services. Credentials come from the environment, as Lambda gives
//! them, and only Amazon's own roots are trusted: reading the system's root store
//! would be most of a function's start.

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::config::{BehaviorVersion, Region, SharedCredentialsProvider, SharedHttpClient};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use std::{env, sync::OnceLock};

/// Amazon Trust Services' roots, all of them.
const ROOTS: &str = include_str!("roots/amazon-trust-services.pem");

fn region() -> Region {
    Region::new(env::var("AWS_REGION").unwrap_or_else(|_| "us-east-1".to_owned()))
}

fn credentials() -> SharedCredentialsProvider {
    let variable = |name| env::var(name).unwrap_or_else(|_| "local".to_owned());
    SharedCredentialsProvider::new(Credentials::new(
        variable("AWS_ACCESS_KEY_ID"),
        variable("AWS_SECRET_ACCESS_KEY"),
        env::var("AWS_SESSION_TOKEN").ok(),
        None,
        "environment",
    ))
}

/// The service's own endpoint variable, or the one for all services.
fn endpoint(service: &str) -> Option<String> {
    env::var(format!("AWS_ENDPOINT_URL_{service}"))
        .or_else(|_| env::var("AWS_ENDPOINT_URL"))
        .ok()
}

macro_rules! client {
    ($sdk:ident, $endpoint:expr) => {{
        let endpoint: Option<String> = $endpoint;
        // Plain HTTP to an endpoint on this machine needs no roots.
        let http = match &endpoint {
            Some(url) if url.starts_with("http:") => Builder::new().build_http(),
            _ => https(),
        };
        let mut config = $sdk::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(region())
            .credentials_provider(credentials())
            .http_client(http);
        config.set_endpoint_url(endpoint);
        $sdk::Client::from_conf(config.build())
    }};
}

/// One for all services: reading the roots and setting up TLS is most of making a client.
fn https() -> SharedHttpClient {
    static HTTPS: OnceLock<SharedHttpClient> = OnceLock::new();
    let make = || {
        Builder::new()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .tls_context(roots())
            .build_https()
    };
    HTTPS.get_or_init(make).clone()
}

fn roots() -> TlsContext {
    let store = TrustStore::empty().with_pem_certificate(ROOTS.as_bytes());
    TlsContext::builder()
        .with_trust_store(store)
        .build()
        .unwrap_or_else(|error| unreachable!("the roots are part of the program: {error}"))
}

/// DynamoDB, at this endpoint or at the region's.
pub fn dynamodb(url: Option<&str>) -> aws_sdk_dynamodb::Client {
    client!(
        aws_sdk_dynamodb,
        url.map(str::to_owned).or_else(|| endpoint("DYNAMODB"))
    )
}

/// SES v2, at this endpoint or at the region's.
pub fn ses(url: Option<&str>) -> aws_sdk_sesv2::Client {
    client!(aws_sdk_sesv2, url.map(str::to_owned).or_else(|| endpoint("SESV2")))
}

/// EventBridge Scheduler, at this endpoint or at the region's.
pub fn scheduler(url: Option<&str>) -> aws_sdk_scheduler::Client {
    client!(
        aws_sdk_scheduler,
        url.map(str::to_owned).or_else(|| endpoint("SCHEDULER"))
    )
}

/// SSM, at the region's endpoint.
pub fn ssm() -> aws_sdk_ssm::Client {
    client!(aws_sdk_ssm, endpoint("SSM"))
}
