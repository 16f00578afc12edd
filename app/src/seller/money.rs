//! What a person does about money, and what the desk's pages show of it.

use customer::Permission;
use customer::mypage::OrderStage;
use desk::Numbered;
use events::PaymentFailure;
use kernel::time::{Span, days};
use kernel::{AttemptId, Money, OrderId, OrderNumber, RefundId, Time};
use leptos::prelude::*;
use payment::{
    Attempt, AttemptState, KeptDifference, ProviderRef, Refund, RefundState, RetryError, SettleError,
    SettleRefused, Settled, TransferError, TransferRefused, Transferred, Verdict,
};
use shipping::MAX_TEXT;

use super::api::{is_alerted, refused};
use super::audit::api as audit;
use super::notice::all;
use super::view::{
    BooksView, DifferenceView, GiveBack, MoneyView, PaymentCard, RefundCard, Typed, UnplacedStage,
    UnplacedView, WaitingView,
};
use crate::AppError;
use crate::services::{Services, lang_of, parse, see_other};

/// The books of a day are compared some hours after it; so long after it something is wrong.
const BOOKS_LATE: Span = days(2);

/// Settles a payment whose outcome has been open for a day.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller, as every command here.
#[server(name = SettlePayment, prefix = "/api", endpoint = "settle_payment")]
pub async fn settle_payment(
    #[server(default)] order: String,
    #[server(default)] attempt: String,
    #[server(default)] verdict: String,
    #[server(default)] reference: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Money)?.who;
    let (id, at): (OrderId, AttemptId) = (parse(&order)?, parse(&attempt)?);
    let typed = [("about", attempt.as_str()), ("verdict", &verdict), ("reference", &reference)];
    let verdict = match verdict.as_str() {
        "approved" => Ok(Verdict::Approved),
        "not_approved" => Ok(Verdict::NotApproved),
        _ => Err("bad_verdict"),
    };
    let named = line(&reference).map_err(|_| "bad_reference");
    let (verdict, named) = match (verdict, named) {
        (Ok(verdict), Ok(named)) => (verdict, named),
        (verdict, named) => {
            return refused(&order, &lang, &all([verdict.err(), named.err()]), &typed).await;
        }
    };
    let settled = services.payment.settle_by_hand(id, at, verdict, ProviderRef(named), who).await;
    let notice = match settled {
        Ok(Settled::AsSaid) if verdict == Verdict::Approved => "settled_approved",
        Ok(Settled::AsSaid) => "settled_not_approved",
        Ok(Settled::ProviderSays(AttemptState::Approved)) => "provider_approved",
        Ok(Settled::ProviderSays(_)) => "provider_not_approved",
        Err(SettleError::Refused(SettleRefused::NotOpen)) => "settle_not_open",
        Err(SettleError::Refused(SettleRefused::TooEarly { .. })) => "settle_too_early",
        Err(SettleError::WrongReference) => return refused(&order, &lang, "wrong_reference", &typed).await,
        Err(SettleError::NotFound) => return Err(AppError::NotFound),
        Err(SettleError::Unavailable(why)) => return Err(why.into()),
    };
    back(id, &lang, notice);
    Ok(())
}

/// Asks the provider for a refused refund again.
///
/// # Errors
/// As [`settle_payment`].
#[server(name = RetryRefund, prefix = "/api", endpoint = "retry_refund")]
pub async fn retry_refund(
    #[server(default)] order: String,
    #[server(default)] refund: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Money)?.who;
    let (order, refund): (OrderId, RefundId) = (parse(&order)?, parse(&refund)?);
    let notice = match services.payment.retry_refund(order, refund, who).await {
        Ok(RefundState::Succeeded) => "refund_made",
        Ok(RefundState::Refused) => "refund_refused",
        Ok(_) => "refund_under_way",
        Err(RetryError::Over) => "refund_over",
        Err(RetryError::TooEarly { .. }) => "refund_too_early",
        Err(RetryError::NotFound) => return Err(AppError::NotFound),
        Err(RetryError::Unavailable(why)) => return Err(why.into()),
    };
    back(order, &lang, notice);
    Ok(())
}

