//! The context as others call it, and its consumer of events.

use std::sync::Arc;

use async_trait::async_trait;
use events::{Consumer, ConsumerName, Envelope, Event, Failure, PaymentFailure, Progress, Unavailable};
use kernel::{AttemptId, Clock, Ids, OrderId};

use crate::{
    Answer, Attempt, AttemptState, Attempts, Bulkhead, CapturedBy, Commit, Committed, Decided, Gate, Hints,
    Orders, PageUrl, PaymentProvider, RETRY_AFTER_BUSY, Refund, RefundDue, Refunds, Snapshot, answer,
    refund_due,
};

/// Questions and refunds that may be under way at a time, apart from the payments of those who wait.
const QUESTIONS: usize = 4;

/// The reply to order, read from the attempt's row after its commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    Approved,
    /// Nothing was charged.
    Declined(PaymentFailure),
    /// Nothing was sent; worth another try after so many seconds.
    Busy {
        retry_after: u32,
    },
    /// The buyer goes on at the provider, on this page.
    ActionNeeded(PageUrl),
    /// Under way, or not known yet.
    Checking,
}

impl Reply {
    /// What a row says.
    #[must_use]
    pub fn of(attempt: &Attempt) -> Self {
        match attempt.state {
            AttemptState::Approved => Self::Approved,
            AttemptState::NotSent if attempt.failure == Some(PaymentFailure::Busy) => {
                Self::Busy { retry_after: RETRY_AFTER_BUSY }
            }
            AttemptState::Declined | AttemptState::NotSent | AttemptState::Surplus => {
                Self::Declined(attempt.failure.unwrap_or(PaymentFailure::Declined))
            }
            AttemptState::ActionNeeded => attempt.page.clone().map_or(Self::Checking, Self::ActionNeeded),
            AttemptState::Sent | AttemptState::Unknown => Self::Checking,
        }
    }
}

/// The payment context. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    pub(crate) attempts: Arc<dyn Attempts>,
    pub(crate) refunds: Arc<dyn Refunds>,
    pub(crate) orders: Arc<dyn Orders>,
    pub(crate) provider: Arc<dyn PaymentProvider>,
    pub(crate) gate: Gate,
    pub(crate) questions: Bulkhead,
    pub(crate) hints: Hints,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn Ids>,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("payment::Service").finish_non_exhaustive()
    }
}

impl Service {
    /// Plugs the ports in.
    #[must_use]
    pub fn new(
        attempts: Arc<dyn Attempts>,
        refunds: Arc<dyn Refunds>,
        orders: Arc<dyn Orders>,
        provider: Arc<dyn PaymentProvider>,
        gate: Gate,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        let (questions, hints) = (Bulkhead::new(QUESTIONS), Hints::default());
        Self { attempts, refunds, orders, provider, gate, questions, hints, clock, ids }
    }

    /// How the gate before the provider stands, and when paying is worth another try.
    #[must_use]
    pub fn gate_snapshot(&self) -> Snapshot {
        self.gate.snapshot()
    }

