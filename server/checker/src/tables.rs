//! Tables past a shop's ports, of either kind of database.

use std::fmt;

use kernel::Time;
use sqlx::postgres::{PgPool, PgRow};
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::types::chrono::{DateTime, Utc};
use sqlx::{FromRow, Postgres, Sqlite};

/// Where tables are read. What is asked of them is a text that both kinds of database read.
#[derive(Clone)]
pub enum Tables {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Columns that both kinds of database give.
pub trait Columns: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T> Columns for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl Tables {
    /// Every row.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn all<T: Columns>(&self, query: &'static str) -> Result<Vec<T>, sqlx::Error> {
        match self {
            Self::Sqlite(pool) => sqlx::query_as::<Sqlite, T>(query).fetch_all(pool).await,
            Self::Postgres(pool) => sqlx::query_as::<Postgres, T>(query).fetch_all(pool).await,
        }
    }

    /// Every row of a query about a moment, its `$1`.
    pub(crate) async fn all_at<T: Columns>(
        &self,
        query: &'static str,
        moment: Time,
    ) -> Result<Vec<T>, sqlx::Error> {
        let moment = DateTime::<Utc>::from_timestamp_micros(moment.micros());
        match self {
            Self::Sqlite(pool) => sqlx::query_as::<Sqlite, T>(query).bind(moment).fetch_all(pool).await,
            Self::Postgres(pool) => sqlx::query_as::<Postgres, T>(query).bind(moment).fetch_all(pool).await,
        }
    }
}

impl fmt::Debug for Tables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite(_) => "Tables in SQLite",
            Self::Postgres(_) => "Tables in PostgreSQL",
        })
    }
}

impl From<SqlitePool> for Tables {
    fn from(pool: SqlitePool) -> Self {
        Self::Sqlite(pool)
    }
}

impl From<PgPool> for Tables {
    fn from(pool: PgPool) -> Self {
        Self::Postgres(pool)
    }
}
