//! Who did what at the desk. An entry is written in the transaction of what it says, so that nothing is done without
//! one and none tells of what did not happen.

use async_trait::async_trait;
use kernel::{OrderId, OrderNumber, SessionId, StaffId, Time};

use crate::Unavailable;

/// Who acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// The owner, by their session.
    Seller(SessionId),
    /// Somebody of the staff.
    Staff(StaffId),
}

impl Actor {
    /// The form in databases: `seller:` and the session's id, `staff:` and the person's.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Seller(session) => format!("seller:{session}"),
            Self::Staff(id) => format!("staff:{id}"),
        }
    }

    /// Reads that form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':')? {
            ("seller", session) => session.parse().ok().map(Self::Seller),
            ("staff", id) => id.parse().ok().map(Self::Staff),
            _ => None,
        }
    }
}

/// Whose entries are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// The owner, whichever session they were signed in with.
    Owner,
    /// Somebody of the staff.
    Staff(StaffId),
}

impl Who {
    /// The form in addresses: `owner`, or `staff:` and the person's id.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Owner => "owner".to_owned(),
            Self::Staff(id) => Actor::Staff(id).text(),
        }
    }

    /// Reads that form, and an actor's.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == "owner" { Some(Self::Owner) } else { Actor::parse(text).map(Self::from) }
    }
}

impl From<Actor> for Who {
    fn from(actor: Actor) -> Self {
        match actor {
            Actor::Seller(_) => Self::Owner,
            Actor::Staff(id) => Self::Staff(id),
        }
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
    /// An outfit was made, hidden; the text is its name, here and below.
    OutfitAdded,
    /// An outfit's words, pieces or place were changed.
    OutfitChanged,
    /// An outfit is not shown any more.
    OutfitHidden,
    /// An outfit is shown.
    OutfitShown,
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
    /// A label was put on a parcel.
    Labelled,
    /// A parcel was given to its carrier.
    Shipped,
    /// What has left got another number.
    Renumbered,
    /// A ship was taken back.
    ShipUndone,
    /// A shipment was held back, for the reason in the text.
    Held,
    /// A held shipment goes on.
    Released,
    /// A delivery was noted.
    Delivered,
    /// A stop was answered: the box was found.
    KeptBack,
    /// A stop was answered: the box has left.
    HasLeft,
    /// A note was written on an order, for the shop alone.
    Noted,
    /// Orders were exported, with what the filter says in the text.
    OrdersExported,
    /// MyPage was built anew: one order's row, or all.
    MyPageRebuilt,
    /// Somebody was invited to the desk.
    StaffInvited,
    /// Somebody of the staff got another role.
    StaffRoleChanged,
    /// Somebody of the staff was sent away.
    StaffRevoked,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 42] = [
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
        Self::OutfitAdded,
        Self::OutfitChanged,
        Self::OutfitHidden,
        Self::OutfitShown,
        Self::PhotographAdded,
        Self::PhotographChanged,
        Self::PhotographRemoved,
        Self::OrderCancelled,
        Self::PartRefunded,
        Self::ReturnReceived,
        Self::ReturnRefunded,
        Self::ReturnRefused,
        Self::Labelled,
        Self::Shipped,
        Self::Renumbered,
        Self::ShipUndone,
        Self::Held,
        Self::Released,
        Self::Delivered,
        Self::KeptBack,
        Self::HasLeft,
        Self::Noted,
        Self::OrdersExported,
        Self::MyPageRebuilt,
        Self::StaffInvited,
        Self::StaffRoleChanged,
        Self::StaffRevoked,
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
            Self::OutfitAdded => "outfit_added",
            Self::OutfitChanged => "outfit_changed",
            Self::OutfitHidden => "outfit_hidden",
            Self::OutfitShown => "outfit_shown",
            Self::PhotographAdded => "photograph_added",
            Self::PhotographChanged => "photograph_changed",
            Self::PhotographRemoved => "photograph_removed",
            Self::OrderCancelled => "order_cancelled",
            Self::PartRefunded => "part_refunded",
            Self::ReturnReceived => "return_received",
            Self::ReturnRefunded => "return_refunded",
            Self::ReturnRefused => "return_refused",
            Self::Labelled => "labelled",
            Self::Shipped => "shipped",
            Self::Renumbered => "renumbered",
            Self::ShipUndone => "ship_undone",
            Self::Held => "held",
            Self::Released => "released",
            Self::Delivered => "delivered",
            Self::KeptBack => "kept_back",
            Self::HasLeft => "has_left",
            Self::Noted => "noted",
            Self::OrdersExported => "orders_exported",
            Self::MyPageRebuilt => "mypage_rebuilt",
            Self::StaffInvited => "staff_invited",
            Self::StaffRoleChanged => "staff_role_changed",
            Self::StaffRevoked => "staff_revoked",
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
    /// What it was done to: the id of an attempt or a refund, a consumer's name, a garment's or an outfit's slug, the
    /// settings' version.
    pub subject: String,
    /// What the person typed: a reference, a reason. May be empty.
    pub text: String,
}

/// An entry as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audited {
    /// Counts up: of two entries the higher is the newer.
    pub id: i64,
    pub at: Time,
    pub entry: AuditEntry,
    /// The number of the order it concerns.
    pub number: Option<OrderNumber>,
}

/// Which entries are asked for: those that fit everything that is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditQuery {
    pub who: Option<Who>,
    pub action: Option<Action>,
    pub order: Option<OrderNumber>,
    /// The last entry of the page before.
    pub before: Option<i64>,
    pub limit: i64,
}

/// The audit. What changes something else of Main writes its entry in its own commit and not through here.
#[async_trait]
pub trait AuditLog: Send + Sync {
    /// What concerns an order, newest first.
    async fn of_order(&self, order: OrderId, limit: i64) -> Result<Vec<Audited>, Unavailable>;

    /// A page of entries, newest first.
    async fn page(&self, query: AuditQuery) -> Result<Vec<Audited>, Unavailable>;

    /// The newest entries.
    async fn latest(&self, limit: i64) -> Result<Vec<(Time, AuditEntry)>, Unavailable> {
        let newest = self.page(AuditQuery { limit, ..AuditQuery::default() }).await?;
        Ok(newest.into_iter().map(|it| (it.at, it.entry)).collect())
    }

    /// Everybody who ever did something, the one who did last first, each with the moment of that.
    async fn actors(&self) -> Result<Vec<(Actor, Time)>, Unavailable>;

    /// Writes an entry alone: of something that reads, or that changes another database. Its commit MUST be over
    /// before that begins.
    async fn record(&self, entry: AuditEntry, now: Time) -> Result<(), Unavailable>;
}
