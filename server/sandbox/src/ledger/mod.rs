//! The provider's memory: a SQLite file behind one connection, one transaction per command.
//!
//! The answer under an idempotency key is committed together with what the command did, so that neither exists
//! without the other, whenever the process dies. What is decided stands beside the faces (`stripe`, `toss`); here
//! it is only written down and found again.

pub(crate) mod answers;
mod captures;
pub(crate) mod deliveries;
pub(crate) mod events;
pub(crate) mod intents;
pub(crate) mod payments;
pub(crate) mod refunds;
mod row;
pub(crate) mod sessions;
pub(crate) mod timers;
pub(crate) mod transactions;

use std::path::Path;
use std::sync::Arc;

use rand::distr::{Alphanumeric, SampleString};
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use tokio::sync::{Mutex, MutexGuard};

pub(crate) use crate::ledger::answers::Key;
pub use crate::ledger::captures::{Capture, CaptureRefund};

/// What the provider has captured and returned, and what it answered. Clones share it.
#[derive(Debug, Clone)]
pub struct Ledger {
    connection: Arc<Mutex<SqliteConnection>>,
}

/// The ledger cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("the sandbox's ledger failed: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the sandbox's ledger could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

impl Ledger {
    /// Opens the ledger in the file `path`, which is created when it is missing. Every answer is on disk before
    /// it is sent (WAL, `synchronous=FULL`).
    ///
    /// # Errors
    ///
    /// When the file cannot be opened as a database, or its schema cannot be brought up to date.
    pub async fn open(path: &Path) -> Result<Self, LedgerError> {
        let file = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        Self::connect(file).await
    }

    /// A ledger that is gone with its process. For the benchmark alone, which measures the shop and not the
    /// provider's disk: a provider that forgets captures breaks everything that the shop relies on.
    ///
    /// # Errors
    ///
    /// When SQLite cannot be started.
    pub async fn in_memory() -> Result<Self, LedgerError> {
        Self::connect(SqliteConnectOptions::new().in_memory(true)).await
    }

    async fn connect(options: SqliteConnectOptions) -> Result<Self, LedgerError> {
        let mut connection = options.foreign_keys(true).connect().await?;
        sqlx::migrate!("./migrations").run_direct(None, &mut connection, false).await?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)) })
    }

    /// Every capture through either face, oldest first, as it stood when the last request or tick was worked on.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub async fn captures(&self) -> Result<Vec<Capture>, LedgerError> {
        Ok(captures::all(&mut *self.reader().await).await?)
    }

    /// The connection, for questions that need no transaction.
    pub(crate) async fn reader(&self) -> MutexGuard<'_, SqliteConnection> {
        self.connection.lock().await
    }
}

/// A prefix and so many random letters and digits, as providers' ids look.
pub(crate) fn fresh_id(prefix: &str, length: usize) -> String {
    format!("{prefix}{}", Alphanumeric.sample_string(&mut rand::rng(), length))
}
