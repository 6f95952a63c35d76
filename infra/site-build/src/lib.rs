//! Builds the site into `site/dist`: the wasm with its script, the styles that are
//! used, and the shell, all but the shell under names that hold their content's hash.
//!
//! Needs cargo and npm; brings everything else itself. When nothing has changed since
//! the last build it returns at once.

mod assets;
mod fingerprint;
mod npm;
mod pack;
mod size;
mod split;
mod wasm;

use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

pub use size::{FirstScreen, Sizes};

/// What a build did.
#[derive(Debug)]
pub struct BuildReport {
    /// The folder that holds the built site.
    pub dist: PathBuf,
    /// Whether anything was built; false where nothing had changed.
    pub built: bool,
    /// What a browser fetches, in bytes after brotli.
    pub sizes: Sizes,
    /// Says that the first screen or a part grew by more than a tenth over the committed figure.
    /// Only a release build is measured against it.
    pub warning: Option<String>,
}

/// Builds the site of the workspace at `root`.
///
/// A release build is small and takes minutes, another is large and takes seconds once
/// its dependencies are built.
///
/// # Errors
/// A tool that is missing or fails, with what it said and what to do about it.
pub fn build(root: &Path, release: bool) -> Result<BuildReport> {
    let site = root.join("site");
    let dist = site.join("dist");
    let work = root.join("target/site");
    let record = work.join("built.json");
    let fingerprint = fingerprint::of(root, release)?;

    if let Some(sizes) = fingerprint::unchanged(&record, &fingerprint, &dist) {
        let warning = size::growth(&site, &sizes, release)?;
        return Ok(BuildReport {
            dist,
            built: false,
            sizes,
            warning,
        });
    }

    fs::create_dir_all(&work).with_context(|| format!("making {}", work.display()))?;
    npm::install(&site)?;
    let module = wasm::compile(root, release)?;
    let mut split = split::split(&module, &work)?;
    let mut bound = wasm::bind(&split.main)?;
    if release {
        npm::optimise(
            &site,
            &work,
            [&mut bound.wasm].into_iter().chain(split.modules.values_mut()),
        )?;
    }
    pack::pack(&mut split)?;
    let styles = npm::styles(&site, &work)?;

    let built = assets::Built {
        wasm: bound.wasm,
        loader: split.loader,
        modules: split.modules,
        parts: split.parts,
        script: bound.script,
        snippets: bound.snippets,
        styles,
    };
    let sizes = assets::write(&site, &dist, &work, &built).context("writing site/dist")?;
    fingerprint::remember(&record, &fingerprint, &sizes)?;

    println!("Site built: {sizes}.");
    let warning = size::growth(&site, &sizes, release)?;
    if let Some(warning) = &warning {
        eprintln!("\n!!! {warning}\n");
    }
    Ok(BuildReport {
        dist,
        built: true,
        sizes,
        warning,
    })
}
