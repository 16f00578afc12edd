//! What a run measured.

use std::fmt;
use std::time::Duration;

/// A killed instance's leases are held by another and work within this time.
const TAKEN_OVER: Duration = Duration::from_secs(12);

/// Everything that was measured.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figures {
    pub(crate) restarts: usize,
    /// Connections that were listening, and were closed.
    pub(crate) closed: i64,
    pub(crate) takeovers: Vec<Takeover>,
    pub(crate) catch_ups: Vec<CatchUp>,
}

/// After a kill.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Takeover {
    pub(crate) took: Duration,
    /// Whether the server was there all the time.
    pub(crate) undisturbed: bool,
}

/// After something came back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CatchUp {
    pub(crate) after: &'static str,
    /// Deliveries that had waited.
    pub(crate) waited: i64,
    pub(crate) took: Duration,
}

impl Figures {
    pub(crate) fn add(&mut self, more: &Self) {
        self.restarts += more.restarts;
        self.closed += more.closed;
        self.takeovers.extend(&more.takeovers);
        self.catch_ups.extend(&more.catch_ups);
    }

    fn takeover(&self, undisturbed: bool) -> String {
        let of_kind = self.takeovers.iter().filter(|it| it.undisturbed == undisturbed);
        let mut took: Vec<Duration> = of_kind.map(|it| it.took).collect();
        took.sort();
        let Some(worst) = took.last() else { return "none".to_owned() };
        let median = took[took.len() / 2];
        format!(
            "{} kills, median {:.1} s, worst {:.1} s",
            took.len(),
            median.as_secs_f64(),
            worst.as_secs_f64()
        )
    }

    fn is_in_time(&self) -> bool {
        self.takeovers.iter().all(|it| !it.undisturbed || it.took <= TAKEN_OVER)
    }

    #[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
    fn catch_up(&self, after: &str) -> String {
        let of_kind = || self.catch_ups.iter().filter(|it| it.after == after);
        let (waited, took) = (of_kind().map(|it| it.waited).sum::<i64>(), of_kind().map(|it| it.took).sum());
        let took: Duration = took;
        let rate = waited as f64 / took.as_secs_f64().max(0.001);
        format!(
            "{waited} deliveries in {:.1} s, {rate:.0}/s ({} times)",
            took.as_secs_f64(),
            of_kind().count()
        )
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let goal = if self.is_in_time() { "met" } else { "NOT MET" };
        writeln!(
            f,
            "PostgreSQL restarted {} times, {} listening connections closed",
            self.restarts, self.closed
        )?;
        writeln!(
            f,
            "takeover, from the kill until others hold all leases and what waited is done: {} (goal {} s: {goal}); \
             with PostgreSQL restarting meanwhile: {}",
            self.takeover(true),
            TAKEN_OVER.as_secs(),
            self.takeover(false)
        )?;
        writeln!(f, "catch-up after PostgreSQL came back: {}", self.catch_up("PostgreSQL"))?;
        write!(f, "catch-up after shipping came back: {}", self.catch_up("shipping"))
    }
}
