//! The shop over SQLite: one connection that writes, in groups of commands, and a few that only read.
//!
//! A commit costs a flush of the disk, whatever is in it. So the commands that wait while one group is being
//! flushed make up the next one: each in its own savepoint, so that one that fails takes back its own writes
//! alone, and none is answered before the COMMIT of all has returned. A lone command is a group of one and
//! waits for nobody.

#[path = "adapter/mod.rs"]
mod adapter;

use std::sync::Arc;

use events::Unavailable;
use futures::future::BoxFuture;
use kernel::Time;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{ConnectOptions, Connection, SqliteConnection, SqlitePool};
use tokio::sync::{Notify, mpsc, oneshot, watch};

use crate::Migrations;
use crate::command::{Halt, Kept, Written};
use crate::convert::at;
use crate::dialect::{sqlite as dialect, unavailable};
use crate::news::{News, Wakes};

pub(crate) use adapter::{Main, View};

/// The database that the adapters are stamped for here.
type Db = sqlx::Sqlite;
/// One connection to it.
type Conn = SqliteConnection;

/// Connections that read.
const READERS: u32 = 4;
/// Commands that wait before the next has to wait for a place in the queue.
const QUEUE: usize = 256;
/// Commands in one commit.
const GROUP: usize = 64;

/// A command's transaction.
#[derive(Debug)]
pub(crate) struct Tx {
    conn: SqliteConnection,
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

    /// Only one command writes at a time anyway.
    async fn take_turns(&mut self, _about: i64) -> Result<(), sqlx::Error> {
        Ok(())
    }

    /// All events lie in one table.
    async fn make_room(&mut self, _places: &[i64]) -> Result<(), sqlx::Error> {
        Ok(())
    }
}

/// A command with its answer's way back.
type Command = Box<dyn for<'c> FnOnce(&'c mut Tx) -> BoxFuture<'c, Ran> + Send>;

/// What stands after a command ran and before its group is committed.
struct Ran {
    /// Whether what it wrote stays.
    keep: bool,
    answer: Answer,
}

/// Sends a command's answer, once it is known what became of its group.
type Answer = Box<dyn FnOnce(Result<(), Unavailable>) + Send>;

/// Everything that is open to one SQLite file. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Connections {
    path: Arc<str>,
    reads: SqlitePool,
    commands: mpsc::Sender<Command>,
    closing: Arc<Notify>,
    committed: watch::Receiver<u64>,
    wakes: Arc<Wakes>,
}

impl Connections {
    /// Opens the file, which is made when it is missing.
    pub(crate) async fn open(path: &str) -> Result<Self, sqlx::Error> {
        let options = dialect::writer(path);
        let conn = options.connect().await?;
        let (commands, queue) = mpsc::channel(QUEUE);
        let (committed, closing) = (watch::Sender::new(0), Arc::new(Notify::new()));
        let wakes = Arc::new(Wakes::default());
        let connections = Self {
            path: path.into(),
            // A file does not hang up: nothing has to be asked before a connection is used again.
            reads: SqlitePoolOptions::new()
                .max_connections(READERS)
                .test_before_acquire(false)
                .connect_lazy_with(dialect::reader(path)),
            commands,
            closing: Arc::clone(&closing),
            committed: committed.subscribe(),
            wakes: Arc::clone(&wakes),
        };
        let tx = Tx { conn, news: None };
        tokio::spawn(Writer { options, tx, queue, closing, committed, wakes, commits: 0, commands: 0 }.run());
        Ok(connections)
    }

    /// Brings the schema up to date.
    pub(crate) async fn migrate(&self, migrations: &Migrations) -> Result<(), sqlx::migrate::MigrateError> {
        let mut conn = dialect::writer(&self.path).connect().await?;
        crate::run(&migrations.sqlite, &mut conn).await?;
        Ok(conn.close().await?)
    }

    /// Where reads go.
    fn reads(&self) -> &SqlitePool {
        &self.reads
    }

