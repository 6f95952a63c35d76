//! `latchkey deploy`: from a clone to a deployment in an AWS account, and from there to
//! the next version of it.

use super::{
    Target,
    aws::{Aws, Failed, text},
    changes::{self, Planned},
    package::{self, Architecture, Package, Packages},
    site,
    stack::{Outputs, Stack},
};
use crate::{program, root};
use anyhow::{Context, bail};
use clap::Args;
use serde_json::{Value, json};
use std::{
    io::{IsTerminal, Write, stdin, stdout},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// What to deploy, where. What is not said again stays as it was.
#[derive(Args)]
pub struct Deploy {
    #[command(flatten)]
    target: Target,
    /// The address that mail comes from; SES mails it a link to confirm. Needed the first time.
    #[arg(long)]
    mail_from: Option<String>,
    /// A domain or address that SES has verified in this account already
    #[arg(long)]
    mail_identity: Option<String>,
    /// The vendor's name; with --admin and --admin-email. Needed the first time.
    #[arg(long, requires_all = ["admin", "admin_email"])]
    vendor: Option<String>,
    /// The first admin's name
    #[arg(long)]
    admin: Option<String>,
    /// The first admin's mail address
    #[arg(long)]
    admin_email: Option<String>,
    /// The catalogue to begin with, as it is exported [default: an empty one]
    #[arg(long)]
    catalogue: Option<PathBuf>,
    /// The site's own domain [default: CloudFront's]
    #[arg(long, requires = "certificate")]
    domain: Option<String>,
    /// The ARN of the domain's certificate, in us-east-1
    #[arg(long)]
    certificate: Option<String>,
    /// The iss of licence files, an https URL [default: the site's]
    #[arg(long)]
    licence_issuer: Option<String>,
    /// An OpenID Connect issuer [default: a Cognito user pool of the deployment's]
    #[arg(long, requires = "client_id")]
    pub issuer: Option<String>,
    /// What that issuer knows the site as
    #[arg(long)]
    client_id: Option<String>,
    /// After how many days logs are gone [default: 30]
    #[arg(long)]
    log_retention_days: Option<u32>,
    /// What the functions run on
    #[arg(long, value_enum, default_value = "arm64")]
    architecture: Architecture,
    /// Takes the functions' programs from this folder instead of building them
    #[arg(long)]
    programs: Option<PathBuf>,
    /// Answers yes to the question that comes before the first deployment
    #[arg(long)]
    yes: bool,
}

/// Deploys, and says where it is.
pub fn run(deploy: &Deploy) -> anyhow::Result<ExitCode> {
    let stack = Stack::of(&deploy.target.stage);
    let aws = Aws::open(deploy.target.region.as_deref())?;
    let before = stack.describe(&aws)?;
    let first = before.is_none();
    if first && (deploy.mail_from.is_none() || deploy.vendor.is_none()) {
        bail!("the first deployment needs --mail-from, and --vendor, --admin and --admin-email for who begins");
    }
    println!(
        "Latchkey, stage {}, in AWS account {}, region {}:",
        deploy.target.stage, aws.account, aws.region
    );
    println!(
        "  1. builds the functions for {} and uploads them",
        deploy.architecture.name()
    );
    println!(
        "  2. makes the keys that are missing, as SecureStrings under {}",
        stack.keys()
    );
    println!(
        "  3. {} the stack {}",
        if first { "makes" } else { "updates" },
        stack.name
    );
    println!("  4. builds the site and uploads it");
    if first && !deploy.yes && !confirmed()? {
        println!("Nothing was made.");
        return Ok(ExitCode::FAILURE);
    }

    let programs = match &deploy.programs {
        Some(folder) => std::path::absolute(folder)?,
        None => package::build(&aws, deploy.architecture)?,
    };
    let packages = package::packages(&programs, &deploy.target.stage)?;
    let bucket = bucket(&aws)?;
    let template = template(&aws, &bucket, &packages.functions, &deploy.target.stage)?;
    let parameters = parameters(&aws, &stack, deploy, before.as_ref())?;
    // Planned first: a plan that is refused has uploaded a template, and nothing else.
    let plan = plan(&aws, &stack, &template, &parameters, first)?;
    upload(&aws, &bucket, &packages)?;
    if stack.cloud(&aws, &["make-keys"], None)? != ExitCode::SUCCESS {
        bail!("the keys cannot be made");
    }
    match plan {
        Some(planned) => execute(&aws, &stack, &planned, first)?,
        None => println!("The stack {} is as it should be.", stack.name),
    }

    let outputs = stack.outputs(&aws)?;
    site::upload(&aws, &outputs, &site::configuration(&aws, &stack, &outputs, deploy)?)?;
    if let (Some(vendor), Some(admin), Some(email)) = (&deploy.vendor, &deploy.admin, &deploy.admin_email) {
        let start = ["start", "--vendor", vendor, "--admin", admin, "--email", email];
        if stack.cloud(&aws, &start, Some(&outputs))? != ExitCode::SUCCESS {
            bail!("the vendor cannot be made; what is deployed stays, run the same command again");
        }
    }
    begin_catalogue(&stack, &aws, deploy.catalogue.as_deref(), first, &outputs)?;
    println!("\nLatchkey is at {}", outputs.get("Url").map_or("", String::as_str));
    if let (Some(domain), Some(target)) = (&deploy.domain, outputs.get("DistributionDomain")) {
        println!("The DNS record of {domain} has to be a CNAME (or alias) to {target}.");
    }
    if first && deploy.mail_identity.is_none() {
        println!("SES has mailed a link to the sender's address; nothing is sent before it is opened.");
    }
    Ok(ExitCode::SUCCESS)
}

/// The first version of the catalogue: what the operator brings along, or, in a deployment from
/// before there were versions, what was compiled into its functions.
fn begin_catalogue(
    stack: &Stack,
    aws: &Aws,
    brought: Option<&Path>,
    first: bool,
    outputs: &Outputs,
) -> anyhow::Result<()> {
    let begin = |file: &Path, rest: &[&str]| {
        let file = file.to_string_lossy();
        let arguments = [&["begin-catalogue", &file], rest].concat();
        match stack.cloud(aws, &arguments, Some(outputs))? {
            ExitCode::SUCCESS => Ok(()),
            _ => bail!("the catalogue cannot be published; what is deployed stays, run the same command again"),
        }
    };
    if !first {
        begin(&root().join("infra/local/data/catalogue.json"), &["--compiled-in"])?;
    }
    brought.map_or(Ok(()), |file| begin(&std::path::absolute(file)?, &[]))
}

fn confirmed() -> anyhow::Result<bool> {
    if !stdin().is_terminal() {
        bail!("add --yes to say that this account and region are meant");
    }
    print!("Type yes to go on: ");
    stdout().flush()?;
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    Ok(answer.trim().eq_ignore_ascii_case("yes"))
}

/// The bucket that CloudFormation takes functions and template from.
fn bucket(aws: &Aws) -> anyhow::Result<String> {
    let bucket = format!("latchkey-deployments-{}-{}", aws.account, aws.region);
    let head = ["s3api", "head-bucket", "--bucket", &bucket];
    if aws.find(&head, &["(404)", "Not Found"])?.is_none() {
        let location = format!("LocationConstraint={}", aws.region);
        let mut create = vec!["s3api", "create-bucket", "--bucket", &bucket];
        // The one region that may not be named here.
        if aws.region != "us-east-1" {
            create.extend(["--create-bucket-configuration", &location]);
        }
        aws.json(&create)?;
        let private = "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true";
        let block = ["s3api", "put-public-access-block", "--bucket", &bucket];
        aws.json(&[&block[..], &["--public-access-block-configuration", private]].concat())?;
    }
    Ok(bucket)
}

/// Uploads the functions that are not there yet: what has the same name is the same.
fn upload(aws: &Aws, bucket: &str, packages: &Packages) -> anyhow::Result<()> {
    println!("Uploading the functions that have changed ...");
    let (from, to) = (
        packages.folder.to_string_lossy(),
        format!("s3://{bucket}/{}/", packages.prefix),
    );
    let sync = ["s3", "sync", "--size-only", "--no-progress", &from, &to];
    program::run(&mut aws.command(&sync))
}

/// Uploads the template with the uploaded functions in it. The answer is its URL.
fn template(aws: &Aws, bucket: &str, packages: &[Package], stage: &str) -> anyhow::Result<String> {
    let mut template = std::fs::read_to_string(root().join("infra/template.yaml"))?;
    for Package { function, key } in packages {
        let here = format!("../target/lambda/{function}.zip\n");
        if !template.contains(&here) {
            bail!("infra/template.yaml has no function for functions/{function}");
        }
        template = template.replace(&here, &format!("s3://{bucket}/{key}\n"));
    }
    let file = root().join("target/lambda/template.yaml");
    std::fs::write(&file, template)?;
    let key = format!("{stage}/template.yaml");
    let (file, to) = (file.to_string_lossy(), format!("s3://{bucket}/{key}"));
    program::run(&mut aws.command(&["s3", "cp", "--only-show-errors", &file, &to]))?;
    // Where the services are elsewhere, as on an emulator, so is the bucket.
    Ok(match std::env::var("AWS_ENDPOINT_URL") {
        Ok(endpoint) => format!("{endpoint}/{bucket}/{key}"),
        Err(_) => format!("https://{bucket}.s3.{}.amazonaws.com/{key}", aws.region),
    })
}

/// The template's parameters: what is said now, else what was said before, else the default.
fn parameters(aws: &Aws, stack: &Stack, deploy: &Deploy, before: Option<&Value>) -> anyhow::Result<Value> {
    let mut said = vec![
        ("Stage", Some(deploy.target.stage.clone())),
        ("Architecture", Some(deploy.architecture.name().to_owned())),
        ("DomainName", deploy.domain.clone()),
        ("CertificateArn", deploy.certificate.clone()),
        ("LicenceIssuer", deploy.licence_issuer.clone()),
        ("MailFrom", deploy.mail_from.clone()),
        ("MailIdentity", deploy.mail_identity.clone()),
        (
            "LogRetentionDays",
            deploy.log_retention_days.map(|days| days.to_string()),
        ),
    ];
    if let Some(issuer) = &deploy.issuer {
        let found = stack.issuer(aws, issuer)?;
        let token = text(&found, "token_endpoint")?;
        let origin = token.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        said.extend([
            ("Issuer", Some(issuer.clone())),
            ("IssuerKeySet", Some(text(&found, "jwks_uri")?)),
            ("TokenOrigin", Some(origin)),
            ("Audience", deploy.client_id.clone()),
        ]);
    }
    if before.is_none() {
        said.push(("ReserveConcurrency", Some(can_reserve(aws)?.to_owned())));
    }
    let before = before.map(|stack| stack["Parameters"].as_array().cloned().unwrap_or_default());
    let kept = before.unwrap_or_default().into_iter().filter_map(|parameter| {
        let name = parameter["ParameterKey"].as_str()?;
        let again = said.iter().any(|(said, value)| *said == name && value.is_some());
        (!again).then(|| json!({ "ParameterKey": name, "UsePreviousValue": true }))
    });
    let now = said
        .iter()
        .filter_map(|(name, value)| Some(json!({ "ParameterKey": name, "ParameterValue": value.as_ref()? })));
    Ok(kept.chain(now).collect())
}

/// Whether the account can set concurrency apart: Lambda keeps 100 for functions that have none.
fn can_reserve(aws: &Aws) -> anyhow::Result<&'static str> {
    let settings = aws.json(&["lambda", "get-account-settings"])?;
    let free = settings["AccountLimit"]["UnreservedConcurrentExecutions"].as_u64();
    Ok(if free.is_some_and(|free| free <= 100) {
        "no"
    } else {
        "yes"
    })
}

