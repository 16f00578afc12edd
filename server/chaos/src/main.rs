//! What `cargo xtask faults` runs: the program, killed at its crash points while people buy and sell and the provider
//! fails, then checked. A crate of its own, so that the program is built with the feature `faults` and nothing else is.
//!
//! With `--postgres` the shop is three programs over one server, and what dies is any of them at any moment ([`many`]).
//!
//! Each run is drawn from a seed. With `--guards` the program leaves rules of its protocol out, one after another, and
//! the checker has to notice each: a check that cannot fail proves nothing.

mod browser;
mod buyer;
mod clients;
mod dice;
mod live;
mod machine;
mod many;
mod plan;
mod programs;
mod rest;
mod run;
mod seller;
mod tally;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Parser;
use futures::StreamExt;
use futures::stream;
use kernel::Clock;

use crate::machine::MachineClock;
use crate::many::Figures;
use crate::plan::{Plan, RATE, RATE_OF_MANY};
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
    /// Three instances over PostgreSQL behind a proxy, which are killed at any moment, while the server restarts.
    #[arg(long)]
    postgres: bool,
    /// For how many seconds, then.
    #[arg(long, default_value_t = 90)]
    seconds: u64,
    /// The proxy's program, haproxy.
    #[arg(long, default_value = "haproxy")]
    proxy: PathBuf,
}

impl Options {
    /// Whether this kind of run can notice that a rule is left out.
    fn can_notice(&self, guard: &str) -> bool {
        match self.postgres {
            true => RULES_OF_MANY.contains(&guard),
            false => guard != ONLY_OF_MANY,
        }
    }
}

/// What instances over one database rely on.
const RULES_OF_MANY: [&str; 2] = [ONLY_OF_MANY, "progress-moves-with-effect"];
/// One program alone does without.
const ONLY_OF_MANY: &str = "changes-reach-others";

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
        let guards = guards.iter().filter(|guard| options.can_notice(guard));
        let runs = guards.map(|guard| left_out(&options, &points, guard, TRIES));
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
    let mut figures = None;
    let place = |rate| Place::new(&options.program, folder.clone(), MachineClock.now(), rate);
    let ended = if options.postgres {
        let plan = Plan::of_many(seed, guard, Duration::from_secs(options.seconds));
        let measured = figures.insert(Figures::default());
        match place(RATE_OF_MANY) {
            Ok(place) => many::run(&place, &plan, &options.proxy, &mut deaths, measured).await,
            Err(error) => Err(error),
        }
    } else {
        match place(RATE) {
            Ok(place) => run(&place, &Plan::of(seed, guard), points, &mut deaths).await,
            Err(error) => Err(error),
        }
    };
    let verdict = ended.unwrap_or_else(|error| Verdict::Broken(format!("{error:#}")));
    let (guard, took) = (guard.map(str::to_owned), begun.elapsed());
    let outcome = Outcome { seed, guard, verdict, deaths, figures, took, folder, tries: 1 };
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
