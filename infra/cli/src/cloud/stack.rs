//! The CloudFormation stack of a deployment.

use super::aws::{Aws, text};
use crate::program;
use anyhow::{Context, bail};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    process::{Command, ExitCode},
    thread::sleep,
    time::Duration,
};

/// How often we look whether CloudFormation is done.
const EVERY: Duration = Duration::from_secs(3);

/// What CloudFormation says of a stack that is not there.
const MISSING: [&str; 2] = ["does not exist", "(404)"];

/// The outputs of a stack, by name.
pub type Outputs = BTreeMap<String, String>;

/// A stack, by name.
pub struct Stack {
    stage: String,
    /// Its name.
    pub name: String,
}

impl Stack {
    /// The stack of this stage.
    pub fn of(stage: &str) -> Self {
        Self {
            stage: stage.to_owned(),
            name: format!("latchkey-{stage}"),
        }
    }

    /// The table's name, as the template says it.
    pub fn table(&self) -> String {
        format!("latchkey-{}", self.stage)
    }

    /// The path of the keys, as the template says it.
    pub fn keys(&self) -> String {
        format!("/latchkey/{}/keys", self.stage)
    }

    /// The stack as CloudFormation describes it. One that was only ever planned is none.
    pub fn describe(&self, aws: &Aws) -> anyhow::Result<Option<Value>> {
        let arguments = ["cloudformation", "describe-stacks", "--stack-name", &self.name];
        Ok(aws
            .find(&arguments, &MISSING)?
            .map(|found| found["Stacks"][0].clone())
            .filter(|stack| !matches!(status(stack), "REVIEW_IN_PROGRESS" | "DELETE_COMPLETE")))
    }

    /// The stack's outputs.
    ///
    /// # Errors
    /// There is no such stack.
    pub fn outputs(&self, aws: &Aws) -> anyhow::Result<Outputs> {
        let stack = self.describe(aws)?.with_context(|| {
            format!(
                "there is no deployment {:?} in account {}, {}; `cargo latchkey deploy --stage {}` makes it",
                self.stage, aws.account, aws.region, self.stage
            )
        })?;
        let outputs = stack["Outputs"].as_array().cloned().unwrap_or_default();
        outputs
            .iter()
            .map(|output| Ok((text(output, "OutputKey")?, text(output, "OutputValue")?)))
            .collect()
    }

    /// Waits until CloudFormation is done, and says meanwhile what it does.
    ///
    /// # Errors
    /// It did not work; the message holds why, resource by resource.
    pub fn wait(&self, aws: &Aws, mut seen: BTreeSet<String>) -> anyhow::Result<()> {
        let mut failures = Vec::new();
        loop {
            let stack = self.describe(aws)?;
            for event in self.events(aws)? {
                let id = event["EventId"].as_str().unwrap_or_default().to_owned();
                if seen.insert(id) {
                    let resource = event["LogicalResourceId"].as_str().unwrap_or_default();
                    let state = event["ResourceStatus"].as_str().unwrap_or_default();
                    if !state.ends_with("IN_PROGRESS") {
                        println!("  {state:<16} {resource}");
                    }
                    if state.ends_with("FAILED") {
                        let why = event["ResourceStatusReason"].as_str().unwrap_or("no reason given");
                        failures.push(format!("  {resource}: {why}"));
                    }
                }
            }
            match stack.as_ref().map(status) {
                Some(running) if running.ends_with("_IN_PROGRESS") => sleep(EVERY),
                None | Some("CREATE_COMPLETE" | "UPDATE_COMPLETE" | "DELETE_COMPLETE") => return Ok(()),
                Some(failed) => bail!("CloudFormation ended with {failed}\n{}", failures.join("\n")),
            }
        }
    }

    /// The ids of the events so far, so that [`Stack::wait`] tells of later ones only.
    pub fn events_so_far(&self, aws: &Aws) -> anyhow::Result<BTreeSet<String>> {
        let ids = self.events(aws)?.into_iter();
        Ok(ids
            .filter_map(|event| Some(event["EventId"].as_str()?.to_owned()))
            .collect())
    }

    fn events(&self, aws: &Aws) -> anyhow::Result<Vec<Value>> {
        let arguments = ["cloudformation", "describe-stack-events", "--stack-name", &self.name];
        let found = aws.find(&arguments, &MISSING)?.unwrap_or_default();
        let mut events = found["StackEvents"].as_array().cloned().unwrap_or_default();
        events.reverse();
        Ok(events)
    }

    /// Runs a command of the program `cloud` with the operator's credentials and what the
    /// template gives the functions.
    pub fn cloud(&self, aws: &Aws, arguments: &[&str], outputs: Option<&Outputs>) -> anyhow::Result<ExitCode> {
        let status = self.cloud_command(aws, arguments, outputs)?.status();
        Ok(if status.context("the program `cloud` cannot be started")?.success() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    /// The same, to be run.
    pub fn cloud_command(&self, aws: &Aws, arguments: &[&str], outputs: Option<&Outputs>) -> anyhow::Result<Command> {
        let mut cloud = Command::new(program::build("cloud", true)?);
        cloud.args(arguments).envs(aws.credentials()?);
        cloud
            .env("LATCHKEY_KEYS", self.keys())
            .env("LATCHKEY_TABLE", self.table());
        for (variable, output) in [
            ("LATCHKEY_PUBLIC_URL", "Url"),
            ("LATCHKEY_LICENCE_ISSUER", "LicenceIssuer"),
            ("LATCHKEY_MAIL_FROM", "MailFrom"),
        ] {
            if let Some(value) = outputs.and_then(|outputs| outputs.get(output)) {
                cloud.env(variable, value);
            }
        }
        Ok(cloud)
    }
}

fn status(stack: &Value) -> &str {
    stack["StackStatus"].as_str().unwrap_or_default()
}
