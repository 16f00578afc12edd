//! `cargo xtask build`: the site, then the program that serves it.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::process;
use crate::progress::Progress;
use crate::{site, tools};

/// Quick to build, or quick to run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Dev,
    Release,
}

impl Profile {
    pub(crate) fn from_release(release: bool) -> Self {
        if release { Self::Release } else { Self::Dev }
    }

    /// A `cargo build` under this profile's flags; which of the manifest's profiles it takes is the caller's.
    ///
    /// `.cargo/config.toml` sets flags that shorten compilation and cost size. A release leaves them out: the
    /// variable, even when empty, stands above the file. Flags that the caller has set are the caller's wish.
    pub(crate) fn cargo_build(self) -> Command {
        let mut cargo = process::cargo();
        cargo.arg("build");
        if self == Self::Release && env::var_os("RUSTFLAGS").is_none() {
            cargo.env("RUSTFLAGS", "");
        }
        cargo
    }

    /// The program, once built.
    pub(crate) fn hanbeol(self) -> PathBuf {
        let folder = match self {
            Self::Dev => "debug",
            Self::Release => "release",
        };
        process::root().join("target").join(folder).join("hanbeol").with_extension(env::consts::EXE_EXTENSION)
    }
}

/// How many steps [`steps`] takes.
pub(crate) const STEPS: usize = site::STEPS + 1;

/// Builds the site and the program.
///
/// # Errors
/// When a part does not compile.
pub(crate) fn build(profile: Profile) -> Result<()> {
    steps(profile, &mut Progress::new(STEPS))
}

/// The same with what measures the program, in one go: what both need would otherwise be built once for each.
///
/// # Errors
/// When a part does not compile.
pub(crate) fn with_bench(profile: Profile) -> Result<()> {
    const BOTH: &[&str] =
        &["--package", "server", "--bin", "hanbeol", "--package", "bench", "--bin", "bench"];
    parts(profile, BOTH, &mut Progress::new(STEPS))
}

/// The steps of [`build`], as part of a longer row.
///
/// # Errors
/// When a part does not compile.
pub(crate) fn steps(profile: Profile, progress: &mut Progress) -> Result<()> {
    parts(profile, &["--package", "server", "--bin", "hanbeol"], progress)
}

fn parts(profile: Profile, programs: &[&str], progress: &mut Progress) -> Result<()> {
    tools::ensure_wasm_target()?;
    site::steps(profile, progress)?;
    // A release carries the site inside, so the site comes first.
    progress.step("program", || {
        let mut cargo = profile.cargo_build();
        cargo.args(programs);
        if profile == Profile::Release {
            cargo.arg("--release");
        }
        process::run(&mut cargo)
    })
}
