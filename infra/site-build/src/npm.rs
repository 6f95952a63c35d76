//! What comes from npm: the component styles, the purger, the optimiser.

use anyhow::{Context, Result, anyhow, bail};
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    sync::{Mutex, PoisonError},
    thread,
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

/// Makes every module as small as it gets, as many at once as there are processors.
pub fn optimise<'a>(site: &Path, work: &Path, modules: impl Iterator<Item = &'a mut Vec<u8>> + Send) -> Result<()> {
    println!("Making the wasm small ...");
    let folder = work.join("optimise");
    fs::create_dir_all(&folder)?;
    let queue = Mutex::new(modules.enumerate());
    let work_off = || -> Result<()> {
        loop {
            // Taken before the work begins: the next one need not wait for it.
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((number, module)) = next else { return Ok(()) };
            *module = optimise_one(site, &folder, number, module)?;
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..thread::available_parallelism().map_or(1, usize::from))
            .map(|_| scope.spawn(work_off))
            .collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().map_err(|_| anyhow!("the optimiser's thread ended"))?)
    })
}

fn optimise_one(site: &Path, folder: &Path, number: usize, wasm: &[u8]) -> Result<Vec<u8>> {
    let file = |stage: &str| folder.join(format!("{number}-{stage}.wasm"));
    let (before, after) = (file("before"), file("after"));
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
