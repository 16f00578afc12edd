//! What payment needs from outside, and what an adapter MUST do.

use async_trait::async_trait;
use events::{Alert, AuditEntry, Progress, Unavailable};
use kernel::time::Span;
use kernel::{AttemptId, Day, Money, OrderId, RefundId, Secret, Time};

use crate::{Attempt, Decided, Difference, KeptDifference, ProviderTransaction, Refund, RefundDecided};

/// The provider's own name for a payment (`pi_...`, a paymentKey).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProviderRef(pub String);

/// An address at the provider where the buyer goes on: its payment page, or the bank's question (3-D Secure).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageUrl(pub String);

/// What a repeat under the same idempotency key brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replays {
    /// The first answer, a 500 too; other parameters under the key are refused.
    SameRequest,
    /// The first answer, whatever is asked.
    AnyRequest,
}

/// By which name a payment is looked up without lag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookUp {
    /// The provider's own alone.
    Reference,
    /// Also the attempt's id.
    Attempt,
}

/// Who takes the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CapturedBy {
    /// Our confirm, with what the buyer chose on our page.
    Confirm,
    /// The provider's page, as soon as the buyer finishes there.
    Page,
    /// Our confirm, after the buyer came back from the provider's page: before it nothing can be captured.
    ConfirmAfterPage,
}

/// What a provider can do and how long it remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// How long an idempotency key is kept.
    pub key_lives: Span,
    pub replays: Replays,
    pub look_up: LookUp,
    pub captured_by: CapturedBy,
    /// It can authorize first and capture later. (We capture at once: goods leave the same day.)
    pub separate_capture: bool,
    /// A declined payment can still be confirmed, so it is closed before it is called declined.
    pub close_after_decline: bool,
}

/// A call that brought no answer of the provider.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Definite: no byte of the request left (refused connection, DNS, TLS).
    #[error("not sent: {0}")]
    NotSent(String),
    /// Everything else: a timeout after bytes were sent, a reset, a 5xx, an unreadable body. Never a decline.
    #[error("outcome unknown: {0}")]
    Unknown(String),
}

/// Makes a payment known to the provider without charging it.
#[derive(Debug, Clone)]
pub struct Prepare {
    /// The idempotency key.
    pub attempt: AttemptId,
    pub order: OrderId,
    pub amount: Money,
}

/// A payment that the provider knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    pub reference: ProviderRef,
    /// Where the buyer pays, when that is the provider's page.
    pub page: Option<PageUrl>,
}

/// Charges a payment that was prepared.
#[derive(Debug, Clone)]
pub struct Confirm {
    pub attempt: AttemptId,
    pub reference: ProviderRef,
    pub amount: Money,
    /// What the buyer chose on our page; empty when they chose on the provider's.
    pub method: Secret,
}

/// What the provider says of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProviderState {
    Captured,
    /// The last try was refused. `code` is one of `declined`, `insufficient_funds`, `expired_card`,
    /// `incorrect_number`.
    Declined {
        code: String,
    },
    /// It waits for the buyer, on this page if there is one.
    ActionNeeded {
        page: Option<PageUrl>,
    },
    /// Known, not captured, and still able to be.
    Open,
    /// It can no longer become captured.
    Closed,
    /// Never heard of. No answer to anything: the request may still be under way.
    NotFound,
}

/// Gives money back.
#[derive(Debug, Clone)]
pub struct RefundCall {
    /// The idempotency key: `refund_id:n`.
    pub key: String,
    pub refund: RefundId,
    pub reference: ProviderRef,
    pub amount: Money,
}

/// What the provider says of a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderRefundState {
    Succeeded,
    /// A definite no.
    Refused,
    /// On its way.
    Pending,
}

/// One refund of a payment, as the provider lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderRefund {
    /// Ours by its metadata; `None` when somebody made it by hand.
    pub refund: Option<RefundId>,
    pub amount: Money,
    pub state: ProviderRefundState,
}

/// A payment provider. An adapter MUST tell definite answers from unknown ones by the rule of [`CallError`].
#[async_trait]
pub trait PaymentProvider: Send + Sync {
    /// What it can do.
    fn capabilities(&self) -> Capabilities;

    /// Makes the payment known. The same attempt MUST come back with the same reference. It MUST NOT lead to a
    /// capture by itself, neither when it is answered nor when it is not: an attempt whose name never came back
    /// is given up as not sent. (Nobody is led to a page whose address never came back.)
    async fn prepare(&self, prepare: Prepare) -> Result<Prepared, CallError>;

    /// Charges it.
    async fn confirm(&self, confirm: Confirm) -> Result<ProviderState, CallError>;

    /// Asks how it stands, by reference.
    async fn ask(&self, reference: &ProviderRef) -> Result<ProviderState, CallError>;

    /// Makes sure that it can no longer become captured; `Captured` when it is too late for that. What it cannot
    /// close is answered as it stands.
    async fn close(&self, reference: &ProviderRef) -> Result<ProviderState, CallError>;

    /// Gives money back.
    async fn refund(&self, call: RefundCall) -> Result<ProviderRefundState, CallError>;

    /// The refunds of a payment.
    async fn refunds(&self, reference: &ProviderRef) -> Result<Vec<ProviderRefund>, CallError>;

