//! The daily comparison of the provider's books with ours, and what payments ask of a person.

use std::collections::BTreeSet;
use std::sync::Arc;

use events::Unavailable;
use kernel::time::{Span, days, hours};
use kernel::{Day, Time};

use crate::reconcile::Found;
use crate::{
    Attempt, CallError, Difference, DifferenceKind, KeptDifference, Movement, Ours, ProviderState,
    ProviderTransaction, Refund, SETTLE_AFTER, Service, Settlements, compare,
};

/// A day is compared so long after its end: by then what it began has ended.
const CLOSED: Span = hours(3);
/// How far the provider's list reaches over the ends of a day, for what the two date differently.
const OVER: Span = hours(1);
/// Days compared at one look: a shop that was down for long catches up over some of them.
const DAYS: usize = 7;
/// A difference that is new may be gone within the hour, because what it hints at is asked about at once.
const NEW: Span = days(1);
/// What one page shows, and one look takes up.
const MANY: i64 = 200;

/// Why a day could not be compared.
enum Failed {
    /// The provider did not answer: the next look begins again.
    Provider(CallError),
    Database(Unavailable),
}

impl From<CallError> for Failed {
    fn from(why: CallError) -> Self {
        Self::Provider(why)
    }
}

impl From<Unavailable> for Failed {
    fn from(why: Unavailable) -> Self {
        Self::Database(why)
    }
}

/// The comparison of the books. Cheap to clone.
#[derive(Clone)]
pub struct Settlement {
    payments: Service,
    rows: Arc<dyn Settlements>,
}

impl std::fmt::Debug for Settlement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("payment::Settlement").finish_non_exhaustive()
    }
}

impl Settlement {
    /// Compares what this service was told with what the provider lists.
    #[must_use]
    pub fn new(payments: Service, rows: Arc<dyn Settlements>) -> Self {
        Self { payments, rows }
    }

