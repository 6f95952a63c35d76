//! A deployment in an AWS account.

mod aws;
mod changes;
mod deploy;
mod destroy;
mod package;
mod site;
mod stack;

pub use deploy::Deploy;
pub use destroy::Destroy;
pub use package::functions;

use aws::Aws;
use clap::Args;
use stack::Stack;
use std::process::ExitCode;

/// Which deployment.
#[derive(Args)]
pub struct Target {
    /// Tells deployments in one account apart: lower-case letters, digits and dashes.
    #[arg(long, default_value = "production", value_parser = stage)]
    pub stage: String,
    /// The AWS region [default: the one that the AWS configuration names]
    #[arg(long)]
    pub region: Option<String>,
}

fn stage(text: &str) -> Result<String, String> {
    let fits = text.len() <= 20
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if fits {
        Ok(text.to_owned())
    } else {
        Err("1 to 20 lower-case letters, digits and dashes, a letter first".to_owned())
    }
}

/// Builds everything and deploys it.
pub fn deploy(deploy: &Deploy) -> anyhow::Result<ExitCode> {
    deploy::run(deploy)
}

/// Removes a deployment.
pub fn destroy(destroy: &Destroy) -> anyhow::Result<ExitCode> {
    destroy::run(destroy)
}

/// Runs a command of the program `cloud` on a deployment that is there.
pub fn operate(stage: &str, region: Option<&str>, arguments: &[&str]) -> anyhow::Result<ExitCode> {
    let aws = Aws::open(region)?;
    let stack = Stack::of(stage);
    let outputs = stack.outputs(&aws)?;
    stack.cloud(&aws, arguments, Some(&outputs))
}