    /// Every movement of money in its books from `from` on and before `until`: captures and refunds, in no order. MUST
    /// read all pages: what is left out is taken for a difference. A payment that was made known and not captured is
    /// none, and neither is a refund that failed.
    async fn transactions(&self, from: Time, until: Time) -> Result<Vec<ProviderTransaction>, CallError>;
}

/// A decision about an attempt on its way to the database.
#[derive(Debug, Clone)]
pub struct Commit {
    pub decided: Decided,
    pub now: Time,
}

/// What became of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Committed {
    Done,
    /// The row has moved on: read it again and decide anew.
    Lost,
    /// This event was applied before; nothing was written.
    AppliedBefore,
}

/// What became of an insert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inserted {
    Done,
    /// The id has a row: that row is the answer.
    Stands(Box<Attempt>),
    /// Another attempt of the order is open.
    AnotherOpen,
}

/// The attempts. Adapters MUST hold that at most one attempt of an order is Sent, ActionNeeded, Unknown or
/// Approved.
#[async_trait]
pub trait Attempts: Send + Sync {
    /// One attempt.
    async fn attempt(&self, id: AttemptId) -> Result<Option<Attempt>, Unavailable>;

    /// Writes a new attempt with its events, unless its id has a row or another is open.
    async fn insert(&self, commit: Commit) -> Result<Inserted, Unavailable>;

    /// Writes a decision: row (only if its version still stands), events, refund and alerts in one transaction.
    async fn commit(&self, commit: Commit) -> Result<Committed, Unavailable>;

    /// The same for what a person decided: with its entry of the audit in that transaction.
    async fn commit_audited(&self, commit: Commit, entry: AuditEntry) -> Result<Committed, Unavailable>;

    /// The attempt that the provider knows by this name.
    async fn named(&self, reference: &ProviderRef) -> Result<Option<Attempt>, Unavailable>;

    /// Every attempt of an order, oldest first.
    async fn of_order(&self, order: OrderId) -> Result<Vec<Attempt>, Unavailable>;

    /// Attempts whose `ask_at` has come.
    async fn to_ask(&self, now: Time, limit: i64) -> Result<Vec<Attempt>, Unavailable>;
}

/// A decision about a refund on its way to the database.
#[derive(Debug, Clone)]
pub struct RefundCommit {
    pub decided: RefundDecided,
    pub now: Time,
}

/// The refunds.
#[async_trait]
pub trait Refunds: Send + Sync {
    /// One refund.
    async fn refund(&self, id: RefundId) -> Result<Option<Refund>, Unavailable>;

    /// Writes what a consumed event means (a new refund unless its id is known, an alert), with its progress.
    async fn consume(
        &self,
        refund: Option<Refund>,
        alerts: Vec<Alert>,
        progress: Progress,
        now: Time,
    ) -> Result<Committed, Unavailable>;

    /// Writes a decision: row (only if its version still stands), events and alerts in one transaction.
    async fn commit(&self, commit: RefundCommit) -> Result<Committed, Unavailable>;

    /// The same for what a person decided: with its entry of the audit in that transaction.
    async fn commit_audited(&self, commit: RefundCommit, entry: AuditEntry)
    -> Result<Committed, Unavailable>;

    /// Every refund of an order, oldest first.
    async fn of_order(&self, order: OrderId) -> Result<Vec<Refund>, Unavailable>;

    /// Refunds whose `next_at` has come.
    async fn due(&self, now: Time, limit: i64) -> Result<Vec<Refund>, Unavailable>;
}

/// What payments ask of a person, and what the comparison with the provider's books reads and keeps.
#[async_trait]
pub trait Settlements: Send + Sync {
    /// Attempts whose outcome has been open since that moment or longer, oldest first.
    async fn open_since(&self, moment: Time, limit: i64) -> Result<Vec<Attempt>, Unavailable>;

    /// Refunds that the provider refused, oldest first.
    async fn refused(&self, limit: i64) -> Result<Vec<Refund>, Unavailable>;

    /// Until when the books were compared. `None` before the first time.
    async fn compared_until(&self) -> Result<Option<Time>, Unavailable>;

    /// When the first attempt of all was sent.
    async fn first_sent(&self) -> Result<Option<Time>, Unavailable>;

    /// Attempts that captured and were sent that day.
    async fn captured(&self, day: Day) -> Result<Vec<Attempt>, Unavailable>;

    /// Attempts that captured and were sent before that moment, but of which we know it since then only: a person settled
    /// them, or the answer was late. When their own day was compared they did not count.
    async fn captured_late(&self, moment: Time) -> Result<Vec<Attempt>, Unavailable>;

    /// Refunds that succeeded and were last sent that day.
    async fn succeeded(&self, day: Day) -> Result<Vec<Refund>, Unavailable>;

    /// Writes what a day's comparison found, in one transaction: new differences (and such as were resolved) with an
    /// alert each, the others as seen again, those of the day that were not found as resolved. A day that ends later
    /// than the books were compared becomes what they were compared until.
    async fn record(&self, day: Day, found: Vec<Difference>, now: Time) -> Result<(), Unavailable>;

    /// The differences that stand, oldest first.
    async fn differences(&self, limit: i64) -> Result<Vec<KeptDifference>, Unavailable>;
}

/// Order's standing, as payment may ask it.
#[async_trait]
pub trait Orders: Send + Sync {
    /// Whether the order is Paying this very attempt.
    async fn waits_for(&self, order: OrderId, attempt: AttemptId) -> Result<bool, Unavailable>;
}
