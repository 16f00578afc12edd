//! Columns whose Rust types are not the database's.

use kernel::Time;
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use sqlx::types::Json;

pub(super) fn time(row: &SqliteRow, column: &str) -> Result<Time, sqlx::Error> {
    row.try_get(column).map(Time::from_micros)
}

pub(super) fn optional_time(row: &SqliteRow, column: &str) -> Result<Option<Time>, sqlx::Error> {
    Ok(row.try_get::<Option<i64>, _>(column)?.map(Time::from_micros))
}

pub(super) fn json<T>(row: &SqliteRow, column: &str) -> Result<T, sqlx::Error>
where
    T: DeserializeOwned + 'static,
{
    row.try_get(column).map(|Json(value)| value)
}

pub(super) fn optional_json<T>(row: &SqliteRow, column: &str) -> Result<Option<T>, sqlx::Error>
where
    T: DeserializeOwned + 'static,
{
    Ok(row.try_get::<Option<Json<T>>, _>(column)?.map(|Json(value)| value))
}
