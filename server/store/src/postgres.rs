//! The shop over PostgreSQL: a pool, and a transaction per command, which runs to its end in a task of its own. (A
//! request whose browser leaves is dropped half way, and sqlx's `begin` is not safe against that: the connection would
//! go back into the pool inside a transaction. See <https://github.com/launchbadge/sqlx/issues/4393>.)

#[expect(clippy::duplicate_mod, reason = "the adapters are written once and compiled for each database")]
#[path = "adapter/mod.rs"]
mod adapter;
mod bell;
mod days;

use std::sync::Arc;
use std::time::Duration;

use events::Unavailable;
use futures::future::BoxFuture;
use sqlx::migrate::Migrate;
use sqlx::postgres::PgPoolOptions;
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, PgPool};
use tokio::sync::{RwLock, watch};
use tracing::Instrument;
use uuid::Uuid;

use self::bell::Bell;
use crate::Migrations;
use crate::Part;
use crate::command::{Halt, Written};
use crate::dialect::{postgres as dialect, unavailable};

pub(crate) use adapter::{Main, View};

/// The database that the adapters are stamped for here.
type Db = sqlx::Postgres;
/// One connection to it.
type Conn = PgConnection;

const CONNECTIONS: u32 = 16;
/// How long a command waits for a free connection.
const ACQUIRE: Duration = Duration::from_secs(5);
/// A connection that was used within this time is not asked whether it still lives before it is used again: each question
/// is a round trip, as long as many a statement.
const FRESH: Duration = Duration::from_secs(1);

/// A command's transaction.
#[derive(Debug)]
pub(crate) struct Tx {
    tx: sqlx::Transaction<'static, Db>,
    emitted: bool,
}

impl Tx {
    /// The connection that carries it.
    fn conn(&mut self) -> &mut Conn {
        &mut self.tx
    }

    /// There is something to deliver: who waits for it is woken after the commit.
    fn emitted(&mut self) {
        self.emitted = true;
    }

    /// Waits until no other transaction is about the same thing.
    async fn take_turns(&mut self, about: i64) -> Result<(), sqlx::Error> {
        sqlx::query(dialect::TAKE_TURNS).bind(about).execute(&mut *self.tx).await.map(drop)
    }
}

/// Everything that is open to one PostgreSQL database. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Connections {
    pool: PgPool,
    /// Held for reading by each command that was asked for and has not ended.
    commands: Arc<RwLock<()>>,
    /// Counts our commits.
    ours: Arc<watch::Sender<u64>>,
    /// Counts the other instances', too.
    committed: Arc<watch::Sender<u64>>,
}

impl Connections {
    /// Connects, so that a wrong address is known at once. `instance` names this program among the others.
    pub(crate) async fn open(url: &str, part: Part, instance: Uuid) -> Result<Self, sqlx::Error> {
        let options = dialect::options(url)?;
        // A pool would say of nothing but its own patience why there is no connection.
        let first = tokio::time::timeout(ACQUIRE, options.connect()).await;
        first.unwrap_or(Err(sqlx::Error::PoolTimedOut))?.close().await?;
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(ACQUIRE)
            .test_before_acquire(false)
            .before_acquire(|conn, it| {
                Box::pin(async move { Ok(it.idle_for < FRESH || conn.ping().await.is_ok()) })
            })
            .connect_with(options)
            .await?;
        let (ours, committed) = (Arc::new(watch::Sender::new(0)), Arc::new(watch::Sender::new(0)));
        let bell = Bell::new(url, dialect::channel(part), instance, Arc::clone(&committed))?;
        let closed = pool.clone();
        tokio::spawn(bell.run(ours.subscribe(), async move { closed.close_event().await }));
        Ok(Self { pool, commands: Arc::default(), ours, committed })
    }

    /// Brings the schema up to date, on a connection of its own: statements take as long as a large shop makes them, and of
    /// programs that start at once each waits for the one before. A table that others use it waits for no longer than a
    /// command does, for all that come after would wait with it.
    pub(crate) async fn migrate(&self, migrations: &Migrations) -> Result<(), sqlx::migrate::MigrateError> {
        let mut conn = self.pool.connect_options().connect().await?;
        conn.execute(dialect::NO_LIMITS).await?;
        conn.lock().await?;
        conn.execute(dialect::LIMIT_OF_LOCKS).await?;
        migrations.postgres.run_direct(None, &mut conn, false).await?;
        // With it goes the lock.
        Ok(conn.close().await?)
    }

    /// Where reads go.
    fn reads(&self) -> &PgPool {
        &self.pool
    }

    /// Several reads that see one moment.
    async fn snapshot(&self) -> Result<sqlx::Transaction<'static, Db>, sqlx::Error> {
        let pool = self.pool.clone();
        let begun = tokio::spawn(async move { pool.begin_with(dialect::BEGIN_SNAPSHOT).await });
        begun.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
    }

    /// Runs a command in a transaction of its own, in a task that goes on when the asker goes away.
    async fn write<T, F>(&self, work: F) -> Result<T, Unavailable>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Tx) -> BoxFuture<'c, Written<T>> + Send + 'static,
    {
        let Ok(running) = Arc::clone(&self.commands).try_read_owned() else {
            return Err(Unavailable("the database is being closed".to_owned()));
        };
        let connections = self.clone();
        let command = async move {
            let _running = running;
            connections.transact(work).await
        };
        let ran = tokio::spawn(command.in_current_span()).await;
        ran.unwrap_or_else(|_| Err(Unavailable("the command panicked".to_owned())))
    }

    async fn transact<T, F>(&self, work: F) -> Result<T, Unavailable>
    where
        F: for<'c> FnOnce(&'c mut Tx) -> BoxFuture<'c, Written<T>>,
    {
        let mut tx = Tx { tx: self.pool.begin().await.map_err(unavailable)?, emitted: false };
        match work(&mut tx).await {
            Ok(value) => {
                tx.tx.commit().await.map_err(unavailable)?;
                if tx.emitted {
                    self.ours.send_modify(|count| *count += 1);
                    self.committed.send_modify(|count| *count += 1);
                }
                Ok(value)
            }
            // Dropping the transaction takes it back.
            Err(Halt::Undo(value)) => Ok(value),
            Err(Halt::Failed(error)) => Err(unavailable(error)),
        }
    }

    /// Counts the commits that wrote events.
    pub(crate) fn committed(&self) -> watch::Receiver<u64> {
        self.committed.subscribe()
    }

    /// Whether the server answers.
    pub(crate) async fn ready(&self, query: &'static str) -> Result<(), Unavailable> {
        sqlx::query(query).execute(&self.pool).await.map(drop).map_err(unavailable)
    }

    /// Waits for what is under way, then closes every connection. Later commands fail.
    pub(crate) async fn close(&self) {
        let _none_running = self.commands.write().await;
        self.pool.close().await;
    }

    /// Returns once nothing more can be written.
    pub(crate) async fn closed(&self) {
        self.pool.close_event().await;
    }
}
