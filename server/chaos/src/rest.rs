//! Whether a shop has come to rest: what is still open, read past it from its database.

use std::path::Path;
use std::time::Duration;

use checker::Violation;
use kernel::Clock;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use crate::machine::MachineClock;
use crate::programs::Place;

/// How long a shop may take to come to rest, in the machine's time: twenty minutes of its own.
pub(crate) const AT_MOST: Duration = Duration::from_secs(20);
/// Between two looks.
const LOOKS: Duration = Duration::from_millis(60);

/// What is open, in words. A cancel after the label is the seller's to answer.
const OPEN: &str = "
    SELECT 'a delivery to ' || consumer || COALESCE(' (' || reason || ')', '') FROM deliveries
    UNION ALL
    SELECT 'a payment that is ' || state FROM attempts WHERE state IN ('sent', 'unknown', 'action_needed')
    UNION ALL
    SELECT 'a refund that is ' || state FROM refunds WHERE state IN ('requested', 'sent', 'unknown')
    UNION ALL
    SELECT 'a letter that is ' || state FROM letters
    WHERE state = 'sending' OR (state = 'waiting' AND kind <> 'shipped')
    UNION ALL
    SELECT 'an order that is ' || state FROM orders WHERE state IN ('paying', 'cancel_pending', 'cancel_requested')";

/// A way into a database past the shop, that cannot write.
pub(crate) fn reader(file: &Path) -> SqlitePool {
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    SqlitePoolOptions::new().max_connections(1).connect_lazy_with(options)
}

/// Waits until nothing is open. What is still open when it has taken too long, in words.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn comes(main: &SqlitePool) -> anyhow::Result<Result<(), String>> {
    let mut open = Vec::new();
    let rests = async {
        loop {
            open = sqlx::query_scalar::<_, String>(OPEN).fetch_all(main).await?;
            if open.is_empty() {
                return anyhow::Ok(());
            }
            tokio::time::sleep(LOOKS).await;
        }
    };
    match tokio::time::timeout(AT_MOST, rests).await {
        Ok(rested) => rested.map(Ok),
        Err(_) => Ok(Err(format!("not at rest after {} s: {}", AT_MOST.as_secs(), open.join(", ")))),
    }
}

/// Waits until what has been open for a day was told. What was not when it has taken too long, in words.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn untold(main: &SqlitePool, place: &Place) -> anyhow::Result<Option<String>> {
    let mut untold = Vec::new();
    let told = async {
        loop {
            untold = checker::untold(main, place.now(MachineClock.now())).await?;
            if untold.is_empty() {
                return anyhow::Ok(());
            }
            tokio::time::sleep(LOOKS).await;
        }
    };
    match tokio::time::timeout(AT_MOST, told).await {
        Ok(told) => told.map(|()| None),
        Err(_) => Ok(untold.first().map(Violation::to_string)),
    }
}
