//! The floor on PostgreSQL: the rows that a run wrote, written again by bare SQL, on as many connections and in as many
//! commits. Values travel as the server gave them, so that nothing but the writing takes time.

use std::time::Duration;

use futures::future::try_join_all;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgRow, PgTypeInfo, PgValueFormat};
use sqlx::{
    AssertSqlSafe, Column, Connection, Encode, Executor, PgConnection, Postgres, Row, Type, ValueRef,
};

use crate::now;

const TABLES: &str = "
    SELECT c.relname::TEXT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND c.relname NOT IN ('leases', 'instances') AND c.relname NOT LIKE '\\_sqlx%'";

/// A value as it travels.
struct Raw {
    of: PgTypeInfo,
    bytes: Option<Vec<u8>>,
}

impl Type<Postgres> for Raw {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("BYTEA")
    }
}

impl Encode<'_, Postgres> for Raw {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let Some(bytes) = &self.bytes else { return Ok(IsNull::Yes) };
        buffer.extend_from_slice(bytes);
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(self.of.clone())
    }
}

/// One row and the statement that writes it.
struct Insert {
    sql: String,
    values: Vec<Raw>,
}

/// Writes every row that a transaction from this number on has written into tables of the same shape.
pub(super) async fn measure(
    url: &str,
    since: i64,
    commits: usize,
    connections: usize,
) -> anyhow::Result<Duration> {
    let mut source = PgConnection::connect(url).await?;
    let tables: Vec<String> = sqlx::query_scalar(TABLES).fetch_all(&mut source).await?;
    source.execute("CREATE SCHEMA floor").await?;
    let mut inserts = Vec::new();
    for table in tables {
        let copy = format!(
            "CREATE TABLE floor.{table} (LIKE public.{table} INCLUDING INDEXES INCLUDING CONSTRAINTS)"
        );
        source.execute(sqlx::raw_sql(AssertSqlSafe(copy))).await?;
        let written = format!("SELECT * FROM public.{table} WHERE CAST(CAST(xmin AS TEXT) AS BIGINT) >= $1");
        for row in sqlx::query(AssertSqlSafe(written)).bind(since).fetch_all(&mut source).await? {
            inserts.push(insert(&table, &row)?);
        }
    }
    source.execute("CHECKPOINT").await?;
    source.close().await?;
    write(url, inserts, commits, connections).await
}

async fn write(
    url: &str,
    inserts: Vec<Insert>,
    commits: usize,
    connections: usize,
) -> anyhow::Result<Duration> {
    let (total, commits) = (inserts.len(), commits.clamp(1, inserts.len().max(1)));
    let mut groups: Vec<Vec<Insert>> = (0..commits).map(|_| Vec::new()).collect();
    for (i, insert) in inserts.into_iter().enumerate() {
        groups[i * commits / total.max(1)].push(insert);
    }
    let mut shares: Vec<Vec<Vec<Insert>>> = (0..connections).map(|_| Vec::new()).collect();
    for (i, group) in groups.into_iter().enumerate() {
        shares[i % connections].push(group);
    }
    let mut writers = Vec::with_capacity(connections);
    for share in shares {
        writers.push((PgConnection::connect(url).await?, share));
    }
    let begun = now();
    try_join_all(writers.into_iter().map(|(mut conn, share)| {
        tokio::spawn(async move {
            for group in share {
                let mut transaction = conn.begin().await?;
                for Insert { sql, values } in group {
                    let query = values.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), |q, v| q.bind(v));
                    query.execute(&mut *transaction).await?;
                }
                transaction.commit().await?;
            }
            Ok::<(), sqlx::Error>(())
        })
    }))
    .await?
    .into_iter()
    .collect::<Result<(), _>>()?;
    Ok(begun.elapsed())
}

fn insert(table: &str, row: &PgRow) -> anyhow::Result<Insert> {
    let mut values = Vec::with_capacity(row.len());
    for column in row.columns() {
        let value = row.try_get_raw(column.ordinal())?;
        anyhow::ensure!(value.format() == PgValueFormat::Binary, "a value as text");
        let bytes = (!value.is_null()).then(|| value.as_bytes().map(<[u8]>::to_vec)).transpose();
        let bytes = bytes.map_err(|error| anyhow::anyhow!(error))?;
        values.push(Raw { of: value.type_info().into_owned(), bytes });
    }
    let places: Vec<String> = (1..=values.len()).map(|place| format!("${place}")).collect();
    let sql = format!("INSERT INTO floor.{table} VALUES ({})", places.join(", "));
    Ok(Insert { sql, values })
}
