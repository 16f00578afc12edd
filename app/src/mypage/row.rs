//! A row of MyPage, or what Main says of an order now, as its buyer sees it.

use customer::mypage::{self, OrderStage, Row, ShipmentStage};
use events::{Goods, OrderDetails, PaymentFailure, RefundReason, Requester, Return, ReturnLine, ReturnState};
use kernel::time::seconds;
use kernel::{Money, Text, Time};

use super::view::{
    Cancel, CancelNote, Entry, Happened, OrderRow, RefundRow, RefundStage, ReturnStage, ReturnView, Status,
    TryFailed,
};
use crate::checkout::view::Line;
use crate::seller::carriers::Carrier;

impl From<Row> for OrderRow {
    fn from(row: Row) -> Self {
        let delivery = &row.details.delivery;
        let follow = follow(&row);
        let entry = |e: &mypage::Entry| Some(Entry { at: e.at, what: happened(e)? });
        Self {
            status: status(&row),
            cancel: cancel(&row),
            may_readdress: may_readdress(&row),
            returns: returns(&row),
            return_until: return_until(&row),
            can_complete: row.stage == OrderStage::Paid
                && row.shipment == Some(ShipmentStage::Delivered)
                && row.returns.iter().all(|it| !it.state.is_open())
                && status(&row) != Status::Returned,
            cancel_lost: row.cancel_lost(),
            failure: row.failure.map(TryFailed::from),
            refund: refund(&row),
            refunds: row.refunds.iter().map(|line| refund_row(&row, line)).collect(),
            rest: rest(&row),
            cancelled: row.cancel.map(CancelNote::from),
            recipient: delivery.recipient.name.clone(),
            phone: delivery.recipient.phone.clone(),
            note: delivery.note.clone(),
            address: delivery.address(),
            held_until: (row.stage == OrderStage::AwaitingPayment).then_some(row.held_until),
            timeline: row.timeline.iter().filter_map(entry).collect(),
            order: row.order,
            number: row.details.number,
            seq: row.seq,
            opened_at: row.details.opened_at,
            lines: row.details.lines.into_iter().map(Line::from).collect(),
            total: row.details.total,
            carrier: row.carrier.map(|key| carrier_name(&key)),
            tracking: row.tracking,
            follow,
        }
    }
}

fn returns(row: &Row) -> Vec<ReturnView> {
    let back = |returned| order::goes_back(&row.details, &row.returns, returned, None, rest(row));
    row.returns.iter().map(|it| ReturnView::of(&row.details, it, back(it), None)).collect()
}

/// A carrier's name, or its key when we no longer send with it.
fn carrier_name(key: &str) -> Text {
    match Carrier::find(key) {
        Some(Carrier { ko, en, .. }) => Text { ko: ko.to_owned(), en: en.to_owned() },
        None => Text { ko: key.to_owned(), en: key.to_owned() },
    }
}

/// The carrier's page about the parcel, once it has left.
fn follow(row: &Row) -> Option<String> {
    let left = matches!(row.shipment, Some(ShipmentStage::Shipped | ShipmentStage::Delivered));
    let (key, tracking) = row.carrier.as_deref().zip(row.tracking.as_deref()).filter(|_| left)?;
    Carrier::find(key).map(|carrier| carrier.follow(tracking))
}

/// Until when a return can be asked for: while the order stands, something of it is left, and no other is open.
fn return_until(row: &Row) -> Option<Time> {
    let stands = matches!(row.stage, OrderStage::Paid | OrderStage::Completed);
    let open = row.returns.iter().any(|it| it.state.is_open());
    let delivered = row.timeline.iter().find(|entry| entry.name == "ShipmentDelivered")?.at;
    (stands && !open && !all_returned(row)).then(|| order::return_until(delivered) - seconds(1))
}

/// Whether every piece went back and was refunded.
fn all_returned(row: &Row) -> bool {
    let refunded = row.returns.iter().filter(|it| it.state == ReturnState::Refunded);
    let back: u32 = refunded.flat_map(|it| &it.lines).map(|line| line.quantity).sum();
    back > 0 && back >= row.details.lines.iter().map(|line| line.quantity).sum()
}

