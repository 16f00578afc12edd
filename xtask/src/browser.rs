//! What a browser is needed for: the specs, and Lighthouse. Both run in end2end/, by Playwright.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::{process, tools};

/// A Chromium that was found or installed; none when Playwright takes its own.
pub(crate) type Chromium = Option<PathBuf>;

/// Installs what both need.
///
/// # Errors
/// When Node.js is missing, or an installation fails.
pub(crate) fn tools() -> Result<Chromium> {
    tools::ensure_node_packages()?;
    let chromium = tools::ensure_chromium()?;
    tools::ensure_korean_font()?;
    Ok(chromium)
}

/// The projects of `end2end/playwright.config.ts`; those that CI runs come first.
pub(crate) const PROJECTS: &[&str] =
    &["javascript", "no javascript", "javascript, phone", "no javascript, desk"];
/// How many of them CI runs.
pub(crate) const OF_CI: usize = 2;

/// Each project takes its ports from a range as wide as this (see `end2end/demo.ts`).
const PORTS: u16 = 20;
const FIRST_PORT: u16 = 3100;

/// Runs the specs of one project, on ports and with results of its own.
pub(crate) fn specs(chromium: Chromium, project: &str) -> Command {
    let first =
        env::var("HANBEOL_END2END_PORT").ok().and_then(|port| port.parse().ok()).unwrap_or(FIRST_PORT);
    let port = (first..).step_by(usize::from(PORTS)).zip(PROJECTS).find(|(_, name)| **name == project);
    let mut playwright = playwright(chromium, &["--project", project]);
    playwright.arg("--output").arg(Path::new("test-results").join(project.replace([',', ' '], "-")));
    playwright.env("HANBEOL_END2END_PORT", port.map_or(first, |(port, _)| port).to_string());
    playwright
}

/// Playwright with these arguments.
fn playwright(chromium: Chromium, args: &[&str]) -> Command {
    let mut playwright = tools::npm("npx");
    playwright.args(["playwright", "test"]).args(args);
    if let Some(chromium) = chromium {
        playwright.env("HANBEOL_CHROMIUM", chromium);
    }
    playwright
}

/// Has Lighthouse judge the program that one would deploy, which has to be built.
///
/// # Errors
/// When it cannot run, or a score is too low.
pub(crate) fn lighthouse(chromium: Chromium) -> Result<()> {
    let mut lighthouse = playwright(chromium, &["--config", "lighthouse.config.ts"]);
    process::run(lighthouse.env("HANBEOL_END2END_PROFILE", "release"))
}
