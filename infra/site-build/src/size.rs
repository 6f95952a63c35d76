//! How much a browser fetches before the first page works, how much more with a page of
//! each part, and whether it grew.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, fs, path::Path};

/// What a browser fetches, in bytes after brotli.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes {
    /// Before the front door stands, for somebody who is not signed in.
    pub first_screen: FirstScreen,
    /// On top of it before the first page of a part stands, by the part's name: its own
    /// module and what it shares with others. The home page is in the part of the user's
    /// role.
    pub parts: BTreeMap<String, usize>,
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "first screen {}", self.first_screen)?;
        for (i, (part, bytes)) in self.parts.iter().enumerate() {
            let before = if i == 0 {
                "; with the first page of a part "
            } else {
                ", "
            };
            write!(f, "{before}{part} {} kB", kb(*bytes))?;
        }
        Ok(())
    }
}

fn kb(bytes: usize) -> String {
    format!("{:.1}", bytes as f64 / 1000.0)
}

/// Bytes after brotli.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstScreen {
    /// The shell.
    pub html: usize,
    /// The styles.
    pub css: usize,
    /// All scripts.
    pub js: usize,
    /// The main module.
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

/// Compressed by brotli at its best level, as a host that compresses ahead serves it.
pub fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &content[..], &mut compressed, &params).context("compressing")?;
    Ok(compressed)
}

/// The committed figures, `site/size.json`: bytes after brotli that are allowed, give or
/// take a tenth.
#[derive(Serialize, Deserialize)]
struct Committed {
    first_screen: usize,
    parts: BTreeMap<String, usize>,
}

/// What to say when the first screen or a part grew by more than a tenth.
pub fn growth(site: &Path, sizes: &Sizes, release: bool) -> Result<Option<String>> {
    if !release {
        return Ok(None);
    }
    let path = site.join("size.json");
    let Ok(content) = fs::read(&path) else { return Ok(None) };
    let committed: Committed =
        serde_json::from_slice(&content).with_context(|| format!("reading {}", path.display()))?;
    Ok(compare(&committed, sizes))
}

fn compare(committed: &Committed, sizes: &Sizes) -> Option<String> {
    let parts = sizes.parts.iter().map(|(part, &actual)| {
        let allowed = committed.parts.get(part).copied().unwrap_or_default();
        (format!("the part {part}"), allowed, actual)
    });
    let first_screen = (
        "the first screen".to_owned(),
        committed.first_screen,
        sizes.first_screen.total(),
    );
    let grown: Vec<String> = [first_screen]
        .into_iter()
        .chain(parts)
        .filter(|(_, allowed, actual)| actual * 10 > allowed * 11)
        .map(|(what, allowed, actual)| format!("{what}: {actual} bytes with brotli, {allowed} in site/size.json"))
        .collect();
    (!grown.is_empty()).then(|| {
        format!(
            "Grown by more than a tenth: {}. Make it smaller, or write the new figure there and say why.",
            grown.join("; ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(wasm: usize, part: usize) -> Sizes {
        Sizes {
            first_screen: FirstScreen {
                html: 0,
                css: 0,
                js: 0,
                wasm,
            },
            parts: BTreeMap::from([("vendor".to_owned(), part)]),
        }
    }

    #[test]
    fn growth_by_more_than_a_tenth_is_said() {
        let committed = Committed {
            first_screen: 100_000,
            parts: BTreeMap::from([("vendor".to_owned(), 10_000)]),
        };
        assert_eq!(compare(&committed, &sizes(110_000, 11_000)), None);
        assert_eq!(compare(&committed, &sizes(50_000, 5_000)), None);
        let screen = compare(&committed, &sizes(110_001, 10_000)).unwrap();
        assert!(screen.contains("the first screen: 110001") && !screen.contains("vendor"));
        let part = compare(&committed, &sizes(100_000, 11_001)).unwrap();
        assert!(part.contains("the part vendor: 11001") && !part.contains("screen"));
    }

    #[test]
    fn a_part_without_a_committed_figure_is_said() {
        let committed = Committed {
            first_screen: 100_000,
            parts: BTreeMap::new(),
        };
        assert!(compare(&committed, &sizes(100_000, 1)).is_some());
    }
}
