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
        let written = shell.add(name, module)?;
        loader = replace(&loader, &format!("\"./{name}\""), &format!("\"./{}\"", written.name))?;
        fetched.insert(name, written.fetched);
    }
    let loader = shell.add("split.js", loader.as_bytes())?;
    js += loader.fetched;

    // The module knows the loader by its plain name: only what is fetched is renamed.
    let mut script = replace(
        &built.script,
        &format!("from \"{}\"", split::LOADER),
        &format!("from \"./{}\"", loader.name),
    )?;
    for (path, text) in &built.snippets {
        let snippet = shell.add(&path.replace('/', "-"), text.as_bytes())?;
        script = script.replace(&format!("./{path}"), &format!("./{}", snippet.name));
        js += snippet.fetched;
    }
    let wasm = shell.add("site.wasm", &built.wasm)?;
    let script = shell.add("site.js", script.as_bytes())?;
    js += script.fetched;

    let mut boot = fs::read_to_string(site.join("static/boot.js"))?;
    for (plain, hashed) in [("./site.js", &script), (split::LOADER, &loader), ("./site.wasm", &wasm)] {
        boot = replace(&boot, plain, &format!("./{}", hashed.name))?;
    }
    js += shell.put("boot.js", boot.as_bytes())?;
    for name in ["theme.js", "door.js"] {
        js += shell.put(name, &fs::read(site.join("static").join(name))?)?;
    }
    let css = shell.put("site.css", &built.styles)?;
    shell.mention("site.js", &script.name)?;
    shell.mention("split.js", &loader.name)?;
    shell.mention("site.wasm", &wasm.name)?;
    for name in ["favicon.svg", "site.webmanifest"] {
        shell.put(name, &fs::read(site.join("static").join(name))?)?;
    }

    for name in ["openapi.json", "catalogue.schema.json"] {
        let document = site.join("../shared/api").join(name);
        let document = fs::read(&document).with_context(|| format!("reading {}", document.display()))?;
        written(&new, name, &document)?;
    }
    let html = written(&new, "index.html", shell.html.as_bytes())?;
    let parts = built.parts.iter().map(|(part, needs)| {
        let bytes = needs.iter().filter_map(|name| fetched.get(name)).sum();
        (part.clone(), bytes)
    });
    let first_screen = FirstScreen {
        html,
        css,
        js,
        wasm: wasm.fetched,
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

/// A file that was written.
struct Written {
    /// With the hash.
    name: String,
    /// What a browser fetches of it, in bytes.
    fetched: usize,
}

struct Shell<'a> {
    html: String,
    folder: &'a Path,
}

impl Shell<'_> {
    /// Writes a file under the name with the hash in it.
    fn add(&self, name: &str, content: &[u8]) -> Result<Written> {
        let name = hashed(name, content);
        let fetched = written(self.folder, &name, content)?;
        Ok(Written { name, fetched })
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

    /// Writes a file and mentions it; gives back what a browser fetches of it.
    fn put(&mut self, name: &str, content: &[u8]) -> Result<usize> {
        let written = self.add(name, content)?;
        self.mention(name, &written.name)?;
        Ok(written.fetched)
    }
}

/// Writes a file, and beside it what the stack on one machine serves of it; gives back how many
/// bytes that is. In an account the CDN compresses by itself.
fn written(folder: &Path, name: &str, content: &[u8]) -> Result<usize> {
    let compressed = brotli(content)?;
    fs::write(folder.join(name), content).with_context(|| name.to_owned())?;
    fs::write(folder.join(format!("{name}.br")), &compressed).with_context(|| name.to_owned())?;
    Ok(compressed.len())
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
