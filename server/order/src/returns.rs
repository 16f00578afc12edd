//! 반품: a buyer sends goods back within seven days of their delivery; the shop receives them, and gives their value
//! back or says why not. It is part of the order's row: what goes back is bounded by what the order has given back
//! already, and 구매확정 waits for it.

mod days;
mod service;

use std::collections::BTreeMap;

use events::{
    Deduction, Event, Goods, OrderDetails, RefundReason, Return, ReturnLine, ReturnReason, ReturnSettled,
    ReturnState,
};
use kernel::{Money, RefundId, Time, VariantId};

use crate::{Decided, Order, State, StockMove, Verdict};

pub use days::{ClosedDays, refund_due, return_until};
pub use service::{ReturnCounts, ReturnQuery, ReturnTab, Returns};

/// What a buyer asks to send back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// So many pieces of each line, in the order's order; lines that are not named stay.
    pub quantities: Vec<u32>,
    pub reason: ReturnReason,
}

/// Why a return is not begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoReturn {
    /// It is so already: a replay, answered as a success.
    #[error("asked already")]
    Already,
    /// The order was not delivered, or does not stand.
    #[error("nothing was delivered")]
    Conflict,
    /// Another return of it is open.
    #[error("another return is open")]
    Open,
    /// The seven days are over.
    #[error("the time to ask is over")]
    TooLate,
    /// No piece was chosen.
    #[error("nothing is chosen")]
    Nothing,
    /// More than there are, or than have not gone back yet.
    #[error("more than there are")]
    TooMany,
}

/// What happens to a return that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReturnCommand {
    /// The buyer keeps the goods.
    Withdraw,
    /// The goods are here; their money is due by the days on which the shop does business.
    Receive { closed: ClosedDays },
    /// Their value goes back, less a deduction where the buyer bears the cost.
    Refund { deduction: Option<Deduction>, goods: Goods },
    /// The shop says no.
    Refuse { why: String },
}

impl Order {
    /// The return that somebody has still to do something about. There is one at a time.
    #[must_use]
    pub fn open_return(&self) -> Option<&Return> {
        self.returns.iter().find(|known| known.state.is_open())
    }

    /// Until when a return can be asked for: the end of the seventh day after the delivery's, in Seoul. `None` before
    /// delivery is noted, and of an order that does not stand.
    #[must_use]
    pub fn return_until(&self) -> Option<Time> {
        let stands = matches!(self.state, State::Paid | State::Completed);
        self.delivered_at.filter(|_| stands).map(return_until)
    }

    /// How many pieces of a line are still the buyer's: not sent back, nor on their way back.
    #[must_use]
    pub fn left_of(&self, line: usize) -> u32 {
        let ordered = self.details.lines.get(line).map_or(0, |line| line.quantity);
        let gone = |known: &&Return| !matches!(known.state, ReturnState::Refused | ReturnState::Withdrawn);
        let lines = self.returns.iter().filter(gone).flat_map(|known| &known.lines);
        let of_line = lines.filter(|gone| gone.line as usize == line);
        of_line.fold(ordered, |left, gone| left.saturating_sub(gone.quantity))
    }

    /// What these pieces were sold for. `None` when it does not fit, which no order's does.
    #[must_use]
    pub fn value_of(&self, lines: &[ReturnLine]) -> Option<Money> {
        sold_for(&self.details, lines)
    }

    /// What goes back for a return with so much taken off: no more than is left of the payment. `None` when nothing
    /// paid the order, or it does not fit, which no order's does.
    #[must_use]
    pub fn back_for(&self, returned: &Return, off: Option<Money>) -> Option<Money> {
        goes_back(&self.details, &self.returns, returned, off, self.rest()?.amount)
    }

    /// The pieces that a move of the stock is about, by variant.
    #[must_use]
    pub fn pieces(&self, stock: StockMove) -> BTreeMap<VariantId, i64> {
        let mut pieces = BTreeMap::new();
        let mut count = |variant, quantity: u32| *pieces.entry(variant).or_insert(0) += i64::from(quantity);
        match stock {
            StockMove::None => {}
            StockMove::Hold
            | StockMove::Sell
            | StockMove::Release
            | StockMove::Return
            | StockMove::WriteOff => {
                self.details.lines.iter().for_each(|line| count(line.variant, line.quantity));
            }
            StockMove::TakeBack(number) => {
                let lines = self.returns.iter().filter(|known| known.number == number).flat_map(|r| &r.lines);
                for returned in lines {
                    if let Some(line) = self.details.lines.get(returned.line as usize) {
                        count(line.variant, returned.quantity);
                    }
                }
            }
        }
        pieces
    }
}

