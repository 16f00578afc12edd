//! The shop over PostgreSQL: a pool, and a transaction per command, which runs to its end in a task of its own. (A
//! request whose browser leaves is dropped half way, and sqlx's `begin` is not safe against that: the connection would
//! go back into the pool inside a transaction. See <https://github.com/launchbadge/sqlx/issues/4393>.)

#[expect(clippy::duplicate_mod, reason = "the adapters are written once and compiled for each database")]
#[path = "adapter/mod.rs"]
mod adapter;
mod bell;
mod days;
mod pool;

use std::sync::Arc;

use events::Unavailable;
use futures::future::BoxFuture;
use sqlx::migrate::Migrate;
use sqlx::{ConnectOptions, Connection, Executor, PgConnection};
use tokio::sync::{RwLock, watch};
use tracing::Instrument;
use uuid::Uuid;

use self::bell::{Bell, Sign};
use self::pool::{ACQUIRE, Lent, Pool};
use crate::Migrations;
use crate::Part;
use crate::command::{Halt, Kept, Written};
use crate::dialect::{postgres as dialect, unavailable};
use crate::news::{Gathered, News, Wakes};

pub(crate) use adapter::{Main, View};

/// The database that the adapters are stamped for here.
type Db = sqlx::Postgres;
/// One connection to it.
type Conn = PgConnection;

/// A command's transaction.
#[derive(Debug)]
pub(crate) struct Tx {
    conn: Lent,
    news: Option<News>,
}

impl Tx {
    /// The connection that carries it.
    fn conn(&mut self) -> &mut Conn {
        &mut self.conn
    }

    /// There is something new: whom it concerns is woken after the commit.
    fn tells(&mut self, news: News) {
        self.news = Some(news);
    }

    /// Waits until no other transaction is about the same thing.
    async fn take_turns(&mut self, about: i64) -> Result<(), sqlx::Error> {
        sqlx::query(dialect::TAKE_TURNS).bind(about).execute(self.conn()).await.map(drop)
    }
}

/// Everything that is open to one PostgreSQL database. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Connections {
    pool: Pool,
    closed: Arc<watch::Sender<bool>>,
    /// Held for reading by each command that was asked for and has not ended.
    commands: Arc<RwLock<()>>,
    /// Counts our commits.
    ours: Arc<watch::Sender<u64>>,
    /// Counts the other instances', too.
    committed: Arc<watch::Sender<u64>>,
    /// What was new in ours and is still to be told to the other instances, and as whose.
    to_tell: Arc<Gathered>,
    sign: Sign,
    wakes: Arc<Wakes>,
}

impl Connections {
    /// Connects, so that a wrong address is known at once. `instance` names this program among the others.
    pub(crate) async fn open(url: &str, part: Part, instance: Uuid) -> Result<Self, sqlx::Error> {
        // A pool would say of nothing but its own patience why there is no connection.
        let first = tokio::time::timeout(ACQUIRE, dialect::options(url)?.connect()).await;
        first.unwrap_or(Err(sqlx::Error::PoolTimedOut))?.close().await?;
        Self::new(url, part, instance)
    }

    /// The same without a connection, which is made when it is wanted.
    pub(crate) fn new(url: &str, part: Part, instance: Uuid) -> Result<Self, sqlx::Error> {
        let pool = Pool::new(dialect::options(url)?)?;
        let (ours, committed) = (Arc::new(watch::Sender::new(0)), Arc::new(watch::Sender::new(0)));
        let (to_tell, wakes) = (Arc::new(Gathered::default()), Arc::new(Wakes::default()));
        let sign = Sign { channel: dialect::channel(part), instance };
        let bell = Bell {
            connections: bell::connections(url)?,
            sign,
            to_tell: Arc::clone(&to_tell),
            committed: Arc::clone(&committed),
            wakes: Arc::clone(&wakes),
        };
        let closed = Arc::new(watch::Sender::new(false));
        tokio::spawn(bell.run(ours.subscribe(), is(closed.subscribe())));
        Ok(Self { pool, closed, commands: Arc::default(), ours, committed, to_tell, sign, wakes })
    }

