//! `latchkey destroy`: removes a deployment, and keeps what cannot be made again.

use super::{Target, aws::Aws, stack::Stack};
use crate::program;
use anyhow::bail;
use clap::Args;
use serde_json::Value;
use std::{
    io::{IsTerminal, Write, stdin, stdout},
    process::ExitCode,
};

/// What to remove.
#[derive(Args)]
pub struct Destroy {
    #[command(flatten)]
    target: Target,
    /// Removes the table and the keys as well: every order, licence, user and event, for good
    #[arg(long)]
    with_data: bool,
    /// Answers the question with the name of the stage
    #[arg(long)]
    yes: bool,
}

/// Asks, and removes.
pub fn run(destroy: &Destroy) -> anyhow::Result<ExitCode> {
    let stage = &destroy.target.stage;
    let stack = Stack::of(stage);
    let aws = Aws::open(destroy.target.region.as_deref())?;
    let there = stack.describe(&aws)?;
    println!(
        "Latchkey, stage {stage}, in AWS account {}, region {}:",
        aws.account, aws.region
    );
    match &there {
        Some(_) => println!("  removes the stack {}: API, functions, site, schedules", stack.name),
        None => println!("  there is no stack {}", stack.name),
    }
    let data = format!("the table {} and the keys under {}", stack.table(), stack.keys());
    if destroy.with_data {
        println!("  REMOVES {data}, and the user pool: nothing brings them back");
    } else {
        println!("  keeps {data}, which the next deployment of this stage takes over, and the user pool");
    }
    if there.is_none() && !destroy.with_data {
        return Ok(ExitCode::SUCCESS);
    }
    if !destroy.yes && !confirmed(stage)? {
        println!("Nothing was removed.");
        return Ok(ExitCode::FAILURE);
    }
    if there.is_some() {
        if let Some(bucket) = stack.outputs(&aws)?.get("SiteBucket") {
            // CloudFormation removes empty buckets only.
            let site = format!("s3://{bucket}/");
            program::run(&mut aws.command(&["s3", "rm", "--recursive", "--only-show-errors", &site]))?;
        }
        let seen = stack.events_so_far(&aws)?;
        aws.json(&["cloudformation", "delete-stack", "--stack-name", &stack.name])?;
        stack.wait(&aws, seen)?;
    }
    if destroy.with_data {
        let table = stack.table();
        let this = ["--table-name", &table];
        let missing = ["ResourceNotFound"];
        let unprotect = [
            &["dynamodb", "update-table"][..],
            &this,
            &["--no-deletion-protection-enabled"],
        ]
        .concat();
        if aws.find(&unprotect, &missing)?.is_some() {
            aws.find(&[&["dynamodb", "delete-table"][..], &this].concat(), &missing)?;
            println!("  {table}: removed");
        }
        remove_user_pools(&aws, &stack)?;
        if stack.cloud(&aws, &["remove-keys"], None)? != ExitCode::SUCCESS {
            bail!("the keys cannot be removed");
        }
    }
    println!("Done.");
    Ok(ExitCode::SUCCESS)
}

/// The user pool has the stack's name; one that another region or stage made has not.
fn remove_user_pools(aws: &Aws, stack: &Stack) -> anyhow::Result<()> {
    let named = format!("UserPools[?Name=='{}'].Id", stack.name);
    let list = [
        "cognito-idp",
        "list-user-pools",
        "--max-results",
        "60",
        "--query",
        &named,
    ];
    for pool in aws
        .json(&list)?
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        aws.json(&["cognito-idp", "delete-user-pool", "--user-pool-id", pool])?;
        println!("  the user pool {pool}: removed");
    }
    Ok(())
}

fn confirmed(stage: &str) -> anyhow::Result<bool> {
    if !stdin().is_terminal() {
        bail!("add --yes to say that this is meant");
    }
    print!("Type the name of the stage, {stage}, to go on: ");
    stdout().flush()?;
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    Ok(answer.trim() == stage)
}
