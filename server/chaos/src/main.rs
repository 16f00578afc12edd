//! What `cargo xtask faults` runs: the program, killed at its crash points while people buy and sell and the provider
//! fails, then checked. A crate of its own, so that the program is built with the feature `faults` and nothing else is.
//!
//! Each run is drawn from a seed. With `--guards` the program leaves rules of its protocol out, one after another, and
//! the checker has to notice each: a check that cannot fail proves nothing.

mod browser;
mod buyer;
mod dice;
mod live;
mod machine;
mod plan;
mod programs;
mod rest;
mod run;
mod seller;
mod tally;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, bail};
use clap::Parser;
use futures::StreamExt;
use futures::stream;
use kernel::Clock;

use crate::machine::MachineClock;
use crate::plan::Plan;
use crate::programs::Place;
use crate::run::{Deaths, Verdict, run};
use crate::tally::{Outcome, Tally};

/// Seeds with which a rule that is left out has to be noticed.
const TRIES: u64 = 8;

/// Kills the program and checks what is left.
#[derive(Debug, Clone, Parser)]
struct Options {
    /// The program, built with the feature `faults`.
    #[arg(long)]
    program: PathBuf,
    /// Where runs keep their files. Those of a run that failed stay.
    #[arg(long)]
    folder: PathBuf,
    /// How many runs, each with its own seed.
    #[arg(long, default_value_t = 60)]
    runs: u64,
    /// The first run's seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Also leave each rule of the protocol out, which has to be noticed.
    #[arg(long)]
    guards: bool,
    /// Leave only this rule out, in a single run with the seed.
    #[arg(long)]
    guard: Option<String>,
    /// Runs at a time: they mostly wait.
    #[arg(long, default_value_t = 3)]
    jobs: usize,
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let options = Options::parse();
    let points = printed(&options.program, "points")?;
    let mut tally = Tally::new(points.len());
    if let Some(guard) = &options.guard {
        tally.take(&left_out(&options, &points, guard, 1).await);
    } else {
        let seeds = options.seed..options.seed.saturating_add(options.runs);
        let runs = seeds.map(|seed| one(&options, &points, seed, None));
        let mut runs = stream::iter(runs).buffer_unordered(options.jobs);
        while let Some(outcome) = runs.next().await {
            tally.take(&outcome);
        }
    }
    if options.guards {
        let guards = printed(&options.program, "guards")?;
        let runs = guards.iter().map(|guard| left_out(&options, &points, guard, TRIES));
        let mut runs = stream::iter(runs).buffer_unordered(options.jobs);
        while let Some(outcome) = runs.next().await {
            tally.take(&outcome);
        }
    }
    Ok(if tally.close(options.runs) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The lines that the program prints.
fn printed(program: &Path, what: &str) -> anyhow::Result<Vec<String>> {
    let output = Command::new(program).args(["faults", what]).output();
    let output = output.with_context(|| format!("cannot run {}", program.display()))?;
    if !output.status.success() {
        bail!("{} is not built with the feature `faults`", program.display());
    }
    Ok(String::from_utf8(output.stdout)?.lines().map(str::to_owned).collect())
}

/// One run. Its files are gone when it was sound.
async fn one(options: &Options, points: &[String], seed: u64, guard: Option<&str>) -> Outcome {
    let name = guard.map_or_else(|| format!("seed-{seed}"), |guard| format!("{guard}-{seed}"));
    let folder = options.folder.join(name);
    let begun = machine::now();
    let mut deaths = Deaths::default();
    let plan = Plan::of(seed, guard);
    let ended = match Place::new(&options.program, folder.clone(), MachineClock.now()) {
        Ok(place) => run(&place, &plan, points, &mut deaths).await,
        Err(error) => Err(error),
    };
    let verdict = ended.unwrap_or_else(|error| Verdict::Broken(format!("{error:#}")));
    let outcome =
        Outcome { seed, guard: plan.guard, verdict, deaths, took: begun.elapsed(), folder, tries: 1 };
    outcome.keep_or_forget();
    outcome
}

/// A rule left out, with one seed after another until somebody notices.
async fn left_out(options: &Options, points: &[String], guard: &str, tries: u64) -> Outcome {
    let mut outcome = one(options, points, options.seed, Some(guard)).await;
    for next in 1..tries {
        if outcome.passed() || outcome.is_broken() {
            break;
        }
        outcome.forget();
        outcome = one(options, points, options.seed.saturating_add(next), Some(guard)).await;
        outcome.tries = next + 1;
    }
    outcome
}
