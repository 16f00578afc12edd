//! What the runs came to, printed as they end and once more at the end.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use checker::Counts;

use crate::many::Figures;
use crate::run::{Deaths, Verdict};

/// So many points at least are reached by so many runs; fewer say that the runs have lost their way.
const POINTS_AT_LEAST: usize = 25;
const RUNS_FOR_POINTS: u64 = 40;

/// A run that is over.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) seed: u64,
    pub(crate) guard: Option<String>,
    pub(crate) verdict: Verdict,
    pub(crate) deaths: Deaths,
    /// Of several instances over PostgreSQL.
    pub(crate) figures: Option<Figures>,
    pub(crate) took: Duration,
    pub(crate) folder: PathBuf,
    /// Seeds it took, for a rule that is left out.
    pub(crate) tries: u64,
}

impl Outcome {
    /// Sound; with a rule left out, not.
    pub(crate) fn passed(&self) -> bool {
        match &self.verdict {
            Verdict::Checked(report) => report.is_sound() != self.guard.is_some(),
            Verdict::Restless(_) => self.guard.is_some(),
            Verdict::Broken(_) => false,
        }
    }

    /// It says nothing about the shop.
    pub(crate) fn is_broken(&self) -> bool {
        matches!(self.verdict, Verdict::Broken(_))
    }

    /// Files of a run that failed are for a person to look at, with the report beside them.
    pub(crate) fn keep_or_forget(&self) {
        if self.passed() {
            return self.forget();
        }
        // The verdict does not depend on it.
        drop(std::fs::write(self.folder.join("report.txt"), self.details()));
    }

    /// Removes the run's files.
    pub(crate) fn forget(&self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }

    /// One line; for a failure, all there is to say.
    fn text(&self) -> String {
        let (took, kills) = (self.took.as_secs_f64(), self.deaths.count());
        let name = match &self.guard {
            Some(guard) => format!("without {guard} (seed {}, try {})", self.seed, self.tries),
            None => format!("seed {}", self.seed),
        };
        let found = match &self.verdict {
            Verdict::Broken(why) | Verdict::Restless(why) => why.clone(),
            Verdict::Checked(report) => match report.violations.as_slice() {
                [] => "sound".to_owned(),
                [first, more @ ..] => format!("{first} (and {} more)", more.len()),
            },
        };
        let orders = match &self.verdict {
            Verdict::Checked(report) => report.read.orders.to_string(),
            Verdict::Broken(_) | Verdict::Restless(_) => "?".to_owned(),
        };
        let line = format!("{name}: {orders} orders, {kills} kills, {took:.1} s: {found}");
        match (self.passed(), &self.guard) {
            (true, None) => line,
            (true, Some(_)) => format!("{line}; noticed"),
            (false, Some(_)) => format!("{line}; NOT NOTICED; {}", self.again()),
            (false, None) => format!("{line}\n{}  FAILED; {}", self.details(), self.again()),
        }
    }

    fn details(&self) -> String {
        match &self.verdict {
            Verdict::Checked(report) => report.to_string(),
            Verdict::Broken(why) | Verdict::Restless(why) => format!("{why}\n"),
        }
    }

    fn again(&self) -> String {
        let guard = self.guard.as_ref().map(|guard| format!(" --guard {guard}")).unwrap_or_default();
        let postgres = if self.figures.is_some() { " --postgres" } else { "" };
        format!(
            "again: cargo xtask faults{postgres} --runs 1 --seed {}{guard}; its files: {}",
            self.seed,
            self.folder.display()
        )
    }
}

/// All runs so far.
#[derive(Debug)]
pub(crate) struct Tally {
    points: usize,
    reached: BTreeSet<String>,
    read: Counts,
    figures: Option<Figures>,
    kills: usize,
    violations: usize,
    passed: usize,
    failed: usize,
    guards: usize,
    noticed: usize,
}

impl Tally {
    /// The program has so many points.
    pub(crate) fn new(points: usize) -> Self {
        Self {
            points,
            reached: BTreeSet::new(),
            read: Counts::default(),
            figures: None,
            kills: 0,
            violations: 0,
            passed: 0,
            failed: 0,
            guards: 0,
            noticed: 0,
        }
    }

    /// Counts a run, and prints it.
    #[expect(clippy::print_stdout, reason = "printing is what this is for")]
    pub(crate) fn take(&mut self, outcome: &Outcome) {
        println!("{}", outcome.text());
        *(if outcome.passed() { &mut self.passed } else { &mut self.failed }) += 1;
        if outcome.guard.is_some() {
            self.guards += 1;
            self.noticed += usize::from(outcome.passed());
            return;
        }
        self.kills += outcome.deaths.count();
        if let Some(figures) = &outcome.figures {
            self.figures.get_or_insert_default().add(figures);
        }
        self.reached.extend(outcome.deaths.points.iter().cloned());
        if let Verdict::Checked(report) = &outcome.verdict {
            self.read += report.read;
            self.violations += report.violations.len();
        }
    }

    /// Prints the sums. Whether all passed.
    #[expect(clippy::print_stdout, reason = "printing is what this is for")]
    pub(crate) fn close(&mut self, runs: u64) -> bool {
        let sound = self.passed + self.failed - self.guards;
        let (orders, kills, violations) = (self.read.orders, self.kills, self.violations);
        let points = format!("crash points reached {} of {}, ", self.reached.len(), self.points);
        let points = if self.figures.is_some() { "" } else { &points };
        println!("runs {sound}, orders {orders}, kills {kills}, {points}violations {violations}");
        println!("read: {}", self.read);
        if let Some(figures) = &self.figures {
            println!("{figures}");
        }
        if self.guards > 0 {
            println!("rules left out {}, noticed {}", self.guards, self.noticed);
        }
        if self.figures.is_none()
            && sound > 0
            && runs >= RUNS_FOR_POINTS
            && self.reached.len() < POINTS_AT_LEAST
        {
            println!(
                "too few crash points were reached: at least {POINTS_AT_LEAST} in {RUNS_FOR_POINTS} runs"
            );
            self.failed += 1;
        }
        println!("{} passed, {} failed", self.passed, self.failed);
        self.failed == 0
    }
}
