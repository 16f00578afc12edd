//! `cargo xtask faults`: the program killed at its crash points while people buy and sell, then checked. With
//! `--postgres`: three of it over PostgreSQL, killed at any moment, while the server restarts.

use std::fs;

use anyhow::{Context, Result};

use crate::build::Profile;
use crate::process::{self, cargo};
use crate::progress::Progress;
use crate::test::CRATES;
use crate::{site, tools};

/// What `cargo xtask faults` is asked.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// How many runs: 60 by default, 2 over PostgreSQL
    #[arg(long)]
    pub(crate) runs: Option<u64>,
    /// The first run's seed; each next run has the next one
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Also leave each rule of the protocol out, which the checker has to notice
    #[arg(long)]
    pub(crate) guards: bool,
    /// Leave only this rule out, with this one seed
    #[arg(long)]
    pub(crate) guard: Option<String>,
    /// Three instances over PostgreSQL behind haproxy: kills at any moment, restarts of the server, closed connections
    #[arg(long)]
    pub(crate) postgres: bool,
    /// How many seconds of that each run has, before quiet
    #[arg(long, default_value_t = 90)]
    pub(crate) seconds: u64,
}

/// Runs of the one kind and of the other.
const RUNS: u64 = 60;
const RUNS_OVER_POSTGRES: u64 = 2;

const WITH_FAULTS: [&str; 2] = ["--features", "server/faults"];

/// How many steps [`steps`] takes.
pub(crate) const STEPS: usize = 2;

/// Builds what is needed, then runs.
///
/// # Errors
/// When something does not build, or a run fails.
pub(crate) fn run(options: &Options) -> Result<()> {
    let mut progress = Progress::new(site::STEPS + STEPS);
    if options.postgres && !tools::has_servers()? {
        return Ok(());
    }
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

/// One run over PostgreSQL, with the rules that instances rely on left out in turn, as a part of all tests: over the
/// program that [`steps`] has built.
///
/// # Errors
/// When it cannot be run, or what it found is wrong.
pub(crate) fn test_over_postgres() -> Result<()> {
    if !tools::has_servers()? {
        return Ok(());
    }
    let options = Options { runs: Some(1), seed: 1, guards: true, guard: None, postgres: true, seconds: 90 };
    process::run(&mut runner(&options))
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
    let usual = if options.postgres { RUNS_OVER_POSTGRES } else { RUNS };
    let runs = options.runs.unwrap_or(usual);
    chaos.args(["--runs", &runs.to_string(), "--seed", &options.seed.to_string()]);
    if options.postgres {
        // One at a time: it keeps the machine busy.
        chaos.args(["--postgres", "--jobs", "1", "--seconds", &options.seconds.to_string()]);
        chaos.arg("--proxy").arg(tools::haproxy().unwrap_or_else(|| "haproxy".into()));
    }
    if options.guards {
        chaos.arg("--guards");
    }
    if let Some(guard) = &options.guard {
        chaos.args(["--guard", guard]);
    }
    chaos
}
