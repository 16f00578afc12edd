//! Who did what at the desk. An entry is written in the transaction of what it says, so that nothing is done without
//! one and none tells of what did not happen.

use async_trait::async_trait;
use kernel::{OrderId, SessionId, Time};

use crate::Unavailable;

/// Who acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// Somebody signed in at the desk, by their session.
    Seller(SessionId),
}

impl Actor {
    /// The form in databases: `seller:` and the session's id.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Seller(session) => format!("seller:{session}"),
        }
    }

    /// Reads that form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let session = text.strip_prefix("seller:")?;
        session.parse().ok().map(Self::Seller)
    }
}

/// What can be done at the desk and is audited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// A payment whose outcome nobody told was called approved.
    PaymentApproved,
    /// A payment whose outcome nobody told was called not approved.
    PaymentNotApproved,
    /// A refused refund was asked for again.
    RefundRetried,
    /// A refused refund was paid back by a bank transfer.
    RefundPaidByTransfer,
    /// An event that was parked was taken up again.
    EventReplayed,
    /// A consumer was stopped.
    ConsumerPaused,
    /// A consumer goes on.
    ConsumerResumed,
    /// What the shop says of itself was changed.
    SettingsChanged,
    /// A mail was sent to a buyer once more.
    LetterSentAgain,
    /// Pieces on hand were changed.
    StockAdjusted,
    /// It was said from how many free pieces down they are few.
    FewChanged,
    /// A garment was added, hidden.
    GarmentAdded,
    /// A garment's words, price, colours, sizes or place were changed.
    GarmentChanged,
    /// A garment is not sold any more.
    GarmentHidden,
    /// A garment is sold.
    GarmentShown,
    /// A photograph was hung.
    PhotographAdded,
    /// What a photograph shows, or its place, was changed.
    PhotographChanged,
    /// A photograph was taken away.
    PhotographRemoved,
    /// An order was cancelled for the shop; the subject is the reason.
    OrderCancelled,
    /// A part of the price was given back; the subject is the reason, the text the amount.
    PartRefunded,
    /// The goods of a return came.
    ReturnReceived,
    /// Their value went back.
    ReturnRefunded,
    /// A return was refused; the text says why.
    ReturnRefused,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 23] = [
        Self::PaymentApproved,
        Self::PaymentNotApproved,
        Self::RefundRetried,
        Self::RefundPaidByTransfer,
        Self::EventReplayed,
        Self::ConsumerPaused,
        Self::ConsumerResumed,
        Self::SettingsChanged,
        Self::LetterSentAgain,
        Self::StockAdjusted,
        Self::FewChanged,
        Self::GarmentAdded,
        Self::GarmentChanged,
        Self::GarmentHidden,
        Self::GarmentShown,
        Self::PhotographAdded,
        Self::PhotographChanged,
        Self::PhotographRemoved,
        Self::OrderCancelled,
        Self::PartRefunded,
        Self::ReturnReceived,
        Self::ReturnRefunded,
        Self::ReturnRefused,
    ];

    /// The word in databases and pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PaymentApproved => "payment_approved",
            Self::PaymentNotApproved => "payment_not_approved",
            Self::RefundRetried => "refund_retried",
            Self::RefundPaidByTransfer => "refund_paid_by_transfer",
            Self::EventReplayed => "event_replayed",
            Self::ConsumerPaused => "consumer_paused",
            Self::ConsumerResumed => "consumer_resumed",
            Self::SettingsChanged => "settings_changed",
            Self::LetterSentAgain => "letter_sent_again",
            Self::StockAdjusted => "stock_adjusted",
            Self::FewChanged => "few_changed",
            Self::GarmentAdded => "garment_added",
            Self::GarmentChanged => "garment_changed",
            Self::GarmentHidden => "garment_hidden",
            Self::GarmentShown => "garment_shown",
            Self::PhotographAdded => "photograph_added",
            Self::PhotographChanged => "photograph_changed",
            Self::PhotographRemoved => "photograph_removed",
            Self::OrderCancelled => "order_cancelled",
            Self::PartRefunded => "part_refunded",
            Self::ReturnReceived => "return_received",
            Self::ReturnRefunded => "return_refunded",
            Self::ReturnRefused => "return_refused",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == text)
    }
}

/// One line of the audit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AuditEntry {
    pub who: Actor,
    pub action: Action,
    /// The order it concerns, if it concerns one.
    pub order: Option<OrderId>,
    /// What it was done to: the id of an attempt or a refund, a consumer's name, the settings' version.
    pub subject: String,
    /// What the person typed: a reference, a reason. May be empty.
    pub text: String,
}

/// Reading the audit. (Entries are written by the commits of what they say.)
#[async_trait]
pub trait AuditLog: Send + Sync {
    /// What concerns an order, newest first.
    async fn of_order(&self, order: OrderId, limit: i64) -> Result<Vec<(Time, AuditEntry)>, Unavailable>;

    /// The newest entries.
    async fn latest(&self, limit: i64) -> Result<Vec<(Time, AuditEntry)>, Unavailable>;
}
