//! Carries a shop's Main database over to an empty one of the other kind.
//!
//! Each table is read in the order of its key and written in batches, and how far it is stands in the same transaction: a
//! move that was broken off goes on there. Then both sides are read once more, side by side, and only when every row is the
//! same may somebody serve what has come over. What a table is made of is read from the databases' catalogues; only which
//! tables there are, and in which order they refer to each other, is written down here.

mod ready;
pub(crate) mod table;

use std::cmp::Ordering;
use std::sync::Arc;

use events::{LEASE, Unavailable};
use kernel::{Clock, Ids, Time};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use self::ready::{check_source, check_target, lacks_newest, name_source, tables, unserved};
use self::table::{Cell, Record, Table, hex, order, shown};
use crate::{Database, Kind, OpenError};

/// All tables that are carried over, each after those that it refers to.
pub const TABLES: [&str; 43] = [
    "garments",
    "variants",
    "garment_terms",
    "outfits",
    "outfit_pieces",
    "photographs",
    "photograph_files",
    "stock",
    "stock_movements",
    "stock_settings",
    "drafts",
    "carts",
    "orders",
    "attempts",
    "refunds",
    "settlement",
    "differences",
    "shipments",
    "accounts",
    "account_links",
    "openings",
    "addresses",
    "opened_orders",
    "sessions",
    "seller_links",
    "staff",
    "tries",
    "refused_forms",
    "shop_settings",
    "settings_typed",
    "held_forms",
    "order_notes",
    "mail_orders",
    "letters",
    "order_streams",
    "outbox",
    "timeline",
    "consumers",
    "deliveries",
    "progress",
    "alerts",
    "audit",
    "demo",
];

/// Those of them in which a new database has rows already.
pub(crate) const SEEDED: [&str; 2] = ["stock_settings", "consumers"];

/// Tables that stay: who runs over a database, what they hold of it and which view they fold into, what moved into it, and its schema's versions.
pub const LEFT: [&str; 6] = ["instances", "leases", "mypage_view", "moves", "moving", "_sqlx_migrations"];

/// Rows in one transaction.
const ROWS: usize = 256;
/// Bytes in one transaction, about: photographs are large.
const BYTES: usize = 4 << 20;

/// One of the two databases of a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Where the shop is.
    From,
    /// Where it goes.
    To,
}

impl std::fmt::Display for Side {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::From => "the database to move from",
            Self::To => "the database to move to",
        })
    }
}

/// Why a shop was not moved. Where it was carried over in part, that part stands, and the same move goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    #[error("{0}: {1}")]
    Open(Side, OpenError),
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    #[error(
        "both are SQLite: stop the shop and copy its file, with the one beside it whose name ends in -wal"
    )]
    BothSqlite,
    #[error("both are PostgreSQL: stop the shop and use pg_dump and pg_restore")]
    BothPostgres,
    #[error("there is no file {0}")]
    NoFile(String),
    #[error("{0} holds no shop's orders (MyPage's view is not moved, but built anew)")]
    NoShop(Side),
    #[error(
        "{0} is of an older version than this program: bring it up to date first, with `hanbeol migrate`"
    )]
    Older(Side),
    #[error("{0} is of a newer version than this program: use the newer program")]
    Newer(Side),
    /// The roles that somebody has there.
    #[error(
        "a shop runs over {0}: stop it first ({1}). One that was killed is forgotten after {lease} seconds",
        lease = LEASE.duration().as_secs()
    )]
    Served(Side, String),
    /// From where it was filled.
    #[error("the database to move from holds half a shop itself: the move from {0} is not finished")]
    HalfSource(String),
    /// A table with rows.
    #[error("the database to move to is not empty: {0} has rows. Only an empty one is filled")]
    NotEmpty(&'static str),
    /// A table of somebody else's.
    #[error("the database to move to is not empty: it has a table {0}. Only an empty one is filled")]
    NotOurs(String),
    /// From where it was filled.
    #[error("the database to move to was filled from {0}. Only an empty one is filled")]
    OtherSource(String),
    /// When it was finished.
    #[error(
        "all was moved at {}, but the database to move from has taken orders since, which the other does not have. To bring \
         them along, empty the database to move to, and move again: what was ordered there since is lost with that",
        .0.datetime()
    )]
    OrderedSince(Time),
    #[error("another move writes into the same database: let one of them go on, alone")]
    Elsewhere,
    /// A table of one database that the other does not have so.
    #[error("{table} cannot be carried over: {why}")]
    Shape { table: &'static str, why: &'static str },
    /// A row that the other database does not take.
    #[error("a row of {table} is not taken, {key}: {why}. Mend it where it is, and move again to go on")]
    Refused { table: &'static str, key: String, why: String },
    /// A row that is not the same on both sides.
    #[error(
        "{table} is not the same on both sides, at {key}: {what}. Was one of the two changed since the move began? \
         Empty the database to move to, and move again"
    )]
    Differs { table: &'static str, key: String, what: String },
}

