//! What truly differs between the two databases: how they are opened, how a transaction begins, and how
//! they say that a failure will pass.

use events::Unavailable;
use sqlx::error::DatabaseError;

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

    /// Begins several reads that see one moment.
    pub(crate) const BEGIN_SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
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