    /// One attempt.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn attempt(&self, id: AttemptId) -> Result<Option<Attempt>, Unavailable> {
        self.attempts.attempt(id).await
    }

    /// Whether the provider may take the money while the buyer is on its page. Else only our confirm after it does.
    #[must_use]
    pub fn is_charged_on_page(&self) -> bool {
        match self.provider.capabilities().captured_by {
            CapturedBy::Confirm | CapturedBy::Page => true,
            CapturedBy::ConfirmAfterPage => false,
        }
    }

    /// Every attempt and every refund of an order, oldest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn of_order(&self, order: OrderId) -> Result<(Vec<Attempt>, Vec<Refund>), Unavailable> {
        Ok((self.attempts.of_order(order).await?, self.refunds.of_order(order).await?))
    }

    /// What the clock does to payments: open attempts are asked about, due refunds are sent. Says how many it
    /// looked at.
    ///
    /// # Errors
    /// When the database was away, be it for one of them alone: the others had their turn, what was done stays done,
    /// and the next tick takes the rest up again.
    pub async fn tick(&self) -> Result<usize, Unavailable> {
        let (asked, sent) = (self.reconcile().await, self.send_refunds().await);
        Ok(asked? + sent?)
    }

    /// Commits what an answer means to the row as it stands now, and replies from the row.
    pub(crate) async fn conclude(&self, id: AttemptId, said: &Answer) -> Result<Reply, Unavailable> {
        loop {
            let row = self.attempts.attempt(id).await?;
            let row = row.ok_or_else(|| Unavailable("the attempt's row is gone".to_owned()))?;
            let decided = answer(&row, said, self.clock.now());
            if decided.attempt == row && decided.events.is_empty() {
                return Ok(Reply::of(&row));
            }
            let reply = Reply::of(&decided.attempt);
            if self.attempts.commit(Commit { decided, now: self.clock.now() }).await? == Committed::Done {
                return Ok(reply);
            }
        }
    }

    /// The same for an answer that may be so no longer: it is committed on the row that was asked about, or not at all.
    pub(crate) async fn conclude_on(&self, asked: &Attempt, said: &Answer) -> Result<Reply, Unavailable> {
        if !said.passes() {
            return self.conclude(asked.id, said).await;
        }
        let decided = answer(asked, said, self.clock.now());
        let reply = Reply::of(&decided.attempt);
        if decided.attempt == *asked {
            return self.reply(asked.id).await;
        }
        match self.attempts.commit(Commit { decided, now: self.clock.now() }).await? {
            Committed::Done => Ok(reply),
            Committed::Lost | Committed::AppliedBefore => self.reply(asked.id).await,
        }
    }

    /// What an attempt's row says now.
    pub(crate) async fn reply(&self, id: AttemptId) -> Result<Reply, Unavailable> {
        Ok(self.attempts.attempt(id).await?.map_or(Reply::Checking, |row| Reply::of(&row)))
    }

    /// Writes a row without an event. `None`: it has moved on, and nothing was written.
    pub(crate) async fn write(&self, attempt: Attempt) -> Result<Option<Attempt>, Unavailable> {
        let decided =
            Decided { attempt: attempt.clone(), events: Vec::new(), refund: None, alerts: Vec::new() };
        let committed = self.attempts.commit(Commit { decided, now: self.clock.now() }).await?;
        let written = Attempt { version: attempt.version + 1, ..attempt };
        Ok((committed == Committed::Done).then_some(written))
    }

    /// The consumer of this context.
    #[must_use]
    pub fn consumer(&self) -> PaymentConsumer {
        PaymentConsumer(self.clone())
    }
}

/// Payment's consumer of events.
#[derive(Debug, Clone)]
pub struct PaymentConsumer(Service);

#[async_trait]
impl Consumer for PaymentConsumer {
    fn name(&self) -> ConsumerName {
        ConsumerName::Payment
    }

    async fn apply(&self, envelope: &Envelope) -> Result<(), Failure> {
        let Event::OrderRefundDue { refund, attempt, amount, reason } = envelope.event else {
            return Err(Failure::Rejected(format!("payment does not take {}", envelope.event.name())));
        };
        let due = Refund::requested(refund, envelope.order, attempt, amount, reason, envelope.at);
        let row = self.0.attempts.attempt(attempt).await?;
        let known = self.0.refunds.of_order(envelope.order).await?;
        let due = refund_due(due, row.as_ref(), &known);
        let (refund, alerts) = match due {
            RefundDue::Request(refund) => (Some(refund), Vec::new()),
            RefundDue::Surplus(alert) => (None, vec![alert]),
            RefundDue::Reject(why) => return Err(Failure::Rejected(why)),
        };
        let progress = Progress::of(ConsumerName::Payment, envelope);
        self.0.refunds.consume(refund, alerts, progress, self.0.clock.now()).await?;
        Ok(())
    }
}