/// The move that a database was filled by.
#[derive(Debug)]
pub(crate) struct Noted {
    /// From where, without passwords.
    pub(crate) source: String,
    /// None while it is under way.
    pub(crate) finished: Option<Time>,
}

/// What came of adding rows.
#[derive(Debug)]
pub(crate) enum Appended {
    /// So many are there now.
    Done(i64),
    /// Somebody else has added some.
    Elsewhere,
    /// The database does not take one of them.
    Refused,
}

/// What a move has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// So many rows of a table are there by now, some from before.
    Copying { table: &'static str, rows: i64 },
    /// All of them are.
    Copied { table: &'static str, rows: i64 },
    /// They are the same on both sides.
    Compared(Carried),
}

/// A table that has come over whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    pub table: &'static str,
    pub rows: i64,
    /// Of all its rows in the order of their key, in hexadecimal. It is the same for the same rows in either database.
    pub sha256: String,
}

/// What was found when a move was opened.
#[derive(Debug)]
pub enum Opened {
    /// It can be run.
    Ready(Box<Move>),
    /// It was finished then.
    MovedBefore(Time),
}

/// A move that has begun: both databases are of this version, nobody runs over them, and the one to move to was empty, or has
/// the beginning of this move. Until it has come to its end nobody can serve that one, nor move on from it.
#[derive(Debug)]
pub struct Move {
    from: Database,
    to: Database,
    /// From where, without passwords.
    source: String,
    tables: Vec<Arc<Table>>,
    clock: Arc<dyn Clock>,
}

impl Move {
    /// Opens both databases, one of them SQLite and one PostgreSQL, by the addresses that [`Database::connect`] takes, and
    /// begins or goes on. The one to move to is given its schema, and a file is made where there is none. The one to move
    /// from is only read.
    ///
    /// # Errors
    /// When it cannot begin, with what to do about it. Then nothing has changed, but for an empty database's schema.
    pub async fn open(
        from: &str,
        to: &str,
        ids: Arc<dyn Ids>,
        clock: Arc<dyn Clock>,
    ) -> Result<Opened, MoveError> {
        let source = name_source(from, to)?;
        let opens = |side| move |error| MoveError::Open(side, error);
        let from = Database::connect(from, Arc::clone(&ids)).await.map_err(opens(Side::From))?;
        check_source(&from).await?;
        let to = Database::connect(to, ids).await.map_err(opens(Side::To))?;
        check_target(&to).await?;
        match either!(&to.0, it => it.noted_move().await)? {
            Some(noted) if noted.source != source => return Err(MoveError::OtherSource(noted.source)),
            Some(Noted { finished: Some(at), .. }) => {
                let lacks = lacks_newest(&from, &to).await?;
                close(&from, &to).await;
                return if lacks { Err(MoveError::OrderedSince(at)) } else { Ok(Opened::MovedBefore(at)) };
            }
            Some(_) | None => {}
        }
        unserved(&to, Side::To).await?;
        let tables = tables(&from, &to).await?;
        let filled = either!(&to.0, it => it.begin_move(&source, clock.now()).await)?;
        if let Some(table) = filled {
            return Err(MoveError::NotEmpty(table));
        }
        Ok(Opened::Ready(Box::new(Self { from, to, source, tables, clock })))
    }

    /// From where, without user and password.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Carries over what is not there yet, compares all of it, and notes that it is finished. `say` hears of each batch and
    /// of each table.
    ///
    /// # Errors
    /// Why not. What has come over by then stays.
    pub async fn run(&self, mut say: impl FnMut(Step) + Send) -> Result<Vec<Carried>, MoveError> {
        for table in &self.tables {
            self.copy(table, &mut say).await?;
        }
        let mut carried = Vec::with_capacity(self.tables.len());
        for table in &self.tables {
            let compared = self.compare(table).await?;
            say(Step::Compared(compared.clone()));
            carried.push(compared);
        }
        unserved(&self.from, Side::From).await?;
        unserved(&self.to, Side::To).await?;
        either!(&self.to.0, it => it.end_move(self.clock.now()).await)?;
        Ok(carried)
    }

    /// Closes both databases.
    pub async fn close(self) {
        close(&self.from, &self.to).await;
    }

    async fn copy(&self, table: &Arc<Table>, say: &mut (impl FnMut(Step) + Send)) -> Result<(), MoveError> {
        let name = table.name;
        let (mut copied, last) = either!(&self.to.0, it => it.how_far(name).await)?;
        let after = match last {
            Some(key) => {
                let unknown =
                    MoveError::Shape { table: name, why: "its key was another when the move began" };
                Some(table.key_cells(&key).ok_or(unknown)?)
            }
            None => None,
        };
        let mut rows = either!(&self.from.0, it => it.read(table, after));
        loop {
            let batch = next_batch(&mut rows).await?;
            if batch.is_empty() {
                break;
            }
            copied = self.append(table, &batch, copied).await?;
            say(Step::Copying { table: name, rows: copied });
        }
        for column in table.columns.iter().filter(|column| column.counts) {
            let last = either!(&self.from.0, it => it.counted(name, &column.name).await)?;
            if last > 0 {
                either!(&self.to.0, it => it.count_on(name, &column.name, last).await)?;
            }
        }
        say(Step::Copied { table: name, rows: copied });
        Ok(())
    }