/// The name of the change set, of which there is one at a time.
const CHANGE_SET: &str = "latchkey-deploy";

/// A command on the change set.
fn on_change_set<'a>(stack: &'a Stack, verb: &'a str) -> Vec<&'a str> {
    let this = ["--stack-name", &stack.name, "--change-set-name", CHANGE_SET];
    [&["cloudformation", verb][..], &this].concat()
}

/// Plans the change; `None` where there is nothing to change.
///
/// # Errors
/// It would lose what cannot be made again.
fn plan(
    aws: &Aws,
    stack: &Stack,
    template: &str,
    parameters: &Value,
    first: bool,
) -> anyhow::Result<Option<Vec<Planned>>> {
    let file = root().join("target/lambda/parameters.json");
    std::fs::write(&file, serde_json::to_vec_pretty(parameters)?)?;
    let parameters = format!("file://{}", file.display());
    let command = |verb| on_change_set(stack, verb);
    // One that was planned and not made is in the way.
    aws.find(
        &command("delete-change-set"),
        &["does not exist", "ChangeSetNotFound", "(404)"],
    )?;
    let mut create = command("create-change-set");
    create.extend(["--change-set-type", if first { "CREATE" } else { "UPDATE" }]);
    create.extend(["--template-url", template, "--parameters", &parameters]);
    create.extend(["--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]);
    let table = stack.table();
    if first
        && aws
            .find(
                &["dynamodb", "describe-table", "--table-name", &table],
                &["ResourceNotFound"],
            )?
            .is_some()
    {
        println!("The table {table} of an earlier deployment is there: it becomes this one's.");
        create.push("--import-existing-resources");
    }
    aws.json(&create)?;
    let change_set = loop {
        let change_set = aws.json(&command("describe-change-set"))?;
        match change_set["Status"].as_str().unwrap_or_default() {
            "CREATE_PENDING" | "CREATE_IN_PROGRESS" => std::thread::sleep(std::time::Duration::from_secs(2)),
            _ => break change_set,
        }
    };
    let why = change_set["StatusReason"].as_str().unwrap_or_default();
    if change_set["Status"] == "FAILED" {
        aws.json(&command("delete-change-set"))?;
        if why.contains("didn't contain changes") || why.contains("No updates are to be performed") {
            return Ok(None);
        }
        bail!("CloudFormation cannot plan the change: {why}");
    }
    let planned = changes::planned(&change_set);
    let refused: Vec<_> = planned.iter().filter(|planned| planned.is_refused()).collect();
    if !refused.is_empty() {
        aws.json(&command("delete-change-set"))?;
        let lost: Vec<String> = refused.iter().map(ToString::to_string).collect();
        bail!(
            "this would lose what cannot be made again, and nothing was done: {}. Change infra/template.yaml so that the resource stays, or move its data first",
            lost.join(", ")
        );
    }
    Ok(Some(planned))
}

/// Makes the planned change, and says what happens.
fn execute(aws: &Aws, stack: &Stack, planned: &[Planned], first: bool) -> anyhow::Result<()> {
    if !first {
        planned.iter().for_each(|planned| println!("  {planned}"));
    }
    let seen = if first {
        Default::default()
    } else {
        stack.events_so_far(aws)?
    };
    aws.json(&on_change_set(stack, "execute-change-set"))?;
    stack.wait(aws, seen)
}

impl Stack {
    /// An issuer's endpoints, as its configuration says.
    pub fn issuer(&self, aws: &Aws, issuer: &str) -> anyhow::Result<Value> {
        let output = self.cloud_command(aws, &["issuer", issuer], None)?.output()?;
        if !output.status.success() {
            bail!(Failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
        }
        serde_json::from_slice(&output.stdout).context("the issuer's configuration cannot be read")
    }
}
