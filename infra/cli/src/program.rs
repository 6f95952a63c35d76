//! Other programs.

use crate::root;
use anyhow::{Context, bail};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// cargo, in the project's folder; the same one that started us, if one did.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(arguments).current_dir(root());
    without_our_package(&mut cargo);
    cargo
}

/// `cargo latchkey` tells us about our own package. Build scripts that read these would see a
/// change each time the same crate is built from a shell, and build it again.
fn without_our_package(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let ours = name
            .to_str()
            .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
        if ours {
            command.env_remove(name);
        }
    }
}

/// Builds a program of this project, and says where it is. It is built as part of the
/// workspace: with the features that the tests add up to, so that nothing is built twice.
///
/// # Errors
/// It does not compile; cargo's messages stand on standard error.
pub fn build(package: &str, quiet: bool) -> anyhow::Result<PathBuf> {
    build_target("--bin", package, quiet)
}

/// The same for an example.
///
/// # Errors
/// As for a program.
pub fn build_example(example: &str) -> anyhow::Result<PathBuf> {
    build_target("--example", example, false)
}

fn build_target(kind: &str, name: &str, quiet: bool) -> anyhow::Result<PathBuf> {
    let mut build = cargo(&[
        "build",
        "--workspace",
        kind,
        name,
        "--message-format=json-render-diagnostics",
    ]);
    if quiet {
        build.arg("--quiet");
    }
    let output = build
        .stderr(Stdio::inherit())
        .output()
        .context("cargo cannot be started")?;
    if !output.status.success() {
        bail!("{name} does not compile; cargo's messages stand above");
    }
    let messages = output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    let mut executables = messages
        .filter(|message| message["target"]["name"] == name)
        .filter_map(|message| message["executable"].as_str().map(PathBuf::from));
    executables
        .next_back()
        .with_context(|| format!("cargo does not say where {name} is"))
}

/// A program in this folder. It may call cargo.
pub fn program(name: &str, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(folder);
    without_our_package(&mut command);
    command
}

/// Runs it to its end.
///
/// # Errors
/// It cannot be started, or it fails; the message names the command.
pub fn run(command: &mut Command) -> anyhow::Result<()> {
    let shown = shown(command);
    let status = command
        .status()
        .with_context(|| format!("`{shown}` cannot be started"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// Whether it can be started at all.
pub fn is_there(name: &str) -> bool {
    Command::new(name)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .stdin(Stdio::null())
        .status()
        .is_ok()
}

/// The command as one would type it.
pub fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Python with these requirements, in an environment of its own under target/.
///
/// # Errors
/// There is no Python with its venv module, or a package cannot be had.
pub fn python(name: &str, requirements: &Path) -> anyhow::Result<PathBuf> {
    let environment = root().join(format!("target/{name}-venv"));
    let python = environment.join("bin/python");
    let wanted = std::fs::read_to_string(requirements)?;
    let installed = environment.join("requirements.txt");
    if std::fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    println!(
        "Installing what {} asks for into target/{name}-venv ...",
        requirements.display()
    );
    let folder = environment.to_string_lossy();
    run(&mut program("python3", root(), &["-m", "venv", "--clear", &folder]))
        .context("Python with its venv module is needed: on Debian `apt-get install python3-venv`")?;
    let pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
    ];
    run(program(&python.to_string_lossy(), root(), &pip).arg(requirements))?;
    std::fs::write(installed, wanted)?;
    Ok(python)
}

/// npm with the packages of this folder, exactly as its lock file says.
pub fn npm_install(folder: &Path) -> anyhow::Result<()> {
    run(&mut program(
        "npm",
        folder,
        &["ci", "--no-audit", "--no-fund", "--loglevel=error"],
    ))
}
