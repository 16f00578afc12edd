//! What was seen of an outage from outside, and what of it is wrong.

use std::time::{Duration, Instant};

use super::log::{Circuit, Log};
use super::shopper::{History, Pay};

/// The most calls that may reach a provider which has died, before the breaker opens.
pub(crate) const CALLS_AT_MOST: usize = 60;
/// So many buyers' troubles are told in full.
const TOLD: usize = 5;

/// One look at a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) at: Instant,
    pub(crate) took: Duration,
}

/// All that was seen.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) died: Instant,
    pub(crate) back: Instant,
    /// What the breaker did from the moment at which the provider died, and which calls came to nothing until its return.
    pub(crate) log: Log,
    /// Calls of payments that the provider had received by the time at which the breaker opened, if it did, and by its
    /// return. A connection that was refused is not among them.
    pub(crate) received: Option<usize>,
    pub(crate) received_in_all: usize,
    pub(crate) histories: Vec<History>,
    pub(crate) looks: Vec<Look>,
}

impl Seen {
    /// When the breaker opened first.
    pub(crate) fn opened(&self) -> Option<Instant> {
        self.log.changes.iter().find(|change| change.to == Circuit::Open).map(|change| change.at)
    }

    /// When the breaker closed for good.
    pub(crate) fn closed(&self) -> Option<Instant> {
        self.log.changes.last().filter(|change| change.to == Circuit::Closed).map(|change| change.at)
    }

    /// Every try to pay.
    pub(crate) fn pays(&self) -> impl Iterator<Item = &Pay> {
        self.histories.iter().flat_map(|history| &history.pays)
    }

    /// Calls that met the dead provider by the time at which the breaker opened, and by its return: as the shop tells it,
    /// which knows of refused connections, or as the provider does, whichever is more.
    pub(crate) fn reached(&self) -> (usize, usize) {
        let opened = self.opened().unwrap_or(self.back);
        let unanswered = &self.log.unanswered;
        let before = unanswered.iter().filter(|at| **at <= opened).count();
        (before.max(self.received.unwrap_or_default()), unanswered.len().max(self.received_in_all))
    }

    /// What is not as it should be.
    pub(crate) fn wrong(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let (reached, _) = self.reached();
        if self.opened().is_none() {
            wrong.push("the breaker did not open".to_owned());
        }
        if reached > CALLS_AT_MOST {
            wrong.push(format!("{reached} calls reached the dead provider before the breaker opened"));
        }
        if self.closed().is_none() {
            wrong.push("the breaker did not close again".to_owned());
        }
        let troubles: Vec<_> =
            self.histories.iter().filter_map(|history| history.trouble.as_deref()).collect();
        if !troubles.is_empty() {
            wrong.push(format!("{} buyers did not get what they came for", troubles.len()));
            wrong.extend(troubles.into_iter().take(TOLD).map(str::to_owned));
        }
        wrong
    }
}
