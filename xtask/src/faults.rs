//! `cargo xtask faults`: the program killed at its crash points while people buy and sell, then checked.

use std::fs;

use anyhow::{Context, Result};

use crate::build::Profile;
use crate::process::{self, cargo};
use crate::progress::Progress;
use crate::site;
use crate::test::CRATES;

/// What `cargo xtask faults` is asked.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// How many runs
    #[arg(long, default_value_t = 60)]
    pub(crate) runs: u64,
    /// The first run's seed; each next run has the next one
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Also leave each rule of the protocol out, which the checker has to notice
    #[arg(long)]
    pub(crate) guards: bool,
    /// Leave only this rule out, with this one seed
    #[arg(long)]
    pub(crate) guard: Option<String>,
}

const WITH_FAULTS: [&str; 2] = ["--features", "server/faults"];

/// How many steps [`steps`] takes.
pub(crate) const STEPS: usize = 2;

/// Builds what is needed, then runs.
///
/// # Errors
/// When something does not build, or a run fails.
pub(crate) fn run(options: &Options) -> Result<()> {
    let mut progress = Progress::new(site::STEPS + STEPS);
    site::steps(Profile::Dev, &mut progress)?;
    steps(options, &mut progress)
}

/// The steps after the site was built, as part of a longer row.
///
/// # Errors
/// As [`run`].
pub(crate) fn steps(options: &Options, progress: &mut Progress) -> Result<()> {
    progress.step("program with faults", build)?;
    progress.step("runs of faults", || process::run(&mut runner(options)))
}

/// Builds the program with its faults and keeps it apart; what is called `hanbeol` is the program without them again.
///
/// The test that is named beside the programs makes Cargo choose features as for tests: so all but `server` is built
/// already where tests were.
fn build() -> Result<()> {
    let bins = || {
        let mut cargo = cargo();
        cargo.arg("build").args(CRATES).args(["--bin", "hanbeol", "--bin", "chaos"]);
        cargo.args(["--test", "without_faults"]);
        cargo
    };
    process::run(bins().args(WITH_FAULTS))?;
    let folder = process::root().join("target/faults");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let built = Profile::Dev.hanbeol();
    fs::copy(&built, folder.join("hanbeol")).with_context(|| format!("cannot copy {}", built.display()))?;
    process::run(&mut bins())?;
    process::run(cargo().arg("test").args(CRATES).args(WITH_FAULTS).args(["--lib", "--quiet", "faults::"]))
}

fn runner(options: &Options) -> std::process::Command {
    let folder = process::root().join("target/faults");
    let mut chaos = process::program(Profile::Dev.hanbeol().with_file_name("chaos"), ".");
    chaos.arg("--program").arg(folder.join("hanbeol")).arg("--folder").arg(folder.join("runs"));
    chaos.args(["--runs", &options.runs.to_string(), "--seed", &options.seed.to_string()]);
    if options.guards {
        chaos.arg("--guards");
    }
    if let Some(guard) = &options.guard {
        chaos.args(["--guard", guard]);
    }
    chaos
}