impl ReturnView {
    /// A return of an order of these details, with what goes back for it. Whether it is overdue now is the shop's to see.
    pub(crate) fn of(
        details: &OrderDetails,
        returned: &Return,
        back: Option<Money>,
        now: Option<Time>,
    ) -> Self {
        let line = |part: &ReturnLine| {
            let line = details.lines.get(part.line as usize)?.clone();
            Some(Line { quantity: part.quantity, ..line.into() })
        };
        let lines: Vec<Line> = returned.lines.iter().filter_map(line).collect();
        let value = lines.iter().map(|line| line.price().amount).sum();
        let due = returned.due.filter(|_| returned.state == ReturnState::Received);
        let settled = returned.settled;
        let deduction = settled.and_then(|settled| settled.deduction);
        Self {
            number: returned.number,
            stage: stage(returned.state),
            since: returned.since(),
            lines,
            reason: returned.reason.code().to_owned(),
            value: Money::won(value),
            back: back.unwrap_or(Money::won(0)),
            amount: settled.map(|settled| settled.amount),
            deduction: deduction.map(|taken| (taken.amount, taken.reason.code().to_owned())),
            may_deduct: returned.reason.is_the_buyers(),
            restocked: settled.map(|settled| settled.goods == Goods::BackToStock),
            refused: returned.refused.clone(),
            due: due.map(|due| due - seconds(1)),
            overdue: due.zip(now).is_some_and(|(due, now)| due <= now),
        }
    }
}

const fn stage(state: ReturnState) -> ReturnStage {
    match state {
        ReturnState::Asked => ReturnStage::Asked,
        ReturnState::Received => ReturnStage::Received,
        ReturnState::Refunded => ReturnStage::Refunded,
        ReturnState::Refused => ReturnStage::Refused,
        ReturnState::Withdrawn => ReturnStage::Withdrawn,
    }
}

/// The market's word for where an order stands (the table of the screens page).
fn status(row: &Row) -> Status {
    if let Some(status) = return_status(row) {
        return status;
    }
    match row.stage {
        OrderStage::AwaitingPayment => match row.failure {
            Some(PaymentFailure::Declined | PaymentFailure::Abandoned) => Status::PaymentFailed,
            // Nothing was asked of any card: it is still to be paid.
            Some(PaymentFailure::Busy | PaymentFailure::NotSent) | None => Status::AwaitingPayment,
        },
        OrderStage::Paying if row.waits_for_buyer() => Status::ActionNeeded,
        OrderStage::Paying => Status::Checking,
        OrderStage::Expired => Status::Expired,
        OrderStage::CancelPending | OrderStage::CancelRequested => Status::CancelRequested,
        OrderStage::Completed => Status::Completed,
        OrderStage::Cancelled => cancelled(&row.refunds),
        OrderStage::Paid => match row.shipment {
            None | Some(ShipmentStage::Cancelled) => Status::Paid,
            Some(ShipmentStage::Ready) => Status::Preparing,
            Some(ShipmentStage::Labelled | ShipmentStage::StopAsked) => Status::Packed,
            Some(ShipmentStage::OnHold) => Status::OnHold,
            Some(ShipmentStage::Shipped) => Status::Shipped,
            Some(ShipmentStage::Delivered) => Status::Delivered,
        },
    }
}

/// The word of a cancelled order, by how far its money has come.
fn cancelled(refunds: &[mypage::RefundLine]) -> Status {
    use mypage::RefundStage::{PaidByTransfer, Refunded, Refused};
    match refunds {
        [] => Status::Cancelled,
        _ if refunds.iter().any(|line| line.stage == Refused) => Status::RefundRefused,
        _ if refunds.iter().all(|line| matches!(line.stage, Refunded | PaidByTransfer)) => Status::Refunded,
        _ => Status::Refunding,
    }
}

/// The word of an order that stands and of which something goes back, or everything went.
fn return_status(row: &Row) -> Option<Status> {
    let stands = matches!(row.stage, OrderStage::Paid | OrderStage::Completed);
    let open = row.returns.iter().map(|it| it.state).find(|state| state.is_open());
    match open {
        Some(ReturnState::Received) => Some(Status::ReturnReceived),
        Some(_) => Some(Status::ReturnAsked),
        None => (stands && all_returned(row)).then_some(Status::Returned),
    }
}

/// Which cancel can be asked for.
fn cancel(row: &Row) -> Cancel {
    match (row.stage, row.shipment) {
        (OrderStage::AwaitingPayment, _) => Cancel::AtOnce,
        (OrderStage::Paying, _) => Cancel::Refund,
        (OrderStage::Paid, None | Some(ShipmentStage::Ready | ShipmentStage::OnHold)) => Cancel::Refund,
        (OrderStage::Paid, Some(ShipmentStage::Labelled)) => Cancel::Ask,
        _ => Cancel::No,
    }
}

/// Whether another address can be asked for: the parcel is to be packed, or held back.
fn may_readdress(row: &Row) -> bool {
    let here = matches!(row.shipment, None | Some(ShipmentStage::Ready | ShipmentStage::OnHold));
    row.stage == OrderStage::Paid && here
}

