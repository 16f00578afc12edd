//! What has to be so before a move begins: a shop of this version at one end, nothing at the other, and nobody at work.

use std::sync::Arc;

use events::Unavailable;
use sqlx::migrate::Migrator;

use super::table::Table;
use super::{LEFT, MoveError, Noted, Side, TABLES};
use crate::dialect::{postgres, sqlite};
use crate::{Address, Database, Kind, MAIN, OpenError, altered};

/// The name under which a move's source is noted. One of the two addresses is SQLite, the other PostgreSQL.
pub(super) fn name_source(from: &str, to: &str) -> Result<String, MoveError> {
    let parse = |side, url| Address::parse(url).map_err(|error| MoveError::Open(side, error));
    match (parse(Side::From, from)?, parse(Side::To, to)?) {
        (Address::Sqlite(path), Address::Postgres(_)) => {
            sqlite::shown(path).map_err(|_| MoveError::NoFile(path.to_owned()))
        }
        (from @ Address::Postgres(url), Address::Sqlite(_)) => postgres::shown(url)
            .map_err(|error| MoveError::Open(Side::From, OpenError::Connect { at: from.shown(), error })),
        (Address::Sqlite(_), Address::Sqlite(_)) => Err(MoveError::BothSqlite),
        (Address::Postgres(_), Address::Postgres(_)) => Err(MoveError::BothPostgres),
    }
}

/// Whether a shop can be moved from there.
pub(super) async fn check_source(from: &Database) -> Result<(), MoveError> {
    match schema(from).await? {
        Schema::Same => {}
        other => return Err(other.refused(Side::From)),
    }
    if let Some(Noted { source, finished: None }) = either!(&from.0, it => it.noted_move().await)? {
        return Err(MoveError::HalfSource(source));
    }
    unserved(from, Side::From).await
}

/// Whether a shop can be moved there, as far as the schema goes. One that has none is given it.
pub(super) async fn check_target(to: &Database) -> Result<(), MoveError> {
    match schema(to).await? {
        Schema::Empty => {
            let tables = either!(&to.0, it => it.tables().await)?;
            if let Some(table) = tables.into_iter().find(|table| !LEFT.contains(&table.as_str())) {
                return Err(MoveError::NotOurs(table));
            }
        }
        Schema::Same => {}
        // As a move leaves it that was broken off at its very beginning.
        Schema::Older if either!(&to.0, it => it.is_empty().await)? => {}
        other => return Err(other.refused(Side::To)),
    }
    to.bring_up_to_date().await.map_err(|error| MoveError::Open(Side::To, error))
}

/// What a database's schema is to this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Schema {
    /// There is none.
    Empty,
    Older,
    Same,
    Newer,
    /// It is another's.
    Foreign,
}

impl Schema {
    fn refused(self, side: Side) -> MoveError {
        match self {
            Self::Older | Self::Same => MoveError::Older(side),
            Self::Newer => MoveError::Newer(side),
            Self::Empty | Self::Foreign => MoveError::NoShop(side),
        }
    }
}

async fn schema(database: &Database) -> Result<Schema, Unavailable> {
    let known = match &database.0 {
        Kind::Sqlite(_) => &MAIN.sqlite,
        Kind::Postgres(_) => &MAIN.postgres,
    };
    let applied = either!(&database.0, it => it.applied().await)?;
    Ok(compare_versions(known, &applied))
}

fn compare_versions(known: &Migrator, applied: &[(i64, Vec<u8>)]) -> Schema {
    if applied.is_empty() {
        return Schema::Empty;
    }
    let knows = |version: i64| known.iter().any(|it| it.version == version);
    if altered(known, applied.iter().map(|(version, checksum)| (*version, &checksum[..]))).is_some() {
        Schema::Foreign
    } else if applied.iter().any(|(version, _)| !knows(*version)) {
        Schema::Newer
    } else if applied.len() < known.iter().count() {
        Schema::Older
    } else {
        Schema::Same
    }
}

/// Refuses a database that somebody runs over: what they write after its table was read would be lost.
pub(super) async fn unserved(database: &Database, side: Side) -> Result<(), MoveError> {
    let roles = database.instances().present().await?;
    if roles.is_empty() {
        return Ok(());
    }
    let roles: Vec<_> = roles.iter().map(ToString::to_string).collect();
    Err(MoveError::Served(side, roles.join(", ")))
}

/// Whether one database does not have the newest order of the other.
pub(super) async fn lacks_newest(from: &Database, to: &Database) -> Result<bool, Unavailable> {
    match either!(&from.0, it => it.newest_order().await)? {
        Some(order) => Ok(to.orders().order(order).await?.is_none()),
        None => Ok(false),
    }
}

/// All tables as both databases declare them.
pub(super) async fn tables(from: &Database, to: &Database) -> Result<Vec<Arc<Table>>, MoveError> {
    let mut tables = Vec::with_capacity(TABLES.len());
    for name in TABLES {
        let there = either!(&from.0, it => it.declared(name).await)?;
        let here = either!(&to.0, it => it.declared(name).await)?;
        let (postgres, sqlite) = match &from.0 {
            Kind::Postgres(_) => (there, here),
            Kind::Sqlite(_) => (here, there),
        };
        let table = Table::new(name, &postgres, &sqlite);
        tables.push(Arc::new(table.map_err(|why| MoveError::Shape { table: name, why })?));
    }
    Ok(tables)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_is_told_from_an_older_a_newer_and_anothers() {
        let known = &MAIN.sqlite;
        let same: Vec<_> = known.iter().map(|it| (it.version, it.checksum.to_vec())).collect();
        let newer = [&same[..], &[(9_999, vec![1])]].concat();
        let mut altered = same.clone();
        altered[0].1 = vec![1];
        assert_eq!(compare_versions(known, &[]), Schema::Empty);
        assert_eq!(compare_versions(known, &same[1..]), Schema::Older);
        assert_eq!(compare_versions(known, &same), Schema::Same);
        assert_eq!(compare_versions(known, &newer), Schema::Newer);
        assert_eq!(compare_versions(known, &altered), Schema::Foreign);
    }

    #[test]
    fn a_source_is_noted_without_its_password_and_a_file_that_is_not_there_is_none() {
        let source = name_source("postgres://seller:hunter2@db.example:5433/shop", "sqlite:new.db").unwrap();
        assert_eq!(source, "postgres://db.example:5433/shop");
        let lost = name_source("sqlite:/nowhere/shop.db", "postgres://localhost/shop");
        assert!(matches!(lost, Err(MoveError::NoFile(path)) if path == "/nowhere/shop.db"));
    }

    #[test]
    fn two_of_a_kind_are_copied_by_other_means() {
        let same = name_source("sqlite:one.db", "sqlite:two.db");
        assert!(matches!(same, Err(MoveError::BothSqlite)));
        let same = name_source("postgres://localhost/one", "postgres://localhost/two");
        assert!(matches!(same, Err(MoveError::BothPostgres)));
    }
}