/// Writes down that a refused refund was paid back by a bank transfer.
///
/// # Errors
/// As [`settle_payment`].
#[server(name = PayByTransfer, prefix = "/api", endpoint = "pay_by_transfer")]
pub async fn pay_by_transfer(
    #[server(default)] order: String,
    #[server(default)] refund: String,
    #[server(default)] why: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Money)?.who;
    let (id, back_id): (OrderId, RefundId) = (parse(&order)?, parse(&refund)?);
    let typed = [("about", refund.as_str()), ("why", &why)];
    let reason = match line(&why) {
        Ok(reason) => reason,
        Err(notice) => return refused(&order, &lang, notice, &typed).await,
    };
    let notice = match services.payment.pay_by_transfer(id, back_id, reason, who).await {
        Ok(Transferred::Paid) => "transferred",
        Ok(Transferred::FoundMade) => "transfer_found_made",
        Err(TransferError::Refused(TransferRefused::Over)) => "refund_over",
        Err(TransferError::Refused(why_not)) => {
            let notice = match why_not {
                TransferRefused::TooEarly { .. } => "transfer_too_early",
                TransferRefused::NoAnswer => "transfer_no_answer",
                TransferRefused::UnderWay | TransferRefused::Over => "transfer_under_way",
            };
            return refused(&order, &lang, notice, &typed).await;
        }
        Err(TransferError::NotFound) => return Err(AppError::NotFound),
        Err(TransferError::Unavailable(why)) => return Err(why.into()),
    };
    back(id, &lang, notice);
    Ok(())
}

fn back(order: OrderId, lang: &str, notice: &str) {
    see_other(lang_of(lang), &format!("/seller/orders/{order}?notice={notice}"));
}

/// One line that says something, or the notice that names what is wrong with a reason.
fn line(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err("bad_why"),
        count if count > MAX_TEXT || text.chars().any(char::is_control) => Err("long_why"),
        _ => Ok(text.to_owned()),
    }
}

/// Every payment of an order, with its refunds.
pub(super) async fn cards(services: &Services, order: OrderId) -> Result<Vec<PaymentCard>, AppError> {
    let now = services.clock.now();
    let (attempts, refunds) = services.payment.of_order(order).await?;
    let rest = services.order.refundable(order).await?;
    let give_back = |attempt: &Attempt| {
        let rest = rest.filter(|rest| rest.attempt == attempt.id)?;
        Some(GiveBack { most: rest.amount, made_for: rest.count })
    };
    let card =
        |attempt: &Attempt| PaymentCard { give_back: give_back(attempt), ..card(attempt, &refunds, now) };
    Ok(attempts.iter().map(card).collect())
}

fn card(attempt: &Attempt, refunds: &[Refund], now: Time) -> PaymentCard {
    let ours: Vec<_> = refunds.iter().filter(|refund| refund.attempt == attempt.id).collect();
    let back =
        |refund: &&&Refund| matches!(refund.state, RefundState::Succeeded | RefundState::PaidByTransfer);
    let captured = if attempt.state.captured() { attempt.amount } else { Money::won(0) };
    PaymentCard {
        attempt: attempt.id,
        at: attempt.sent_at,
        state: attempt.state.as_str().to_owned(),
        failure: failure(attempt),
        reference: attempt.reference.as_ref().map(|reference| reference.0.clone()),
        captured,
        refunded: Money::won(ours.iter().filter(back).map(|refund| refund.amount.amount).sum()),
        to_settle: payment::may_settle(attempt, now).is_ok(),
        refunds: ours.iter().map(|refund| refund_card(refund, now)).collect(),
        give_back: None,
    }
}

/// Why it came to nothing, as its card says it.
fn failure(attempt: &Attempt) -> Option<String> {
    let code = match attempt.failure? {
        PaymentFailure::Declined => attempt.code.as_deref().unwrap_or("declined"),
        PaymentFailure::NotSent => "not_sent",
        PaymentFailure::Busy => "busy",
        PaymentFailure::Abandoned => "abandoned",
    };
    Some(code.to_owned())
}

