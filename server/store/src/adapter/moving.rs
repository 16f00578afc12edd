//! What a move asks of either side: what is there, the rows of a table in the order of their key, and that some be added.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use events::Unavailable;
use futures::TryStreamExt;
use kernel::{OrderId, Time};
use serde_json::Value;
use sqlx::query::Query;
use sqlx::types::{Json, JsonRawValue};
use sqlx::{AssertSqlSafe, Database, Row};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{Conn, Connections, Db, Main, Tx, dialect};
use crate::command::Halt::Undo;
use crate::convert::{at, time};
use crate::dialect::{passes, unavailable};
use crate::moving::table::{Cell, Column, Declared, Kind, Record, Table, shown};
use crate::moving::{Appended, Noted, SEEDED, TABLES};

/// Rows that are read before somebody takes them: some of them are photographs.
const AHEAD: usize = 16;

/// Its rows may need room that is made for a day at a time.
const OUTBOX: &str = "outbox";

const APPLIED: &str = "SELECT version, checksum FROM _sqlx_migrations WHERE success ORDER BY version";

const NOTED: &str = "SELECT source, finished_at FROM moves WHERE id = 1";

const NEWEST_ORDER: &str = "SELECT id FROM orders ORDER BY opened_at DESC, id DESC LIMIT 1";

const BEGIN: &str = "INSERT INTO moves (id, source, begun_at) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING";

const LIST: &str = "INSERT INTO moving (name, copied) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING";

const HOW_FAR: &str = "SELECT copied, last_key FROM moving WHERE name = $1";

/// Two moves into one database do not both go on from the same row.
const FARTHER: &str = "UPDATE moving SET copied = $3, last_key = $4 WHERE name = $1 AND copied = $2";

const END: &str = "UPDATE moves SET finished_at = $1 WHERE id = 1 AND finished_at IS NULL";

impl Main {
    /// The versions of the schema that the database has, with their checksums; none where there was never one.
    pub(crate) async fn applied(&self) -> Result<Vec<(i64, Vec<u8>)>, Unavailable> {
        if !self.tables().await?.iter().any(|table| table == "_sqlx_migrations") {
            return Ok(Vec::new());
        }
        sqlx::query_as(APPLIED).fetch_all(self.db.reads()).await.map_err(unavailable)
    }

    /// The names of all tables.
    pub(crate) async fn tables(&self) -> Result<Vec<String>, Unavailable> {
        sqlx::query_scalar(dialect::TABLES).fetch_all(self.db.reads()).await.map_err(unavailable)
    }

    /// The move that filled this database, or is filling it.
    pub(crate) async fn noted_move(&self) -> Result<Option<Noted>, Unavailable> {
        let noted = sqlx::query_as::<_, (String, Option<DateTime<Utc>>)>(NOTED);
        let noted = noted.fetch_optional(self.db.reads()).await.map_err(unavailable)?;
        Ok(noted.map(|(source, finished)| Noted { source, finished: finished.map(time) }))
    }

    /// The order that was opened last.
    pub(crate) async fn newest_order(&self) -> Result<Option<OrderId>, Unavailable> {
        let newest = sqlx::query_scalar::<_, Uuid>(NEWEST_ORDER).fetch_optional(self.db.reads());
        Ok(newest.await.map_err(unavailable)?.map(OrderId))
    }

    /// The columns of a table.
    pub(crate) async fn declared(&self, table: &'static str) -> Result<Vec<Declared>, Unavailable> {
        let declared = sqlx::query_as(dialect::COLUMNS).bind(table);
        declared.fetch_all(self.db.reads()).await.map_err(unavailable)
    }

    /// How many rows a table has.
    pub(crate) async fn count(&self, table: &'static str) -> Result<i64, Unavailable> {
        let count = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        sqlx::query_scalar(count).fetch_one(self.db.reads()).await.map_err(unavailable)
    }

    /// Reads the rows of a table that follow a key, or all of them, in the order of their key, as they are at one moment.
    /// An error is the last that comes.
    pub(crate) fn read(
        &self,
        table: &Arc<Table>,
        after: Option<Record>,
    ) -> mpsc::Receiver<Result<Record, Unavailable>> {
        let (rows, read) = mpsc::channel(AHEAD);
        let (db, table) = (self.db.clone(), Arc::clone(table));
        tokio::spawn(async move {
            let mut last = None;
            if let Err(error) = send_rows(&db, &table, after, &rows, &mut last).await {
                let place = last.map_or_else(|| "its first row".to_owned(), |key: Vec<Value>| shown(&key));
                let why = format!("{} cannot be read after {place}: {error}", table.name);
                // Nobody hears it who does not read any more.
                drop(rows.send(Err(Unavailable(why))).await);
            }
        });
        read
    }