    /// Several reads that see one moment.
    async fn snapshot(&self) -> Result<sqlx::Transaction<'static, Db>, sqlx::Error> {
        self.reads.begin_with(dialect::BEGIN_SNAPSHOT).await
    }

    /// Runs a command in the next group. It runs to its end even when the asker goes away.
    async fn write<T, F>(&self, work: F) -> Result<T, Unavailable>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Tx) -> BoxFuture<'c, Written<T>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let command: Command = Box::new(move |tx| {
            Box::pin(async move {
                let (keep, outcome) = match work(tx).await {
                    Ok(value) => (true, Ok(value)),
                    Err(Halt::Undo(value)) => (false, Ok(value)),
                    Err(Halt::Failed(error)) => (false, Err(unavailable(error))),
                };
                let answer = Box::new(move |committed: Result<(), Unavailable>| {
                    // Nobody waits any more when the asker has gone away: what was written stays.
                    drop(answer.send(committed.and(outcome)));
                });
                Ran { keep, answer }
            })
        });
        self.commands.send(command).await.map_err(|_| closed())?;
        answered.await.unwrap_or_else(|_| Err(closed()))
    }

    /// The same: commands share a commit, whenever they have to be on disk.
    async fn write_kept<T, F>(&self, _kept: Kept, work: F) -> Result<T, Unavailable>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Tx) -> BoxFuture<'c, Written<T>> + Send + 'static,
    {
        self.write(work).await
    }

    /// Forgets some of the events before that moment which everybody is done with. Says how many.
    pub(crate) async fn forget_events(&self, before: Time, _now: Time) -> Result<usize, Unavailable> {
        let forget = self.write(move |tx| {
            Box::pin(async move {
                let forget = sqlx::query(dialect::FORGET_EVENTS).bind(at(before)).execute(tx.conn());
                Ok(usize::try_from(forget.await?.rows_affected()).unwrap_or(usize::MAX))
            })
        });
        forget.await
    }

    /// Counts the commits that wrote events.
    pub(crate) fn committed(&self) -> watch::Receiver<u64> {
        self.committed.clone()
    }

    /// Wakes those that serve consumers.
    pub(crate) fn wakes(&self) -> Arc<Wakes> {
        Arc::clone(&self.wakes)
    }

    /// Whether the file can be read, and writes are taken.
    pub(crate) async fn ready(&self, query: &'static str) -> Result<(), Unavailable> {
        sqlx::query(query).execute(&self.reads).await.map_err(unavailable)?;
        if self.commands.is_closed() { Err(closed()) } else { Ok(()) }
    }

    /// Takes the queue to its end, then closes the file. Later writes fail.
    pub(crate) async fn close(&self) {
        self.reads.close().await;
        self.closing.notify_one();
        self.closed().await;
    }

    /// Returns once nothing more can be written.
    pub(crate) async fn closed(&self) {
        self.commands.closed().await;
    }
}

fn closed() -> Unavailable {
    Unavailable("the database is closed or failed the commit".to_owned())
}

/// The task that owns the connection that writes.
struct Writer {
    options: SqliteConnectOptions,
    tx: Tx,
    queue: mpsc::Receiver<Command>,
    closing: Arc<Notify>,
    committed: watch::Sender<u64>,
    wakes: Arc<Wakes>,
    /// Groups that were committed, and the commands in them: what the grouping came to is logged at the end.
    commits: u64,
    commands: u64,
}

impl Writer {
    async fn run(mut self) {
        let mut group = Vec::with_capacity(GROUP);
        loop {
            let queued = tokio::select! {
                biased;
                queued = self.queue.recv_many(&mut group, GROUP) => queued,
                () = self.closing.notified() => 0,
            };
            if queued == 0 {
                break;
            }
            self.commit(group.drain(..)).await;
        }
        tracing::info!(commits = self.commits, commands = self.commands, file = %self.options.get_filename().display(), "the database is closed");
        if let Err(error) = self.tx.conn.close().await {
            tracing::warn!(%error, "the database was not closed in order; it is recovered when it is opened next");
        }
    }

