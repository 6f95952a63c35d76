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
