//! The connections to one database. sqlx's own pool asks each connection, whenever it is given back, whether it lives: one
//! more way to the server and back for each read and each command, a fifth of all. deadpool leaves it to us. So what was
//! used a moment ago is used again without a question; and what failed, or was left in the middle of something because a
//! request was dropped, is closed.

use std::io;
use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_stream::try_stream;
use deadpool::Runtime;
use deadpool::managed::{
    Manager, Metrics, Object, PoolConfig, PoolError, QueueMode, RecycleError, RecycleResult, Timeouts,
};
use futures::TryStreamExt;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use sqlx::postgres::PgConnectOptions;
use sqlx::{
    ConnectOptions, Connection, Database, Describe, Either, Error, Execute, Executor, PgConnection, Postgres,
    SqlStr,
};
use tokio::runtime::Handle;
use tokio::time::Instant;

use crate::dialect::postgres as dialect;

const CONNECTIONS: usize = 16;
/// How long to wait for a connection.
pub(super) const ACQUIRE: Duration = Duration::from_secs(5);
/// A server that is starting is asked again after this.
const AGAIN: Duration = Duration::from_millis(100);
/// A connection that was used within this time is not asked whether it still lives, unless something failed since.
const FRESH: Duration = Duration::from_secs(1);
/// How long a connection that has rested may take to say that it lives.
const ANSWER: Duration = Duration::from_secs(1);
/// How long the server may go on with what nobody waits for any more: it ends each statement by then.
const LEFT: Duration = Duration::from_secs(15);
/// A connection is used no longer than this: the server keeps for each what it has seen.
const LIFETIME: Duration = Duration::from_secs(30 * 60);

/// The connections. Clones share them.
#[derive(Debug, Clone)]
pub(super) struct Pool(deadpool::managed::Pool<Connector>);

/// Makes connections and says whether they can be used again.
#[derive(Debug)]
struct Connector {
    options: PgConnectOptions,
    /// When something failed last: the others may be dead, too, as after a restart of the server.
    failed: Mutex<Option<Instant>>,
}

impl Connector {
    fn fails(&self) {
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Whether a connection that was used at that moment is to be asked whether it lives.
    fn doubts(&self, used: Instant) -> bool {
        let failed = *self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        used.elapsed() >= FRESH || failed.is_some_and(|failed| used <= failed)
    }
}

impl Manager for Connector {
    type Type = PgConnection;
    type Error = Error;

    async fn create(&self) -> Result<PgConnection, Error> {
        loop {
            match self.options.connect().await {
                Err(error) if is_starting(&error) => tokio::time::sleep(AGAIN).await,
                connected => return connected,
            }
        }
    }

    async fn recycle(&self, conn: &mut PgConnection, metrics: &Metrics) -> RecycleResult<Error> {
        if metrics.age() >= LIFETIME {
            return Err(RecycleError::message("it is old"));
        }
        if self.doubts(metrics.recycled.unwrap_or(metrics.created).into()) {
            conn.ping().await?;
        }
        Ok(())
    }
}

/// Whether a server that does not take a connection may take one soon.
fn is_starting(error: &Error) -> bool {
    match error {
        Error::Io(error) => error.kind() == io::ErrorKind::ConnectionRefused,
        Error::Database(error) => error.is_transient_in_connect_phase(),
        _ => false,
    }
}

impl Pool {
    /// Connects when it has to.
    pub(super) fn new(options: PgConnectOptions) -> Result<Self, Error> {
        let timeouts = Timeouts { recycle: Some(ANSWER), ..Timeouts::default() };
        // The last to be given back is the first to be used: it has the most prepared.
        let config = PoolConfig { max_size: CONNECTIONS, timeouts, queue_mode: QueueMode::Lifo };
        let pool =
            deadpool::managed::Pool::builder(Connector { options, failed: Mutex::default() }).config(config);
        let pool = pool.runtime(Runtime::Tokio1).build();
        Ok(Self(pool.map_err(|error| Error::Configuration(error.into()))?))
    }

    /// A connection for one use.
    pub(super) async fn lend(&self) -> Result<Lent, Error> {
        match tokio::time::timeout(ACQUIRE, self.0.get()).await {
            Ok(Ok(conn)) => Ok(Lent { conn: Some(conn), only_reads: false }),
            Ok(Err(PoolError::Backend(error))) => Err(error),
            Ok(Err(PoolError::Closed)) => Err(Error::PoolClosed),
            Ok(Err(_)) | Err(_) => Err(Error::PoolTimedOut),
        }
    }

    /// A connection for several reads that see one moment. They write nothing, and so end by themselves.
    pub(super) async fn snapshot(&self) -> Result<Lent, Error> {
        let mut conn = self.lend().await?;
        conn.execute(dialect::BEGIN_SNAPSHOT).await?;
        conn.only_reads = true;
        Ok(conn)
    }

    /// How it connects.
    pub(super) fn options(&self) -> &PgConnectOptions {
        &self.0.manager().options
    }

    /// Lends nothing any more, and closes what is given back.
    pub(super) fn close(&self) {
        self.0.close();
    }
}

/// A connection on loan. It is closed unless it is given back, or was in a transaction that only reads.
#[derive(Debug)]
pub(super) struct Lent {
    conn: Option<Object<Connector>>,
    only_reads: bool,
}

impl Lent {
    pub(super) fn give_back(mut self) {
        drop(self.conn.take());
    }
}

/// Its place is free when the server is done with it: however many leave in the middle, there are no more statements under
/// way than places.
impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take()
            && let Ok(runtime) = Handle::try_current()
        {
            if !self.only_reads {
                fails(&conn);
            }
            runtime.spawn(end(conn, self.only_reads));
        }
    }
}

