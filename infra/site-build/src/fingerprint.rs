//! Whether anything has changed since the last build. Contents are compared, not
//! times: a checkout or a copy touches every file and changes none.

use crate::size::Sizes;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{fs, path::Path};

/// What the site is made from, relative to the workspace.
const INPUTS: [&str; 6] = [
    "Cargo.toml",
    "Cargo.lock",
    "shared/api",
    "shared/domain",
    "site",
    "infra/site-build",
];

/// Made, fetched, or only compared with: no inputs.
const NOT_INPUTS: [&str; 3] = ["dist", "node_modules", "size.json"];

#[derive(Serialize, Deserialize)]
struct Record {
    fingerprint: String,
    sizes: Sizes,
}

/// A hash over every input and the kind of build.
pub fn of(root: &Path, release: bool) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update([u8::from(release)]);
    for input in INPUTS {
        add(&mut hash, &root.join(input))?;
    }
    Ok(hex(&hash.finalize()))
}

fn add(hash: &mut Sha256, path: &Path) -> Result<()> {
    if path.is_dir() {
        let mut entries = fs::read_dir(path)?
            .map(|entry| entry.map(|e| e.path()))
            .collect::<Result<Vec<_>, _>>()?;
        entries.sort();
        for entry in entries {
            let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if !NOT_INPUTS.contains(&name.as_str()) {
                add(hash, &entry)?;
            }
        }
        return Ok(());
    }
    let content = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    hash.update(path.to_string_lossy().as_bytes());
    hash.update((content.len() as u64).to_be_bytes());
    hash.update(&content);
    Ok(())
}

/// The last build's sizes, if it was of the same inputs and is still there.
pub fn unchanged(record: &Path, fingerprint: &str, dist: &Path) -> Option<Sizes> {
    let record: Record = serde_json::from_slice(&fs::read(record).ok()?).ok()?;
    (record.fingerprint == fingerprint && dist.join("index.html").is_file()).then_some(record.sizes)
}

/// Notes what was built.
pub fn remember(record: &Path, fingerprint: &str, sizes: &Sizes) -> Result<()> {
    let content = serde_json::to_vec(&Record {
        fingerprint: fingerprint.into(),
        sizes: sizes.clone(),
    })?;
    fs::write(record, content).with_context(|| format!("writing {}", record.display()))
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_input_changes_the_fingerprint_and_a_made_file_does_not() {
        let root = std::env::temp_dir().join(format!("site-build-fingerprint-{}", std::process::id()));
        for folder in ["shared/api", "shared/domain", "site/dist", "infra/site-build"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        for file in ["Cargo.toml", "Cargo.lock", "site/index.html"] {
            fs::write(root.join(file), "a").unwrap();
        }
        let before = of(&root, true).unwrap();
        fs::write(root.join("site/dist/index.html"), "made").unwrap();
        assert_eq!(of(&root, true).unwrap(), before);
        assert_ne!(of(&root, false).unwrap(), before);
        fs::write(root.join("site/index.html"), "b").unwrap();
        assert_ne!(of(&root, true).unwrap(), before);
        fs::remove_dir_all(root).unwrap();
    }
}
