//! What `cargo xtask bench` prints: the speed of the release binary, each figure beside a floor or a plain
//! route measured in the same run, because a machine's own speed says nothing.
//!
//! A crate of its own, so that tests' dependencies do not change the features the program is built with.
//! Everything runs on loopback, in a temporary folder, and ends by itself.

mod buyers;
mod floor;
mod live;
mod pages;
mod program;
mod start;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context;

/// Buyers, and clients of pages, at a time.
const CLIENTS: usize = 32;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "printing is what a benchmark is for")]
async fn main() -> anyhow::Result<()> {
    let binary = std::env::args_os().nth(1).map(PathBuf::from);
    let binary = binary.context("name the program to measure; `cargo xtask bench` does")?;
    let folder = tempfile::tempdir().context("no temporary folder")?;
    println!("{}", start::measure(&binary, folder.path()).await?);
    for ledger_in_memory in [true, false] {
        println!("{}", buyers::measure(&binary, folder.path(), ledger_in_memory).await?);
    }
    println!("{}", pages::measure(&binary, folder.path()).await?);
    println!("{}", live::measure(&binary, folder.path()).await?);
    Ok(())
}

/// The clock of the measurements.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures the real time")]
fn now() -> Instant {
    Instant::now()
}

/// So many per second.
#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
fn rate(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}
