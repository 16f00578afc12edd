//! Commands carried out: what is needed is read, the decision made, and all that it says written down, in the one
//! transaction that the caller began.

use kernel::Time;
use serde_json::Value;
use sqlx::sqlite::SqliteConnection;

use crate::answer::Failure;
use crate::cards::Card;
use crate::faults::Late;
use crate::ledger::timers::{self, Effect};
use crate::ledger::{events, fresh_id, intents, refunds, sessions};
use crate::stripe::Refusal;
use crate::stripe::events::event;
use crate::stripe::intents::{Change, Intent, NewIntent, Status, Try};
use crate::stripe::refunds::{NewRefund, RefundStatus};
use crate::stripe::sessions::{NewSession, Session, SessionStatus};

/// What a POST asks of the provider, once its parameters are known to be good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Command {
    CreateIntent(NewIntent),
    ConfirmIntent {
        id: String,
        card: Card,
        return_url: Option<String>,
        base: String,
    },
    CaptureIntent {
        id: String,
        amount: Option<i64>,
    },
    CancelIntent {
        id: String,
        reason: Option<String>,
    },
    CreateRefund(NewRefund),
    CreateSession(NewSession),
    ExpireSession {
        id: String,
    },
    /// The buyer pays on the page of a session.
    PaySession {
        id: String,
        card: Card,
    },
    /// The buyer came back from the issuer.
    Authenticate {
        intent: String,
        passed: bool,
    },
}

/// The object that the command made or changed.
pub(crate) async fn perform(
    tx: &mut SqliteConnection,
    command: Command,
    late: Option<Late>,
    now: Time,
) -> Result<Value, Failure> {
    match command {
        Command::CreateIntent(new) => Ok(create(tx, new, now).await?.json()),
        Command::ConfirmIntent { id, card, return_url, base } => {
            let intent = intent(tx, &id, "intent").await?;
            intent.must_not_follow_a_session("confirm")?;
            let attempt = attempt(&intent, card, return_url, &base, late);
            keep(tx, intent.confirm(attempt, now)?, now).await
        }
        Command::CaptureIntent { id, amount } => {
            let change = intent(tx, &id, "intent").await?.capture(amount, now)?;
            keep(tx, change, now).await
        }
        Command::CancelIntent { id, reason } => {
            let intent = intent(tx, &id, "intent").await?;
            intent.must_not_follow_a_session("cancel")?;
            keep(tx, intent.cancel(reason, now)?, now).await
        }
        Command::CreateRefund(new) => refund(tx, new, late, now).await,
        Command::CreateSession(new) => {
            let session = new.open(fresh_id("cs_test_", 58), now)?;
            sessions::insert(tx, &session).await?;
            timers::set(tx, session.expires_at, Effect::ExpireSession, &session.id).await?;
            Ok(session.json(None))
        }
        Command::ExpireSession { id } => {
            let session = session(tx, &id).await?;
            close(tx, session, now).await
        }
        Command::PaySession { id, card } => pay(tx, &id, card, late, now).await,
        Command::Authenticate { intent: id, passed } => {
            let change = intent(tx, &id, "intent").await?.authenticate(passed, late, now)?;
            keep(tx, change, now).await
        }
    }
}

async fn create(tx: &mut SqliteConnection, new: NewIntent, now: Time) -> Result<Intent, Failure> {
    let intent = new.open(fresh_id("pi_", 24), now);
    intents::insert(tx, &intent).await?;
    events::emit(tx, &event("payment_intent.created", &intent.id, &intent.json(), now), now).await?;
    Ok(intent)
}

fn attempt(intent: &Intent, card: Card, return_url: Option<String>, base: &str, late: Option<Late>) -> Try {
    let action_url = format!("{base}/authenticate/{}", intent.id);
    Try { card, charge: fresh_id("ch_", 24), return_url, action_url, late }
}

/// Pays a session with its intent, which is made here if this is the first try.
async fn pay(
    tx: &mut SqliteConnection,
    id: &str,
    card: Card,
    late: Option<Late>,
    now: Time,
) -> Result<Value, Failure> {
    let mut session = session(tx, id).await?;
    session.must_be_open()?;
    let intent = if let Some(id) = &session.payment_intent {
        intent(tx, id, "intent").await?
    } else {
        let intent = create(tx, session.new_intent(), now).await?;
        session.payment_intent = Some(intent.id.clone());
        sessions::update(tx, &session).await?;
        intent
    };
    let attempt = attempt(&intent, card, None, &session.base_url, late);
    keep(tx, intent.confirm(attempt, now)?, now).await
}

