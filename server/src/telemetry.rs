//! Logs: one line per event on standard error, or JSON for machines that collect them.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// What is logged when `HANBEOL_LOG` says nothing.
const DEFAULT: &str = "info,sqlx=warn,leptos=warn,hyper=warn";

/// Starts logging. `HANBEOL_LOG` filters (the syntax of `RUST_LOG`).
pub fn start(json: bool) {
    let filter = EnvFilter::try_from_env("HANBEOL_LOG").unwrap_or_else(|_| EnvFilter::new(DEFAULT));
    let registry = tracing_subscriber::registry().with(filter);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    if json {
        registry.with(lines.json()).init();
    } else {
        registry.with(lines.with_target(false)).init();
    }
}