/// What goes back because the order does not stand, or did not wait for it.
fn refund(row: &Row) -> Option<Money> {
    let cancelled = row.stage == OrderStage::Cancelled;
    let lines: Vec<_> = row.refunds.iter().filter(|line| cancelled || of_another(row, line)).collect();
    (!lines.is_empty()).then(|| Money::won(lines.iter().map(|line| line.amount.amount).sum()))
}

/// What is left of the payment that paid an order, by what was decided.
pub(crate) fn rest(row: &Row) -> Money {
    let of_it = row.refunds.iter().filter(|line| !of_another(row, line));
    let back: i64 = of_it.map(|line| line.amount.amount).sum();
    Money { amount: row.details.total.amount.saturating_sub(back).max(0), ..row.details.total }
}

/// Whether a refund is of a payment that the order did not wait for. Rows of before do not say why: then nothing else
/// went back of an order that stood.
fn of_another(row: &Row, line: &mypage::RefundLine) -> bool {
    match line.reason {
        Some(RefundReason::Unexpected | RefundReason::Surplus) => true,
        Some(RefundReason::Cancelled | RefundReason::Part(_) | RefundReason::Returned) => false,
        None => row.stage != OrderStage::Cancelled,
    }
}

fn refund_row(row: &Row, line: &mypage::RefundLine) -> RefundRow {
    let stage = match line.stage {
        mypage::RefundStage::Due => RefundStage::UnderWay,
        mypage::RefundStage::Refused => RefundStage::Refused,
        mypage::RefundStage::Refunded => RefundStage::Refunded,
        mypage::RefundStage::PaidByTransfer => RefundStage::PaidByTransfer,
    };
    let reason = line.reason.map_or("", RefundReason::code).to_owned();
    RefundRow { amount: line.amount, stage, of_another: of_another(row, line), reason }
}

impl From<PaymentFailure> for TryFailed {
    fn from(failure: PaymentFailure) -> Self {
        match failure {
            PaymentFailure::Declined => Self::Declined,
            PaymentFailure::Abandoned => Self::Abandoned,
            PaymentFailure::Busy | PaymentFailure::NotSent => Self::NotSent,
        }
    }
}

impl From<mypage::CancelNote> for CancelNote {
    fn from(note: mypage::CancelNote) -> Self {
        Self { by_shop: note.by == Requester::Seller, reason: note.reason.code().to_owned() }
    }
}

/// The line of the timeline that an event is, if buyers see it.
pub(crate) fn happened(entry: &mypage::Entry) -> Option<Happened> {
    Some(match entry.name.as_str() {
        "OrderOpened" => Happened::Opened,
        "OrderPaymentStarted" => Happened::PaymentStarted,
        "OrderPaymentFailed" => Happened::PaymentFailed,
        "PaymentOutcomeUnknown" => Happened::PaymentUnknown,
        "OrderExpired" => Happened::Expired,
        "OrderPlaced" => Happened::Placed,
        "OrderCancelRequested" if entry.by == Some(Requester::Seller) => Happened::CancelAskedByShop,
        "OrderCancelRequested" | "OrderCancelPending" => Happened::CancelAsked,
        "OrderCancelled" => Happened::Cancelled,
        "OrderCancelRejected" => Happened::CancelRejected,
        "PaymentSurplus" => Happened::Surplus,
        "OrderRefundDue" => Happened::RefundDue,
        "PaymentRefunded" => Happened::Refunded,
        "PaymentPaidByTransfer" => Happened::PaidByTransfer,
        "PaymentRefundRefused" => Happened::RefundRefused,
        "ShipmentCreated" => Happened::Preparing,
        "ShipmentHeld" => Happened::Held,
        "ShipmentReleased" => Happened::Released,
        "ShipmentLabelled" => Happened::Labelled,
        "ShipmentStopAsked" => Happened::StopAsked,
        "ShipmentShipped" => Happened::Shipped,
        "ShipmentRenumbered" => Happened::Renumbered,
        "ShipmentReopened" => Happened::Reopened,
        "ShipmentDelivered" => Happened::Delivered,
        "OrderCompleted" => Happened::Completed,
        "OrderAddressChanged" => Happened::Readdressed,
        "OrderReturnAsked" => Happened::ReturnAsked,
        "OrderReturnWithdrawn" => Happened::ReturnWithdrawn,
        "OrderReturnReceived" => Happened::ReturnReceived,
        "OrderReturnRefunded" => Happened::ReturnRefunded,
        "OrderReturnRefused" => Happened::ReturnRefused,
        _ => return None,
    })
}
