//! What order needs from outside, and what an adapter MUST do.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use events::{AuditEntry, Line, PaymentFailure, Progress, Unavailable};
use kernel::{AttemptId, Money, OrderId, Secret, SessionId, Time, VariantId};

use crate::{
    Adjust, Adjusted, Attempts, Cart, ClosedDays, Decided, DeliveryTerms, Draft, DraftLine, Level, Limit,
    Moved, Network, Sale,
};

/// A decision on its way to the database.
#[derive(Debug, Clone)]
pub struct Commit {
    pub decided: Decided,
    pub now: Time,
    /// Set when an event was consumed: it moves in the same transaction.
    pub progress: Option<Progress>,
    /// Set when somebody at the desk asked for it: their line of the audit, in the same transaction.
    pub audit: Option<AuditEntry>,
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

/// What became of placing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    Done,
    /// The draft is an order already: this one.
    Already(OrderId),
    /// Not enough free pieces of this variant.
    SoldOut(VariantId),
    /// Too much would wait for payment.
    OverLimit(Limit),
    /// Another order of the day has this number: open it under another.
    NumberTaken,
}

/// The orders and their stock.
#[async_trait]
pub trait Orders: Send + Sync {
    /// One order.
    async fn order(&self, id: OrderId) -> Result<Option<crate::Order>, Unavailable>;

    /// What several know of their attempts, of those that there are.
    async fn attempts(&self, ids: &[OrderId]) -> Result<Vec<Attempts>, Unavailable> {
        let mut attempts = Vec::with_capacity(ids.len());
        for id in ids {
            attempts.extend(self.order(*id).await?.as_ref().map(Attempts::of));
        }
        Ok(attempts)
    }

    /// Writes a new order, holds its stock and keeps its draft as given, all or nothing. MUST refuse when any
    /// variant has too few free pieces, when the draft is an order already, or when [`crate::over_limit`] says so
    /// of all orders that await payment or are being paid; no other may come in between. MUST keep the network no
    /// longer than the order is one of them: it is a person's address.
    async fn place(
        &self,
        decided: Decided,
        draft: Draft,
        network: Option<Network>,
    ) -> Result<Placed, Unavailable>;

    /// Writes a decision: the row (only if its version still stands), stock, events with their deliveries,
    /// alerts, progress and audit, in one transaction. MUST write nothing unless all of it is written. MUST take what is
    /// sold by it out of its buyer's cart, if the draft was begun from there: until it is paid it stays in it.
    async fn commit(&self, commit: Commit) -> Result<Committed, Unavailable>;

    /// Orders awaiting payment whose hold is over.
    async fn overdue(&self, now: Time, limit: i64) -> Result<Vec<OrderId>, Unavailable>;

    /// Orders that have waited for an attempt's answer since before then.
    async fn waiting(&self, before: Time, limit: i64) -> Result<Vec<OrderId>, Unavailable>;

    /// Paid orders whose delivery was noted before then.
    async fn delivered(&self, before: Time, limit: i64) -> Result<Vec<OrderId>, Unavailable>;
}

/// The pieces, looked at and changed by hand. (What an order does to them is written by its own commits.)
#[async_trait]
pub trait Stock: Send + Sync {
    /// How many pieces there are of every variant.
    async fn levels(&self) -> Result<BTreeMap<VariantId, Level>, Unavailable>;

    /// Changes what is on hand, with a line of the ledger for each variant and the entry of the audit, in one
    /// transaction. MUST write nothing unless [`crate::adjusted`] allows all of it, of the rows as they are then.
    async fn adjust(&self, adjust: Adjust) -> Result<Adjusted, Unavailable>;

    /// A variant's ledger, newest first, from before a movement on if one is given.
    async fn movements(
        &self,
        variant: VariantId,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<Moved>, Unavailable>;

    /// So many free pieces, or fewer, are few.
    async fn few(&self) -> Result<i64, Unavailable>;

    /// Changes that number, with its entry of the audit, in one transaction.
    async fn set_few(&self, few: i64, entry: AuditEntry, now: Time) -> Result<(), Unavailable>;
}

/// What was placed, sold and shipped, for the shop's numbers. Read only.
#[async_trait]
pub trait Figures: Send + Sync {
    /// Orders that were placed from then until before then, whatever became of them, oldest first.
    async fn placed(&self, from: Time, until: Time) -> Result<Vec<Sale>, Unavailable>;

    /// The lines of those that were not cancelled since.
    async fn sold(&self, from: Time, until: Time) -> Result<Vec<Line>, Unavailable>;

    /// When orders that left within the time were placed, and when they left.
    async fn shipped(&self, from: Time, until: Time) -> Result<Vec<(Time, Time)>, Unavailable>;
}

/// The drafts.
#[async_trait]
pub trait Drafts: Send + Sync {
    /// Keeps a new draft.
    async fn create(&self, draft: Draft) -> Result<(), Unavailable>;

    /// One draft.
    async fn draft(&self, id: kernel::DraftId) -> Result<Option<Draft>, Unavailable>;

