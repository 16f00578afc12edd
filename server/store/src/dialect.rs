//! What truly differs between the two databases: how they are opened, how a transaction begins, and how
//! they say that a failure will pass.

use events::Unavailable;
use sqlx::error::DatabaseError;

/// The statements that a connection keeps prepared: more than there are, with all sizes of their lists.
const STATEMENTS: usize = 400;

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
    /// Lets a transaction's reads take as long as they take, which they do anyway.
    pub(crate) const TAKE_TIME: &str = "SELECT 1";

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
    /// The names of all tables but SQLite's own.
    pub(crate) const TABLES: &str =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name";
    /// The columns of a table: name, type, whether it counts (only PostgreSQL says), place in the primary key. Generated ones
    /// are left out.
    pub(crate) const COLUMNS: &str = "SELECT name, type, FALSE, pk FROM pragma_table_info($1) ORDER BY cid";
    /// Texts sort by their bytes.
    pub(crate) const BYTEWISE: &str = "";
    /// Numbers that are counted up can be given, too.
    pub(crate) const OVERRIDING: &str = "";
    /// The last number that was counted up for a table's column. A table has one such column.
    pub(crate) const COUNTED: &str =
        "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = $1 AND $2 IS NOT NULL";
    /// Goes on counting after a number.
    pub(crate) const COUNT_ON: &[&str] = &[
        "DELETE FROM sqlite_sequence WHERE name = $1",
        "INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $3)",
    ];

    /// How long a connection waits for the lock of another process.
    const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

    fn file(path: &str) -> SqliteConnectOptions {
        SqliteConnectOptions::new()
            .filename(path)
            .busy_timeout(BUSY_TIMEOUT)
            .statement_cache_capacity(super::STATEMENTS)
            .pragma("temp_store", "MEMORY")
    }

    /// Where a file is, to be told again: its whole path.
    pub(crate) fn shown(path: &str) -> Result<String, std::io::Error> {
        std::fs::canonicalize(path).map(|path| format!("sqlite:{}", path.display()))
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

    /// Begins a command.
    pub(crate) const BEGIN: &str = "BEGIN";
    /// Begins a command whose commit does not wait for the disk.
    pub(crate) const BEGIN_KEPT_SOON: &str = "BEGIN; SET LOCAL synchronous_commit TO OFF";
    /// Keeps a command.
    pub(crate) const COMMIT: &str = "COMMIT";
    /// Takes a command back, and ends reads.
    pub(crate) const ROLLBACK: &str = "ROLLBACK";
    /// Begins several reads that see one moment.
    pub(crate) const BEGIN_SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    /// Lets a transaction's reads take as long as they take.
    pub(crate) const TAKE_TIME: &str = "
        SELECT set_config('statement_timeout', '0', TRUE), set_config('idle_in_transaction_session_timeout', '0', TRUE)";
    /// The moment by the database's clock, in microseconds since 1970.
    pub(crate) const NOW: &str = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";
    /// Leases of a consumer that nobody holds. What another instance is just taking is left to it.
    pub(crate) const FREE_LEASES: &str = free_leases!(" FOR UPDATE SKIP LOCKED");
    /// Instances share the orders.
    pub(crate) const LEASES: bool = true;
    /// The names of all tables but an extension's.
    pub(crate) const TABLES: &str = "
        SELECT CAST(c.relname AS TEXT) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
        ORDER BY c.relname";
    /// The columns of a table: name, type, whether it counts, place in the primary key. Generated ones are left out.
    pub(crate) const COLUMNS: &str = "
        SELECT CAST(a.attname AS TEXT), CAST(t.typname AS TEXT),
            pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL,
            CAST(COALESCE(array_position(CAST(i.indkey AS SMALLINT[]), a.attnum) + 1, 0) AS BIGINT)
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
        WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND c.relname = $1
        ORDER BY a.attnum";
    /// Texts sort by their bytes, whatever the database's collation.
    pub(crate) const BYTEWISE: &str = " COLLATE \"C\"";
    /// Writes numbers that the database would count up itself.
    pub(crate) const OVERRIDING: &str = " OVERRIDING SYSTEM VALUE";
    /// The last number that was counted up for a table's column.
    pub(crate) const COUNTED: &str =
        "SELECT COALESCE(pg_sequence_last_value(CAST(pg_get_serial_sequence($1, $2) AS REGCLASS)), 0)";
    /// Goes on counting after a number.
    pub(crate) const COUNT_ON: &[&str] =
        &["SELECT setval(CAST(pg_get_serial_sequence($1, $2) AS REGCLASS), $3)"];
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

    /// Where a database is, to be told again: without user and password.
    pub(crate) fn shown(url: &str) -> Result<String, sqlx::Error> {
        let options = PgConnectOptions::from_str(url)?;
        let (port, name) = (options.get_port(), options.get_database().unwrap_or(options.get_username()));
        Ok(match options.get_socket() {
            Some(socket) => format!("postgres://{}:{port}/{name}", socket.display()),
            None => format!("postgres://{}:{port}/{name}", options.get_host()),
        })
    }

    /// For migrations.
    pub(crate) const NO_LIMITS: &str = "SET statement_timeout = 0; SET lock_timeout = 0";
    /// As the connection began, by [`options`].
    pub(crate) const LIMIT_OF_LOCKS: &str = "RESET lock_timeout";

    /// A connection. Nothing waits for ever, neither for a lock nor for an answer. And no statement is worth compiling, which
    /// takes a hundred times as long as one runs: of a table that fills and empties PostgreSQL may expect anything.
    pub(crate) fn options(url: &str) -> Result<PgConnectOptions, sqlx::Error> {
        let settings = [
            ("lock_timeout", "5s"),
            ("statement_timeout", "15s"),
            ("idle_in_transaction_session_timeout", "30s"),
            ("jit", "off"),
        ];
        Ok(PgConnectOptions::from_str(url)?.options(settings).statement_cache_capacity(super::STATEMENTS))
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

/// Whether another try may do.
pub(crate) fn passes(error: &sqlx::Error) -> bool {
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
