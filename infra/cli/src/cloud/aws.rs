//! Amazon's own command, from PyPI, in a virtual environment of this project.

use crate::{program, root};
use anyhow::{Context, bail};
use serde_json::Value;
use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

/// Amazon's command, in one region of one account.
pub struct Aws {
    python: PathBuf,
    /// The account's number.
    pub account: String,
    /// The region.
    pub region: String,
}

/// How a command failed, in Amazon's words.
#[derive(Debug)]
pub struct Failed(pub String);

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failed {}

impl Aws {
    /// Installs what is missing and asks who we are.
    ///
    /// # Errors
    /// There is no Python, no region, or there are no credentials.
    pub fn open(region: Option<&str>) -> anyhow::Result<Self> {
        let mut aws = Self {
            python: program::python("deploy", &root().join("infra/requirements.txt"))?,
            account: String::new(),
            region: String::new(),
        };
        aws.region = match region {
            Some(region) => region.to_owned(),
            None => aws.configured_region()?,
        };
        let identity = aws
            .json(&["sts", "get-caller-identity"])
            .context("AWS does not know us: configure credentials as for the aws command (AWS_PROFILE, AWS_ACCESS_KEY_ID, or `aws configure`)")?;
        aws.account = text(&identity, "Account")?;
        Ok(aws)
    }

    fn configured_region(&self) -> anyhow::Result<String> {
        for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
            if let Ok(region) = std::env::var(name) {
                return Ok(region);
            }
        }
        let output = self.command(&["configure", "get", "region"]).output()?;
        let region = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if region.is_empty() {
            bail!("no AWS region: name one with --region");
        }
        Ok(region)
    }

    /// A program of the virtual environment.
    pub fn program(&self, name: &str) -> PathBuf {
        self.python.with_file_name(name)
    }

    /// The command, in our region, with JSON as its output.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.program("aws"));
        command.args(arguments).args(["--output", "json"]).env("AWS_PAGER", "");
        if !self.region.is_empty() {
            command.args(["--region", &self.region]);
        }
        command.current_dir(root()).stdin(Stdio::null());
        command
    }

    /// What the command answers; null where it answers nothing.
    ///
    /// # Errors
    /// [`Failed`], with what the command said.
    pub fn json(&self, arguments: &[&str]) -> anyhow::Result<Value> {
        let output = self.command(arguments).output().context("aws cannot be started")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            bail!(Failed(said));
        }
        if output.stdout.iter().all(u8::is_ascii_whitespace) {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&output.stdout).context("what aws answered cannot be read")
    }

    /// The same; `None` where what is asked for is not there, which the command says in
    /// these words.
    pub fn find(&self, arguments: &[&str], missing: &[&str]) -> anyhow::Result<Option<Value>> {
        match self.json(arguments) {
            Ok(found) => Ok(Some(found)),
            Err(error) => match error.downcast_ref::<Failed>() {
                Some(Failed(said)) if missing.iter().any(|missing| said.contains(missing)) => Ok(None),
                _ => Err(error),
            },
        }
    }

    /// The credentials that the command uses, however they are configured, as the
    /// environment variables that functions have.
    pub fn credentials(&self) -> anyhow::Result<Vec<(String, String)>> {
        const PRINT: &str = "import awscli.botocore.session, json\n\
            c = awscli.botocore.session.Session().get_credentials().get_frozen_credentials()\n\
            print(json.dumps({'AWS_ACCESS_KEY_ID': c.access_key, 'AWS_SECRET_ACCESS_KEY': c.secret_key, 'AWS_SESSION_TOKEN': c.token}))";
        let output = Command::new(&self.python).args(["-c", PRINT]).output()?;
        let credentials: serde_json::Map<String, Value> =
            serde_json::from_slice(&output.stdout).context("the AWS credentials cannot be had")?;
        Ok(credentials
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())))
            .chain([("AWS_REGION".to_owned(), self.region.clone())])
            .collect())
    }
}

/// A member of an answer.
pub fn text(value: &Value, name: &str) -> anyhow::Result<String> {
    value[name]
        .as_str()
        .map(str::to_owned)
        .with_context(|| format!("{name} is missing from what aws answered"))
}