    /// Keeps fields, errors and refusal as they are now.
    async fn save(&self, draft: Draft) -> Result<(), Unavailable>;

    /// Forgets drafts older than that.
    async fn forget(&self, before: Time) -> Result<(), Unavailable>;

    /// Gives one session's drafts to an account, each as [`crate::Given::take`] says, but for those that have become
    /// orders. The cart goes along: what those are paid for MUST leave the account's from then on.
    async fn give(&self, from: SessionId, to: crate::Given) -> Result<(), Unavailable>;

    /// What the session last sent whole, for the next checkout: its last order's, or that of a draft begun since which is
    /// refused as a whole. Never a field that was refused.
    async fn last_sent(&self, session: SessionId) -> Result<Option<crate::LastSent>, Unavailable>;
}

/// The carts.
#[async_trait]
pub trait Carts: Send + Sync {
    /// A session's cart; `None` while it has none.
    async fn cart(&self, session: SessionId) -> Result<Option<Cart>, Unavailable>;

    /// Writes the next version. MUST write nothing and say `false` unless the version still stands.
    async fn keep(&self, cart: Cart) -> Result<bool, Unavailable>;

    /// Forgets carts that were last changed before then; says how many.
    async fn forget(&self, before: Time) -> Result<usize, Unavailable>;
}

/// How many pieces nobody holds.
#[async_trait]
pub trait FreePieces: Send + Sync {
    /// Of one variant; none of one that is not known.
    async fn free(&self, variant: VariantId) -> Result<i64, Unavailable>;
}

/// Shipping, as order may ask it.
#[async_trait]
pub trait Shipping: Send + Sync {
    /// Whether the parcel still takes another address: it is to be packed or held back, or shipping has not heard of it
    /// yet. A courtesy: between this answer and the change a label may be put on, and shipping tells the seller.
    async fn takes_address(&self, order: OrderId) -> Result<bool, Unavailable>;
}

/// What the catalogue says of variants now: names and the price. The browser is never asked for either.
#[async_trait]
pub trait Lines: Send + Sync {
    /// The lines as they would be ordered; `None` when a variant is no longer sold.
    async fn lines(&self, lines: &[DraftLine]) -> Result<Option<Vec<Line>>, Unavailable>;

    /// One line in the words, and at the price, that it has at the desk, be it sold or not; `None` where no such variant
    /// ever was.
    async fn withdrawn(&self, line: &DraftLine) -> Result<Option<Line>, Unavailable>;
}

/// What delivery costs now.
#[async_trait]
pub trait DeliveryFees: Send + Sync {
    /// The shop's terms, as the seller has set them.
    async fn terms(&self) -> Result<DeliveryTerms, Unavailable>;
}

/// A request to pay.
#[derive(Debug, Clone)]
pub struct PayRequest {
    pub order: OrderId,
    pub attempt: AttemptId,
    pub amount: Money,
    /// What the buyer pays with, for the provider's adapter alone to read; empty when they choose at the provider.
    pub method: Secret,
}

/// Payment's reply, read from the attempt's row after its commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayReply {
    Approved,
    /// Nothing was charged.
    Declined {
        failure: PaymentFailure,
    },
    /// Nothing was sent; worth another try after so many seconds.
    Busy {
        retry_after: u32,
    },
    /// The buyer goes on at the provider, on the page of this address.
    ActionNeeded {
        page: String,
    },
    /// Under way or unknown: an event will say.
    Checking,
}

/// Payment, as order asks it: synchronous request and reply.
#[async_trait]
pub trait Payments: Send + Sync {
    /// Pays, or says how this attempt stands. MUST answer the same attempt from its one row.
    async fn pay(&self, request: PayRequest) -> Result<PayReply, Unavailable>;

    /// The buyer does not want to finish at the provider: closes it there, unless it is too late, and says how the
    /// attempt stands.
    async fn abandon(&self, attempt: AttemptId) -> Result<PayReply, Unavailable>;

    /// Says how the attempt stands; one that was never written is written as NotSent first, so that a late
    /// starter meets the key.
    async fn close_unsent(
        &self,
        order: OrderId,
        attempt: AttemptId,
        amount: Money,
    ) -> Result<PayReply, Unavailable>;
}

/// When the shop does business.
#[async_trait]
pub trait Calendar: Send + Sync {
    /// The days on which it does none, as the seller has set them.
    async fn closed_days(&self) -> Result<ClosedDays, Unavailable>;
}

/// All that order works with, but for clock and ids.
#[derive(Clone)]
pub struct Ports {
    pub orders: Arc<dyn Orders>,
    pub drafts: Arc<dyn Drafts>,
    pub lines: Arc<dyn Lines>,
    pub pieces: Arc<dyn FreePieces>,
    pub fees: Arc<dyn DeliveryFees>,
    pub payments: Arc<dyn Payments>,
    pub shipping: Arc<dyn Shipping>,
    pub calendar: Arc<dyn Calendar>,
}

impl std::fmt::Debug for Ports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("order::Ports").finish_non_exhaustive()
    }
}
