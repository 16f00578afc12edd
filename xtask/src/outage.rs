//! `cargo xtask outage`: the payment provider dies in the middle of a busy day, and comes back.

use anyhow::Result;

use crate::build::{self, Profile};
use crate::process;

/// What `cargo xtask outage` is asked.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Try the program that one would deploy
    #[arg(long)]
    release: bool,
    /// For how many seconds the provider is dead
    #[arg(long, default_value_t = 120)]
    seconds: u64,
    /// How many orders arrive each second
    #[arg(long, default_value_t = 50)]
    rate: u32,
}

/// Builds everything and runs it.
///
/// # Errors
/// When something does not build or run, or when what the run found is wrong.
pub(crate) fn run(options: &Options) -> Result<()> {
    let profile = Profile::from_release(options.release);
    build::with_bench(profile)?;
    try_out(profile, options.seconds, options.rate)
}

/// Runs it as a part of all tests, over what they have built.
///
/// # Errors
/// When it cannot be run, or what it found is wrong.
pub(crate) fn test() -> Result<()> {
    try_out(Profile::Dev, 120, 50)
}

fn try_out(profile: Profile, seconds: u64, rate: u32) -> Result<()> {
    let hanbeol = profile.hanbeol();
    let mut bench = process::program(hanbeol.with_file_name("bench"), ".");
    bench.arg("outage").arg(hanbeol);
    process::run(bench.args(["--seconds", &seconds.to_string(), "--rate", &rate.to_string()]))
}
