//! Keys are made here and nowhere else in the store.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Whether a literal is a key or begins like one: `ORGS`, `BIN#{holder}`, `LOT$`.
fn is_key(literal: &str) -> bool {
    let capitals = literal.find(|c: char| !c.is_ascii_uppercase() && c != '-');
    let (kind, rest) = literal.split_at(capitals.unwrap_or(literal.len()));
    kind.len() > 1
        && kind.starts_with(|c: char| c.is_ascii_uppercase())
        && (rest.is_empty() || rest.starts_with(['#', '$']))
}

/// The string literals of a line of code.
fn literals(line: &str) -> impl Iterator<Item = &str> {
    let code = if line.trim_start().starts_with("//") { "" } else { line };
    code.split('"').skip(1).step_by(2)
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true if path.ends_with("src/keys") => {}
            true => sources(&path, found),
            false => found.push(path),
        }
    }
}

#[test]
fn no_other_file_makes_a_key() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 30, "the sources are there");
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for (number, line) in (1..).zip(text.lines()) {
            let keys = literals(line).filter(|literal| is_key(literal));
            found.extend(keys.map(|key| format!("{}:{number}: {key}", file.display())));
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_key_is_told_from_other_text() {
    let line =
        r##"    let pk = format!("BIN#{holder}"); // "ORGS" "LOT$" "ORDER-FORMS" "a" "SET " "#n0" "Failed" "GET x ""##;
    let keys: Vec<_> = literals(line).filter(|literal| is_key(literal)).collect();
    assert_eq!(keys, ["BIN#{holder}", "ORGS", "LOT$", "ORDER-FORMS"]);
    assert_eq!(literals("    /// `\"ORGS\"`").count(), 0);
}
