//! From Rust to a module and the script that starts it.

use crate::{npm::run, split};
use anyhow::{Context, Result, bail};
use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

/// Views are boxed (as whole trees of types the module is a fifth larger), and no
/// path of the machine that builds is in the module.
fn rustflags(root: &Path) -> String {
    let mut flags = vec!["--cfg".to_owned(), "erase_components".to_owned()];
    let home = env::var_os("HOME").map(|home| Path::new(&home).join(".cargo"));
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from).or(home);
    for (from, to) in [(Some(root.to_owned()), "latchkey"), (cargo_home, "cargo")] {
        if let Some(from) = from {
            flags.push(format!("--remap-path-prefix={}={to}", from.display()));
        }
    }
    flags.join("\u{1f}")
}

/// Debian's packages that can build for wasm where rustup's mirror cannot.
const DEBIAN: &str = "rustc-web cargo-web rust-web-src";

/// What the browser loads.
pub struct Bound {
    /// The module.
    pub wasm: Vec<u8>,
    /// The script that starts it.
    pub script: String,
    /// Further scripts that it imports, by their path beside it.
    pub snippets: BTreeMap<String, String>,
}

/// Builds the crate `site` and says where the module is.
pub fn compile(root: &Path, release: bool) -> Result<PathBuf> {
    let profile = if release { "wasm" } else { "wasm-dev" };
    let toolchain = Toolchain::find(root)?;
    println!("Compiling the site for the browser ...");
    let target_dir = root.join("target/site").join(toolchain.folder());
    let mut cargo = toolchain.cargo();
    cargo
        .args(["rustc", "--package", "site", "--target", TARGET, "--profile", profile])
        .arg("--target-dir")
        .arg(&target_dir)
        .args(["--", split::LINK_ARGUMENT])
        .env("CARGO_ENCODED_RUSTFLAGS", rustflags(root))
        .current_dir(root);
    let status = cargo.stdin(Stdio::null()).status().context("cargo cannot be started")?;
    if !status.success() {
        bail!("the site does not compile; cargo's messages stand above");
    }
    Ok(target_dir.join(TARGET).join(profile).join("site.wasm"))
}

/// Makes the script and the module that fits it. What the linker exports stays: the other
/// modules of the site import it.
pub fn bind(module: &Path) -> Result<Bound> {
    let mut output = Bindgen::new()
        .input_path(module)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .context("wasm-bindgen")?;
    if !output.npm_dependencies().is_empty() {
        bail!(
            "a crate wants npm packages in the browser: {:?}",
            output.npm_dependencies()
        );
    }
    let mut snippets: BTreeMap<String, String> = output
        .local_modules()
        .iter()
        .map(|(path, text)| (format!("snippets/{path}"), text.clone()))
        .collect();
    for (crate_name, inline) in output.snippets() {
        for (i, text) in inline.iter().enumerate() {
            snippets.insert(format!("snippets/{crate_name}/inline{i}.js"), text.clone());
        }
    }
    Ok(Bound {
        script: output.js().to_owned(),
        snippets,
        wasm: output.wasm_mut().emit_wasm(),
    })
}

enum Toolchain {
    Rustup,
    Debian { linker: PathBuf },
}

impl Toolchain {
    fn find(root: &Path) -> Result<Self> {
        if env::var_os("LATCHKEY_SITE_TOOLCHAIN").is_some_and(|choice| choice == "debian") {
            return Self::debian();
        }
        let installed = Command::new("rustup")
            .args(["target", "list", "--installed"])
            .current_dir(root)
            .output();
        if installed.is_ok_and(|output| {
            String::from_utf8_lossy(&output.stdout)
                .lines()
                .any(|line| line == TARGET)
        }) {
            return Ok(Self::Rustup);
        }
        println!("Adding the target {TARGET} with rustup ...");
        match run(Command::new("rustup").args(["target", "add", TARGET]).current_dir(root)) {
            Ok(()) => Ok(Self::Rustup),
            Err(refused) => {
                eprintln!("rustup cannot add it; trying Debian's compiler instead.");
                Self::debian().with_context(|| format!("{refused:#}"))
            }
        }
    }

    fn debian() -> Result<Self> {
        let needed = ["/usr/bin/cargo", "/usr/bin/rustc", "/usr/lib/rustlib/src/rust"];
        if !needed.iter().all(|path| Path::new(path).exists()) {
            bail!(
                "there is no compiler for {TARGET}: `rustup target add {TARGET}`, or on Debian `apt-get install {DEBIAN}`"
            );
        }
        Ok(Self::Debian { linker: rust_lld()? })
    }

    /// Each toolchain has its own folder: neither can use what the other compiled.
    const fn folder(&self) -> &'static str {
        match self {
            Self::Rustup => "rustup",
            Self::Debian { .. } => "debian",
        }
    }

    fn cargo(&self) -> Command {
        match self {
            Self::Rustup => Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into())),
            Self::Debian { linker } => {
                let mut cargo = Command::new("/usr/bin/cargo");
                cargo
                    .arg("-Zbuild-std=std,panic_abort")
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("RUSTC", "/usr/bin/rustc")
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
                    .env_remove("RUSTUP_TOOLCHAIN");
                cargo
            }
        }
    }
}

/// The linker that comes with a toolchain; Debian's compiler brings none for wasm.
fn rust_lld() -> Result<PathBuf> {
    for rustc in ["/usr/bin/rustc", "rustc"] {
        let Ok(output) = Command::new(rustc).args(["--print", "sysroot"]).output() else {
            continue;
        };
        let rustlib = Path::new(String::from_utf8_lossy(&output.stdout).trim()).join("lib/rustlib");
        for host in fs::read_dir(&rustlib).into_iter().flatten().flatten() {
            let linker = host.path().join("bin/rust-lld");
            if linker.is_file() {
                return Ok(linker);
            }
        }
    }
    bail!("no toolchain here has `rust-lld`, which links wasm")
}
