//! What happens by itself when its time has come.

use kernel::Time;
use sqlx::sqlite::SqliteConnection;

/// What a timer does to its subject, if that still makes sense then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub(crate) enum Effect {
    /// An intent that was said to be declined or under way is captured.
    CaptureIntent,
    /// An intent that nobody captured lets its money go.
    ReleaseIntent,
    ExpireSession,
    /// A pending refund succeeds.
    SettleRefund,
    /// A Toss payment that was not gone on with expires.
    ExpirePayment,
    /// A Toss payment that was said to have failed is approved.
    ApprovePayment,
}

/// A timer that is due.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Timer {
    number: i64,
    due_at: i64,
    pub(crate) effect: Effect,
    pub(crate) subject: String,
}

impl Timer {
    /// When it was due, which is when its effect happened.
    pub(crate) fn at(&self) -> Time {
        Time::from_micros(self.due_at)
    }
}

pub(crate) async fn set(
    tx: &mut SqliteConnection,
    due: Time,
    effect: Effect,
    subject: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO timers (due_at, effect, subject) VALUES ($1, $2, $3)")
        .bind(due.micros())
        .bind(effect)
        .bind(subject)
        .execute(tx)
        .await?;
    Ok(())
}

/// Takes the first timer that is due.
pub(crate) async fn take(tx: &mut SqliteConnection, now: Time) -> Result<Option<Timer>, sqlx::Error> {
    let due: Option<Timer> = sqlx::query_as(FIRST).bind(now.micros()).fetch_optional(&mut *tx).await?;
    if let Some(timer) = &due {
        sqlx::query("DELETE FROM timers WHERE number = $1").bind(timer.number).execute(tx).await?;
    }
    Ok(due)
}

/// Whether any timer is due.
pub(crate) async fn any(connection: &mut SqliteConnection, now: Time) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM timers WHERE due_at <= $1)")
        .bind(now.micros())
        .fetch_one(connection)
        .await
}

const FIRST: &str = "
    SELECT number, due_at, effect, subject FROM timers WHERE due_at <= $1 ORDER BY due_at, number LIMIT 1";
