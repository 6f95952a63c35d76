//! The functions as Lambda takes them: a zip each, with the program in it as `bootstrap`.

use super::aws::Aws;
use crate::{program, root};
use anyhow::{Context, anyhow, bail};
use sha2::{Digest, Sha256};
use std::{
    fs,
    io::{Cursor, Write},
    path::{Path, PathBuf},
    thread,
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// What functions run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Architecture {
    /// Graviton.
    #[value(name = "arm64")]
    Arm64,
    /// Intel and AMD.
    #[value(name = "x86_64")]
    X86_64,
}

impl Architecture {
    /// As the template's parameter wants it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86_64 => "x86_64",
        }
    }
}

/// The functions' names: the folders in `functions/`.
pub fn functions() -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root().join("functions"))? {
        let entry = entry?;
        if entry.path().join("Cargo.toml").exists() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Builds the functions for release. The answer is the folder that holds a folder each,
/// with `bootstrap` in it.
pub fn build(aws: &Aws, architecture: Architecture) -> anyhow::Result<PathBuf> {
    let target = match architecture {
        Architecture::Arm64 => "aarch64-unknown-linux-gnu",
        Architecture::X86_64 => "x86_64-unknown-linux-gnu",
    };
    if program::is_there("rustup") {
        program::run(&mut program::program("rustup", root(), &["target", "add", target]))?;
    }
    let folder = root().join("target/lambda");
    let path = aws.program("cargo-lambda").to_string_lossy().into_owned();
    let mut build = program::program(&path, root(), &["lambda", "build", "--release", "--target", target]);
    build.arg("--lambda-dir").arg(&folder);
    for name in functions()? {
        build.args(["--package", &name]);
    }
    // cargo-lambda looks for zig on the path.
    let tools = aws.program("");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(tools).chain(std::env::split_paths(&path));
    build.env("PATH", std::env::join_paths(paths)?);
    program::run(&mut build)?;
    Ok(folder)
}

/// A function's zip, under a name that says what is in it: the same program is the same zip,
/// and has the same name, so that what has not changed is not deployed again.
pub struct Package {
    /// The function.
    pub function: String,
    /// The name under which it is uploaded.
    pub key: String,
}

/// The zips of a deployment, by their names.
pub struct Packages {
    /// The folder that holds the zips, and nothing else.
    pub folder: PathBuf,
    /// The name that they have in common, as a folder's.
    pub prefix: String,
    /// A zip each.
    pub functions: Vec<Package>,
}

/// Makes the zips of the programs in this folder: `<function>/bootstrap`, as cargo-lambda
/// leaves them, or `<function>`, as cargo does.
pub fn packages(programs: &Path, stage: &str) -> anyhow::Result<Packages> {
    let folder = root().join("target/lambda/packages").join(stage);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let names = functions()?;
    // Packing takes longer than the rest of a deployment that changes nothing.
    let each = names
        .len()
        .div_ceil(thread::available_parallelism().map_or(1, usize::from));
    let functions = thread::scope(|scope| {
        let workers: Vec<_> = names
            .chunks(each)
            .map(|names| {
                let packed = || -> anyhow::Result<Vec<Package>> {
                    names
                        .iter()
                        .map(|name| package(name, programs, &folder, stage))
                        .collect()
                };
                scope.spawn(packed)
            })
            .collect();
        let packed = workers
            .into_iter()
            .map(|worker| worker.join().map_err(|_| anyhow!("packing ended"))?);
        packed.collect::<anyhow::Result<Vec<_>>>()
    })?;
    Ok(Packages {
        folder,
        prefix: stage.to_owned(),
        functions: functions.into_iter().flatten().collect(),
    })
}

fn package(function: &str, programs: &Path, folder: &Path, stage: &str) -> anyhow::Result<Package> {
    let candidates = [programs.join(function).join("bootstrap"), programs.join(function)];
    let Some(program) = candidates.iter().find(|path| path.is_file()) else {
        bail!("{} holds no program {function}", programs.display());
    };
    let zip = zip(&fs::read(program).with_context(|| format!("{} cannot be read", program.display()))?)?;
    let digest = Sha256::digest(&zip);
    let digest: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let name = format!("{function}-{digest}.zip");
    fs::write(folder.join(&name), zip)?;
    Ok(Package {
        key: format!("{stage}/{name}"),
        function: function.to_owned(),
    })
}

fn zip(program: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The default time is 1980: no clock in it.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o755);
    zip.start_file("bootstrap", options)?;
    zip.write_all(program)?;
    Ok(zip.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_program_is_the_same_zip_and_can_be_executed() {
        let once = zip(b"program").unwrap();
        assert_eq!(once, zip(b"program").unwrap());
        let mut archive = zip::ZipArchive::new(Cursor::new(once)).unwrap();
        let file = archive.by_name("bootstrap").unwrap();
        assert_eq!(file.unix_mode().unwrap() & 0o777, 0o755);
    }

    #[test]
    fn every_folder_of_functions_is_one() {
        let names = functions().unwrap();
        assert!(names.contains(&"authorize".to_owned()) && names.contains(&"sweep".to_owned()));
    }
}