fn refund_card(refund: &Refund, now: Time) -> RefundCard {
    let lands = refund.lands_at(now);
    RefundCard {
        refund: refund.id,
        amount: refund.amount,
        state: refund.state.as_str().to_owned(),
        transfer_from: lands.filter(|_| refund.state == RefundState::Refused),
    }
}

/// An order that was never placed, when its money needs, or has had, a person.
pub(super) async fn unplaced(
    services: &Services,
    order: OrderId,
    notice: Option<String>,
    typed: Typed,
) -> Result<UnplacedView, AppError> {
    let (payments, audit) = (cards(services, order).await?, audit::of_order(services, order).await?);
    let back_by_hand = |refund: &RefundCard| matches!(refund.state.as_str(), "refused" | "paid_by_transfer");
    let asks = payments.iter().any(|card| card.to_settle || card.refunds.iter().any(back_by_hand));
    let differs =
        services.settlement.differences().await?.iter().any(|kept| kept.difference.order == Some(order));
    if !asks && !differs && audit.is_empty() && !is_alerted(services, order).await? {
        return Err(AppError::NotFound);
    }
    let row = services.snapshots.snapshot(order).await?.ok_or(AppError::NotFound)?;
    let (number, total, stage) = (row.details.number, row.details.total, unplaced_stage(row.stage));
    Ok(UnplacedView { order, number, total, stage, payments, audit, notice, typed })
}

const fn unplaced_stage(stage: OrderStage) -> UnplacedStage {
    match stage {
        OrderStage::AwaitingPayment | OrderStage::Paying => UnplacedStage::Waiting,
        OrderStage::Paid | OrderStage::Completed => UnplacedStage::Placed,
        OrderStage::CancelPending | OrderStage::CancelRequested => UnplacedStage::Cancelling,
        OrderStage::Cancelled => UnplacedStage::Cancelled,
        OrderStage::Expired => UnplacedStage::Expired,
    }
}

/// What waits for a person, and how the books compare.
pub(super) async fn waiting(services: &Services) -> Result<MoneyView, AppError> {
    let (open, refused) = (services.settlement.to_settle().await?, services.settlement.refused().await?);
    let kept = services.settlement.differences().await?;
    let about = open.iter().map(|attempt| attempt.order).chain(refused.iter().map(|refund| refund.order));
    let about: Vec<OrderId> = about.chain(kept.iter().filter_map(|kept| kept.difference.order)).collect();
    let numbers = Numbers(services.desk.register.numbers(&about).await?);
    let waits = |order, since, amount| Some(WaitingView { order, number: numbers.of(order)?, since, amount });
    Ok(MoneyView {
        to_settle: open.iter().filter_map(|it| waits(it.order, it.since, it.amount)).collect(),
        refused: refused.iter().filter_map(|it| waits(it.order, it.requested_at, it.amount)).collect(),
        books: books(services, kept, &numbers).await?,
    })
}

async fn books(
    services: &Services,
    kept: Vec<KeptDifference>,
    numbers: &Numbers,
) -> Result<BooksView, AppError> {
    let compared_until = services.settlement.compared_until().await?;
    let view = |KeptDifference { difference, first_seen, last_seen, .. }| DifferenceView {
        kind: difference.kind.as_str().to_owned(),
        order: difference.order.and_then(|order| Some((order, numbers.of(order)?))),
        reference: difference.reference.map(|reference| reference.0),
        theirs: difference.theirs,
        ours: difference.ours,
        state: difference.state,
        of_refund: difference.refund.is_some(),
        at: difference.at,
        first_seen,
        last_seen,
    };
    let late = compared_until.is_some_and(|until| services.clock.now() > until + BOOKS_LATE);
    Ok(BooksView { compared_until, late, differences: kept.into_iter().map(view).collect() })
}

/// The numbers of the orders that a page names, placed or not.
struct Numbers(Vec<Numbered>);

impl Numbers {
    fn of(&self, order: OrderId) -> Option<OrderNumber> {
        self.0.iter().find(|it| it.order == order).map(|it| it.number.clone())
    }
}
