//! How much a browser fetches before the first page works, and whether it grew.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::{fmt, fs, path::Path};

/// Bytes after brotli.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstScreen {
    /// The shell.
    pub html: usize,
    /// The styles.
    pub css: usize,
    /// All scripts.
    pub js: usize,
    /// The module.
    pub wasm: usize,
}

impl FirstScreen {
    /// All of it.
    pub const fn total(&self) -> usize {
        self.html + self.css + self.js + self.wasm
    }
}

impl fmt::Display for FirstScreen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kb = |bytes: usize| format!("{:.1}", bytes as f64 / 1000.0);
        write!(
            f,
            "{} kB with brotli (wasm {}, script {}, styles {}, shell {})",
            kb(self.total()),
            kb(self.wasm),
            kb(self.js),
            kb(self.css),
            kb(self.html)
        )
    }
}

/// The size after brotli at its best level, as a host that compresses ahead serves it.
pub fn brotli(content: &[u8]) -> Result<usize> {
    let mut counted = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &content[..], &mut counted, &params).context("compressing")?;
    Ok(counted.len())
}

/// The committed figure, `site/size.json`.
#[derive(Serialize, Deserialize)]
struct Committed {
    /// Bytes after brotli that the first screen is allowed to have, give or take a tenth.
    first_screen: usize,
}

/// What to say when the first screen grew by more than a tenth.
pub fn growth(site: &Path, first_screen: &FirstScreen, release: bool) -> Result<Option<String>> {
    if !release {
        return Ok(None);
    }
    let path = site.join("size.json");
    let Ok(content) = fs::read(&path) else { return Ok(None) };
    let committed: Committed =
        serde_json::from_slice(&content).with_context(|| format!("reading {}", path.display()))?;
    Ok(compare(committed.first_screen, first_screen.total()))
}

fn compare(committed: usize, actual: usize) -> Option<String> {
    (actual * 10 > committed * 11).then(|| {
        format!(
            "The first screen grew by more than a tenth: {actual} bytes with brotli, {committed} in site/size.json. \
             Make it smaller, or write the new figure there and say why."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_by_more_than_a_tenth_is_said() {
        assert_eq!(compare(100_000, 110_000), None);
        assert!(compare(100_000, 110_001).is_some());
        assert_eq!(compare(100_000, 50_000), None);
    }
}
