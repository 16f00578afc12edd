//! `cargo xtask run`: from a fresh checkout to a shop that answers.

use anyhow::{Context, Result};

use crate::build::{self, Profile};
use crate::process;
use crate::progress::Progress;

/// Builds everything and becomes `hanbeol demo` with these arguments.
///
/// # Errors
/// When a part does not compile, or the program cannot be started.
pub(crate) fn run(profile: Profile, demo: &[String]) -> Result<()> {
    build::steps(profile, &mut Progress::new(build::STEPS))?;
    let program = profile.hanbeol();
    let mut command = process::program(&program, ".");
    command.arg("demo").args(demo);
    replace_ourselves(command).with_context(|| format!("cannot run {}", program.display()))
}

/// The program takes our place, so that signals and its exit code go straight through.
#[cfg(unix)]
fn replace_ourselves(mut command: std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec().into())
}

#[cfg(not(unix))]
fn replace_ourselves(mut command: std::process::Command) -> Result<()> {
    let status = command.status()?;
    std::process::exit(status.code().unwrap_or(1))
}
