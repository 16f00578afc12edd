//! One order as its buyer sees it. MyPage shows it as a row, the order page as a whole, and the live stream
//! sends it as a frame: the same type in all three, so that they cannot differ.

use kernel::{Money, OrderId, OrderNumber, Text, Time};
use serde::{Deserialize, Serialize};

use crate::checkout::view::{FieldError, Fields, Line};

/// The word of an order, as the market knows it (the table of the screens page).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 결제대기
    AwaitingPayment,
    /// 결제실패
    PaymentFailed,
    /// 결제 진행 중: the bank or the provider's page waits for the buyer
    ActionNeeded,
    /// 결제 확인 중
    Checking,
    /// 결제시간 만료
    Expired,
    /// 결제완료
    Paid,
    /// 상품준비중: nothing is packed yet
    Preparing,
    /// 상품준비중: the label is on
    Packed,
    /// 출고 보류
    OnHold,
    /// 배송중
    Shipped,
    /// 배송완료
    Delivered,
    /// 구매확정
    Completed,
    /// 반품요청
    ReturnAsked,
    /// 반품 확인 중: the goods are here
    ReturnReceived,
    /// 반품완료: every piece went back
    Returned,
    /// 취소요청
    CancelRequested,
    /// 취소완료
    Cancelled,
    /// 취소완료 · 환불 진행 중
    Refunding,
    /// 취소완료 · 환불 거절됨: the shop is at it
    RefundRefused,
    /// 환불완료
    Refunded,
}

/// What happened to an order, in the order it happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub at: Time,
    pub what: Happened,
}

/// A line of the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    Opened,
    PaymentStarted,
    PaymentFailed,
    PaymentUnknown,
    Expired,
    Placed,
    CancelAsked,
    /// The shop asked for it.
    CancelAskedByShop,
    Cancelled,
    /// The cancel lost: the parcel has left.
    CancelRejected,
    /// A payment was captured after it had been said to have failed.
    Surplus,
    RefundDue,
    Refunded,
    /// The shop paid it back by a bank transfer.
    PaidByTransfer,
    RefundRefused,
    Preparing,
    Held,
    Released,
    Labelled,
    /// The shop is looking for the box.
    StopAsked,
    Shipped,
    /// It goes under another number: the first one was wrong.
    Renumbered,
    /// The seller took the shipping back within ten minutes.
    Reopened,
    Delivered,
    Completed,
    /// The buyer gave another address or telephone number.
    Readdressed,
    ReturnAsked,
    ReturnWithdrawn,
    ReturnReceived,
    ReturnRefunded,
    ReturnRefused,
}

/// Which cancel the buyer can ask for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cancel {
    /// Nothing was paid: it is cancelled at once.
    AtOnce,
    /// The whole sum comes back by itself.
    Refund,
    /// A label is on: the shop has to find the box first.
    Ask,
    /// Not now: too late, or asked already.
    No,
}

/// Why an order is, or was, cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelNote {
    /// The shop asked for it, not the buyer.
    pub by_shop: bool,
    /// `changed_mind`, `wrong_choice`, `too_slow`, `sold_out`, `asked`, `mistake`; empty when nobody said.
    pub reason: String,
}

/// Why the last try to pay came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TryFailed {
    /// The card was refused.
    Declined,
    /// It was not finished at the provider.
    Abandoned,
    /// It was not begun: the provider could not be reached, or had too much to do.
    NotSent,
}

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStage {
    /// Decided, or on its way.
    UnderWay,
    /// The provider refused it: nothing is on its way, and the shop is at it.
    Refused,
    Refunded,
    PaidByTransfer,
}

/// Money that goes back, or went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundRow {
    pub amount: Money,
    pub stage: RefundStage,
    /// It is of a payment that the order did not wait for, not of the one that paid it.
    pub of_another: bool,
    /// Why: `cancelled`, `damaged`, `missing`, `late`, `price`, `goodwill`, ...; empty when nobody said.
    pub reason: String,
}

/// One order as its buyer sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRow {
    pub order: OrderId,
    pub number: OrderNumber,
    /// The order's sequence number: of two rows the higher is the newer.
    pub seq: i64,
    pub opened_at: Time,
    pub status: Status,
    pub lines: Vec<Line>,
    pub total: Money,
    /// Name and one-line address of the recipient.
    pub recipient: String,
    pub phone: String,
    pub address: String,
    /// What was asked of the driver.
    pub note: String,
    /// The carrier's name.
    pub carrier: Option<Text>,
    pub tracking: Option<String>,
    /// The carrier’s page about the parcel, once it has left.
    pub follow: Option<String>,
    /// Until when unpaid pieces are kept.
    pub held_until: Option<Time>,
    /// Why the last try to pay came to nothing, while another is awaited.
    pub failure: Option<TryFailed>,
    /// What goes back of an order that is cancelled, or of payments that it did not wait for.
    pub refund: Option<Money>,
    pub refunds: Vec<RefundRow>,
    /// What a cancel would bring back: the total less what was given back of it.
    pub rest: Money,
    pub cancel: Cancel,
    /// Why it is, or was, cancelled.
    pub cancelled: Option<CancelNote>,
    /// Whether another address can still be asked for.
    pub may_readdress: bool,
    pub returns: Vec<ReturnView>,
    /// The last moment at which a return can be asked for, when one can.
    pub return_until: Option<Time>,
    /// Whether 구매확정 can be said now.
    pub can_complete: bool,
    /// The last cancel was refused because the parcel had left.
    pub cancel_lost: bool,
    pub timeline: Vec<Entry>,
}

