//! Deliveries per second, beside the bare claim and delete of as many in as many commits.

use std::time::Duration;

use anyhow::Context;
use futures::future::try_join_all;
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};

use super::data::{Data, Kind, Place, Side};
use super::{Figure, Goal};
use crate::buyers::Ready;
use crate::{now, rate};

/// Orders whose events wait.
const ORDERS: usize = 640;
const BUYERS: usize = 32;
/// Everything has to be delivered in this time.
const AT_MOST: Duration = Duration::from_secs(300);
const LOOKS: Duration = Duration::from_millis(10);
/// What the relay applies at a time of one consumer.
const CONNECTIONS: usize = 16;

const LAST: &str = "SELECT MAX(position) FROM outbox";
const WAITING: &str = "SELECT COUNT(*) FROM deliveries";
/// One is claimed by who is first.
const CLAIM: &str = "
    SELECT d.consumer, d.position FROM claims d JOIN outbox o ON o.position = d.position
    ORDER BY d.position, d.consumer LIMIT ";
const DONE: &str = "DELETE FROM claims WHERE consumer = $1 AND position = $2";

/// Lets events wait, then counts how fast they are delivered.
pub(super) async fn measure(place: &Place, kind: Kind) -> anyhow::Result<Figure> {
    let data = place.fresh(kind)?;
    let web = data.program(&place.binary, &["--roles", "web"]).await?;
    Ready::new(&web.base, BUYERS, ORDERS).await?.buy().await?;
    web.end().await?;
    let mut side = data.connect().await?;
    keep_claims(&mut side).await?;
    let waiting = side.number(WAITING).await?;
    let (before, last) = (side.writes().await?, side.number(LAST).await?);
    let relay = data.program(&place.binary, &["--roles", "order,payment,shipping,mypage,mail"]).await?;
    let took =
        tokio::time::timeout(AT_MOST, drained(&mut side, waiting)).await.context("not delivered")??;
    let commits = match kind {
        Kind::Sqlite => relay.end().await?,
        Kind::Postgres => {
            let commits = usize::try_from(side.writes().await? - before)?;
            relay.end().await?;
            commits
        }
    };
    // What its effects say is delivered, too, before all is quiet.
    let more: usize = side.events_after(last).await?.iter().map(|event| event.taken_by().len()).sum();
    let claimed = usize::try_from(waiting)?;
    let deliveries = claimed + more;
    let bare = claim_and_delete(&data, deliveries.div_ceil(commits.max(1))).await?;
    Ok(Figure {
        what: "events delivered".to_owned(),
        unit: "/s",
        figure: rate(deliveries, took),
        floor: rate(claimed, bare),
        note: format!(
            "{deliveries} deliveries with their effects, {commits} commits; the floor has no effects"
        ),
        goal: Goal::AtLeast(0.4),
    })
}

/// From the first delivery that is done to the last.
async fn drained(side: &mut Side, waiting: i64) -> anyhow::Result<Duration> {
    let mut begun = now();
    loop {
        match side.number(WAITING).await? {
            0 => return Ok(begun.elapsed()),
            all if all == waiting => begun = now(),
            _ => {}
        }
        tokio::time::sleep(LOOKS).await;
    }
}

/// Keeps the deliveries for the floor.
async fn keep_claims(side: &mut Side) -> anyhow::Result<()> {
    const KEEP: &str = "CREATE TABLE claims AS SELECT consumer, position FROM deliveries";
    const KEY: &str = "CREATE UNIQUE INDEX claims_key ON claims (position, consumer)";
    for statement in [KEEP, KEY] {
        match side {
            Side::Sqlite(conn) => conn.execute(statement).await.map(|_| ())?,
            Side::Postgres(conn) => conn.execute(statement).await.map(|_| ())?,
        }
    }
    Ok(())
}

/// Claims and deletes everything, so many in each commit.
async fn claim_and_delete(data: &Data, at_a_time: usize) -> anyhow::Result<Duration> {
    match data.connect().await? {
        Side::Sqlite(mut conn) => {
            conn.execute("PRAGMA synchronous = FULL").await?;
            let begun = now();
            while delete_some_of_sqlite(&mut conn, at_a_time).await? > 0 {}
            Ok(begun.elapsed())
        }
        Side::Postgres(_) => {
            let mut claimers = Vec::with_capacity(CONNECTIONS);
            for _ in 0..CONNECTIONS {
                claimers.push(PgConnection::connect(&data.main).await?);
            }
            let begun = now();
            let claiming = claimers.into_iter().map(|mut conn| {
                tokio::spawn(async move {
                    while delete_some_of_postgres(&mut conn, at_a_time).await? > 0 {}
                    Ok::<(), sqlx::Error>(())
                })
            });
            try_join_all(claiming).await?.into_iter().collect::<Result<(), _>>()?;
            Ok(begun.elapsed())
        }
    }
}

async fn delete_some_of_sqlite(conn: &mut SqliteConnection, count: usize) -> Result<usize, sqlx::Error> {
    let mut transaction = conn.begin_with("BEGIN IMMEDIATE").await?;
    let claim = sqlx::AssertSqlSafe(format!("{CLAIM}{count}"));
    let claimed: Vec<(String, i64)> = sqlx::query_as(claim).fetch_all(&mut *transaction).await?;
    for (consumer, position) in &claimed {
        sqlx::query(DONE).bind(consumer).bind(position).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(claimed.len())
}

async fn delete_some_of_postgres(conn: &mut PgConnection, count: usize) -> Result<usize, sqlx::Error> {
    let mut transaction = conn.begin().await?;
    let claim = sqlx::AssertSqlSafe(format!("{CLAIM}{count} FOR UPDATE OF d SKIP LOCKED"));
    let claimed: Vec<(String, i64)> = sqlx::query_as(claim).fetch_all(&mut *transaction).await?;
    for (consumer, position) in &claimed {
        sqlx::query(DONE).bind(consumer).bind(position).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(claimed.len())
}
