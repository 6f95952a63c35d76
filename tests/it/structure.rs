//! What ARCHITECTURE.md says of the walls, held against the sources.

use std::{fs, path::Path};

fn folders(of: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(of);
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("Cargo.toml").is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Names of the crates that this one depends on, for whatever purpose.
fn dependencies(manifest: &str) -> Vec<String> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(manifest);
    let text = fs::read_to_string(manifest).unwrap();
    text.split("\n[")
        .filter(|section| section.split(']').next().unwrap().ends_with("dependencies"))
        .flat_map(|section| section.lines().skip(1))
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn no_function_depends_on_another_one() {
    let functions = folders("functions");
    assert!(functions.len() > 20);
    for function in &functions {
        let other: Vec<_> = dependencies(&format!("functions/{function}/Cargo.toml"))
            .into_iter()
            .filter(|dependency| functions.contains(dependency))
            .collect();
        assert!(other.is_empty(), "{function} depends on {other:?}");
    }
}

#[test]
fn arrows_point_one_way() {
    // From what knows least to what knows most: no crate depends on one after it.
    let order = ["domain", "api", "store", "runtime", "desk"];
    for (position, crate_name) in order.iter().enumerate() {
        let after = &order[position + 1..];
        let manifest = dependencies(&format!("shared/{crate_name}/Cargo.toml"));
        assert!(
            !manifest.iter().any(|dependency| after.contains(&dependency.as_str())),
            "{crate_name} depends on {manifest:?}"
        );
    }
    assert!(!dependencies("shared/store/Cargo.toml").contains(&"api".to_owned()));
}

/// Who still works when its claim runs out does what another does too.
#[test]
fn no_function_may_run_as_long_as_a_claim_lasts() {
    let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/template.yaml");
    let template = fs::read_to_string(template).unwrap();
    let timeouts: Vec<i64> = template
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Timeout: "))
        .map(|seconds| seconds.parse().unwrap())
        .collect();
    assert!(timeouts.len() > 5);
    let longest = timeouts.into_iter().max().unwrap();
    assert!(longest < store::outbox::CLAIM.num_seconds(), "{longest} s");
}

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

/// What has no tests builds no binary for them; who writes the first one there takes the line
/// out, or it would never run.
#[test]
fn nothing_that_is_left_out_of_the_tests_has_any() {
    let mut read = 0;
    for of in ["functions", "infra", "shared", "tests"] {
        for name in folders(of).into_iter().chain([String::new()]) {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(of).join(name);
            let Ok(manifest) = fs::read_to_string(folder.join("Cargo.toml")) else {
                continue;
            };
            let left_out = |section: &str| {
                let of_target = manifest.split("\n[").find(|text| text.starts_with(section));
                of_target.is_some_and(|text| text.contains("\ntest = false"))
            };
            let (lib, bin) = (left_out("lib]"), left_out("[bin]]"));
            let mut found = Vec::new();
            if lib || bin {
                sources(&folder.join("src"), &mut found);
            }
            for (path, text) in found {
                let of_bin = path.ends_with("src/main.rs");
                if if of_bin { bin } else { lib } {
                    read += 1;
                    let test = ["#[test]", "#[tokio::test]", "proptest!"]
                        .iter()
                        .find(|test| text.contains(*test));
                    assert_eq!(test, None, "{path}: `test = false` in its Cargo.toml");
                }
            }
        }
    }
    assert!(read > 60);
}

/// A date without bounds is one that can leave them.
#[test]
fn a_civil_day_has_one_type() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    for folder in ["shared", "functions", "infra", "site/src", "tests"] {
        sources(&root.join(folder), &mut found);
    }
    assert!(found.len() > 200);
    // In two pieces, so that this file is none of them.
    let dates = [concat!("Naive", "Date"), concat!("date_", "naive")];
    let mut dated: Vec<String> = found
        .into_iter()
        .filter(|(_, text)| {
            let text = text.replace(concat!("Naive", "DateTime"), "");
            dates.iter().any(|date| text.contains(date))
        })
        .map(|(path, _)| path.rsplit("/../").next().unwrap_or_default().to_owned())
        .collect();
    dated.sort_unstable();
    assert_eq!(dated, ["shared/domain/src/day.rs", "shared/domain/src/day/tests.rs"]);
}
