//! Keys in SSM Parameter Store.

use crate::{
    aws,
    keys::{Fetching, KeyError, KeyKind, KeySource},
};
use std::{
    collections::HashMap,
    sync::LazyLock,
    time::{Duration, Instant},
};
use tokio::sync::Mutex;

/// Keys in SSM, a SecureString for each kind, remembered for five minutes so that a
/// rotation reaches every function by then.
pub struct SsmKeys {
    client: LazyLock<aws_sdk_ssm::Client>,
    prefix: String,
    remembered: Mutex<HashMap<KeyKind, (Instant, String)>>,
}

/// How long a document is remembered.
pub const REMEMBERED: Duration = Duration::from_secs(300);

impl SsmKeys {
    /// The parameters under this path, as in `/latchkey/production/keys`.
    pub fn new(prefix: String) -> Self {
        Self {
            client: LazyLock::new(aws::ssm),
            prefix,
            remembered: Mutex::default(),
        }
    }
}

impl KeySource for SsmKeys {
    fn fetch(&self, kind: KeyKind) -> Fetching<'_> {
        Box::pin(async move {
            let mut remembered = self.remembered.lock().await;
            if let Some((at, document)) = remembered.get(&kind)
                && at.elapsed() < REMEMBERED
            {
                return Ok(document.clone());
            }
            let name = format!("{}/{}", self.prefix, kind.name());
            let why = |why: String| KeyError { kind, why };
            let output = self
                .client
                .get_parameter()
                .name(name)
                .with_decryption(true)
                .send()
                .await
                .map_err(|error| why(store::error::told(&error)))?;
            let document = output
                .parameter
                .and_then(|parameter| parameter.value)
                .ok_or_else(|| why("the parameter is empty".to_owned()))?;
            remembered.insert(kind, (Instant::now(), document.clone()));
            Ok(document)
        })
    }
}
