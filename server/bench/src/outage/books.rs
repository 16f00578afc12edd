//! The shop's orders beside the provider's ledger, once all is quiet.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use anyhow::bail;
use kernel::{AttemptId, OrderId};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::types::Uuid;
use sqlx::{ConnectOptions, Connection};
use tokio::time::sleep;

use super::provider::Capture;
use super::shopper::History;

/// So many orders of one kind are named.
const NAMED: usize = 3;
/// How often the events' deliveries are looked at, half a second apart, before nobody believes in their end.
const LOOKS: u32 = 240;

/// An order's row.
#[derive(Debug, Clone)]
struct Row {
    order: OrderId,
    state: String,
    total: i64,
    paid_by: Option<AttemptId>,
    shipments: i64,
}

/// Both sides' books.
#[derive(Debug)]
pub(crate) struct Books {
    rows: Vec<Row>,
    captures: Vec<Capture>,
}

/// Waits until every event has been delivered.
pub(crate) async fn settled(database: &Path) -> anyhow::Result<()> {
    let mut conn = open(database).await?;
    for _ in 0..LOOKS {
        let query = sqlx::query_scalar("SELECT COUNT(*) FROM deliveries");
        let left: i64 = query.fetch_one(&mut conn).await?;
        if left == 0 {
            conn.close().await?;
            return Ok(());
        }
        sleep(Duration::from_millis(500)).await;
    }
    bail!("some events were never delivered")
}

async fn open(database: &Path) -> anyhow::Result<SqliteConnection> {
    Ok(SqliteConnectOptions::new().filename(database).read_only(true).connect().await?)
}

impl Books {
    /// Reads a shop's orders.
    pub(crate) async fn read(database: &Path, captures: Vec<Capture>) -> anyhow::Result<Self> {
        let mut conn = open(database).await?;
        let query = "SELECT id, state, total, paid_by, \
                     (SELECT COUNT(*) FROM shipments WHERE order_id = orders.id) FROM orders";
        let rows: Vec<(Uuid, String, i64, Option<Uuid>, i64)> =
            sqlx::query_as(query).fetch_all(&mut conn).await?;
        conn.close().await?;
        let row = |(id, state, total, paid_by, shipments): (Uuid, String, i64, Option<Uuid>, i64)| Row {
            order: OrderId(id),
            state,
            total,
            paid_by: paid_by.map(AttemptId),
            shipments,
        };
        Ok(Self { rows: rows.into_iter().map(row).collect(), captures })
    }

    /// What does not fit: every order that a buyer was told of stands and is paid, and every won that was taken is the
    /// price of one of them.
    pub(crate) fn wrong(&self, histories: &[History]) -> Vec<String> {
        let told: BTreeSet<_> = histories.iter().filter_map(|history| history.order).collect();
        let standing: BTreeSet<_> = self.rows.iter().map(|row| row.order).collect();
        let mut taken = BTreeMap::<OrderId, Vec<&Capture>>::new();
        for capture in &self.captures {
            taken.entry(capture.metadata.order).or_default().push(capture);
        }
        let rows = |which: &dyn Fn(&Row) -> bool| -> Vec<OrderId> {
            self.rows.iter().filter(|row| which(row)).map(|row| row.order).collect()
        };
        let is_paid_for = |row: &Row| match taken.get(&row.order).map(Vec::as_slice) {
            Some([one]) => {
                one.amount == row.total && Some(one.metadata.attempt) == row.paid_by && one.refunds.is_empty()
            }
            _ => false,
        };
        [
            ("orders were lost", told.difference(&standing).copied().collect()),
            ("orders came from nobody", standing.difference(&told).copied().collect()),
            ("orders were not paid", rows(&|row| row.state != "paid")),
            ("orders do not fit the money that was taken", rows(&|row| !is_paid_for(row))),
            ("orders have no parcel, or more than one", rows(&|row| row.shipments != 1)),
            (
                "payments were taken for no order",
                taken.keys().filter(|order| !standing.contains(order)).copied().collect(),
            ),
        ]
        .into_iter()
        .filter_map(|(what, orders): (&str, Vec<OrderId>)| named(what, &orders))
        .collect()
    }
}

/// How many there are, and which the first of them are.
fn named(what: &str, orders: &[OrderId]) -> Option<String> {
    let first: Vec<_> = orders.iter().take(NAMED).map(ToString::to_string).collect();
    (!orders.is_empty()).then(|| format!("{} {what}: {}", orders.len(), first.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::super::provider::Metadata;
    use super::*;

    fn order(n: u128) -> OrderId {
        OrderId(Uuid::from_u128(n))
    }

    fn books(change: impl FnOnce(&mut Books)) -> Vec<String> {
        let attempt = AttemptId::nth(order(1), 2);
        let row = Row {
            order: order(1),
            state: "paid".to_owned(),
            total: 29_000,
            paid_by: Some(attempt),
            shipments: 1,
        };
        let metadata = Metadata { order: order(1), attempt };
        let capture = Capture { amount: 29_000, metadata, refunds: Vec::new() };
        let mut books = Books { rows: vec![row], captures: vec![capture] };
        change(&mut books);
        books.wrong(&[History { order: Some(order(1)), ..History::default() }])
    }

    #[test]
    fn books_that_fit_have_nothing_wrong() {
        assert_eq!(books(|_| {}), Vec::<String>::new());
    }

    #[test]
    fn whatever_does_not_fit_is_found() {
        let found = |change: fn(&mut Books)| books(change).join("; ");
        assert!(found(|books| books.rows.clear()).contains("1 orders were lost"));
        assert!(found(|books| books.rows[0].order = order(2)).contains("1 orders came from nobody"));
        assert!(found(|books| books.rows[0].state = "paying".to_owned()).contains("1 orders were not paid"));
        assert!(found(|books| books.rows[0].shipments = 2).contains("1 orders have no parcel"));
        assert!(found(|books| books.captures[0].metadata.order = order(3)).contains("taken for no order"));
        let unfit: [fn(&mut Books); 4] = [
            |books| books.captures.clear(),
            |books| books.captures.push(books.captures[0].clone()),
            |books| books.captures[0].amount = 1,
            |books| books.captures[0].metadata.attempt = AttemptId::nth(order(1), 1),
        ];
        for change in unfit {
            assert!(found(change).contains("1 orders do not fit the money that was taken"));
        }
    }
}
