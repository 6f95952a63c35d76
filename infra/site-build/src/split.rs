//! The module in parts: what the first page needs, and what is fetched with a page.

use anyhow::{Context, Result, anyhow, bail};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use wasm_split_cli_support::{Options, transform};

/// What the linker leaves in the module for it to be taken apart.
pub const LINK_ARGUMENT: &str = "-Clink-args=--emit-relocs";

/// The script that loads parts, as the script that starts the site imports it.
pub const LOADER: &str = "./split.js";

/// How the loader reaches the main module as it comes from the splitter. A file under its
/// content's hash cannot name one that names it, so the shell hands it over instead.
const IMPORT: &str = "import { initSync } from \"./site.js\";";
const HANDED_OVER: &str = "let initSync;\nexport const connect = (site) => { initSync = site.initSync; };";

/// A module taken apart.
pub struct Split {
    /// Where the main module is, which is not bound yet.
    pub main: PathBuf,
    /// The script that loads the others; it names them by their keys in `modules`.
    pub loader: String,
    /// The others, by file name.
    pub modules: BTreeMap<String, Vec<u8>>,
    /// Which of them a part of the site needs, its own last.
    pub parts: BTreeMap<String, Vec<String>>,
}

/// Takes the linked module apart.
pub fn split(module: &Path, work: &Path) -> Result<Split> {
    println!("Taking the wasm apart ...");
    let linked = fs::read(module).with_context(|| format!("reading {}", module.display()))?;
    let folder = work.join("split");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    // Bound from a folder of its own: what is in `folder` is served.
    let main = work.join("main.wasm");

    let mut options = Options::new(&linked);
    options.output_dir = &folder;
    options.main_out_path = &main;
    options.main_module = "./site.js";
    options.link_name = LOADER;
    let done = transform(options).map_err(|error| anyhow!("taking the module apart: {error:#}"))?;

    let loader = fs::read_to_string(folder.join(LOADER)).context("reading the loader")?;
    if !loader.contains(IMPORT) {
        bail!("the loader does not import the main module as expected: {IMPORT}");
    }
    let mut modules = BTreeMap::new();
    for path in done.split_modules {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Chunks without content are written, and nobody fetches them.
        if loader.contains(&name) {
            modules.insert(name, fs::read(&path)?);
        }
    }
    let parts = done.prefetch_map.into_iter().map(|(part, files)| {
        let files = files.into_iter().map(|file| format!("{file}.wasm"));
        (part, files.collect())
    });
    Ok(Split {
        main,
        loader: loader.replace(IMPORT, HANDED_OVER),
        modules,
        parts: parts.collect(),
    })
}
