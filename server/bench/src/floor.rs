//! The floor: the rows that a run left behind, written again by bare SQL in as many durable commits.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteRow, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Column, ConnectOptions, Connection, Row, SqliteConnection, TypeInfo, ValueRef};

use crate::now;

/// A value as SQLite keeps it.
enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// One row and the statement that writes it.
struct Insert {
    sql: String,
    values: Vec<Value>,
}

/// How many rows each table holds.
pub(crate) async fn row_counts(database: &Path) -> anyhow::Result<HashMap<String, i64>> {
    let mut conn = SqliteConnectOptions::new().filename(database).connect().await?;
    let mut counts = HashMap::new();
    for (table, _) in tables(&mut conn).await? {
        let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        counts.insert(table, sqlx::query_scalar(sql).fetch_one(&mut conn).await?);
    }
    conn.close().await?;
    Ok(counts)
}

/// Writes every row beyond the first so many of each table into a fresh database with the same schema.
pub(crate) async fn measure(
    database: &Path,
    skip: &HashMap<String, i64>,
    commits: usize,
) -> anyhow::Result<Duration> {
    let mut source = SqliteConnectOptions::new().filename(database).connect().await?;
    let (schema, inserts) = (tables(&mut source).await?, rows(&mut source, skip).await?);
    source.close().await?;
    let copy = database.with_extension("floor.db");
    let mut conn = SqliteConnectOptions::new()
        .filename(&copy)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .statement_cache_capacity(100)
        .foreign_keys(false)
        .connect()
        .await?;
    for (_, sql) in schema {
        sqlx::query(AssertSqlSafe(sql)).execute(&mut conn).await?;
    }
    let commits = commits.clamp(1, inserts.len().max(1));
    let begun = now();
    for group in groups(inserts, commits) {
        sqlx::query("BEGIN IMMEDIATE").execute(&mut conn).await?;
        for Insert { sql, values } in group {
            let bind = |query: sqlx::query::Query<'static, sqlx::Sqlite, _>, value| match value {
                Value::Null => query.bind(None::<i64>),
                Value::Integer(value) => query.bind(value),
                Value::Real(value) => query.bind(value),
                Value::Text(value) => query.bind(value),
                Value::Blob(value) => query.bind(value),
            };
            let query = values.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), bind);
            query.execute(&mut conn).await?;
        }
        sqlx::query("COMMIT").execute(&mut conn).await?;
    }
    let took = begun.elapsed();
    conn.close().await?;
    Ok(took)
}

/// The rows in so many groups of nearly the same size.
fn groups(inserts: Vec<Insert>, count: usize) -> Vec<Vec<Insert>> {
    let total = inserts.len();
    let mut groups: Vec<Vec<Insert>> = (0..count).map(|_| Vec::new()).collect();
    for (i, insert) in inserts.into_iter().enumerate() {
        groups[i * count / total.max(1)].push(insert);
    }
    groups
}

/// Names and definitions of our tables.
async fn tables(conn: &mut SqliteConnection) -> anyhow::Result<Vec<(String, String)>> {
    let sql = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
               AND name NOT LIKE '_sqlx%'";
    Ok(sqlx::query_as(sql).fetch_all(conn).await?)
}

async fn rows(conn: &mut SqliteConnection, skip: &HashMap<String, i64>) -> anyhow::Result<Vec<Insert>> {
    let mut inserts = Vec::new();
    for (table, _) in tables(conn).await? {
        let sql = AssertSqlSafe(format!("SELECT * FROM {table} LIMIT -1 OFFSET $1"));
        let offset = skip.get(&table).copied().unwrap_or_default();
        for row in sqlx::query(sql).bind(offset).fetch_all(&mut *conn).await? {
            inserts.push(insert(&table, &row)?);
        }
    }
    Ok(inserts)
}

fn insert(table: &str, row: &SqliteRow) -> anyhow::Result<Insert> {
    let mut values = Vec::with_capacity(row.len());
    let mut places = Vec::with_capacity(row.len());
    for column in row.columns() {
        let at = column.ordinal();
        let raw = row.try_get_raw(at)?;
        places.push(format!("${}", at + 1));
        values.push(match raw.type_info().name() {
            _ if raw.is_null() => Value::Null,
            "INTEGER" | "BOOLEAN" => Value::Integer(row.try_get_unchecked(at)?),
            "REAL" => Value::Real(row.try_get_unchecked(at)?),
            "BLOB" => Value::Blob(row.try_get_unchecked(at)?),
            _ => Value::Text(row.try_get_unchecked(at)?),
        });
    }
    Ok(Insert { sql: format!("INSERT INTO {table} VALUES ({})", places.join(", ")), values })
}
