//! What the seller's desk shows.

use kernel::{AttemptId, LetterId, Money, OrderId, OrderNumber, RefundId, Text, Time};
use serde::{Deserialize, Serialize};

use crate::checkout::view::Line;
use crate::mypage::view::{CancelNote, Entry, ReturnView, ViewState};

/// Where a shipment stands, as the desk says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 포장 전
    Ready,
    /// 출고 보류
    OnHold,
    /// 송장 붙임
    Labelled,
    /// 취소 요청: the box has to be found
    StopAsked,
    /// 배송중
    Shipped,
    /// 배송완료
    Delivered,
    /// 취소됨
    Cancelled,
}

impl Stage {
    /// The word in frames and in style.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::OnHold => "on_hold",
            Self::Labelled => "labelled",
            Self::StopAsked => "stop_asked",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether there is paper for the box: it is to be packed, or was.
    #[must_use]
    pub const fn is_packed(self) -> bool {
        match self {
            Self::Ready | Self::Labelled | Self::Shipped | Self::Delivered => true,
            Self::OnHold | Self::StopAsked | Self::Cancelled => false,
        }
    }
}

/// One order in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRow {
    pub order: OrderId,
    pub number: OrderNumber,
    pub seq: i64,
    pub stage: Stage,
    pub lines: Vec<Line>,
    pub total: Money,
    pub recipient: String,
    /// The first two words of the address.
    pub district: String,
    pub placed_at: Time,
    /// Paid more than a day ago and not shipped.
    pub late: bool,
    pub carrier: Option<String>,
    pub tracking: Option<String>,
    /// Until when 출고 can be taken back.
    pub undo_until: Option<Time>,
}

/// The counts on top of the queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub ready: i64,
    pub on_hold: i64,
    pub labelled: i64,
    pub stop_asked: i64,
    pub late: i64,
    /// Orders that do not go on as they should.
    pub stuck: i64,
    pub shipped: i64,
    pub delivered: i64,
}

/// The queue. Keyset pages, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueView {
    pub rows: Vec<QueueRow>,
    pub counts: Counts,
    /// `open` (all to do), `ready`, `labelled`, `look` (stop asked or on hold), `late`, `shipped`.
    pub tab: String,
    /// Order number, name, phone or tracking number that was searched for.
    pub search: String,
    /// Ends the page before, if there is one (query parameter `before`).
    pub previous: Option<String>,
    /// Starts the next page, if there is one (query parameter `after`).
    pub next: Option<String>,
    pub since: String,
    pub now: Time,
    /// What the last command did: `shipped`, `labelled`, ... or an error code.
    pub notice: Option<String>,
    /// News of orders that shipping does not take up, so that none of it is seen here.
    #[serde(default)]
    pub untaken: i64,
    /// Orders that the last command left as they were.
    #[serde(default)]
    pub left: Vec<OrderNumber>,
}

/// One order at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskOrderView {
    pub row: QueueRow,
    pub recipient: String,
    pub phone: String,
    pub email: String,
    pub postcode: String,
    pub address: String,
    pub note: String,
    pub hold_reason: Option<String>,
    /// Keys of the carriers that the shop sends with; none is all.
    #[serde(default)]
    pub carriers: Vec<String>,
    /// Other orders that have the number which was typed, too.
    #[serde(default)]
    pub shared: Vec<OrderNumber>,
    /// Other orders that have the parcel's number.
    #[serde(default)]
    pub alongside: Vec<Alongside>,
    pub notes: Vec<NoteView>,
    pub payments: Vec<PaymentCard>,
    pub letters: Vec<LetterView>,
    pub audit: Vec<AuditView>,
    pub timeline: Vec<Entry>,
    /// Whether the shop can cancel it now.
    pub may_cancel: bool,
    /// Why it is, or was, cancelled.
    pub cancelled: Option<CancelNote>,
    pub returns: Vec<ReturnView>,
    pub now: Time,
    /// What the last command did, or why it was refused; `bad_carrier`, `bad_tracking` and `bad_reason` name a field.
    pub notice: Option<String>,
    /// What a refused form held, so that nothing has to be typed twice.
    #[serde(default)]
    pub typed: Typed,
}