    /// Whether no table that is there has rows, but for what the schema itself brings along.
    pub(crate) async fn is_empty(&self) -> Result<bool, Unavailable> {
        let mut moment = self.db.snapshot().await.map_err(unavailable)?;
        Ok(first_filled(&mut moment).await.map_err(unavailable)?.is_none())
    }

    /// Begins a move into this database, or goes on with it. The name of a table that has rows, where it is not empty.
    pub(crate) async fn begin_move(
        &self,
        source: &str,
        now: Time,
    ) -> Result<Option<&'static str>, Unavailable> {
        let source = source.to_owned();
        let begin = self.db.write(move |tx| {
            Box::pin(async move {
                let begin = sqlx::query(BEGIN).bind(source).bind(at(now));
                if begin.execute(tx.conn()).await?.rows_affected() == 1 {
                    if let Some(table) = first_filled(tx.conn()).await? {
                        return Err(Undo(Some(table)));
                    }
                    take_out_seeded(tx.conn()).await?;
                }
                for table in TABLES {
                    sqlx::query(LIST).bind(table).execute(tx.conn()).await?;
                }
                Ok(None)
            })
        });
        begin.await
    }

    /// How many rows of a table were copied, and the key of the last one.
    pub(crate) async fn how_far(
        &self,
        table: &'static str,
    ) -> Result<(i64, Option<Vec<Value>>), Unavailable> {
        let how_far = sqlx::query_as::<_, (i64, Option<Json<Vec<Value>>>)>(HOW_FAR).bind(table);
        let (copied, last) = how_far.fetch_one(self.db.reads()).await.map_err(unavailable)?;
        Ok((copied, last.map(|Json(key)| key)))
    }

    /// Adds rows to a table that has so many of them so far.
    pub(crate) async fn append(
        &self,
        table: &Arc<Table>,
        rows: &Arc<[Record]>,
        before: i64,
    ) -> Result<Appended, Unavailable> {
        let (table, rows) = (Arc::clone(table), Arc::clone(rows));
        let append = self.db.write(move |tx| {
            Box::pin(async move {
                let copied = before + i64::try_from(rows.len()).unwrap_or(i64::MAX);
                let last = rows.last().map(|record| Json(table.key(record)));
                let farther = sqlx::query(FARTHER).bind(table.name).bind(before).bind(copied).bind(last);
                if farther.execute(tx.conn()).await?.rows_affected() == 0 {
                    return Err(Undo(Appended::Elsewhere));
                }
                match insert(tx, &table, &rows).await {
                    Ok(()) => Ok(Appended::Done(copied)),
                    Err(error) if passes(&error) => Err(error.into()),
                    Err(_) => Err(Undo(Appended::Refused)),
                }
            })
        });
        append.await
    }

    /// The first of some rows that the database does not take, and what it says of it. Keeps none of them.
    pub(crate) async fn first_refused(
        &self,
        table: &Arc<Table>,
        rows: &Arc<[Record]>,
    ) -> Result<Option<(usize, String)>, Unavailable> {
        let (table, rows) = (Arc::clone(table), Arc::clone(rows));
        let refused = self.db.write(move |tx| {
            Box::pin(async move {
                for (i, row) in rows.iter().enumerate() {
                    match insert(tx, &table, std::slice::from_ref(row)).await {
                        Ok(()) => {}
                        Err(error) if passes(&error) => return Err(error.into()),
                        Err(error) => return Err(Undo(Some((i, error.to_string())))),
                    }
                }
                Err(Undo(None))
            })
        });
        refused.await
    }

    /// The last number that the database counted up for a column; 0 when it never did.
    pub(crate) async fn counted(&self, table: &'static str, column: &str) -> Result<i64, Unavailable> {
        let counted = sqlx::query_scalar(dialect::COUNTED).bind(table).bind(column);
        counted.fetch_one(self.db.reads()).await.map_err(unavailable)
    }

    /// Has the database go on counting after a number, from 1 on.
    pub(crate) async fn count_on(
        &self,
        table: &'static str,
        column: &str,
        last: i64,
    ) -> Result<(), Unavailable> {
        let column = column.to_owned();
        let count_on = self.db.write(move |tx| {
            Box::pin(async move {
                for statement in dialect::COUNT_ON {
                    let count_on = sqlx::query(*statement).bind(table).bind(&column).bind(last);
                    count_on.execute(tx.conn()).await?;
                }
                Ok(())
            })
        });
        count_on.await
    }

    /// Notes that everything has come over.
    pub(crate) async fn end_move(&self, now: Time) -> Result<(), Unavailable> {
        let end = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(END).bind(at(now)).execute(tx.conn()).await?;
                Ok(())
            })
        });
        end.await
    }
}