    /// Commits a group and answers it, all or none.
    async fn commit(&mut self, group: impl Iterator<Item = Command>) {
        let mut answers = Vec::new();
        let outcome = match self.run_group(group, &mut answers).await {
            Ok(told) => {
                if !told.is_empty() {
                    told.into_iter().for_each(|news| self.wakes.wake(news));
                    self.committed.send_modify(|count| *count += 1);
                }
                self.commits += 1;
                self.commands += u64::try_from(answers.len()).unwrap_or_default();
                Ok(())
            }
            Err(error) => {
                self.reopen().await;
                Err(unavailable(error))
            }
        };
        for answer in answers {
            answer(outcome.clone());
        }
    }

    /// Runs each command in its savepoint. Says what they have to tell. After an error nothing of the group stands;
    /// commands that have not run are dropped, which their askers hear as unavailable.
    async fn run_group(
        &mut self,
        group: impl Iterator<Item = Command>,
        answers: &mut Vec<Answer>,
    ) -> Result<Vec<News>, sqlx::Error> {
        self.control(dialect::BEGIN_GROUP).await?;
        let (mut kept, mut told) = (false, Vec::new());
        for command in group {
            if kept {
                self.control(dialect::NEXT_COMMAND).await?;
            }
            self.tx.news = None;
            let ran = command(&mut self.tx).await;
            answers.push(ran.answer);
            kept = ran.keep;
            if kept {
                told.extend(self.tx.news);
            } else {
                self.control(dialect::UNDO_COMMAND).await?;
            }
        }
        self.control(dialect::COMMIT_GROUP).await?;
        Ok(told)
    }

    async fn control(&mut self, statement: &'static str) -> Result<(), sqlx::Error> {
        sqlx::query(statement).execute(&mut self.tx.conn).await.map(drop)
    }

    /// After a failure the connection's state is unknown: a new one takes its place, and dropping the old one
    /// takes back what it had begun. When none can be opened the old one stays, to fail the next group.
    async fn reopen(&mut self) {
        match self.options.connect().await {
            Ok(conn) => self.tx = Tx { conn, news: None },
            Err(error) => tracing::error!(%error, "the database cannot be opened again"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "CREATE TABLE kept (word TEXT)";
    const INSERT: &str = "INSERT INTO kept (word) VALUES ('한벌')";
    const COUNT: &str = "SELECT COUNT(*) FROM kept";

    async fn run(connections: &Connections, statement: &'static str) -> Result<(), Unavailable> {
        let run = connections.write(move |tx| {
            Box::pin(async move {
                sqlx::query(statement).execute(tx.conn()).await?;
                Ok(())
            })
        });
        run.await
    }

    #[tokio::test]
    async fn a_group_that_cannot_be_committed_fails_as_a_whole_and_the_next_one_does_not() {
        let directory = tempfile::tempdir().unwrap();
        let connections =
            Connections::open(directory.path().join("file.db").to_str().unwrap()).await.unwrap();
        run(&connections, TABLE).await.unwrap();

        // Asked for at once, and so one group: the second ends the transaction under the feet of all three.
        let (before, breaks, after) =
            tokio::join!(run(&connections, INSERT), run(&connections, "ROLLBACK"), run(&connections, INSERT));

        assert!(before.is_err() && breaks.is_err() && after.is_err());
        run(&connections, INSERT).await.unwrap();
        let count: i64 = sqlx::query_scalar(COUNT).fetch_one(connections.reads()).await.unwrap();
        assert_eq!(count, 1);
    }

    #[tokio::test]
    async fn readers_cannot_write() {
        let directory = tempfile::tempdir().unwrap();
        let connections =
            Connections::open(directory.path().join("file.db").to_str().unwrap()).await.unwrap();
        assert!(sqlx::query(TABLE).execute(connections.reads()).await.is_err());
    }
}
