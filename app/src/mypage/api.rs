//! Cancelling and confirming, and the reads of MyPage and the order page.

use customer::mypage::{self, OrderStage, Row, ShipmentStage};
use events::{CancelReason, RefundReason, Requester};
use kernel::{Money, OrderId, Text};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::view::{
    Cancel, CancelNote, Entry, Happened, MyPageView, OrderRow, OrderView, RefundRow, RefundStage, Status,
};
use crate::AppError;
use crate::checkout::view::Line;
use crate::seller::carriers::Carrier;
use crate::services::{Services, buyer, lang_of, parse, see_other, visitor};

/// How many orders MyPage shows.
const SHOWN: i64 = 100;

/// Cancels an order for its buyer.
///
/// # Errors
/// [`AppError::NotFound`] for an order that is not there or somebody else's.
#[server(name = CancelOrder, prefix = "/api", endpoint = "cancel_order")]
pub async fn cancel_order(
    #[server(default)] order: String,
    #[server(default)] reason: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, session, order) = (Services::get()?, buyer()?, parse::<OrderId>(&order)?);
    let reason = CancelReason::OF_BUYER.into_iter().find(|known| known.code() == reason);
    let reason = reason.ok_or(AppError::BadInput)?;
    back(order, &lang, services.order.cancel(session.id, order, reason).await)
}

/// 구매확정 by the buyer.
///
/// # Errors
/// [`AppError::NotFound`] for an order that is not there or somebody else's.
#[server(name = CompleteOrder, prefix = "/api", endpoint = "complete_order")]
pub async fn complete_order(
    #[server(default)] order: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, session, order) = (Services::get()?, buyer()?, parse::<OrderId>(&order)?);
    back(order, &lang, services.order.complete(session.id, order).await)
}

/// Back to the order's page, which says why a command was refused.
fn back(order: OrderId, lang: &str, done: Result<(), order::CommandError>) -> Result<(), AppError> {
    let notice = match done {
        Ok(()) => String::new(),
        Err(order::CommandError::Conflict) => "?notice=conflict".to_owned(),
        Err(error) => return Err(error.into()),
    };
    see_other(lang_of(lang), &format!("/orders/{order}{notice}"));
    Ok(())
}

/// MyPage, from its own view. Somebody without a session has an empty one.
///
/// # Errors
/// [`AppError::Unavailable`] while the view's database is away.
#[server(name = ReadMyPage, prefix = "/api", endpoint = "my_page", input = GetUrl)]
pub async fn my_page(#[server(default)] tab: String) -> Result<MyPageView, AppError> {
    let services = Services::get()?;
    let (now, since) = services.since().await?;
    let rows = match visitor() {
        Some(session) => services.my_pages.of_owner(session.id, SHOWN).await?,
        None => Vec::new(),
    };
    Ok(MyPageView { rows: rows.into_iter().map(OrderRow::from).collect(), since, now, tab })
}

/// One order, from Main's present state, so that what was just done is seen.
///
/// # Errors
/// [`AppError::NotFound`] for an order that is not there or somebody else's.
#[server(name = ReadOrder, prefix = "/api", endpoint = "order", input = GetUrl)]
pub async fn order(
    order: OrderId,
    #[server(default)] placed: bool,
    #[server(default)] notice: Option<String>,
) -> Result<OrderView, AppError> {
    let (services, session) = (Services::get()?, buyer()?);
    let (now, since) = services.since().await?;
    let row = services.snapshots.snapshot(order).await?;
    let row = row.filter(|row| row.owner == session.id).ok_or(AppError::NotFound)?;
    Ok(OrderView { row: row.into(), since, now, confirmation: placed, notice })
}

impl From<Row> for OrderRow {
    fn from(row: Row) -> Self {
        let delivery = &row.details.delivery;
        let entry = |e: &mypage::Entry| Some(Entry { at: e.at, what: happened(e)? });
        Self {
            status: status(&row),
            cancel: cancel(&row),
            may_readdress: may_readdress(&row),
            can_complete: row.stage == OrderStage::Paid && row.shipment == Some(ShipmentStage::Delivered),
            cancel_lost: row.cancel_lost(),
            refund: refund(&row),
            refunds: row.refunds.iter().map(|line| refund_row(&row, line)).collect(),
            rest: rest(&row),
            cancelled: row.cancel.map(CancelNote::from),
            recipient: delivery.recipient.name.clone(),
            address: format!("{} {}", delivery.address1, delivery.address2),
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
        }
    }
}

/// A carrier's name, or its key when we no longer send with it.
fn carrier_name(key: &str) -> Text {
    match Carrier::find(key) {
        Some(Carrier { ko, en, .. }) => Text { ko: ko.to_owned(), en: en.to_owned() },
        None => Text { ko: key.to_owned(), en: key.to_owned() },
    }
}

/// The market's word for where an order stands (the table of the screens page).
fn status(row: &Row) -> Status {
    match row.stage {
        OrderStage::AwaitingPayment if row.failure.is_some() => Status::PaymentFailed,
        OrderStage::AwaitingPayment => Status::AwaitingPayment,
        OrderStage::Paying => Status::Checking,
        OrderStage::Expired => Status::Expired,
        OrderStage::CancelPending | OrderStage::CancelRequested => Status::CancelRequested,
        OrderStage::Completed => Status::Completed,
        OrderStage::Cancelled => {
            let back = |line: &mypage::RefundLine| {
                matches!(line.stage, mypage::RefundStage::Refunded | mypage::RefundStage::PaidByTransfer)
            };
            match row.refunds.as_slice() {
                [] => Status::Cancelled,
                refunds if refunds.iter().all(back) => Status::Refunded,
                _ => Status::Refunding,
            }
        }
        OrderStage::Paid => match row.shipment {
            None | Some(ShipmentStage::Cancelled) => Status::Paid,
            Some(ShipmentStage::Ready | ShipmentStage::Labelled | ShipmentStage::StopAsked) => {
                Status::Preparing
            }
            Some(ShipmentStage::OnHold) => Status::OnHold,
            Some(ShipmentStage::Shipped) => Status::Shipped,
            Some(ShipmentStage::Delivered) => Status::Delivered,
        },
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
        Some(RefundReason::Cancelled | RefundReason::Part(_)) => false,
        None => row.stage != OrderStage::Cancelled,
    }
}

/// A buyer is not told of a refusal that is being tried again.
fn refund_row(row: &Row, line: &mypage::RefundLine) -> RefundRow {
    let stage = match line.stage {
        mypage::RefundStage::Due | mypage::RefundStage::Refused => RefundStage::UnderWay,
        mypage::RefundStage::Refunded => RefundStage::Refunded,
        mypage::RefundStage::PaidByTransfer => RefundStage::PaidByTransfer,
    };
    let reason = line.reason.map_or("", RefundReason::code).to_owned();
    RefundRow { amount: line.amount, stage, of_another: of_another(row, line), reason }
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
        "ShipmentReopened" => Happened::Reopened,
        "ShipmentDelivered" => Happened::Delivered,
        "OrderCompleted" => Happened::Completed,
        "OrderAddressChanged" => Happened::Readdressed,
        _ => return None,
    })
}
