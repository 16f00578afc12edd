//! Commands carried out: what is needed is read, the decision made, and all that it says written down, in the one
//! transaction that the caller began.

use kernel::Time;
use serde_json::Value;
use sqlx::sqlite::SqliteConnection;

use crate::answer::Failure;
use crate::cards::Card;
use crate::faults::Late;
use crate::ledger::timers::{self, Effect};
use crate::ledger::{events, fresh_id, payments, transactions};
use crate::toss::Refusal;
use crate::toss::events::status_changed;
use crate::toss::payments::{Change, Payment, Status};
use crate::toss::requests::{Cancel, Confirmation, NewPayment};

/// What a POST asks of the provider, once its parameters are known to be good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Command {
    Create {
        new: NewPayment,
        base: String,
    },
    Confirm(Confirmation),
    Cancel {
        payment_key: String,
        asked: Cancel,
    },
    /// The buyer does something in the window.
    Window {
        payment_key: String,
        act: Act,
    },
}

/// What a buyer does in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    Choose(Card),
    Authenticate { passed: bool },
    Leave,
}

/// The payment that the command made or changed.
pub(crate) async fn perform(
    tx: &mut SqliteConnection,
    command: Command,
    late: Option<Late>,
    now: Time,
) -> Result<Value, Failure> {
    match command {
        Command::Create { new, base } => create(tx, new, base, now).await,
        Command::Confirm(asked) => {
            let payment = payments::find(tx, &asked.payment_key).await?.ok_or(Refusal::NO_SESSION)?;
            let before = payment.status;
            let change = payment.confirm(&asked, transaction_key(), late, now)?;
            if paid_otherwise(tx, &change.payment).await? {
                return Err(Refusal::DUPLICATED_ORDER.into());
            }
            keep(tx, before, change, now).await
        }
        Command::Cancel { payment_key, asked } => {
            let payment = find(tx, &payment_key).await?;
            let before = payment.status;
            keep(tx, before, payment.cancel(asked, transaction_key(), now)?, now).await
        }
        Command::Window { payment_key, act } => {
            let payment = find(tx, &payment_key).await?;
            let before = payment.status;
            let change = match act {
                Act::Choose(card) => payment.choose(card, now)?,
                Act::Authenticate { passed } => payment.authenticate(passed, now)?,
                Act::Leave => payment.leave()?,
            };
            keep(tx, before, change, now).await
        }
    }
}

async fn create(
    tx: &mut SqliteConnection,
    new: NewPayment,
    base: String,
    now: Time,
) -> Result<Value, Failure> {
    if payments::of_order(tx, &new.order_id).await?.is_some_and(|paid| paid.approved_at.is_some()) {
        return Err(Refusal::DUPLICATED_ORDER.into());
    }
    let payment = new.open(fresh_id("tsbx_", 32), base, now);
    payments::insert(tx, &payment).await?;
    timers::set(tx, payment.expires_at, Effect::ExpirePayment, &payment.payment_key).await?;
    Ok(payment.json(&[]))
}

/// Writes a changed payment down, and tells of its status if that is another one or money moved.
async fn keep(
    tx: &mut SqliteConnection,
    before: Status,
    change: Change,
    now: Time,
) -> Result<Value, Failure> {
    let Change { payment, transaction, refusal, timer } = change;
    payments::update(tx, &payment).await?;
    if let Some(transaction) = &transaction {
        transactions::insert(tx, transaction).await?;
    }
    if let Some((due, effect)) = timer {
        timers::set(tx, due, effect, &payment.payment_key).await?;
    }
    let object = payment.json(&transactions::cancels_of(tx, &payment.payment_key).await?);
    if payment.status != before || transaction.is_some() {
        events::emit(tx, &status_changed(&payment, &object, now), now).await?;
    }
    match refusal {
        Some(refusal) => Err(refusal.into()),
        None => Ok(object),
    }
}

/// Whether another payment of the order has been approved.
async fn paid_otherwise(tx: &mut SqliteConnection, payment: &Payment) -> Result<bool, sqlx::Error> {
    let known = payments::of_order(tx, &payment.order_id).await?;
    Ok(known.is_some_and(|known| known.approved_at.is_some() && known.payment_key != payment.payment_key))
}

fn transaction_key() -> String {
    fresh_id("", 32).to_ascii_uppercase()
}

async fn find(tx: &mut SqliteConnection, payment_key: &str) -> Result<Payment, Failure> {
    Ok(payments::find(tx, payment_key).await?.ok_or(Refusal::NOT_FOUND)?)
}

// What timers do.

pub(crate) async fn expire(tx: &mut SqliteConnection, payment_key: &str, at: Time) -> Result<(), Failure> {
    let Some(payment) = payments::find(tx, payment_key).await? else { return Ok(()) };
    let before = payment.status;
    if let Some(change) = payment.expire(at) {
        keep(tx, before, change, at).await?;
    }
    Ok(())
}

pub(crate) async fn approve_late(
    tx: &mut SqliteConnection,
    payment_key: &str,
    at: Time,
) -> Result<(), Failure> {
    let Some(payment) = payments::find(tx, payment_key).await? else { return Ok(()) };
    let before = payment.status;
    if paid_otherwise(tx, &payment).await? {
        return Ok(());
    }
    if let Some(change) = payment.approve_late(transaction_key(), at) {
        keep(tx, before, change, at).await?;
    }
    Ok(())
}