/// An order whose parcel has the number of another's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alongside {
    pub order: OrderId,
    pub number: OrderNumber,
    pub stage: Stage,
}

/// What a cancel by the shop would do, before it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelView {
    pub row: QueueRow,
    /// What goes back to the buyer.
    pub back: Money,
    /// Whether it can still be asked for.
    pub may_cancel: bool,
    /// Why it was refused: `bad_cause`.
    pub notice: Option<String>,
}

/// The page that asks whether a parcel has left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftView {
    pub row: QueueRow,
    /// The shop itself had asked for the cancel.
    pub by_shop: bool,
}

/// The fields of the desk's forms, exactly as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    #[serde(default)]
    pub carrier: String,
    #[serde(default)]
    pub tracking: String,
    /// Not empty: the other orders of the parcel keep its old number.
    #[serde(default)]
    pub apart: String,
    /// Why an order is held.
    #[serde(default)]
    pub reason: String,
    /// The payment or refund whose form was refused.
    #[serde(default)]
    pub about: String,
    /// `approved`, `not_approved`.
    #[serde(default)]
    pub verdict: String,
    /// The provider's reference.
    #[serde(default)]
    pub reference: String,
    /// Why a refund was paid back by transfer.
    #[serde(default)]
    pub why: String,
    /// What is to be given back, in won.
    #[serde(default)]
    pub amount: String,
    /// Why: `damaged`, `missing`, `late`, `price`, `goodwill`.
    #[serde(default)]
    pub part: String,
    /// What is taken off the value of a return, in won.
    #[serde(default)]
    pub off: String,
    /// Why: `postage`, `worn`.
    #[serde(default)]
    pub off_why: String,
    /// Where the goods end: `back_to_stock`, `written_off`.
    #[serde(default)]
    pub goods: String,
    /// Why a return is refused.
    #[serde(default)]
    pub no: String,
    /// A note on the order.
    #[serde(default)]
    pub note: String,
}

impl Typed {
    /// The fields, each by the name of its input.
    #[must_use]
    pub fn of(field: impl Fn(&str) -> String) -> Self {
        Self {
            carrier: field("carrier"),
            tracking: field("tracking"),
            apart: field("apart"),
            reason: field("reason"),
            about: field("about"),
            verdict: field("verdict"),
            reference: field("reference"),
            why: field("why"),
            amount: field("amount"),
            part: field("part"),
            off: field("off"),
            off_why: field("off_why"),
            goods: field("goods"),
            no: field("no"),
            note: field("note"),
        }
    }
}

/// The shop's list of returns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnsView {
    pub rows: Vec<ReturnRow>,
    pub asked: i64,
    pub received: i64,
    /// Received, and their money should have gone back by now.
    pub overdue: i64,
    /// `asked`, `received`, `done`.
    pub tab: String,
    /// Starts the next page, if there is one (query parameter `after`).
    pub next: Option<String>,
    pub now: Time,
}

/// The newest return of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnRow {
    pub order: OrderId,
    pub number: OrderNumber,
    pub returned: ReturnView,
}

/// A note on an order, for the shop alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteView {
    pub at: Time,
    pub who: Text,
    pub text: String,
}

/// One attempt to pay, with its refunds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentCard {
    pub attempt: AttemptId,
    pub at: Time,
    /// `approved`, `declined`, `not_sent`, `unknown`, `sent`, `action_needed`, `surplus`.
    pub state: String,
    /// Why it came to nothing: the provider's code (`insufficient_funds`), or `not_sent`, `busy`, `abandoned`.
    pub failure: Option<String>,
    /// The provider's own name for it.
    pub reference: Option<String>,
    pub captured: Money,
    pub refunded: Money,
    /// Its outcome has been open for a day: a person settles it.
    pub to_settle: bool,
    pub refunds: Vec<RefundCard>,
    /// What can still be given back of it, while its order stands.
    pub give_back: Option<GiveBack>,
}

