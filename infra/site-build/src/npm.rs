//! What comes from npm: the component styles, the purger, the optimiser.

use anyhow::{Context, Result, anyhow, bail};
use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Lines, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
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
    let log = folder.join("log");
    File::create(&log)?;
    let queue = Mutex::new(modules.enumerate());
    let work_off = || -> Result<()> {
        let mut optimiser = Optimiser::start(site, &log)?;
        loop {
            // Taken before the work begins: the next one need not wait for it.
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((number, module)) = next else { return Ok(()) };
            let file = folder.join(format!("{number}.wasm"));
            fs::write(&file, &*module)?;
            optimiser
                .optimise(&file)
                .with_context(|| format!("making {} small; what was said is in {}", file.display(), log.display()))?;
            *module = fs::read(file)?;
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

/// `optimise.mjs`, which works off files by name until it is dropped.
struct Optimiser {
    process: Child,
    names: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Optimiser {
    /// What it warns of goes into the log: of every module the same.
    fn start(site: &Path, log: &Path) -> Result<Self> {
        let log = File::options().append(true).open(log)?;
        let mut process = Command::new("node")
            .arg("optimise.mjs")
            .current_dir(site)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .context("`node` cannot be started; is it installed and on the PATH?")?;
        let (names, answers) = (process.stdin.take(), process.stdout.take());
        Ok(Self {
            names: names.context("node has no input")?,
            answers: BufReader::new(answers.context("node has no output")?).lines(),
            process,
        })
    }

    fn optimise(&mut self, file: &Path) -> Result<()> {
        writeln!(self.names, "{}", file.display())?;
        let answer = self.answers.next().context("the optimiser ended")??;
        if Path::new(&answer) != file {
            bail!("the optimiser was asked for {} and answered: {answer}", file.display());
        }
        Ok(())
    }
}

impl Drop for Optimiser {
    fn drop(&mut self) {
        // It keeps nothing that it has not answered for.
        if let Err(error) = self.process.kill().and_then(|()| self.process.wait()) {
            eprintln!("the optimiser is still running: {error}");
        }
    }
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