async fn refund(
    tx: &mut SqliteConnection,
    new: NewRefund,
    late: Option<Late>,
    now: Time,
) -> Result<Value, Failure> {
    let intent = intent(tx, &new.payment_intent, "payment_intent").await?;
    let (refund, intent) = new.make(intent, fresh_id("re_", 24), late, now)?;
    intents::update(tx, &intent).await?;
    refunds::insert(tx, &refund).await?;
    events::emit(tx, &event("refund.created", &intent.id, &refund.json(), now), now).await?;
    events::emit(tx, &event("charge.refunded", &intent.id, &intent.charge_json(), now), now).await?;
    if let Some(late) = late {
        timers::set(tx, now + late.delay, Effect::SettleRefund, &refund.id).await?;
    }
    Ok(refund.json())
}

/// Writes a changed intent down, tells of it, and completes the session that it pays.
async fn keep(tx: &mut SqliteConnection, change: Change, now: Time) -> Result<Value, Failure> {
    let Change { intent, event: kind, refusal, timer } = change;
    intents::update(tx, &intent).await?;
    events::emit(tx, &event(kind, &intent.id, &intent.json(), now), now).await?;
    if let Some((due, effect)) = timer {
        timers::set(tx, due, effect, &intent.id).await?;
    }
    if let Some(id) = &intent.session
        && let Some(session) = sessions::find(tx, id).await?
    {
        follow(tx, session, &intent, now).await?;
    }
    match refusal {
        Some(refusal) => Err(refusal.into()),
        None => Ok(intent.json()),
    }
}

/// A session is complete once its intent needs nothing more from the buyer.
async fn follow(
    tx: &mut SqliteConnection,
    mut session: Session,
    intent: &Intent,
    now: Time,
) -> Result<(), Failure> {
    let paid = matches!(intent.status, Status::Succeeded | Status::RequiresCapture | Status::Processing);
    if session.status == SessionStatus::Open && paid {
        session.status = SessionStatus::Complete;
        sessions::update(tx, &session).await?;
        tell_of(tx, "checkout.session.completed", &session, intent, now).await?;
    }
    Ok(())
}

async fn tell_of(
    tx: &mut SqliteConnection,
    kind: &str,
    session: &Session,
    intent: &Intent,
    now: Time,
) -> Result<(), sqlx::Error> {
    events::emit(tx, &event(kind, &intent.id, &session.json(Some(intent)), now), now).await
}

/// Closes a session, and its intent with it.
async fn close(tx: &mut SqliteConnection, session: Session, now: Time) -> Result<Value, Failure> {
    let session = session.expire()?;
    sessions::update(tx, &session).await?;
    let mut closed = None;
    if let Some(id) = &session.payment_intent {
        let change = intent(tx, id, "intent").await?.cancel(Some("automatic".to_owned()), now)?;
        closed = Some(change.intent.clone());
        keep(tx, change, now).await?;
    }
    let object = session.json(closed.as_ref());
    events::emit(tx, &event("checkout.session.expired", &session.id, &object, now), now).await?;
    Ok(object)
}

async fn intent(tx: &mut SqliteConnection, id: &str, param: &str) -> Result<Intent, Failure> {
    let found = intents::find(tx, id).await?;
    Ok(found.ok_or_else(|| Refusal::not_found("payment_intent", id, param))?)
}

async fn session(tx: &mut SqliteConnection, id: &str) -> Result<Session, Failure> {
    let found = sessions::find(tx, id).await?;
    Ok(found.ok_or_else(|| Refusal::not_found("checkout.session", id, "session"))?)
}

// What timers do.

pub(crate) async fn capture_late(tx: &mut SqliteConnection, id: &str, at: Time) -> Result<(), Failure> {
    let Some(intent) = intents::find(tx, id).await? else { return Ok(()) };
    let was_under_way = intent.status == Status::Processing;
    let Some(change) = intent.capture_late(at) else { return Ok(()) };
    let intent = change.intent.clone();
    keep(tx, change, at).await?;
    if was_under_way
        && let Some(id) = &intent.session
        && let Some(session) = sessions::find(tx, id).await?
    {
        tell_of(tx, "checkout.session.async_payment_succeeded", &session, &intent, at).await?;
    }
    Ok(())
}

pub(crate) async fn release(tx: &mut SqliteConnection, id: &str, at: Time) -> Result<(), Failure> {
    let change = intents::find(tx, id).await?.and_then(|intent| intent.release(at));
    if let Some(change) = change {
        keep(tx, change, at).await?;
    }
    Ok(())
}

pub(crate) async fn expire_session(tx: &mut SqliteConnection, id: &str, at: Time) -> Result<(), Failure> {
    let open = sessions::find(tx, id).await?.filter(|session| session.status == SessionStatus::Open);
    if let Some(session) = open {
        close(tx, session, at).await?;
    }
    Ok(())
}

pub(crate) async fn settle_refund(tx: &mut SqliteConnection, id: &str, at: Time) -> Result<(), Failure> {
    let Some(mut refund) = refunds::find(tx, id).await? else { return Ok(()) };
    refund.status = RefundStatus::Succeeded;
    refunds::update(tx, &refund).await?;
    events::emit(tx, &event("refund.updated", &refund.payment_intent, &refund.json(), at), at).await?;
    Ok(())
}