impl PaymentCard {
    /// Whether it took no money and nothing is left to be done about it.
    #[must_use]
    pub fn came_to_nothing(&self) -> bool {
        matches!(self.state.as_str(), "declined" | "not_sent")
            && self.captured.amount == 0
            && !self.to_settle
            && self.refunds.is_empty()
            && self.give_back.is_none()
    }
}

/// The form for a part that goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiveBack {
    /// No more than this.
    pub most: Money,
    /// How many refunds were decided when the form was made; posted back, so that it decides one.
    pub made_for: u32,
}

/// One refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundCard {
    pub refund: RefundId,
    pub amount: Money,
    /// `requested`, `sent`, `succeeded`, `refused`, `unknown`, `paid_by_transfer`.
    pub state: String,
    /// From when on a refused one can be paid back by transfer, when that is still to come.
    pub transfer_from: Option<Time>,
}

/// What somebody did at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditView {
    pub at: Time,
    /// Who it was.
    pub who: Text,
    /// `payment_approved`, `refund_paid_by_transfer`, ...
    pub action: String,
    /// The order it concerns, on pages that are not about that order.
    pub order: Option<(OrderId, OrderNumber)>,
    /// What it was done to, where that says something to a person.
    pub subject: String,
    /// The name of the garment or the outfit that it was done to.
    pub goods: Option<Text>,
    /// What the person typed.
    pub text: String,
}

/// A mail to a buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterView {
    pub letter: LetterId,
    /// The order and its number, unless the letter is about none.
    pub order: Option<(OrderId, String)>,
    /// `placed`, `shipped`, ...
    pub kind: String,
    /// `waiting`, `sent`, `refused`, ...
    pub state: String,
    /// When it goes out, when `due`, else when it came into its state.
    pub at: Time,
    pub due: bool,
    /// What the mail server said last.
    pub said: Option<String>,
    /// Whether it can be sent once more.
    pub again: bool,
}

/// How mail is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailView {
    /// A mail server is configured.
    pub sends: bool,
    /// Letters that should have gone out by now.
    pub waiting: i64,
    /// When the oldest of them was due.
    pub oldest: Option<Time>,
    /// Letters that were refused, or of which nobody knows.
    pub failed: Vec<LetterView>,
}

/// Where an order stands that is not, or not yet, at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnplacedStage {
    /// To be paid, or being paid.
    Waiting,
    /// Paid: the desk hears of it in a moment.
    Placed,
    Cancelling,
    Cancelled,
    Expired,
}

/// An order that was never placed, at the desk: only its money, and only when that needs a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnplacedView {
    pub order: OrderId,
    pub number: OrderNumber,
    pub total: Money,
    pub stage: UnplacedStage,
    pub payments: Vec<PaymentCard>,
    pub audit: Vec<AuditView>,
    pub notice: Option<String>,
    pub typed: Typed,
}

/// An order's page at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeskOrder {
    Placed(Box<DeskOrderView>),
    Unplaced(Box<UnplacedView>),
}

/// How one consumer of events is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsumerView {
    /// `order`, `payment`, `shipping`, `mypage`, `mail`.
    pub name: String,
    pub paused: bool,
    /// Deliveries not done yet.
    pub waiting: i64,
    /// When the oldest of them was written.
    pub oldest: Option<Time>,
}

