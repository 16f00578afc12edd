//! `cargo xtask bench`: what browsers load, in bytes, and how fast the release program is.

use std::fs;

use anyhow::{Context, Result};

use crate::build::{self, Profile};
use crate::process;

/// What a kind of page loads: the stem of its files, and the most that it may be in KB of brotli.
const LOADS: [(&str, &str, u64); 3] = [
    ("a buyer's page, wasm and js", "hanbeol.", 80),
    ("a page of the desk, wasm and js", "desk.", 120),
    ("style, every page", "style.", 12),
];

/// Builds what one would deploy, then measures it.
///
/// # Errors
/// When something does not build or run.
pub(crate) fn run() -> Result<()> {
    build::build(Profile::Release)?;
    sizes()?;
    let mut bench = Profile::Release.cargo_build();
    process::run(bench.args(["--package", "bench", "--release"]))?;
    let hanbeol = Profile::Release.hanbeol();
    process::run(process::program(hanbeol.with_file_name("bench"), ".").arg("speed").arg(hanbeol))
}

/// Prints what each kind of page loads.
#[expect(clippy::print_stdout, reason = "printing is what a benchmark is for")]
fn sizes() -> Result<()> {
    let folder = process::root().join("target/site/pkg");
    for (page, stem, most) in LOADS {
        let mut bytes = 0;
        for entry in fs::read_dir(&folder).with_context(|| format!("no {}", folder.display()))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(stem) && name.ends_with(".br") {
                bytes += entry.metadata()?.len();
            }
        }
        println!("{page}, in brotli: {}.{} KB (goal {most} KB)", bytes / 1000, bytes % 1000 / 100);
    }
    Ok(())
}