/// Decides whether a return begins, in every state.
///
/// # Errors
/// Why it does not.
pub fn ask_return(order: &Order, ask: &Ask, now: Time) -> Result<Decided, NoReturn> {
    let lines = chosen(ask);
    if let Some(open) = order.open_return() {
        let same = open.state == ReturnState::Asked && open.lines == lines && open.reason == ask.reason;
        return Err(if same { NoReturn::Already } else { NoReturn::Open });
    }
    match (order.state, order.return_until()) {
        (State::Paid | State::Completed, Some(until)) if now < until => {}
        (State::Paid | State::Completed, Some(_)) => return Err(NoReturn::TooLate),
        (
            State::AwaitingPayment
            | State::Paying(_)
            | State::Paid
            | State::CancelPending(_)
            | State::CancelRequested
            | State::Cancelled
            | State::Expired
            | State::Completed,
            _,
        ) => return Err(NoReturn::Conflict),
    }
    if lines.is_empty() {
        return Err(NoReturn::Nothing);
    }
    if lines.iter().any(|chosen| chosen.quantity > order.left_of(chosen.line as usize)) {
        return Err(NoReturn::TooMany);
    }
    let returned = Return {
        number: u32::try_from(order.returns.len()).unwrap_or(u32::MAX).saturating_add(1),
        state: ReturnState::Asked,
        lines,
        reason: ask.reason,
        asked_at: now,
        received_at: None,
        due: None,
        closed_at: None,
        settled: None,
        refused: None,
    };
    let mut decided = Decided::keep(order);
    decided.order.returns.push(returned.clone());
    Ok(decided.event(Event::OrderReturnAsked { returned }))
}

fn chosen(ask: &Ask) -> Vec<ReturnLine> {
    let lines = (0..).zip(&ask.quantities).filter(|(_, quantity)| **quantity > 0);
    lines.map(|(line, quantity)| ReturnLine { line, quantity: *quantity }).collect()
}

/// Decides what happens to a return, in every state of it. An order with an open one stands.
#[must_use]
pub fn move_return(order: &Order, number: u32, asked: &ReturnCommand, now: Time) -> Verdict {
    let Some(returned) = order.returns.iter().find(|known| known.number == number) else {
        return Verdict::Conflict;
    };
    match (returned.state, asked) {
        (ReturnState::Asked, ReturnCommand::Withdraw) => {
            let moved = closed(returned, ReturnState::Withdrawn, now);
            change(order, moved, |returned| Event::OrderReturnWithdrawn { returned })
        }
        (ReturnState::Asked, ReturnCommand::Receive { closed }) => {
            let (state, due) = (ReturnState::Received, Some(refund_due(now, closed)));
            let moved = Return { state, due, received_at: Some(now), ..returned.clone() };
            change(order, moved, |returned| Event::OrderReturnReceived { returned })
        }
        (ReturnState::Asked | ReturnState::Received, ReturnCommand::Refuse { why }) => {
            let moved = Return { refused: Some(why.clone()), ..closed(returned, ReturnState::Refused, now) };
            change(order, moved, |returned| Event::OrderReturnRefused { returned })
        }
        (ReturnState::Received, ReturnCommand::Refund { deduction, goods }) => {
            refund(order, returned, *deduction, *goods, now)
        }
        (ReturnState::Withdrawn, ReturnCommand::Withdraw)
        | (ReturnState::Received | ReturnState::Refunded, ReturnCommand::Receive { .. }) => Verdict::Already,
        (ReturnState::Refused, ReturnCommand::Refuse { why }) if returned.refused.as_ref() == Some(why) => {
            Verdict::Already
        }
        (ReturnState::Refunded, ReturnCommand::Refund { deduction, goods }) => {
            let same = |settled: ReturnSettled| settled.deduction == *deduction && settled.goods == *goods;
            if returned.settled.is_some_and(same) { Verdict::Already } else { Verdict::Conflict }
        }
        (
            ReturnState::Asked
            | ReturnState::Received
            | ReturnState::Refunded
            | ReturnState::Refused
            | ReturnState::Withdrawn,
            ReturnCommand::Withdraw
            | ReturnCommand::Receive { .. }
            | ReturnCommand::Refund { .. }
            | ReturnCommand::Refuse { .. },
        ) => Verdict::Conflict,
    }
}

