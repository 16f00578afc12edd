//! What a browser is needed for: the specs, and Lighthouse. Both run in end2end/, by Playwright.

use std::path::PathBuf;
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

/// Playwright with these arguments.
pub(crate) fn playwright(chromium: Chromium, args: &[&str]) -> Command {
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
