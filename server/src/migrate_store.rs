//! `hanbeol migrate-store`: carries a shop over to another database, and says how far it is.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use kernel::Clock;
use store::moving::{Carried, Move, Opened, Step};

use crate::system::SystemIds;

/// How often a long table says how far it is.
const SAY_EVERY: Duration = Duration::from_secs(2);

/// What became of a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// Everything has come over.
    Now,
    /// It had already, and nothing was done.
    Before,
}

/// Makes ready to move what lies at one address to another.
///
/// # Errors
/// When it could not begin, and what to do.
pub async fn open_move(from: &str, to: &str, clock: Arc<dyn Clock>) -> anyhow::Result<Opened> {
    Move::open(from, to, Arc::new(SystemIds), clock).await.context("nothing was moved")
}

/// Moves, and says in lines what it does.
///
/// # Errors
/// When it did not come to its end, and what to do.
pub async fn move_store(
    opened: Opened,
    clock: Arc<dyn Clock>,
    say: impl Fn(&str) + Send + Sync,
) -> anyhow::Result<Moved> {
    let moving = match opened {
        Opened::Ready(moving) => moving,
        Opened::MovedBefore(at) => {
            say(&format!("already moved, at {}: nothing is carried over", at.datetime()));
            return Ok(Moved::Before);
        }
    };
    say(&format!("carrying over {}", moving.source()));
    let mut said = clock.monotonic();
    let ran = moving.run(|step| {
        let now = clock.monotonic();
        if let Some(line) = line(&step, now.saturating_sub(said) >= SAY_EVERY) {
            said = now;
            say(&line);
        }
    });
    let ran = ran.await.context("the move is not finished, and nobody can serve what has come over");
    moving.close().await;
    let tables = ran?;
    let rows: i64 = tables.iter().map(|table| table.rows).sum();
    say(&format!("moved: {} tables, {rows} rows, the same on both sides", tables.len()));
    Ok(Moved::Now)
}

/// What is said of a step; of a table that is under way only now and then, and of an empty one nothing.
fn line(step: &Step, now_and_then: bool) -> Option<String> {
    match step {
        Step::Copying { table, rows } => now_and_then.then(|| format!("{table}: {rows} rows so far")),
        Step::Copied { table, rows } => (*rows > 0).then(|| format!("{table}: {rows} rows copied")),
        Step::Compared(Carried { table, rows, sha256 }) => {
            (*rows > 0).then(|| format!("{table}: {rows} rows compared, SHA-256 {sha256}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_says_how_far_it_is_now_and_then_and_an_empty_one_nothing() {
        let copying = Step::Copying { table: "orders", rows: 512 };
        assert_eq!(line(&copying, false), None);
        assert_eq!(line(&copying, true).as_deref(), Some("orders: 512 rows so far"));
        let copied = |rows| Step::Copied { table: "orders", rows };
        assert_eq!(line(&copied(600), false).as_deref(), Some("orders: 600 rows copied"));
        assert_eq!(line(&copied(0), true), None);
        let compared = Carried { table: "orders", rows: 600, sha256: "ab12".to_owned() };
        let said = line(&Step::Compared(compared), false);
        assert_eq!(said.as_deref(), Some("orders: 600 rows compared, SHA-256 ab12"));
    }
}
