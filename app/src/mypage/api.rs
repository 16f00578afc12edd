//! Cancelling and confirming, and the reads of MyPage and the order page.

use customer::mypage::{OrderStage, RefundStage, Row, ShipmentStage};
use events::CancelReason;
use kernel::{Money, OrderId, Text};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::view::{Cancel, Entry, Happened, MyPageView, OrderRow, OrderView, Status};
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
    let reason = match reason.as_str() {
        "" => CancelReason::Unsaid,
        "changed_mind" => CancelReason::ChangedMind,
        "wrong_choice" => CancelReason::WrongChoice,
        "too_slow" => CancelReason::TooSlow,
        _ => return Err(AppError::BadInput),
    };
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
        let entry = |e: &customer::mypage::Entry| Some(Entry { at: e.at, what: happened(&e.name)? });
        Self {
            status: status(&row),
            cancel: cancel(&row),
            can_complete: row.stage == OrderStage::Paid && row.shipment == Some(ShipmentStage::Delivered),
            cancel_lost: row.cancel_lost(),
            refund: refund(&row),
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
            let back = |line: &customer::mypage::RefundLine| {
                matches!(line.stage, RefundStage::Refunded | RefundStage::PaidByTransfer)
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

/// The sum that goes back, if any does.
fn refund(row: &Row) -> Option<Money> {
    let sum = row.refunds.iter().map(|line| line.amount.amount).sum();
    (!row.refunds.is_empty()).then_some(Money::won(sum))
}

/// The line of the timeline that an event is, if buyers see it.
pub(crate) fn happened(name: &str) -> Option<Happened> {
    Some(match name {
        "OrderOpened" => Happened::Opened,
        "OrderPaymentStarted" => Happened::PaymentStarted,
        "OrderPaymentFailed" => Happened::PaymentFailed,
        "PaymentOutcomeUnknown" => Happened::PaymentUnknown,
        "OrderExpired" => Happened::Expired,
        "OrderPlaced" => Happened::Placed,
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
        _ => return None,
    })
}