    /// Attempts that a person may settle.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn to_settle(&self) -> Result<Vec<Attempt>, Unavailable> {
        self.rows.open_since(self.payments.clock.now() - SETTLE_AFTER, MANY).await
    }

    /// Refunds that the provider refused.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn refused(&self) -> Result<Vec<Refund>, Unavailable> {
        self.rows.refused(MANY).await
    }

    /// The differences that stand, oldest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn differences(&self) -> Result<Vec<KeptDifference>, Unavailable> {
        self.rows.differences(MANY).await
    }

    /// Until when the books were compared. `None` before the first time.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn compared_until(&self) -> Result<Option<Time>, Unavailable> {
        self.rows.compared_until().await
    }

    /// Compares every day that has closed since the last time, and those again whose differences stand. Says how many
    /// days. A provider that does not answer ends the look, and the next one goes on from there.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn sweep(&self) -> Result<usize, Unavailable> {
        let mut compared = 0;
        for day in self.due().await? {
            match self.compare_day(day).await {
                Ok(()) => compared += 1,
                Err(Failed::Database(why)) => return Err(why),
                Err(Failed::Provider(error)) => {
                    tracing::warn!(%error, "the provider's books cannot be read; they are compared later");
                    break;
                }
            }
        }
        Ok(compared)
    }

    /// The days to compare now: those that are new first, then those of which more is known than when they were new.
    async fn due(&self) -> Result<Vec<Day>, Unavailable> {
        let now = self.payments.clock.now();
        let standing = self.rows.differences(MANY).await?;
        let begin = match self.rows.compared_until().await? {
            Some(until) => Some(until),
            None => self.rows.first_sent().await?,
        };
        let mut days = begin.map_or_else(Vec::new, |begin| closed_days(Day::of(begin), now));
        let mut again = days_again(&standing, now);
        if let Some(first) = days.first() {
            let late = self.rows.captured_late(first.from()).await?;
            again.extend(late.into_iter().map(|attempt| Day::of(attempt.sent_at)));
        }
        days.extend(again);
        Ok(days)
    }

    async fn compare_day(&self, day: Day) -> Result<(), Failed> {
        let theirs = self.payments.provider.transactions(day.from() - OVER, day.until() + OVER).await?;
        let ours = self.ours(day, &theirs).await?;
        let mut found = Vec::new();
        for difference in compare(day, &ours, &theirs) {
            if !self.is_there_after_all(&difference, &ours).await? {
                found.push(difference);
            }
        }
        for difference in &found {
            self.hint(difference).await?;
        }
        self.rows.record(day, found, self.payments.clock.now()).await?;
        Ok(())
    }

    /// Our rows that the list names, and our final ones of the day.
    async fn ours(&self, day: Day, theirs: &[ProviderTransaction]) -> Result<Ours, Unavailable> {
        let (attempts, refunds) = (self.rows.captured(day).await?, self.rows.succeeded(day).await?);
        let mut ours = Ours { attempts, refunds };
        for there in theirs {
            let known = match there.attempt {
                Some(id) => self.payments.attempts.attempt(id).await?,
                None => None,
            };
            let known = match known {
                Some(row) => Some(row),
                None => self.payments.attempts.named(&there.reference).await?,
            };
            ours.attempts.extend(known);
            if let Movement::Returned(Some(id)) = there.movement {
                ours.refunds.extend(self.payments.refunds.refund(id).await?);
            }
        }
        Ok(ours)
    }

    /// What only we know of may stand elsewhere in the provider's list: asked by its name, it has the last word.
    async fn is_there_after_all(&self, difference: &Difference, ours: &Ours) -> Result<bool, Failed> {
        let provider = &self.payments.provider;
        match difference.kind {
            DifferenceKind::CapturedHereOnly => match &difference.reference {
                Some(reference) => Ok(provider.ask(reference).await? == ProviderState::Captured),
                None => Ok(false),
            },
            DifferenceKind::ReturnedHereOnly => {
                let refund = ours.refunds.iter().find(|row| Some(row.id) == difference.refund);
                let Some(refund) = refund else { return Ok(false) };
                let attempt = self.payments.attempts.attempt(refund.attempt).await?;
                let Some(reference) = attempt.and_then(|row| row.reference) else { return Ok(false) };
                match self.payments.find_refund(refund, &reference).await {
                    Found::Ours(_) => Ok(true),
                    Found::None => Ok(false),
                    Found::NoAnswer => {
                        Err(CallError::Unknown("a payment's refunds could not be listed".to_owned()).into())
                    }
                }
            }
            DifferenceKind::CapturedThereOnly
            | DifferenceKind::AmountsDiffer
            | DifferenceKind::ReturnedThereOnly => Ok(false),
        }
    }

    /// A capture that our row does not know of is asked about at the next tick.
    async fn hint(&self, difference: &Difference) -> Result<(), Unavailable> {
        let row = match difference.attempt {
            Some(id) if difference.kind == DifferenceKind::CapturedThereOnly => {
                self.payments.attempts.attempt(id).await?
            }
            Some(_) | None => None,
        };
        if let Some(sooner) = row.and_then(|row| row.hinted(self.payments.clock.now())) {
            // Lost means that the row has moved on by itself.
            self.payments.write(sooner).await?;
        }
        Ok(())
    }
}

/// The days from one on that have closed, oldest first.
fn closed_days(first: Day, now: Time) -> Vec<Day> {
    let next = |day: &Day| Some(Day::of(day.until()));
    let closed = |day: &Day| day.until() + CLOSED <= now;
    std::iter::successors(Some(first), next).take_while(closed).take(DAYS).collect()
}

/// The days whose differences are worth another look: within the hour while one is new, else once a day.
fn days_again(standing: &[KeptDifference], now: Time) -> BTreeSet<Day> {
    let is_due = |kept: &&KeptDifference| {
        let pause = if now < kept.first_seen + NEW { hours(1) } else { days(1) };
        now >= kept.last_seen + pause
    };
    standing.iter().filter(is_due).map(|kept| kept.day).collect()
}
