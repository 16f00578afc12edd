//! What a check came to, for a person to read.

use std::fmt;

/// What always holds; the numbers are the README's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Invariant {
    /// I1
    Money,
    /// I2
    Payment,
    /// I3
    Shipment,
    /// I4
    Stopped,
    /// I5
    Refunds,
    /// I6
    Stock,
    /// I7
    Events,
    /// I8
    MyPage,
    /// I9
    Promises,
    /// I10
    Live,
    /// I11
    Told,
}

impl Invariant {
    /// All of them, in order.
    pub const ALL: [Self; 11] = [
        Self::Money,
        Self::Payment,
        Self::Shipment,
        Self::Stopped,
        Self::Refunds,
        Self::Stock,
        Self::Events,
        Self::MyPage,
        Self::Promises,
        Self::Live,
        Self::Told,
    ];

    /// `I1`, in a few words.
    const fn says(self) -> (&'static str, &'static str) {
        match self {
            Self::Money => ("I1", "what was captured and kept is what is due"),
            Self::Payment => ("I2", "nothing is placed without a payment, or twice"),
            Self::Shipment => ("I3", "what was placed has one shipment"),
            Self::Stopped => ("I4", "nothing cancelled has left"),
            Self::Refunds => ("I5", "refunds are made once and never pass what came in"),
            Self::Stock => ("I6", "every piece is accounted for"),
            Self::Events => ("I7", "events are numbered and applied once, in order"),
            Self::MyPage => ("I8", "MyPage says what Main says"),
            Self::Promises => ("I9", "what a client was told is so"),
            Self::Live => ("I10", "an open page shows what MyPage says"),
            Self::Told => ("I11", "what is open for a day was told"),
        }
    }
}

impl fmt::Display for Invariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.says().0)
    }
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    pub invariant: Invariant,
    /// A sentence with the order's number and id, what was expected, and what was found.
    pub what: String,
}

impl Violation {
    pub(crate) fn new(invariant: Invariant, what: impl Into<String>) -> Self {
        Self { invariant, what: what.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.invariant, self.what)
    }
}

/// How much was read: a check of nothing proves nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub orders: usize,
    pub placed: usize,
    pub attempts: usize,
    pub captures: usize,
    pub refunds: usize,
    pub shipments: usize,
    pub events: usize,
    pub pages: usize,
    /// Successes that clients were told.
    pub told: usize,
    /// Orders on live pages.
    pub live: usize,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, more: Self) {
        self.orders += more.orders;
        self.placed += more.placed;
        self.attempts += more.attempts;
        self.captures += more.captures;
        self.refunds += more.refunds;
        self.shipments += more.shipments;
        self.events += more.events;
        self.pages += more.pages;
        self.told += more.told;
        self.live += more.live;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} orders ({} placed), {} attempts, {} captures, {} refunds, {} shipments, {} events, {} rows of MyPage, \
             {} answers to clients, {} orders on live pages",
            self.orders,
            self.placed,
            self.attempts,
            self.captures,
            self.refunds,
            self.shipments,
            self.events,
            self.pages,
            self.told,
            self.live
        )
    }
}

/// What a check came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub read: Counts,
    /// By invariant.
    pub violations: Vec<Violation>,
}

impl Report {
    pub(crate) fn new(read: Counts, mut violations: Vec<Violation>) -> Self {
        violations.sort_by_key(|violation| violation.invariant);
        Self { read, violations }
    }

    /// Whether all holds.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.violations.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "read: {}", self.read)?;
        for invariant in Invariant::ALL {
            let broken = || self.violations.iter().filter(|violation| violation.invariant == invariant);
            let verdict = match broken().count() {
                0 => "holds".to_owned(),
                count => format!("VIOLATED {count} times"),
            };
            let (number, words) = invariant.says();
            writeln!(f, "{number:>4}  {verdict:<18} {words}")?;
            for violation in broken() {
                writeln!(f, "        {}", violation.what)?;
            }
        }
        Ok(())
    }
}