    /// Brings the schema up to date, on a connection of its own: statements take as long as a large shop makes them, and of
    /// programs that start at once each waits for the one before. A table that others use it waits for no longer than a
    /// command does, for all that come after would wait with it.
    pub(crate) async fn migrate(&self, migrations: &Migrations) -> Result<(), sqlx::migrate::MigrateError> {
        let mut conn = self.pool.options().connect().await?;
        conn.execute(dialect::NO_LIMITS).await?;
        conn.lock().await?;
        conn.execute(dialect::LIMIT_OF_LOCKS).await?;
        crate::run(&migrations.postgres, &mut conn).await?;
        // With it goes the lock.
        Ok(conn.close().await?)
    }

    /// Where reads go.
    fn reads(&self) -> &Pool {
        &self.pool
    }

    /// Several reads that see one moment.
    async fn snapshot(&self) -> Result<Lent, sqlx::Error> {
        self.pool.snapshot().await
    }

    /// Runs a command in a transaction of its own, in a task that goes on when the asker goes away.
    async fn write<T, F>(&self, work: F) -> Result<T, Unavailable>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Tx) -> BoxFuture<'c, Written<T>> + Send + 'static,
    {
        self.write_kept(Kept::AtOnce, work).await
    }

    /// The same, saying when it is on disk.
    async fn write_kept<T, F>(&self, kept: Kept, work: F) -> Result<T, Unavailable>
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
            connections.transact(kept, work).await
        };
        let ran = tokio::spawn(command.in_current_span()).await;
        ran.unwrap_or_else(|_| Err(Unavailable("the command panicked".to_owned())))
    }

    async fn transact<T, F>(&self, kept: Kept, work: F) -> Result<T, Unavailable>
    where
        F: for<'c> FnOnce(&'c mut Tx) -> BoxFuture<'c, Written<T>>,
    {
        let begin = match kept {
            Kept::AtOnce => dialect::BEGIN,
            Kept::Soon => dialect::BEGIN_KEPT_SOON,
        };
        let mut conn = self.pool.lend().await.map_err(unavailable)?;
        conn.execute(begin).await.map_err(unavailable)?;
        let mut tx = Tx { conn, news: None };
        // A command that fails leaves its connection to be closed, which takes the transaction back.
        let (end, value) = match work(&mut tx).await {
            Ok(value) => (dialect::COMMIT, value),
            Err(Halt::Undo(value)) => {
                tx.news = None;
                (dialect::ROLLBACK, value)
            }
            Err(Halt::Failed(error)) => return Err(unavailable(error)),
        };
        let Tx { mut conn, news } = tx;
        conn.execute(end).await.map_err(unavailable)?;
        conn.give_back();
        if let Some(news) = news {
            self.tell(news);
        }
        Ok(value)
    }

    fn tell(&self, news: News) {
        self.wakes.wake(news);
        self.to_tell.add(news);
        self.ours.send_modify(|count| *count += 1);
        self.committed.send_modify(|count| *count += 1);
    }

    /// Counts the commits that wrote events.
    pub(crate) fn committed(&self) -> watch::Receiver<u64> {
        self.committed.subscribe()
    }

    /// Wakes those that serve consumers.
    pub(crate) fn wakes(&self) -> Arc<Wakes> {
        Arc::clone(&self.wakes)
    }

    /// Whether the server answers.
    pub(crate) async fn ready(&self, query: &'static str) -> Result<(), Unavailable> {
        sqlx::query(query).execute(self.reads()).await.map(drop).map_err(unavailable)
    }

    /// Waits for the commands under way, tells what was new in the last, then closes every connection. Later commands fail.
    pub(crate) async fn close(&self) {
        let _none_running = self.commands.write().await;
        let news = self.to_tell.take();
        if news != News::default()
            && let Err(error) = self.sign.notify(news).execute(self.reads()).await
        {
            tracing::warn!(%error, "other instances are not woken, and look by themselves");
        }
        self.pool.close();
        self.closed.send_replace(true);
    }

    /// Returns once nothing more can be written.
    pub(crate) async fn closed(&self) {
        is(self.closed.subscribe()).await;
    }
}

/// Returns once it is so, or nobody is left to say it.
async fn is(mut so: watch::Receiver<bool>) {
    drop(so.wait_for(|so| *so).await);
}
