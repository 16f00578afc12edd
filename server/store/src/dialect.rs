//! What truly differs between the two databases: how they are opened, how a transaction begins, and how
//! they say that a failure will pass.

use events::Unavailable;
use sqlx::error::DatabaseError;

/// Those that lapsed first, first.
macro_rules! free_leases {
    ($locking:literal) => {
        concat!(
            "SELECT partition FROM leases WHERE consumer = $1 AND (owner IS NULL OR until <= $2)
             ORDER BY until, partition LIMIT $3",
            $locking
        )
    };
}

/// SQLite's side.
pub(crate) mod sqlite {
    use std::time::Duration;

    use sqlx::sqlite::{SqliteConnectOptions, SqliteError, SqliteJournalMode, SqliteSynchronous};

    /// Begins a group of commands: the write lock first, so that no command finds out half way that it
    /// cannot write, and a savepoint for the first command.
    pub(crate) const BEGIN_GROUP: &str = "BEGIN IMMEDIATE; SAVEPOINT command";
    /// Keeps a command and begins the next.
    pub(crate) const NEXT_COMMAND: &str = "RELEASE command; SAVEPOINT command";
    /// Takes a command back; the savepoint stands for the next.
    pub(crate) const UNDO_COMMAND: &str = "ROLLBACK TO command";
    /// Makes the group durable.
    pub(crate) const COMMIT_GROUP: &str = "COMMIT";
    /// Begins several reads that see one moment.
    pub(crate) const BEGIN_SNAPSHOT: &str = "BEGIN";

    /// The moment by the database's clock, in microseconds since 1970.
    pub(crate) const NOW: &str = "SELECT CAST(unixepoch('subsec') * 1000000 AS INTEGER)";
    /// Leases of a consumer that nobody holds.
    pub(crate) const FREE_LEASES: &str = free_leases!("");
    /// One file has one machine and one writer: there is nothing to share, and a program that starts again must not
    /// wait for leases that it held when it was killed. Who serves a consumer serves all of it.
    pub(crate) const LEASES: bool = false;

    /// Forgets old events, a few at a time. (PostgreSQL drops the days that they are in.)
    pub(crate) const FORGET_EVENTS: &str = "
        DELETE FROM outbox WHERE position IN (
            SELECT o.position FROM outbox o
            WHERE o.at < $1 AND NOT EXISTS (
                SELECT 1 FROM consumers c JOIN deliveries d ON d.consumer = c.name
                WHERE d.position = o.position)
            ORDER BY o.position LIMIT 500)";

    /// How long a connection waits for the lock of another process.
    const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
    /// More than there are queries.
    const STATEMENTS: usize = 200;

    fn file(path: &str) -> SqliteConnectOptions {
        SqliteConnectOptions::new()
            .filename(path)
            .busy_timeout(BUSY_TIMEOUT)
            .statement_cache_capacity(STATEMENTS)
            .pragma("temp_store", "MEMORY")
    }

    /// The one connection that writes. What it commits is on disk when COMMIT returns.
    pub(crate) fn writer(path: &str) -> SqliteConnectOptions {
        file(path)
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
    }

    /// A connection that cannot write.
    pub(crate) fn reader(path: &str) -> SqliteConnectOptions {
        file(path).pragma("query_only", "ON")
    }

    /// BUSY, LOCKED, NOMEM, INTERRUPT, IOERR, FULL, CANTOPEN, PROTOCOL: another try may do. The low byte of
    /// an extended code is the code it extends.
    pub(super) fn passes(error: &SqliteError) -> bool {
        use sqlx::error::DatabaseError;
        let code = error.code().and_then(|code| code.parse::<u32>().ok());
        code.is_some_and(|code| matches!(code & 0xff, 5 | 6 | 7 | 9 | 10 | 13 | 14 | 15))
    }
}

/// PostgreSQL's side.
pub(crate) mod postgres {
    use std::str::FromStr;

    use sqlx::postgres::{PgConnectOptions, PgDatabaseError};

    use crate::Part;

    /// Begins several reads that see one moment.
    pub(crate) const BEGIN_SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    /// The moment by the database's clock, in microseconds since 1970.
    pub(crate) const NOW: &str = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";
    /// Leases of a consumer that nobody holds. What another instance is just taking is left to it.
    pub(crate) const FREE_LEASES: &str = free_leases!(" FOR UPDATE SKIP LOCKED");
    /// Instances share the orders.
    pub(crate) const LEASES: bool = true;
    /// Wakes who listens to a channel.
    pub(crate) const NOTIFY: &str = "SELECT pg_notify($1, $2)";

    /// What the instances call each other on, for each part of the shop's data.
    pub(crate) const fn channel(part: Part) -> &'static str {
        match part {
            Part::Main => "hanbeol_main",
            Part::View => "hanbeol_view",
        }
    }

    /// Lets transactions that name the same number go one after the other, until each has ended.
    pub(crate) const TAKE_TURNS: &str = "SELECT pg_advisory_xact_lock($1)";

    /// A connection. Nothing waits for ever, neither for a lock nor for an answer.
    pub(crate) fn options(url: &str) -> Result<PgConnectOptions, sqlx::Error> {
        let limits = [
            ("lock_timeout", "5s"),
            ("statement_timeout", "15s"),
            ("idle_in_transaction_session_timeout", "30s"),
        ];
        Ok(PgConnectOptions::from_str(url)?.options(limits).statement_cache_capacity(200))
    }

    /// Connection exceptions (08), rollbacks asked for by the server (40), insufficient resources (53), locks
    /// (55), operator's intervention and timeouts (57), system errors (58): another try may do.
    pub(super) fn passes(error: &PgDatabaseError) -> bool {
        matches!(error.code().get(..2), Some("08" | "40" | "53" | "55" | "57" | "58"))
    }
}

/// The failure as ports say it. One that should not have happened is logged here, where its details end.
pub(crate) fn unavailable(error: sqlx::Error) -> Unavailable {
    if !passes(&error) {
        tracing::error!(%error, "the database refused what it should have taken");
    }
    Unavailable(error.to_string())
}

fn passes(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => database_passes(error.as_ref()),
        _ => false,
    }
}

fn database_passes(error: &(dyn DatabaseError + 'static)) -> bool {
    if let Some(error) = error.try_downcast_ref() {
        sqlite::passes(error)
    } else {
        error.try_downcast_ref().is_some_and(postgres::passes)
    }
}