/// MyPage: the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyPageView {
    pub rows: Vec<OrderRow>,
    /// `epoch:database time`, for the stream to start at without a gap.
    pub since: String,
    /// Of the first HTML, for the chip.
    pub now: Time,
    /// Whether there is a stream to follow: a visitor without a session has none.
    pub live: bool,
    /// Who looks is logged in: a guest's orders may stand elsewhere.
    pub member: bool,
    /// `all`, `unpaid`, `coming`, `arrived`, `cancelled`: which tab.
    pub tab: String,
}

/// The order page and the confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderView {
    pub row: OrderRow,
    pub since: String,
    pub now: Time,
    /// The path of a link that opens the order on any device, for a while.
    pub link: String,
    /// Just paid: the page says thank you and what comes next.
    pub confirmation: bool,
    /// What a command came to: done (`address_changed`), or refused (`conflict`, ...).
    pub notice: Option<String>,
}

/// The receipt of an order that was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptView {
    pub row: OrderRow,
    pub paid_at: Time,
    /// Who took the payment, when that was not our own page.
    pub provider: Option<Text>,
}

/// Where a return stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnStage {
    /// 반품요청: it is on its way
    Asked,
    /// It is here.
    Received,
    Refunded,
    Refused,
    Withdrawn,
}

/// A return of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnView {
    pub number: u32,
    pub stage: ReturnStage,
    /// When it came into that.
    pub since: Time,
    /// The pieces that go back.
    pub lines: Vec<Line>,
    /// `changed_mind`, `wrong_size`, `different`, `damaged`, `wrong_piece`.
    pub reason: String,
    /// What they were sold for.
    pub value: Money,
    /// What goes back when nothing is taken off: with the delivery's cost where the shop bears it, and no more than is left
    /// of the payment.
    pub back: Money,
    /// What goes back of it, once that is decided.
    pub amount: Option<Money>,
    /// What was taken off, and why: `postage`, `worn`.
    pub deduction: Option<(Money, String)>,
    /// Whether something may be taken off.
    pub may_deduct: bool,
    /// Whether the goods are back in stock, or were written off.
    pub restocked: Option<bool>,
    /// Why the shop refused it.
    pub refused: Option<String>,
    /// The last moment at which the money should go back, while it has not.
    pub due: Option<Time>,
    /// That is over.
    pub overdue: bool,
}

/// The form for a return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnFormView {
    pub order: OrderId,
    pub number: OrderNumber,
    /// Every line of the order, in its order.
    pub lines: Vec<ReturnLineView>,
    /// The last moment for it; none when nothing can be sent back now.
    pub until: Option<Time>,
    /// A return is on its way.
    pub asked: bool,
    /// Where it goes; empty when the shop has not said.
    pub send_to: String,
    /// What was chosen before.
    pub reason: String,
    /// Why it was refused: `nothing`, `too_many`, `no_reason`.
    pub notice: Option<String>,
}

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnLineView {
    pub line: Line,
    /// How many the buyer still has.
    pub left: u32,
    pub chosen: u32,
}

/// The form for another address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressView {
    pub order: OrderId,
    pub number: OrderNumber,
    pub fields: Fields,
    pub errors: Vec<FieldError>,
    /// What can be asked of the driver: a code, and its words.
    pub requests: Vec<(String, Text)>,
    /// Whether an address can be searched for.
    pub postcode_search: bool,
    /// Whether it can still be changed.
    pub open: bool,
}

/// Ordering the same again, when not all of it can be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgainView {
    pub order: OrderId,
    pub number: OrderNumber,
    /// What can be had.
    pub lines: Vec<Line>,
    pub left_out: Vec<LeftOut>,
}

/// A line that cannot be had again as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// As it was ordered.
    pub line: Line,
    pub why: WhyLeft,
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyLeft {
    NoLongerSold,
    SoldOut,
    /// There are only so many.
    Only(u32),
}

/// How the view of MyPage stands that the program was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViewState {
    Answers,
    /// Its database does not answer.
    Away,
    /// It shows orders that Main does not know.
    AnotherShops,
}
