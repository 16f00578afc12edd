//! Whether a shop has come to rest: what is still open, read past it from its database.

use std::path::Path;
use std::time::Duration;

use checker::{Tables, Violation};
use kernel::Clock;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use crate::machine::MachineClock;
use crate::programs::Place;

/// How long a shop may take to come to rest, by its own clock.
const AT_MOST: u32 = 20 * 60;
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
pub(crate) fn reader(file: &Path) -> Tables {
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    SqlitePoolOptions::new().max_connections(1).connect_lazy_with(options).into()
}

/// The same in the machine's time.
fn at_most(place: &Place) -> Duration {
    Duration::from_secs(AT_MOST.into()) / u32::try_from(place.rate).unwrap_or(1)
}

/// Waits until nothing is open. What is still open when it has taken too long, in words.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn comes(main: &Tables, place: &Place) -> anyhow::Result<Result<(), String>> {
    let mut open = Vec::new();
    let rests = async {
        loop {
            open = main.all::<(String,)>(OPEN).await?;
            if open.is_empty() {
                return anyhow::Ok(());
            }
            tokio::time::sleep(LOOKS).await;
        }
    };
    match tokio::time::timeout(at_most(place), rests).await {
        Ok(rested) => rested.map(Ok),
        Err(_) => {
            let open: Vec<String> = open.into_iter().map(|(what,)| what).collect();
            Ok(Err(format!("not at rest after {} s: {}", at_most(place).as_secs(), open.join(", "))))
        }
    }
}

/// Waits until what has been open for a day was told. What was not when it has taken too long, in words.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn untold(main: &Tables, place: &Place) -> anyhow::Result<Option<String>> {
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
    match tokio::time::timeout(at_most(place), told).await {
        Ok(told) => told.map(|()| None),
        Err(_) => Ok(untold.first().map(Violation::to_string)),
    }
}
