//! `cargo xtask test`: every test there is, Rust's and the browser's, after installing what they need.

use std::process::Command;

use anyhow::{Result, bail};

use crate::browser::{self, Chromium};
use crate::build::{self, Profile};
use crate::process::{self, cargo};
use crate::progress::{Progress, say};
use crate::{faults, outage, site, tools};

/// What `cargo xtask test` is asked.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Also what takes too long for CI: Rust's ignored tests, the provider's outage, browsers at every size, Firefox,
    /// WebKitGTK, Lighthouse
    #[arg(long)]
    all: bool,
    /// Leave the browser tests out
    #[arg(long)]
    no_browser: bool,
    /// Only tests whose name contains this
    filter: Option<String>,
}

/// Runs of faults in a normal run, and in a long one.
const FAULTS: u64 = 60;
const MANY_FAULTS: u64 = 400;

impl Options {
    fn runs_of_faults(&self) -> faults::Options {
        let runs = if self.all { MANY_FAULTS } else { FAULTS };
        faults::Options { runs: Some(runs), seed: 1, guards: true, guard: None, postgres: false, seconds: 0 }
    }
}

/// All crates that compile for this machine, but for xtask: with it they would be built with other features than
/// without, and so twice. It has its own command.
pub(crate) const CRATES: [&str; 5] = ["--workspace", "--exclude", "frontend", "--exclude", "xtask"];

/// Runs the tests. A failure does not keep the others from running.
///
/// # Errors
/// When something cannot be built or installed, or when any test failed.
pub(crate) fn run(options: &Options) -> Result<()> {
    // Who asks for some tests by name asks for no runs of faults, and for no outage.
    let runs = options.filter.is_none().then(|| options.runs_of_faults());
    let complete = options.all && options.filter.is_none();
    let fault_steps = if runs.is_some() { faults::STEPS } else { 0 };
    let rust_steps = 1 + site::STEPS + 2 + fault_steps + 2 * usize::from(complete);
    let browser_steps = if options.no_browser { 0 } else { 2 + usize::from(complete) };
    let mut progress = Progress::new(rust_steps + browser_steps);

    progress.step("tools for Rust's tests", || {
        tools::ensure_wasm_target()?;
        tools::ensure_postgres()?;
        tools::ensure_localstripe()
    })?;
    site::steps(Profile::Dev, &mut progress)?;
    progress.step("program and tests", || {
        process::run(cargo().arg("build").args(CRATES).arg("--all-targets"))?;
        process::run(cargo().args(["test", "--no-run", "--package", "xtask"]))
    })?;

    let mut failed = Vec::new();
    if let Err(error) = progress.step("Rust's tests", || rust_tests(options)) {
        failed.push(error);
    }
    if let Some(Err(error)) = runs.map(|runs| faults::steps(&runs, &mut progress)) {
        failed.push(error);
    }
    if complete && let Err(error) = progress.step("runs of faults on PostgreSQL", faults::test_over_postgres)
    {
        failed.push(error);
    }
    if complete && let Err(error) = progress.step("the provider's outage", outage::test) {
        failed.push(error);
    }
    if !options.no_browser {
        let chromium = progress.step("tools for browser tests", || browser_tools(options))?;
        if let Err(error) = progress.step("browser tests", || browser_tests(options, &chromium)) {
            failed.push(error);
        }
        if complete && let Err(error) = progress.step("Lighthouse", || lighthouse(chromium)) {
            failed.push(error);
        }
    }
    verdict(&failed)
}

fn rust_tests(options: &Options) -> Result<()> {
    let everything = process::run(&mut cargo_test(options, &CRATES));
    let xtask = process::run(&mut cargo_test(options, &["--package", "xtask"]));
    everything.and(xtask)
}

fn cargo_test(options: &Options, crates: &[&str]) -> Command {
    let mut command = cargo();
    command.args(["test", "--no-fail-fast"]).args(crates).args(&options.filter);
    if options.all {
        command.args(["--", "--include-ignored"]);
    }
    command
}

fn browser_tools(options: &Options) -> Result<Chromium> {
    tools::ensure_java()?;
    if options.all {
        tools::ensure_other_browsers()?;
    }
    browser::tools()
}

/// Runs the specs: each of Playwright's projects by itself, against a shop of its own, so that what one leaves in the
/// seller's queue is in no other's way; and two of them beside each other, as much of a test is waiting.
fn browser_tests(options: &Options, chromium: &Chromium) -> Result<()> {
    process::run(tools::npm("npm").args(["run", "--silent", "check"]))?;
    let projects = if options.all { browser::PROJECTS } else { &browser::PROJECTS[..browser::OF_CI] };
    let mut outcomes = Vec::new();
    for pair in projects.chunks(2) {
        let specs = pair.iter().map(|project| specs(options, chromium.clone(), project)).collect();
        outcomes.push(process::run_beside(specs));
    }
    outcomes.into_iter().collect()
}

fn specs(options: &Options, chromium: Chromium, project: &str) -> Command {
    let mut playwright = browser::specs(chromium, project);
    if let Some(filter) = &options.filter {
        playwright.args(["--grep", filter, "--pass-with-no-tests"]);
    }
    if options.all {
        playwright.env("HANBEOL_TEST_ALL", "true");
    }
    playwright
}

/// What Lighthouse says of the release program. Its site is another than that of the tests, so this comes last.
fn lighthouse(chromium: Chromium) -> Result<()> {
    build::build(Profile::Release)?;
    browser::lighthouse(chromium)
}

fn verdict(failed: &[anyhow::Error]) -> Result<()> {
    for error in failed {
        say(format_args!("{error:#}"));
    }
    match failed.len() {
        0 => {
            say("all tests passed");
            Ok(())
        }
        _ => bail!("tests failed"),
    }
}