fn closed(returned: &Return, state: ReturnState, now: Time) -> Return {
    Return { state, closed_at: Some(now), ..returned.clone() }
}

/// Writes the return as it is now.
fn change(order: &Order, moved: Return, event: impl FnOnce(Return) -> Event) -> Verdict {
    Verdict::Change(Box::new(written(order, &moved).event(event(moved))))
}

fn written(order: &Order, moved: &Return) -> Decided {
    let mut decided = Decided::keep(order);
    for known in decided.order.returns.iter_mut().filter(|known| known.number == moved.number) {
        *known = moved.clone();
    }
    decided
}

/// What these pieces of an order were sold for.
fn sold_for(details: &OrderDetails, lines: &[ReturnLine]) -> Option<Money> {
    lines.iter().try_fold(Money::won(0), |sum, returned| {
        let line = details.lines.get(returned.line as usize)?;
        sum.plus(line.unit_price.times(returned.quantity).ok()?).ok()
    })
}

/// What a return is worth to its buyer before anything is taken off: what its pieces were sold for and, where the shop
/// bears the cost, what their delivery cost. That goes back once: `returns` are all of the order. `None` when it does
/// not fit, which no order's does.
fn worth(details: &OrderDetails, returns: &[Return], returned: &Return) -> Option<Money> {
    let value = sold_for(details, &returned.lines)?;
    let others = returns.iter().filter(|known| known.number != returned.number);
    if returned.reason.is_the_buyers() || others.into_iter().any(|known| gave_delivery(details, known)) {
        return Some(value);
    }
    value.plus(details.delivery_fee).ok()
}

/// What goes back for a return with so much taken off its worth: no more than the `rest` of the payment. `None` when it does
/// not fit, which no order's does.
#[must_use]
pub fn goes_back(
    details: &OrderDetails,
    returns: &[Return],
    returned: &Return,
    off: Option<Money>,
    rest: Money,
) -> Option<Money> {
    let worth = worth(details, returns, returned)?;
    let amount = worth.amount - off.map_or(0, |off| off.amount);
    Some(Money { amount: amount.min(rest.amount), ..worth })
}

/// Whether a return brought more than its pieces: then the delivery's cost, or all that was left of it.
fn gave_delivery(details: &OrderDetails, known: &Return) -> bool {
    let value = sold_for(details, &known.lines);
    known.settled.zip(value).is_some_and(|(settled, value)| settled.amount.amount > value.amount)
}

/// The worth of what came back, less the deduction, and never more than is left of the payment. Goods move only now:
/// until then they are the buyer's, and what is refused goes back to them.
fn refund(
    order: &Order,
    returned: &Return,
    deduction: Option<Deduction>,
    goods: Goods,
    now: Time,
) -> Verdict {
    let (Some(value), Some(rest)) = (order.value_of(&returned.lines), order.rest()) else {
        return Verdict::Conflict;
    };
    if deduction.is_some_and(|deduction| !may_deduct(returned.reason, deduction.amount, value)) {
        return Verdict::Conflict;
    }
    let off = deduction.map(|deduction| deduction.amount);
    let Some(amount) = order.back_for(returned, off) else { return Verdict::Conflict };
    let settled = Some(ReturnSettled { amount, deduction, goods });
    let moved = Return { settled, ..closed(returned, ReturnState::Refunded, now) };
    let mut decided = written(order, &moved);
    if goods == Goods::BackToStock {
        decided = decided.stock(StockMove::TakeBack(moved.number));
    }
    let number = moved.number;
    decided = decided.event(Event::OrderReturnRefunded { returned: moved });
    if amount.amount > 0 {
        let reason = RefundReason::Returned;
        let id = RefundId::nth(rest.attempt, reason.code(), number);
        decided = decided.refund_as(id, rest.attempt, amount, reason);
    }
    Verdict::Change(Box::new(decided))
}

/// Whether so much may be taken off: something, less than the whole, and only where the buyer bears the cost.
#[must_use]
pub fn may_deduct(reason: ReturnReason, deducted: Money, value: Money) -> bool {
    let some = deducted.currency == value.currency && 0 < deducted.amount && deducted.amount < value.amount;
    reason.is_the_buyers() && some
}
