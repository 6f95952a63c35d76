//! Keys in SSM Parameter Store: a SecureString for each kind.

use anyhow::{Context, bail};
use aws_sdk_ssm::{Client, error::DisplayErrorContext, types::ParameterType};
use clap::{Args, ValueEnum};
use runtime::{
    aws,
    clock::{Clock, SystemClock},
    entropy::SystemEntropy,
    keys::{self, Begins, KeyKind},
    ssm::REMEMBERED,
};
use std::{collections::BTreeMap, env, process::ExitCode};

/// Which key to put to use.
#[derive(Args)]
pub struct Rotate {
    kind: Kind,
    /// Uses the new key at once, though not everybody knows it yet who has to: for a licence key
    /// that is who keeps the key set, for a code key a function that looks codes up.
    #[arg(long)]
    now: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// Signs licence files.
    Licence,
    /// Links events to chains.
    Audit,
    /// Makes the links in mails.
    Links,
    /// Makes the secrets that webhooks are signed with.
    Webhooks,
    /// Makes activation codes, and looks them up.
    Codes,
}

impl From<Kind> for KeyKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Licence => Self::LicenceSigning,
            Kind::Audit => Self::Audit,
            Kind::Links => Self::Links,
            Kind::Webhooks => Self::Webhooks,
            Kind::Codes => Self::Codes,
        }
    }
}

/// The parameters under this deployment's path.
struct Parameters {
    client: Client,
    path: String,
}

impl Parameters {
    fn open() -> anyhow::Result<Self> {
        Ok(Self {
            client: aws::ssm(),
            path: env::var("LATCHKEY_KEYS").context("the environment variable LATCHKEY_KEYS is missing")?,
        })
    }

    fn name(&self, kind: KeyKind) -> String {
        format!("{}/{}", self.path, kind.name())
    }

    /// One by one, as the functions read them; `None` where there is none.
    async fn read(&self, kind: KeyKind) -> anyhow::Result<Option<String>> {
        let name = self.name(kind);
        let output = self
            .client
            .get_parameter()
            .name(&name)
            .with_decryption(true)
            .send()
            .await;
        match output {
            Ok(output) => Ok(output.parameter.and_then(|parameter| parameter.value)),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(|error| error.is_parameter_not_found()) =>
            {
                Ok(None)
            }
            Err(error) => bail!("{name} cannot be read: {}", DisplayErrorContext(error)),
        }
    }

    async fn write(&self, kind: KeyKind, document: &str, replaces: bool) -> anyhow::Result<()> {
        let name = self.name(kind);
        self.client
            .put_parameter()
            .name(&name)
            .r#type(ParameterType::SecureString)
            .value(document)
            .overwrite(replaces)
            .send()
            .await
            .map(drop)
            .map_err(|error| anyhow::anyhow!("{name} cannot be written: {}", DisplayErrorContext(error)))
    }
}

/// Makes what is missing, so that it can be done again and finished where it was cut off.
pub async fn make() -> anyhow::Result<ExitCode> {
    let parameters = Parameters::open()?;
    let new = keys::generate(&SystemEntropy)?;
    // The public keys come last: they are those of the signing key that is there by then.
    for kind in [
        KeyKind::LicenceSigning,
        KeyKind::Audit,
        KeyKind::Links,
        KeyKind::Webhooks,
        KeyKind::CodePeppers,
        KeyKind::Codes,
    ] {
        match (parameters.read(kind).await?, new.get(kind.name())) {
            (None, Some(document)) => {
                parameters.write(kind, document, false).await?;
                println!("{}: made", parameters.name(kind));
            }
            _ => println!("{}: there already", parameters.name(kind)),
        }
    }
    let kind = KeyKind::LicencePublic;
    if parameters.read(kind).await?.is_some() {
        println!("{}: there already", parameters.name(kind));
        return Ok(ExitCode::SUCCESS);
    }
    let signing = parameters.read(KeyKind::LicenceSigning).await?;
    let signing = signing.context("the signing key is gone again")?;
    parameters
        .write(kind, &keys::public_of_signing(&signing)?, false)
        .await?;
    println!("{}: made", parameters.name(kind));
    Ok(ExitCode::SUCCESS)
}

/// Puts a new key to use. What verifies is written first. What makes codes is written once every
/// function that looks codes up has forgotten the peppers before; what signs licence files is
/// written at once and says from when it does.
pub async fn rotate(rotate: &Rotate) -> anyhow::Result<ExitCode> {
    let parameters = Parameters::open()?;
    let kind = KeyKind::from(rotate.kind);
    let mut documents = BTreeMap::new();
    for kind in KeyKind::ALL {
        if let Some(document) = parameters.read(kind).await? {
            documents.insert(kind.name().to_owned(), document);
        }
    }
    let begins = if rotate.now { Begins::AtOnce } else { Begins::OnceKnown };
    let rotation = keys::rotate(kind, &documents, &SystemEntropy, SystemClock.now(), begins)?;
    let waits = kind == KeyKind::Codes && begins == Begins::OnceKnown;
    for (index, (changed, document)) in rotation.documents.iter().enumerate() {
        if index > 0 && waits {
            println!(
                "The peppers are there; the new key is used in {} minutes, once every function knows them.",
                REMEMBERED.as_secs() / 60
            );
            tokio::time::sleep(REMEMBERED).await;
        }
        parameters.write(*changed, document, true).await?;
    }
    println!("{}", rotation.key.said(kind, SystemClock.now()));
    println!(
        "Functions that run read it within {} minutes.",
        REMEMBERED.as_secs() / 60
    );
    Ok(ExitCode::SUCCESS)
}

/// Removes every document.
pub async fn remove() -> anyhow::Result<ExitCode> {
    let parameters = Parameters::open()?;
    for kind in KeyKind::ALL {
        let name = parameters.name(kind);
        match parameters.client.delete_parameter().name(&name).send().await {
            Ok(_) => println!("{name}: removed"),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(|error| error.is_parameter_not_found()) => {}
            Err(error) => bail!("{name} cannot be removed: {}", DisplayErrorContext(error)),
        }
    }
    Ok(ExitCode::SUCCESS)
}
