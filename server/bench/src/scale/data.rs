//! Where the shops under measurement keep their data: fresh databases of either kind.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;
use cluster::Cluster;
use events::Event;
use kernel::{OrderId, Time};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::types::chrono::{DateTime, Utc};
use sqlx::types::{Json, Uuid};
use sqlx::{ConnectOptions, Connection, PgConnection, SqliteConnection};

use crate::program::Program;

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Sqlite,
    Postgres,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// What is measured, and where it may leave its files.
pub(super) struct Place {
    pub(super) binary: PathBuf,
    folder: PathBuf,
    cluster: Option<Cluster>,
    shops: AtomicUsize,
}

impl Place {
    pub(super) fn new(binary: &Path, folder: &Path, cluster: Option<Cluster>) -> Self {
        let (binary, folder) = (binary.to_owned(), folder.to_owned());
        Self { binary, folder, cluster, shops: AtomicUsize::new(0) }
    }

    /// The kinds that this machine has.
    pub(super) fn kinds(&self) -> impl Iterator<Item = Kind> {
        let postgres = self.cluster.is_some().then_some(Kind::Postgres);
        [Some(Kind::Sqlite), postgres].into_iter().flatten()
    }

    /// Empty databases for one shop.
    pub(super) fn fresh(&self, kind: Kind) -> anyhow::Result<Data> {
        let nth = self.shops.fetch_add(1, Ordering::Relaxed);
        let folder = self.folder.join(format!("shop{nth}"));
        let (main, view) = match kind {
            Kind::Sqlite => {
                let file = |name: &str| format!("sqlite:{}", folder.join(name).display());
                (file("shop.db"), file("view.db"))
            }
            Kind::Postgres => {
                let cluster = self.cluster.as_ref().context("no PostgreSQL")?;
                (cluster.create(&format!("main{nth}"))?, cluster.create(&format!("view{nth}"))?)
            }
        };
        Ok(Data { kind, folder, main, view, programs: AtomicUsize::new(0) })
    }
}

/// The data of one shop.
pub(super) struct Data {
    pub(super) kind: Kind,
    folder: PathBuf,
    pub(super) main: String,
    view: String,
    programs: AtomicUsize,
}

/// A connection past the shop.
pub(crate) enum Side {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Data {
    /// Starts a program over it, the sandbox's ledger in memory.
    pub(super) async fn program(&self, binary: &Path, more: &[&str]) -> anyhow::Result<Program> {
        // A folder has one program at a time; the first one's is that of the files.
        let folder = match self.programs.fetch_add(1, Ordering::Relaxed) {
            0 => self.folder.clone(),
            nth => self.folder.join(format!("program{nth}")),
        };
        let databases = ["--database", &self.main, "--view-database", &self.view, "--ledger-in-memory"];
        Program::demo_with(binary, &folder, &[&databases, more].concat()).await
    }

    /// Main's file.
    pub(super) fn file(&self) -> PathBuf {
        self.folder.join("shop.db")
    }

    pub(super) async fn connect(&self) -> anyhow::Result<Side> {
        Ok(match self.kind {
            Kind::Sqlite => {
                let options = SqliteConnectOptions::new().filename(self.file());
                Side::Sqlite(options.busy_timeout(std::time::Duration::from_secs(5)).connect().await?)
            }
            Kind::Postgres => Side::Postgres(PgConnection::connect(&self.main).await?),
        })
    }
}

/// When each order was placed, in a text that both read.
const PLACED: &str = "SELECT order_id, at FROM timeline WHERE name = 'OrderPlaced'";

impl Side {
    /// A number.
    pub(super) async fn number(&mut self, query: &'static str) -> anyhow::Result<i64> {
        Ok(match self {
            Self::Sqlite(conn) => sqlx::query_scalar(query).fetch_one(conn).await?,
            Self::Postgres(conn) => sqlx::query_scalar(query).fetch_one(conn).await?,
        })
    }

    /// The events after a place in the outbox.
    pub(super) async fn events_after(&mut self, position: i64) -> anyhow::Result<Vec<Event>> {
        const AFTER: &str = "SELECT event FROM outbox WHERE position > $1";
        let events: Vec<Json<Event>> = match self {
            Self::Sqlite(conn) => sqlx::query_scalar(AFTER).bind(position).fetch_all(conn).await?,
            Self::Postgres(conn) => sqlx::query_scalar(AFTER).bind(position).fetch_all(conn).await?,
        };
        Ok(events.into_iter().map(|event| event.0).collect())
    }

    /// When each order was placed.
    pub(crate) async fn placed(&mut self) -> anyhow::Result<HashMap<OrderId, Time>> {
        let rows: Vec<(Uuid, DateTime<Utc>)> = match self {
            Self::Sqlite(conn) => sqlx::query_as(PLACED).fetch_all(conn).await?,
            Self::Postgres(conn) => sqlx::query_as(PLACED).fetch_all(conn).await?,
        };
        let moment = |at: DateTime<Utc>| Time::from_micros(at.timestamp_micros());
        Ok(rows.into_iter().map(|(id, at)| (OrderId(id), moment(at))).collect())
    }

    /// How many transactions have written so far, which PostgreSQL numbers. (SQLite's are in the program's log.)
    pub(super) async fn writes(&mut self) -> anyhow::Result<i64> {
        const WRITES: &str = "SELECT CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT)";
        match self {
            Self::Sqlite(_) => Ok(0),
            Self::Postgres(conn) => Ok(sqlx::query_scalar(WRITES).fetch_one(conn).await?),
        }
    }
}
