//! The roads an event travels: the outbox it is written to, and the consumers it reaches.

use std::collections::BTreeSet;
use std::fmt;

use async_trait::async_trait;
use kernel::{EventId, OrderId, OrderNumber, Time};
use serde::{Deserialize, Serialize};

use crate::{AuditEntry, Envelope, Partitions};

/// Who consumes events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConsumerName {
    Order,
    Payment,
    Shipping,
    MyPage,
    Mail,
}

impl ConsumerName {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Order, Self::Payment, Self::Shipping, Self::MyPage, Self::Mail];

    /// The word in databases, flags and pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Payment => "payment",
            Self::Shipping => "shipping",
            Self::MyPage => "mypage",
            Self::Mail => "mail",
        }
    }
}

impl fmt::Display for ConsumerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Not the name of a consumer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such consumer: order, payment, shipping, mypage and mail are")]
pub struct NoSuchConsumer;

impl std::str::FromStr for ConsumerName {
    type Err = NoSuchConsumer;

    fn from_str(text: &str) -> Result<Self, NoSuchConsumer> {
        Self::ALL.into_iter().find(|name| name.as_str() == text).ok_or(NoSuchConsumer)
    }
}

/// A database that did not answer, or asked to come again: busy, serialization, connection, timeout.
/// What was asked for may be asked again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unavailable: {0}")]
pub struct Unavailable(pub String);

/// Why a consumer did not apply an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Nothing is wrong with the event: the whole consumer waits and tries again, for ever.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// This event cannot be applied: after five tries its order is parked for this consumer.
    #[error("rejected: {0}")]
    Rejected(String),
}

impl From<Unavailable> for Failure {
    fn from(Unavailable(why): Unavailable) -> Self {
        Self::Unavailable(why)
    }
}

/// How far a consumer has come with one order. It moves in the transaction of the effect, in the effect's
/// own database: that makes an effect happen exactly once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub consumer: ConsumerName,
    pub order: OrderId,
    pub seq: i64,
}

impl Progress {
    /// The step that applying this event is.
    #[must_use]
    pub const fn of(consumer: ConsumerName, envelope: &Envelope) -> Self {
        Self { consumer, order: envelope.order, seq: envelope.seq }
    }
}

/// Something a person should know of. Written with the change that caused it, shown on the events page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Alert {
    pub order: OrderId,
    /// A sentence for the seller.
    pub text: String,
}

/// One of the consumers.
#[async_trait]
pub trait Consumer: Send + Sync {
    /// Which one it is.
    fn name(&self) -> ConsumerName;

    /// Applies one event. MUST move its progress in the transaction of the effect, and MUST answer `Ok`
    /// without another effect when the event was applied before.
    async fn apply(&self, envelope: &Envelope) -> Result<(), Failure>;

    /// Applies several events, those of each order in their order, with fewer commits than events; the effect is the same as
    /// if each were applied by itself. Says of which orders all are applied: of the others, and of all when it fails, each is
    /// to be applied by itself.
    async fn apply_together(&self, _envelopes: &[&Envelope]) -> Result<BTreeSet<OrderId>, Failure> {
        Ok(BTreeSet::new())
    }
}

/// Why an event's stored form was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// A newer version of the program wrote it, which runs beside this one: it can read it, too.
    #[error("an event of version {0}, newer than this program")]
    Newer(i64),
    /// It is no event.
    #[error("{0}")]
    Broken(String),
}

/// A delivery that may be tried now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The delivery's place in the outbox.
    pub position: i64,
    /// How often it was rejected already.
    pub attempts: i64,
    /// The event, or why its stored form could not be read.
    pub envelope: Result<Envelope, Unreadable>,
    pub order: OrderId,
}

/// An event that a consumer rejected five times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    pub position: i64,
    pub consumer: ConsumerName,
    pub event: EventId,
    pub name: String,
    pub order: OrderId,
    pub number: Option<OrderNumber>,
    pub reason: String,
    pub attempts: i64,
    pub parked_at: Time,
}

/// How one consumer is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lag {
    pub consumer: ConsumerName,
    pub paused: bool,
    /// Deliveries not done, parked ones included.
    pub waiting: i64,
    /// When the oldest of them became true.
    pub oldest: Option<Time>,
}

/// The deliveries of the outbox. A delivery is a row until it is done. (Events are written by the contexts'
/// own commits, not through here.)
#[async_trait]
pub trait Outbox: Send + Sync {
    /// What a consumer may try now of these partitions, in outbox order. MUST hold back a delivery while an earlier one of the
    /// same consumer and order is parked or waits for its next try, and MUST be empty while it is paused.
    async fn due(
        &self,
        consumer: ConsumerName,
        of: Partitions,
        now: Time,
        limit: i64,
    ) -> Result<Vec<Due>, Unavailable>;

    /// These are done.
    async fn done(&self, consumer: ConsumerName, positions: &[i64]) -> Result<(), Unavailable>;

    /// This one was rejected: it counts one more attempt, and waits until then or, without a time, is parked.
    async fn rejected(
        &self,
        consumer: ConsumerName,
        position: i64,
        reason: &str,
        next: Option<Time>,
        now: Time,
    ) -> Result<(), Unavailable>;

    /// Stops or restarts a consumer. Its deliveries wait meanwhile.
    async fn pause(&self, consumer: ConsumerName, paused: bool) -> Result<(), Unavailable>;

    /// The same by a person: with its entry of the audit, in one transaction.
    async fn pause_audited(
        &self,
        consumer: ConsumerName,
        paused: bool,
        entry: AuditEntry,
        now: Time,
    ) -> Result<(), Unavailable>;

    /// Every consumer's standing.
    async fn lags(&self) -> Result<Vec<Lag>, Unavailable>;

    /// What is parked, oldest first.
    async fn dead_letters(&self) -> Result<Vec<DeadLetter>, Unavailable>;

    /// Forgets events before that moment which everybody is done with: what a database finds cheap, as rows or as whole
    /// days. Says how much; more may be left. Nothing that is undone is ever forgotten.
    async fn forget(&self, before: Time, now: Time) -> Result<usize, Unavailable>;

    /// What a person should know of, newest first.
    async fn alerts(&self, limit: i64) -> Result<Vec<(Time, Alert)>, Unavailable>;

    /// Takes a parked delivery up again with all its tries. `false` when it is not parked.
    async fn replay(&self, consumer: ConsumerName, position: i64) -> Result<bool, Unavailable>;

    /// The same by a person: with its entry of the audit, in one transaction, unless it is not parked.
    async fn replay_audited(
        &self,
        consumer: ConsumerName,
        position: i64,
        entry: AuditEntry,
        now: Time,
    ) -> Result<bool, Unavailable>;
}