/// The others may be dead, too.
fn fails(conn: &Object<Connector>) {
    if let Some(pool) = Object::pool(conn) {
        pool.manager().fails();
    }
}

async fn end(mut conn: Object<Connector>, only_reads: bool) {
    if only_reads {
        if let Ok(Ok(_)) = tokio::time::timeout(LEFT, conn.execute(dialect::ROLLBACK)).await {
            return;
        }
        fails(&conn);
    }
    drop(tokio::time::timeout(LEFT, conn.ping()).await);
    drop(Object::take(conn));
}

impl Deref for Lent {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        self.conn.as_ref().expect("a connection is there until it is given back")
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.conn.as_mut().expect("a connection is there until it is given back")
    }
}

/// Each statement on a connection of its own.
impl<'p> Executor<'p> for &'p Pool {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<<Postgres as Database>::QueryResult, <Postgres as Database>::Row>, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        Box::pin(try_stream! {
            let mut conn = self.lend().await?;
            let mut found = conn.fetch_many(query);
            while let Some(one) = found.try_next().await? {
                yield one;
            }
            drop(found);
            conn.give_back();
        })
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<Option<<Postgres as Database>::Row>, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        Box::pin(async move {
            let mut conn = self.lend().await?;
            let found = conn.fetch_optional(query).await?;
            conn.give_back();
            Ok(found)
        })
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [<Postgres as Database>::TypeInfo],
    ) -> BoxFuture<'e, Result<<Postgres as Database>::Statement, Error>>
    where
        'p: 'e,
    {
        Box::pin(async move {
            let mut conn = self.lend().await?;
            let prepared = conn.prepare_with(sql, parameters).await?;
            conn.give_back();
            Ok(prepared)
        })
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Postgres>, Error>>
    where
        'p: 'e,
    {
        Box::pin(async move {
            let mut conn = self.lend().await?;
            let described = conn.describe(sql).await?;
            conn.give_back();
            Ok(described)
        })
    }
}

#[cfg(test)]
mod tests {
    use cluster::{Cluster, Kept};

    use super::*;

    const SLEEPS: &str = "SELECT pg_sleep(1)";
    /// But for the one that asks.
    const IN_THE_MIDDLE: &str = "
        SELECT COUNT(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'";
    const CONNECTED: &str = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()";

    /// A server of the test's own, and a pool over it. `None` on a machine without PostgreSQL.
    fn pool() -> Option<(Cluster, Pool)> {
        let cluster = Cluster::start(Kept::Quick).unwrap()?;
        let url = cluster.create("pooled").unwrap();
        let pool = Pool::new(dialect::options(&url).unwrap()).unwrap();
        Some((cluster, pool))
    }

    async fn lend_all(pool: &Pool) -> Vec<Lent> {
        let mut all = Vec::new();
        for _ in 0..CONNECTIONS {
            all.push(pool.lend().await.unwrap());
        }
        all
    }

    async fn number(pool: &Pool, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(pool).await.unwrap()
    }

    #[tokio::test]
    async fn who_leaves_in_the_middle_keeps_a_place_until_the_server_is_done_and_no_longer() {
        let Some((_cluster, pool)) = pool() else { return };
        for _ in 0..CONNECTIONS {
            let read = sqlx::query(SLEEPS).execute(&pool);
            tokio::time::timeout(Duration::from_millis(50), read).await.unwrap_err();
        }
        // Comes when one of them is free, and finds no more than there are places.
        assert!(number(&pool, CONNECTED).await <= i64::try_from(CONNECTIONS).unwrap());
        lend_all(&pool).await.into_iter().for_each(Lent::give_back);
        assert_eq!(number(&pool, IN_THE_MIDDLE).await, 0);
    }

    #[tokio::test]
    async fn a_transaction_that_is_left_is_taken_back() {
        let Some((_cluster, pool)) = pool() else { return };
        for _ in 0..2 * CONNECTIONS {
            let mut conn = pool.lend().await.unwrap();
            conn.execute("BEGIN; CREATE TABLE IF NOT EXISTS left_behind (word TEXT)").await.unwrap();
        }
        for _ in 0..2 * CONNECTIONS {
            drop(pool.snapshot().await.unwrap());
        }
        lend_all(&pool).await.into_iter().for_each(Lent::give_back);
        assert_eq!(number(&pool, IN_THE_MIDDLE).await, 0);
        assert_eq!(number(&pool, "SELECT COUNT(*) FROM pg_class WHERE relname = 'left_behind'").await, 0);
    }

    #[tokio::test]
    async fn after_the_server_closed_all_connections_one_read_fails_and_the_others_go_on() {
        const CLOSE: &str = "
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let Some((_cluster, pool)) = pool() else { return };
        let all = lend_all(&pool).await;
        let mut another = pool.options().connect().await.unwrap();
        all.into_iter().for_each(Lent::give_back);
        another.execute(CLOSE).await.unwrap();
        another.close().await.unwrap();
        // What was used a moment ago is not asked whether it lives, until one read has found that it does not.
        sqlx::query(CONNECTED).execute(&pool).await.unwrap_err();
        let reads = (0..CONNECTIONS).map(|_| sqlx::query(CONNECTED).execute(&pool));
        for read in futures::future::join_all(reads).await {
            read.unwrap();
        }
    }

    #[tokio::test]
    async fn a_pool_that_is_closed_lends_nothing() {
        let Some((_cluster, pool)) = pool() else { return };
        let conn = pool.lend().await.unwrap();
        pool.close();
        assert!(matches!(pool.lend().await, Err(Error::PoolClosed)));
        conn.give_back();
    }
}
