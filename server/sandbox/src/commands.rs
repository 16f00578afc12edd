//! Commands of either face, each in one transaction with the answer that its key keeps, and what happens by
//! itself in between.

use kernel::Time;
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use crate::answer::{Answer, Failure};
use crate::faults::{Late, Twist};
use crate::ledger::timers::{self, Effect, Timer};
use crate::ledger::{Key, Ledger, LedgerError, answers};
use crate::{stripe, toss};

/// What is asked of the provider, once its parameters are known to be good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Command {
    Stripe(stripe::Command),
    Toss(toss::Command),
}

impl Ledger {
    /// Carries the command out once per key: later ones get the first answer, be it a refusal or a failure.
    pub(crate) async fn execute(
        &self,
        key: Option<&Key>,
        command: Command,
        twist: Option<Twist>,
        now: Time,
    ) -> Result<Answer, LedgerError> {
        let mut connection = self.reader().await;
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        if let Some(key) = key
            && let Some(first) = answers::first(&mut tx, key, now).await?
        {
            return Ok(first);
        }
        let answer = match twist {
            None => perform(&mut tx, command, None, now).await?,
            Some(Twist::Late(late)) => perform(&mut tx, command, Some(late), now).await?,
            Some(Twist::FailBefore(answer)) => answer,
            Some(Twist::FailAfter(answer)) => {
                perform(&mut tx, command, None, now).await?;
                answer
            }
        };
        if let Some(key) = key {
            answers::keep(&mut tx, key, &answer, now).await?;
        }
        tx.commit().await?;
        Ok(answer)
    }

    /// Lets everything happen that was to happen by now, in its order and at its own moment.
    pub(crate) async fn settle(&self, now: Time) -> Result<(), LedgerError> {
        let mut connection = self.reader().await;
        if !timers::any(&mut connection, now).await? {
            return Ok(());
        }
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        while let Some(timer) = timers::take(&mut tx, now).await? {
            ring(&mut tx, &timer).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

async fn perform(
    tx: &mut SqliteConnection,
    command: Command,
    late: Option<Late>,
    now: Time,
) -> Result<Answer, LedgerError> {
    let done = match command {
        Command::Stripe(command) => stripe::perform(tx, command, late, now).await,
        Command::Toss(command) => toss::perform(tx, command, late, now).await,
    };
    match done {
        Ok(object) => Ok(Answer::ok(&object)),
        Err(Failure::Refused(answer)) => Ok(answer),
        Err(Failure::Ledger(error)) => Err(error),
    }
}

async fn ring(tx: &mut SqliteConnection, timer: &Timer) -> Result<(), LedgerError> {
    let (subject, at) = (timer.subject.as_str(), timer.at());
    let done = match timer.effect {
        Effect::CaptureIntent => stripe::capture_late(tx, subject, at).await,
        Effect::ReleaseIntent => stripe::release(tx, subject, at).await,
        Effect::ExpireSession => stripe::expire_session(tx, subject, at).await,
        Effect::SettleRefund => stripe::settle_refund(tx, subject, at).await,
        Effect::ExpirePayment => toss::expire(tx, subject, at).await,
        Effect::ApprovePayment => toss::approve_late(tx, subject, at).await,
    };
    match done {
        // Refused: by now it makes no sense any more.
        Ok(()) | Err(Failure::Refused(_)) => Ok(()),
        Err(Failure::Ledger(error)) => Err(error),
    }
}
