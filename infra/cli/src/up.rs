//! `latchkey up`: from a clone to a running stack.

use crate::{Data, program, root};
use anyhow::{Context, bail};
use clap::Args;
use std::{
    io::{IsTerminal, Write, stdin, stdout},
    path::Path,
    process::{Command, ExitCode},
};

/// What to start, and where.
#[derive(Args)]
pub struct Up {
    /// The port on 127.0.0.1.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    #[command(flatten)]
    data: Data,
    /// Removes what the stack kept and starts over.
    #[arg(long)]
    reset: bool,
    /// Begins as a new deployment does, without demo data: with the vendor's first admin alone.
    #[arg(long)]
    empty: bool,
    /// Answers yes to the question that --reset asks.
    #[arg(long)]
    yes: bool,
    /// Leaves the site unoptimised: large, and built in seconds after a change to it.
    #[arg(long)]
    quick: bool,
    /// Opens the site in a browser.
    #[arg(long)]
    open: bool,
}

/// Builds and starts everything; ends when the stack does.
pub fn run(up: &Up) -> anyhow::Result<ExitCode> {
    let data = std::path::absolute(up.data.folder())?;
    println!("Latchkey, on this machine:");
    println!(
        "  1. installs what is missing: Rust's wasm target, the site's npm packages (site/node_modules), the crates"
    );
    println!("  2. builds the site (site/dist) and the server (target/); the first time takes some minutes");
    println!(
        "  3. serves http://127.0.0.1:{}, for this machine alone, and keeps its data in {}",
        up.port,
        data.display()
    );
    check_tools()?;
    if up.reset && data.exists() && !up.yes && !confirmed(&data)? {
        println!("Nothing was changed.");
        return Ok(ExitCode::FAILURE);
    }
    site_build::build(root(), !up.quick).context("the site cannot be built")?;
    let mut serve = Command::new(program::build("local", false)?);
    serve.arg("serve");
    serve.arg("--data").arg(&data).arg("--port").arg(up.port.to_string());
    for (flag, wanted) in [("--reset", up.reset), ("--empty", up.empty), ("--open", up.open)] {
        if wanted {
            serve.arg(flag);
        }
    }
    become_it(serve)
}

/// What has to be there before: everything else we bring.
fn check_tools() -> anyhow::Result<()> {
    let needed = [
        ("cargo", "Rust: see https://rustup.rs"),
        (
            "npm",
            "Node.js with npm: on Debian `apt-get install nodejs npm`, else see https://nodejs.org",
        ),
        (
            "cc",
            "a C compiler: on Debian `apt-get install build-essential`, on macOS `xcode-select --install`",
        ),
    ];
    let missing: Vec<_> = needed
        .iter()
        .filter(|(name, _)| !program::is_there(name))
        .map(|(name, how)| format!("  {name} is missing. Install {how}"))
        .collect();
    if !missing.is_empty() {
        bail!("this machine lacks\n{}", missing.join("\n"));
    }
    Ok(())
}

fn confirmed(data: &Path) -> anyhow::Result<bool> {
    if !stdin().is_terminal() {
        bail!(
            "--reset removes everything that the stack keeps in {}; add --yes to say that this is meant",
            data.display()
        );
    }
    print!(
        "--reset removes every order, licence, user, mail and key that the stack keeps in {}. Type yes to go on: ",
        data.display()
    );
    stdout().flush()?;
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    Ok(answer.trim().eq_ignore_ascii_case("yes"))
}

/// The stack takes this process's place, so that whoever stops this stops that.
#[cfg(unix)]
fn become_it(mut serve: Command) -> anyhow::Result<ExitCode> {
    Err(std::os::unix::process::CommandExt::exec(&mut serve)).context("the server cannot be started")
}

#[cfg(not(unix))]
fn become_it(mut serve: Command) -> anyhow::Result<ExitCode> {
    program::run(&mut serve).map(|()| ExitCode::SUCCESS)
}