/// The first table that has rows, of those that are there; but not what the schema itself brings along.
pub(super) async fn first_filled(conn: &mut Conn) -> Result<Option<&'static str>, sqlx::Error> {
    let there: Vec<String> = sqlx::query_scalar(dialect::TABLES).fetch_all(&mut *conn).await?;
    let is_there = |table: &&str| there.iter().any(|name| name == table);
    for table in TABLES.into_iter().filter(|table| !SEEDED.contains(table)).filter(is_there) {
        let rows =
            AssertSqlSafe(format!("SELECT COUNT(*) FROM (SELECT 1 FROM {table} LIMIT 1) AS row_of_it"));
        let rows: i64 = sqlx::query_scalar(rows).fetch_one(&mut *conn).await?;
        if rows > 0 {
            return Ok(Some(table));
        }
    }
    Ok(None)
}

/// Takes out what the schema itself brings along: the source has it, too, as it is there.
async fn take_out_seeded(conn: &mut Conn) -> Result<(), sqlx::Error> {
    for table in SEEDED {
        sqlx::query(AssertSqlSafe(format!("DELETE FROM {table}"))).execute(&mut *conn).await?;
    }
    Ok(())
}

/// Hands a table's rows on, until nobody takes them. `last` is the key of the last one.
async fn send_rows(
    db: &Connections,
    table: &Table,
    after: Option<Record>,
    rows: &mpsc::Sender<Result<Record, Unavailable>>,
    last: &mut Option<Vec<Value>>,
) -> Result<(), sqlx::Error> {
    let mut moment = db.snapshot().await?;
    sqlx::query(dialect::TAKE_TIME).execute(&mut *moment).await?;
    let select = sqlx::query(AssertSqlSafe(table.select(after.is_some(), dialect::BYTEWISE)));
    let select = after.iter().flatten().fold(select, bind);
    let mut found = select.fetch(&mut *moment);
    while let Some(row) = found.try_next().await? {
        let cells = table.columns.iter().map(|column| read_cell(&row, column));
        let record: Record = cells.collect::<Result<_, _>>()?;
        *last = Some(table.key(&record));
        if rows.send(Ok(record)).await.is_err() {
            break;
        }
    }
    Ok(())
}

fn read_cell(row: &<Db as Database>::Row, column: &Column) -> Result<Cell, sqlx::Error> {
    let name = column.name.as_str();
    Ok(match column.kind {
        Kind::Uuid => Cell::Uuid(row.try_get(name)?),
        Kind::Time => Cell::Time(row.try_get(name)?),
        Kind::Flag => Cell::Flag(row.try_get(name)?),
        Kind::Number => Cell::Number(row.try_get(name)?),
        Kind::Text => Cell::Text(row.try_get(name)?),
        Kind::Json => {
            let json: Option<Json<Box<JsonRawValue>>> = row.try_get(name)?;
            Cell::Json(json.map(|Json(json)| json))
        }
        Kind::Bytes => Cell::Bytes(row.try_get(name)?),
    })
}

type Bound<'q> = Query<'q, Db, <Db as Database>::Arguments>;

fn bind<'q>(query: Bound<'q>, cell: &Cell) -> Bound<'q> {
    match cell {
        Cell::Uuid(id) => query.bind(*id),
        Cell::Time(at) => query.bind(*at),
        Cell::Flag(flag) => query.bind(*flag),
        Cell::Number(number) => query.bind(*number),
        Cell::Text(text) => query.bind(text.as_deref()),
        Cell::Json(json) => query.bind(json.as_deref().map(Json)),
        Cell::Bytes(bytes) => query.bind(bytes.as_deref()),
    }
}

async fn insert(tx: &mut Tx, table: &Table, rows: &[Record]) -> Result<(), sqlx::Error> {
    if table.name == OUTBOX {
        let place = |row: &Record| table.key(row).first().and_then(Value::as_i64);
        tx.make_room(&rows.iter().filter_map(place).collect::<Vec<_>>()).await?;
    }
    // As long as there are rows, so none that would be kept prepared is asked for again.
    let insert = sqlx::query(AssertSqlSafe(table.insert(rows.len(), dialect::OVERRIDING))).persistent(false);
    rows.iter().flatten().fold(insert, bind).execute(tx.conn()).await.map(drop)
}
