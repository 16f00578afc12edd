//! What `cargo xtask bench` and `cargo xtask outage` run: the real program, started as a process, from outside.
//!
//! `speed` prints how fast it is, each figure beside a floor or a plain route measured in the same run, because a
//! machine's own speed says nothing. `scale` does so over both kinds of database. `outage` lets the payment provider die in the middle of a busy day.
//!
//! A crate of its own, so that tests' dependencies do not change the features the program is built with.
//! Everything runs on loopback, in a temporary folder, and ends by itself.

mod buyer;
mod buyers;
mod floor;
mod live;
mod outage;
mod pages;
mod program;
mod scale;
mod start;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::{Parser, Subcommand};

/// Buyers, and clients of pages, at a time.
const CLIENTS: usize = 32;

#[derive(Parser)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measures start, orders, pages and live updates
    Speed {
        /// The program to measure
        program: PathBuf,
    },
    /// Measures the shop over SQLite and PostgreSQL beside floors
    Scale {
        /// The program to measure
        program: PathBuf,
    },
    /// Serves the floor of live streams
    #[command(hide = true)]
    Bare {
        /// Where it listens
        port: u16,
    },
    /// Lets the payment provider die while orders go on, refusing and then hanging
    Outage {
        /// The program to try
        program: PathBuf,
        #[command(flatten)]
        plan: outage::Plan,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir().context("no temporary folder")?;
    match CommandLine::parse().command {
        Command::Speed { program } => speed(&program, folder.path()).await,
        Command::Scale { program } => scale::run(&program, folder.path()).await,
        Command::Bare { port } => scale::serve_bare(port).await,
        Command::Outage { program, plan } => outage::run(&program, folder.path(), plan).await,
    }
}

#[expect(clippy::print_stdout, reason = "printing is what a benchmark is for")]
async fn speed(binary: &Path, folder: &Path) -> anyhow::Result<()> {
    println!("{}", start::measure(binary, folder).await?);
    for ledger_in_memory in [true, false] {
        println!("{}", buyers::measure(binary, folder, ledger_in_memory).await?);
    }
    println!("{}", pages::measure(binary, folder).await?);
    println!("{}", live::measure(binary, folder).await?);
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
