//! What each stage does.

use super::{
    counts::{Counts, count, count_unless, of_cargo, of_node, of_pytest, of_unittest},
    stack::TestStack,
};
use crate::{
    program::{self, cargo, program},
    root,
};
use std::process::Command;

const WASM: &str = "wasm32-unknown-unknown";

/// A command that passes or fails as a whole.
fn check(command: &mut Command) -> Counts {
    println!("{}", program::shown(command));
    match program::run(command) {
        Ok(()) => Counts::PASSED,
        Err(error) => {
            println!("{error:#}");
            Counts::FAILED
        }
    }
}

pub fn format() -> anyhow::Result<Counts> {
    Ok(check(&mut cargo(&["fmt", "--all", "--check"])))
}

pub fn site() -> anyhow::Result<Counts> {
    let report = site_build::build(root(), true)?;
    println!("{}", report.sizes);
    Ok(Counts::PASSED)
}

/// Where rustup could not add the target, Debian's compiler built the site, and there is
/// nothing here to check wasm with.
fn has_wasm() -> bool {
    let installed = program("rustup", root(), &["target", "list", "--installed"]).output();
    let has = installed.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).lines().any(|line| line == WASM));
    if !has {
        println!("rustup has no {WASM} here: what is for the browser is checked for this machine only");
    }
    has
}

pub fn lint() -> anyhow::Result<Counts> {
    let mut all = cargo(&["clippy", "--workspace", "--all-targets"]);
    Ok(check(all.args(["--", "-D", "warnings"])))
}

/// A workspace build hides what a crate lacks by itself: features are added up.
pub fn alone() -> anyhow::Result<Counts> {
    let targets: &[&[&str]] = if has_wasm() {
        &[&[], &["--target", WASM]]
    } else {
        &[&[]]
    };
    let checks = ["domain", "api"].iter().flat_map(|package| {
        targets
            .iter()
            .map(move |target| check(cargo(&["check", "--package", package]).args(*target)))
    });
    Ok(checks.fold(Counts::default(), |all, one| all + one))
}

/// With the programs and examples that later stages run, so that none of them waits for a linker.
pub fn rust() -> anyhow::Result<Counts> {
    program::run(&mut cargo(&["build", "--workspace", "--all-targets"]))?;
    let tests = ["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast"];
    count(&mut cargo(&tests), of_cargo)
}

/// Tests of operations that stand on conditions, transactions, indexes and chains.
const ON_EVERY_ENGINE: [&str; 7] = [
    "activate::",
    "attach::",
    "audit::",
    "codes::",
    "outbox::",
    "requests::",
    "swa_assign::",
];

/// What a script ends with that has nothing to run on.
const LEFT_OUT: i32 = 77;

pub fn engines() -> anyhow::Result<Counts> {
    let folder = root().join("tests/engines");
    let python = program::python("deployment", &root().join("tests/deployment/requirements.txt"))?;
    let local = root().join("target/dynamodb-local");
    let mut all = Counts::default();
    for (script, argument) in [("./with-ministack.sh", &python), ("./with-dynamodb-local.sh", &local)] {
        let tests = cargo(&["test", "--workspace", "--test", "it", "--"]);
        let mut command = program(script, &folder, &[]);
        command.arg(argument).arg(tests.get_program()).args(tests.get_args());
        all = all + count_unless(LEFT_OUT, command.args(ON_EVERY_ENGINE), of_cargo)?;
    }
    Ok(all)
}

/// A desk of its own writes the files; npm's jose and PyPI's jwcrypto verify them.
pub fn licence_file() -> anyhow::Result<Counts> {
    let folder = root().join("tests/jose");
    let samples = root().join("target/licence-samples");
    program::run(Command::new(program::build_example("licence-samples")?).arg(&samples))?;
    program::npm_install(&folder)?;
    let mut node = program("node", &folder, &["--test", "--test-reporter=tap", "verify.mjs"]);
    let jose = count(node.env("LATCHKEY_SAMPLES", &samples), of_node)?;

    let python = program::python("jose", &folder.join("requirements.txt"))?;
    // unittest reports on standard error; its counts are read from standard output.
    let mut verify = program(
        "sh",
        &folder,
        &[
            "-c",
            "exec \"$0\" -m unittest --verbose verify 2>&1",
            &python.to_string_lossy(),
        ],
    );
    let jwcrypto = count(verify.env("LATCHKEY_SAMPLES", &samples), of_unittest)?;
    Ok(jose + jwcrypto)
}

/// `latchkey deploy` and its relatives are among what is tested: the site has to be there.
pub fn deployment() -> anyhow::Result<Counts> {
    let folder = root().join("tests/deployment");
    program::run(&mut cargo(&["build", "--workspace", "--bins"]))?;
    site_build::build(root(), true)?;
    let python = program::python("deployment", &folder.join("requirements.txt"))?;
    count(
        &mut program(&python.to_string_lossy(), &folder, &["-m", "pytest"]),
        of_pytest,
    )
}

pub fn api() -> anyhow::Result<Counts> {
    let folder = root().join("tests/api");
    let python = program::python("api", &folder.join("requirements.txt"))?;
    let stack = TestStack::start("api")?;
    let mut pytest = program(&python.to_string_lossy(), &folder, &["-m", "pytest"]);
    count(stack.tell(&mut pytest), of_pytest)
}
