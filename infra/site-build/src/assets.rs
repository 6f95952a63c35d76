//! The folder that is served. Everything but the shell has its content's hash in its
//! name and can be cached for ever; the shell names what belongs together.

use crate::{
    fingerprint::hex,
    size::{FirstScreen, Sizes, brotli},
    split,
};
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fs, path::Path};

/// What the shell is put together with.
pub struct Built {
    /// The module.
    pub wasm: Vec<u8>,
    /// The script that loads further modules.
    pub loader: String,
    /// Those modules, by the names that the loader has for them.
    pub modules: BTreeMap<String, Vec<u8>>,
    /// Which of them a part of the site needs.
    pub parts: BTreeMap<String, Vec<String>>,
    /// The script that starts it.
    pub script: String,
    /// Further scripts, by their path beside it.
    pub snippets: BTreeMap<String, String>,
    /// The styles.
    pub styles: Vec<u8>,
}

/// Writes the folder beside the old one and then puts it in its place, so that a
/// server never sees half of it.
pub fn write(site: &Path, dist: &Path, work: &Path, built: &Built) -> Result<Sizes> {
    let new = work.join("dist.new");
    if new.exists() {
        fs::remove_dir_all(&new)?;
    }
    fs::create_dir_all(&new)?;

    let mut shell = Shell {
        html: fs::read_to_string(site.join("index.html"))?,
        folder: &new,
    };
    let mut js = 0;

    let mut loader = built.loader.clone();
    let mut fetched = BTreeMap::new();
    for (name, module) in &built.modules {
        fetched.insert(name, brotli(module)?);
        let hashed = shell.add(name, module)?;
        loader = replace(&loader, &format!("\"./{name}\""), &format!("\"./{hashed}\""))?;
    }
    let loader_name = shell.add("split.js", loader.as_bytes())?;
    js += brotli(loader.as_bytes())?;

    // The module knows the loader by its plain name: only what is fetched is renamed.
    let mut script = replace(
        &built.script,
        &format!("from \"{}\"", split::LOADER),
        &format!("from \"./{loader_name}\""),
    )?;
    for (path, text) in &built.snippets {
        let name = shell.add(&path.replace('/', "-"), text.as_bytes())?;
        script = script.replace(&format!("./{path}"), &format!("./{name}"));
        js += brotli(text.as_bytes())?;
    }
    let wasm = shell.add("site.wasm", &built.wasm)?;
    let script_name = shell.add("site.js", script.as_bytes())?;
    js += brotli(script.as_bytes())?;

    let mut boot = fs::read_to_string(site.join("static/boot.js"))?;
    for (plain, hashed) in [
        ("./site.js", &script_name),
        (split::LOADER, &loader_name),
        ("./site.wasm", &wasm),
    ] {
        boot = replace(&boot, plain, &format!("./{hashed}"))?;
    }
    shell.put("boot.js", boot.as_bytes())?;
    js += brotli(boot.as_bytes())?;
    let theme = fs::read(site.join("static/theme.js"))?;
    shell.put("theme.js", &theme)?;
    js += brotli(&theme)?;
    shell.put("site.css", &built.styles)?;
    shell.mention("site.js", &script_name)?;
    shell.mention("split.js", &loader_name)?;
    shell.mention("site.wasm", &wasm)?;
    for name in ["favicon.svg", "site.webmanifest"] {
        shell.put(name, &fs::read(site.join("static").join(name))?)?;
    }

    let openapi = site.join("../shared/api/openapi.json");
    fs::copy(&openapi, new.join("openapi.json")).with_context(|| format!("copying {}", openapi.display()))?;

    let html = shell.html;
    fs::write(new.join("index.html"), &html)?;
    let parts = built.parts.iter().map(|(part, needs)| {
        let bytes = needs.iter().filter_map(|name| fetched.get(name)).sum();
        (part.clone(), bytes)
    });
    let first_screen = FirstScreen {
        html: brotli(html.as_bytes())?,
        css: brotli(&built.styles)?,
        js,
        wasm: brotli(&built.wasm)?,
    };

    if dist.exists() {
        let old = work.join("dist.old");
        if old.exists() {
            fs::remove_dir_all(&old)?;
        }
        fs::rename(dist, &old)?;
        fs::rename(&new, dist)?;
        fs::remove_dir_all(old)?;
    } else {
        fs::rename(&new, dist)?;
    }
    Ok(Sizes {
        first_screen,
        parts: parts.collect(),
    })
}

struct Shell<'a> {
    html: String,
    folder: &'a Path,
}

impl Shell<'_> {
    /// Writes a file and gives back the name with the hash in it.
    fn add(&self, name: &str, content: &[u8]) -> Result<String> {
        let hashed = hashed(name, content);
        fs::write(self.folder.join(&hashed), content).with_context(|| hashed.clone())?;
        Ok(hashed)
    }

    /// Puts the name with the hash where the shell has the plain one.
    fn mention(&mut self, name: &str, hashed: &str) -> Result<()> {
        let plain = format!("\"/{name}\"");
        if !self.html.contains(&plain) {
            bail!("site/index.html does not mention {plain}");
        }
        self.html = self.html.replace(&plain, &format!("\"/{hashed}\""));
        Ok(())
    }

    fn put(&mut self, name: &str, content: &[u8]) -> Result<()> {
        let hashed = self.add(name, content)?;
        self.mention(name, &hashed)
    }
}

/// Puts a name with a hash where a script has the plain one.
fn replace(script: &str, plain: &str, hashed: &str) -> Result<String> {
    if !script.contains(plain) {
        bail!("a script does not mention {plain}");
    }
    Ok(script.replace(plain, hashed))
}

/// `site.css` with its content's hash: `site-0123456789abcdef.css`.
fn hashed(name: &str, content: &[u8]) -> String {
    let hash = &hex(&Sha256::digest(content))[..16];
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{name}-{hash}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_changes_with_its_content_alone() {
        assert_eq!(hashed("site.css", b"a"), "site-ca978112ca1bbdca.css");
        assert_ne!(hashed("site.css", b"a"), hashed("site.css", b"b"));
    }
}