/// How the gate to the payment provider stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateView {
    /// Calls go through.
    pub open: bool,
    /// Seconds until the provider is tried again; 0 when it would be now.
    pub retry_after: u32,
    /// Calls of the last half minute; with a closed gate, those that closed it.
    pub calls: u32,
    /// Of them without an answer.
    pub failed: u32,
    /// Of them slower than three seconds.
    pub slow: u32,
    /// Webhooks of the provider since the start.
    pub webhooks: u64,
    /// Webhooks that were forged, or too old.
    pub forged: u64,
    /// Webhooks that came faster than they are looked at.
    pub crowded: u64,
}

/// An event that could not be applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetterView {
    /// Posted back to replay it.
    pub id: String,
    pub consumer: String,
    pub event: String,
    pub number: OrderNumber,
    pub reason: String,
    pub attempts: i64,
    pub parked_at: Time,
}

/// Something a person should know of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertView {
    pub at: Time,
    /// The order it is about.
    pub order: Option<(OrderId, OrderNumber)>,
    pub text: String,
}

/// A payment or a refund that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingView {
    pub order: OrderId,
    pub number: OrderNumber,
    /// Since when.
    pub since: Time,
    pub amount: Money,
}

/// A difference between the provider's books and ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DifferenceView {
    /// `captured_there_only`, `captured_here_only`, `amounts_differ`, `returned_there_only`, `returned_here_only`.
    pub kind: String,
    /// The order it is of, if it is of one.
    pub order: Option<(OrderId, OrderNumber)>,
    /// The provider's name for the payment.
    pub reference: Option<String>,
    pub theirs: Option<Money>,
    pub ours: Option<Money>,
    /// The state of our attempt, or of our refund when `of_refund`.
    pub state: Option<String>,
    pub of_refund: bool,
    pub at: Time,
    pub first_seen: Time,
    pub last_seen: Time,
}

/// The comparison of the books.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BooksView {
    /// Until when they were compared.
    pub compared_until: Option<Time>,
    /// That is longer ago than it should be: the provider's list could not be read.
    pub late: bool,
    pub differences: Vec<DifferenceView>,
}

/// What a person has to see about money.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyView {
    /// Payments whose outcome has been open for a day.
    pub to_settle: Vec<WaitingView>,
    /// Refunds that the provider refused.
    pub refused: Vec<WaitingView>,
    pub books: BooksView,
}

/// An order that is stuck.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StuckView {
    pub order: OrderId,
    pub number: OrderNumber,
    /// `paying`, `cancel_pending`, `cancel_waits`, `stop_unanswered`, `refund_refused`, `parked`.
    pub why: String,
    /// The consumer that could not apply an event.
    pub consumer: Option<String>,
    pub since: Time,
    /// What happens next by itself: `provider_is_asked`, `person_settles`, ...
    pub next: String,
}

/// How far a rebuild of MyPage has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RebuildView {
    pub began_at: Time,
    pub done: usize,
    pub of: usize,
    /// Rows that were put right.
    pub mended: usize,
    /// When it ended, and whether it came to its end.
    pub ended: Option<(Time, bool)>,
}

/// The seller's events page (복구).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventsView {
    pub gate: GateView,
    pub consumers: Vec<ConsumerView>,
    /// The names of what no running program does.
    pub missing: Vec<String>,
    /// The running programs show different views of MyPage.
    pub many_views: bool,
    pub my_page: ViewState,
    pub stuck: Vec<StuckView>,
    pub rebuild: Option<RebuildView>,
    pub money: MoneyView,
    pub mail: MailView,
    pub dead_letters: Vec<DeadLetterView>,
    pub alerts: Vec<AlertView>,
    pub audit: Vec<AuditView>,
    pub now: Time,
}

/// The log-in page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogInView {
    /// The token of a one-time link, when the page was opened by one.
    pub token: Option<String>,
    /// The last try was refused: `wrong`, `wait` or `link_used`.
    pub error: Option<String>,
    /// The address that was typed then.
    pub email: String,
    /// How long the next try waits.
    pub wait_seconds: i64,
    /// Where to go afterwards.
    pub next: String,
}
