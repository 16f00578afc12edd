//! `cargo xtask bench`: what browsers load, in bytes, how fast the release program is, and what Lighthouse says of it.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::build::{self, Profile};
use crate::{browser, process, tools};

/// What `cargo xtask bench` is asked.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Instead: orders, relay, live updates and streams over SQLite and PostgreSQL, each beside its floor
    #[arg(long)]
    scale: bool,
}

/// Builds what one would deploy, then measures it.
///
/// # Errors
/// When something does not build or run.
pub(crate) fn run(options: &Options) -> Result<()> {
    if options.scale {
        tools::ensure_postgres()?;
    }
    build::with_bench(Profile::Release)?;
    let hanbeol = Profile::Release.hanbeol();
    if options.scale {
        return process::run(&mut scale(&hanbeol));
    }
    process::run(process::program(hanbeol.with_file_name("bench"), ".").arg("speed").arg(hanbeol))?;
    browser::lighthouse(browser::tools()?)
}

/// With as many open files as this machine allows: ten thousand streams need as many, and often fewer are the default.
fn scale(hanbeol: &Path) -> Command {
    const RAISED: &str = "ulimit -n \"$(ulimit -H -n)\"; exec \"$0\" scale \"$1\"";
    let mut bench = process::program("sh", ".");
    bench.args(["-c", RAISED]).arg(hanbeol.with_file_name("bench")).arg(hanbeol);
    bench
}
