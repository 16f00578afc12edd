//! `cargo xtask`: what a person or CI asks of this workspace in one word.
//!
//! Cargo alone cannot build the two browser parts, bundle the style, or install what the tests need; everything
//! of that kind lives here, one module for each command.

mod bench;
mod browser;
mod build;
mod faults;
mod licences;
mod manifests;
mod outage;
mod process;
mod progress;
mod run;
#[cfg(test)]
mod scratch;
mod site;
mod test;
mod tools;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::build::Profile;

/// Builds, runs and tests Hanbeol.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds everything and starts the demo shop
    Run {
        /// Build for speed, not for a quick turnaround
        #[arg(long)]
        release: bool,
        /// Passed on to `hanbeol demo`
        #[arg(last = true)]
        demo: Vec<String>,
    },
    /// Runs all tests, the browser's too, after installing what they need
    Test(test::Options),
    /// Builds the site and the program `hanbeol`
    Build {
        /// Build what one would deploy: optimised, with the compressed site inside the program
        #[arg(long)]
        release: bool,
    },
    /// Builds what browsers load into target/site: wasm, JavaScript, style and the files of public/
    Site {
        /// Optimise for size and compress
        #[arg(long)]
        release: bool,
    },
    /// Kills the program at its crash points while people buy and sell, and checks what is left
    Faults(faults::Options),
    /// Measures the release program: the bytes that browsers load, start, orders, pages, live updates, Lighthouse
    Bench(bench::Options),
    /// Lets the payment provider die under a busy shop, refusing and then hanging, and prints what buyers saw of it
    Outage(outage::Options),
    /// Checks the licences of all dependencies, and that crates take theirs from the workspace's manifest
    Licences,
}

fn main() -> ExitCode {
    match run(CommandLine::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            progress::complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Run { release, demo } => run::run(Profile::from_release(release), &demo),
        Command::Test(options) => test::run(&options),
        Command::Build { release } => build::build(Profile::from_release(release)),
        Command::Site { release } => site::run(Profile::from_release(release)),
        Command::Faults(options) => faults::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Outage(options) => outage::run(&options),
        Command::Licences => licences::check().and_then(|()| manifests::check()),
    }
}
