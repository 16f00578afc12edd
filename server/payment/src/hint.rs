//! Hints: somebody outside says that something became of a payment. Who says so is never believed; the provider is asked
//! sooner than it would have been.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use events::Unavailable;
use kernel::{AttemptId, Time};

use crate::{Attempt, AttemptState, Service};

/// What became of the hints since the program started. Its clones are one.
#[derive(Debug, Clone, Default)]
pub struct Hints(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    taken: AtomicU64,
    unknown: AtomicU64,
    refused: AtomicU64,
    forged: AtomicU64,
    crowded: AtomicU64,
}

/// The counts of [`Hints`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HintCounts {
    /// They were about a payment of ours.
    pub taken: u64,
    /// They were about nothing that we know.
    pub unknown: u64,
    /// Their signature was wrong or old.
    pub refused: u64,
    /// A buyer came back with a payment or an amount that is not theirs.
    pub forged: u64,
    /// They came faster than hints without a signature are looked at.
    pub crowded: u64,
}

impl Hints {
    /// One whose signature was wrong or old.
    pub fn refused(&self) {
        self.0.refused.fetch_add(1, Ordering::Relaxed);
    }

    /// A way back that is not of a payment of ours, or not of this one.
    pub fn forged(&self) {
        self.0.forged.fetch_add(1, Ordering::Relaxed);
    }

    /// One of too many at once: nobody looked at it.
    pub fn crowded(&self) {
        self.0.crowded.fetch_add(1, Ordering::Relaxed);
    }

    /// How many there were of each kind.
    #[must_use]
    pub fn counts(&self) -> HintCounts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let Counters { taken, unknown, refused, forged, crowded } = &*self.0;
        HintCounts {
            taken: read(taken),
            unknown: read(unknown),
            refused: read(refused),
            forged: read(forged),
            crowded: read(crowded),
        }
    }
}

impl Attempt {
    /// The row after a hint: asked about at once, unless its caller is still there to hear, or nothing can come of it.
    #[must_use]
    pub fn hinted(&self, now: Time) -> Option<Self> {
        let open_to_news = matches!(
            self.state,
            AttemptState::ActionNeeded
                | AttemptState::Unknown
                | AttemptState::Declined
                | AttemptState::NotSent
        );
        let sooner = self.ask_at.is_none_or(|at| at > now);
        (open_to_news && sooner).then(|| Self { ask_at: Some(now), ..self.clone() })
    }
}

impl Service {
    /// What became of the hints so far.
    #[must_use]
    pub const fn hints(&self) -> &Hints {
        &self.hints
    }

    /// Takes a hint about an attempt; `None` and what we do not know is counted and dropped. The next tick asks.
    ///
    /// # Errors
    /// When the database is away: the hint should come again.
    pub async fn hint(&self, attempt: Option<AttemptId>) -> Result<(), Unavailable> {
        let row = match attempt {
            Some(id) => self.attempts.attempt(id).await?,
            None => None,
        };
        let counter = if row.is_some() { &self.hints.0.taken } else { &self.hints.0.unknown };
        counter.fetch_add(1, Ordering::Relaxed);
        if let Some(sooner) = row.and_then(|row| row.hinted(self.clock.now())) {
            // Lost means that the row has moved on by itself.
            self.write(sooner).await?;
        }
        Ok(())
    }
}
