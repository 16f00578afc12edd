//! `cargo xtask bench`: what browsers load, in bytes, how fast the release program is, and what Lighthouse says of it.

use anyhow::Result;

use crate::build::{self, Profile};
use crate::{browser, process};

/// Builds what one would deploy, then measures it.
///
/// # Errors
/// When something does not build or run.
pub(crate) fn run() -> Result<()> {
    build::build(Profile::Release)?;
    let mut bench = Profile::Release.cargo_build();
    process::run(bench.args(["--package", "bench", "--release"]))?;
    let hanbeol = Profile::Release.hanbeol();
    process::run(process::program(hanbeol.with_file_name("bench"), ".").arg("speed").arg(hanbeol))?;
    browser::lighthouse(browser::tools()?)
}
