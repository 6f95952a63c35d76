//! What comes from npm: the component styles, the purger, the optimiser.

use anyhow::{Context, Result, bail};
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

/// Runs a command, showing nothing unless it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("`{program}` cannot be started; is it installed and on the PATH?"))?;
    if !output.status.success() {
        bail!(
            "`{program}` failed ({}):\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(())
}

/// Makes `node_modules` what the lock file says; nothing to do where it already is.
pub fn install(site: &Path) -> Result<()> {
    let lock = fs::read(site.join("package-lock.json")).context("reading site/package-lock.json")?;
    let installed = site.join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|before| before == lock) {
        return Ok(());
    }
    println!("Fetching the site's styles and tools with npm ...");
    run(Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        .current_dir(site))?;
    fs::write(&installed, lock).context("writing into site/node_modules")
}

/// Makes the module as small as it gets.
pub fn optimise(site: &Path, work: &Path, wasm: &[u8]) -> Result<Vec<u8>> {
    println!("Making the wasm small ...");
    let (before, after) = (work.join("before.wasm"), work.join("after.wasm"));
    fs::write(&before, wasm)?;
    // The features that rustc's target enables, and every browser with Ed25519 has.
    run(Command::new("node")
        .arg(site.join("node_modules/binaryen/bin/wasm-opt"))
        .args([
            "-Oz",
            "--converge",
            "--enable-bulk-memory",
            "--enable-bulk-memory-opt",
            "--enable-sign-ext",
        ])
        .args([
            "--enable-mutable-globals",
            "--enable-nontrapping-float-to-int",
            "--enable-reference-types",
        ])
        .args(["--enable-multivalue", "--enable-call-indirect-overlong", "-o"])
        .args([&after, &before]))?;
    Ok(fs::read(after)?)
}

/// The component styles without what no page uses, then our own.
pub fn styles(site: &Path, work: &Path) -> Result<Vec<u8>> {
    println!("Gathering the styles ...");
    let out = work.join("styles");
    fs::create_dir_all(&out)?;
    run(Command::new("node")
        .arg(site.join("styles.mjs"))
        .arg(out.join("site.css"))
        .current_dir(site))?;
    Ok(fs::read(out.join("site.css"))?)
}