    async fn append(&self, table: &Arc<Table>, batch: &Arc<[Record]>, before: i64) -> Result<i64, MoveError> {
        match either!(&self.to.0, it => it.append(table, batch, before).await)? {
            Appended::Done(copied) => Ok(copied),
            Appended::Elsewhere => Err(MoveError::Elsewhere),
            Appended::Refused => {
                let refused = either!(&self.to.0, it => it.first_refused(table, batch).await)?;
                let (row, why) =
                    refused.unwrap_or((0, "taken alone, but not with those after it".to_owned()));
                Err(MoveError::Refused { table: table.name, key: shown(&table.key(&batch[row])), why })
            }
        }
    }

    /// Reads a table on both sides at once, row by row.
    async fn compare(&self, table: &Arc<Table>) -> Result<Carried, MoveError> {
        let mut there = either!(&self.from.0, it => it.read(table, None));
        let mut here = either!(&self.to.0, it => it.read(table, None));
        let (mut rows, mut hashes) = (0, [Sha256::new(), Sha256::new()]);
        loop {
            let (one, other) = (there.recv().await.transpose()?, here.recv().await.transpose()?);
            let (Some(one), Some(other)) = (&one, &other) else {
                if let Some((key, what)) = alone(table, one.as_deref(), other.as_deref()) {
                    return Err(MoveError::Differs { table: table.name, key, what });
                }
                break;
            };
            if let Some((key, what)) = difference(table, one, other) {
                return Err(MoveError::Differs { table: table.name, key, what });
            }
            for (hash, record) in hashes.iter_mut().zip([one, other]) {
                hash.update(Table::canonical(record));
                hash.update("\n");
            }
            rows += 1;
        }
        self.compare_counts(table, rows).await?;
        let [theirs, ours] = hashes.map(|hash| hex(&hash.finalize()));
        if theirs != ours {
            let what = format!("the checksums are {theirs} and {ours}");
            return Err(MoveError::Differs { table: table.name, key: "its end".to_owned(), what });
        }
        Ok(Carried { table: table.name, rows, sha256: ours })
    }

    /// Compares what the databases themselves count, so that rows that no reading came upon are missed, too.
    async fn compare_counts(&self, table: &Table, read: i64) -> Result<(), MoveError> {
        let name = table.name;
        let differs = |what| Err(MoveError::Differs { table: name, key: "its end".to_owned(), what });
        let there = either!(&self.from.0, it => it.count(name).await)?;
        let here = either!(&self.to.0, it => it.count(name).await)?;
        if (there, here) != (read, read) {
            return differs(format!(
                "{there} rows in the one, {here} in the other, and {read} were compared"
            ));
        }
        for column in table.columns.iter().filter(|column| column.counts) {
            let there = either!(&self.from.0, it => it.counted(name, &column.name).await)?;
            let here = either!(&self.to.0, it => it.counted(name, &column.name).await)?;
            if there != here {
                return differs(format!("{} has been counted up to {there} and {here}", column.name));
            }
        }
        Ok(())
    }
}

/// What one database has more than the other at the end of a table: its key, and which.
fn alone(table: &Table, there: Option<&[Cell]>, here: Option<&[Cell]>) -> Option<(String, String)> {
    let (record, side) = there.map(|it| (it, Side::From)).or(here.map(|it| (it, Side::To)))?;
    Some((shown(&table.key(record)), format!("only {side} has this row")))
}

/// Where two rows differ that should be the same: the key, and what of it.
fn difference(table: &Table, there: &[Cell], here: &[Cell]) -> Option<(String, String)> {
    let (one, other) = (table.key(there), table.key(here));
    match order(&one, &other) {
        Ordering::Less => alone(table, Some(there), None),
        Ordering::Greater => alone(table, None, Some(here)),
        Ordering::Equal => {
            table.differing(there, here).map(|column| (shown(&one), format!("its {column} differs")))
        }
    }
}

/// The next rows for one transaction; none at the end.
async fn next_batch(
    rows: &mut mpsc::Receiver<Result<Record, Unavailable>>,
) -> Result<Arc<[Record]>, Unavailable> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while batch.len() < ROWS && bytes < BYTES {
        let Some(record) = rows.recv().await else { break };
        let record = record?;
        bytes += record.iter().map(Cell::weight).sum::<usize>();
        batch.push(record);
    }
    Ok(batch.into())
}

async fn close(from: &Database, to: &Database) {
    from.close().await;
    to.close().await;
}
