//! What xtask tells the person who waits: which step, out of how many, and how long it took.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program of the command line speaks there")]

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// The steps of one command, counted.
pub(crate) struct Progress {
    total: usize,
    begun: usize,
}

impl Progress {
    /// `total` steps are to come.
    pub(crate) fn new(total: usize) -> Self {
        Self { total, begun: 0 }
    }

    /// Announces a step, does its work and says how long it took.
    ///
    /// # Errors
    /// Those of the work, with the step's name.
    pub(crate) fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.begun += 1;
        let label = format!("[{}/{}] {name} ...", self.begun, self.total);
        println!("{label}");
        let begun = now();
        let outcome = work();
        let verdict = if outcome.is_ok() { "" } else { "failed after " };
        println!("{label} {verdict}{}", seconds(begun.elapsed()));
        outcome.with_context(|| format!("{name} failed"))
    }
}

/// One line to the person who waits.
pub(crate) fn say(line: impl std::fmt::Display) {
    println!("      {line}");
}

/// Why nothing came of it, as the last words.
pub(crate) fn complain(error: &anyhow::Error) {
    eprintln!("error: {error:#}");
}

#[expect(clippy::disallowed_methods, reason = "how long a build took is no rule of the shop")]
fn now() -> Instant {
    Instant::now()
}

fn seconds(duration: Duration) -> String {
    match duration.as_secs() {
        0..10 => format!("{:.1} s", duration.as_secs_f32()),
        seconds @ 10..120 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_is_named_in_the_error() {
        let mut progress = Progress::new(1);
        let outcome: Result<()> = progress.step("the impossible", || anyhow::bail!("no"));
        assert_eq!(format!("{:#}", outcome.expect_err("it failed")), "the impossible failed: no");
    }

    #[test]
    fn durations_are_short_to_read() {
        let of = |milliseconds| seconds(Duration::from_millis(milliseconds));
        assert_eq!([of(1_240), of(59_900), of(125_000)], ["1.2 s", "59 s", "2 min 5 s"]);
    }
}
