//! What a table is made of, and its rows on their way: typed cells, which either database reads and writes.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde_json::{Number, Value};
use sha2::{Digest, Sha256};
use sqlx::types::JsonRawValue;
use uuid::Uuid;

/// A column as a database's catalogue declares it: its name, its type, whether the database counts it up by itself, and
/// its place in the primary key, from 1 (0: it is not in it). Columns that are generated from others are none.
pub(crate) type Declared = (String, String, bool, i64);

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Uuid,
    Time,
    Flag,
    Number,
    Text,
    Json,
    Bytes,
}

impl Kind {
    /// By PostgreSQL's name of the type. SQLite's say less: there ids and files are both BLOBs.
    fn of(postgres: &str) -> Option<Self> {
        Some(match postgres {
            "uuid" => Self::Uuid,
            "timestamptz" => Self::Time,
            "bool" => Self::Flag,
            "int8" => Self::Number,
            "text" => Self::Text,
            "jsonb" => Self::Json,
            "bytea" => Self::Bytes,
            _ => return None,
        })
    }
}

/// A value on its way. What is NULL keeps its kind.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    Uuid(Option<Uuid>),
    Time(Option<DateTime<Utc>>),
    Flag(Option<bool>),
    Number(Option<i64>),
    Text(Option<String>),
    /// As it was written, so that no number of it is rounded.
    Json(Option<Box<JsonRawValue>>),
    Bytes(Option<Vec<u8>>),
}

impl Cell {
    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Self::Text(Some(text)) => text.len(),
            Self::Json(Some(json)) => json.get().len(),
            Self::Bytes(Some(bytes)) => bytes.len(),
            _ => 16,
        }
    }

    /// The same for the same value, whichever database it was read from: ids as text, moments in microseconds, JSON with
    /// its keys in order, as text, and files by their hash.
    fn canonical(&self) -> Value {
        match self {
            Self::Uuid(id) => id.map(|id| id.to_string()).into(),
            Self::Time(at) => at.map(|at| at.timestamp_micros()).into(),
            Self::Flag(flag) => (*flag).into(),
            Self::Number(number) => (*number).into(),
            Self::Text(text) => text.clone().into(),
            Self::Json(json) => json.as_ref().map(|json| canonical_json(json.get())).into(),
            Self::Bytes(bytes) => bytes.as_ref().map(|bytes| hex(&Sha256::digest(bytes))).into(),
        }
    }
}

/// A row, its cells in the order of its table's columns.
pub(crate) type Record = Vec<Cell>;

/// One column.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// The database gives the next number by itself.
    pub(crate) counts: bool,
}

/// One table, as both databases have it.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: Vec<Column>,
    /// The places of the key's columns among them, in the key's order.
    key: Vec<usize>,
}

impl Table {
    /// From what both databases declare, or why rows cannot go from one to the other.
    pub(crate) fn new(
        name: &'static str,
        postgres: &[Declared],
        sqlite: &[Declared],
    ) -> Result<Self, &'static str> {
        let shape = |columns: &[Declared]| -> BTreeSet<_> {
            columns.iter().map(|(name, _, _, key)| (name.clone(), *key)).collect()
        };
        if shape(postgres) != shape(sqlite) {
            return Err("its columns or its key differ between the two");
        }
        let column = |(name, kind, counts, _): &Declared| {
            Some(Column { name: name.clone(), kind: Kind::of(kind)?, counts: *counts })
        };
        let columns: Option<Vec<_>> = postgres.iter().map(column).collect();
        let columns = columns.ok_or("a column is of a type that is not carried over")?;
        let mut key: Vec<usize> = (0..columns.len()).filter(|i| postgres[*i].3 > 0).collect();
        key.sort_by_key(|i| postgres[*i].3);
        if key.is_empty() { Err("it has no primary key") } else { Ok(Self { name, columns, key }) }
    }

    /// Reads all rows in the order of their key, or those after a key, whose values it takes. `bytewise` has texts sorted
    /// by their bytes, as SQLite does by itself.
    pub(crate) fn select(&self, after: bool, bytewise: &str) -> String {
        let columns: Vec<_> = self.columns.iter().map(quoted).collect();
        let sorts = |i: &usize| {
            let column = &self.columns[*i];
            if column.kind == Kind::Text { format!("{}{bytewise}", quoted(column)) } else { quoted(column) }
        };
        let key = self.key.iter().map(sorts).collect::<Vec<_>>().join(", ");
        let from =
            if after { format!(" WHERE ({key}) > ({})", places(1, self.key.len())) } else { String::new() };
        format!("SELECT {} FROM {}{from} ORDER BY {key}", columns.join(", "), self.name)
    }

    /// Writes so many rows. `overriding` has a number written that the database would count itself.
    pub(crate) fn insert(&self, rows: usize, overriding: &str) -> String {
        let columns: Vec<_> = self.columns.iter().map(quoted).collect();
        let row = |i: usize| format!("({})", places(i * columns.len() + 1, columns.len()));
        let rows: Vec<_> = (0..rows).map(row).collect();
        format!("INSERT INTO {} ({}){overriding} VALUES {}", self.name, columns.join(", "), rows.join(", "))
    }

    /// A row's key.
    pub(crate) fn key(&self, record: &[Cell]) -> Vec<Value> {
        self.key.iter().map(|i| record[*i].canonical()).collect()
    }

    /// The values of a key that was written down; `None` when it is none of this table.
    pub(crate) fn key_cells(&self, key: &[Value]) -> Option<Record> {
        if key.len() != self.key.len() {
            return None;
        }
        let cell = |(i, value): (&usize, &Value)| match self.columns[*i].kind {
            Kind::Uuid => value.as_str()?.parse().ok().map(|id| Cell::Uuid(Some(id))),
            Kind::Number => value.as_i64().map(|number| Cell::Number(Some(number))),
            Kind::Text => value.as_str().map(|text| Cell::Text(Some(text.to_owned()))),
            Kind::Time | Kind::Flag | Kind::Json | Kind::Bytes => None,
        };
        self.key.iter().zip(key).map(cell).collect()
    }

    /// The row as one text, the same for the same row of either database.
    pub(crate) fn canonical(record: &[Cell]) -> String {
        Value::Array(record.iter().map(Cell::canonical).collect()).to_string()
    }

    /// The first column in which two rows of one key differ.
    pub(crate) fn differing(&self, one: &[Cell], other: &[Cell]) -> Option<&str> {
        let mut cells = self.columns.iter().zip(one.iter().zip(other));
        let differs = |(_, (one, other)): &(_, (&Cell, &Cell))| one.canonical() != other.canonical();
        cells.find(differs).map(|(column, _)| column.name.as_str())
    }
}

fn quoted(column: &Column) -> String {
    format!("\"{}\"", column.name)
}

/// `$3, $4, $5`
fn places(first: usize, count: usize) -> String {
    (first..first + count).map(|i| format!("${i}")).collect::<Vec<_>>().join(", ")
}

/// The order in which both databases sort keys: numbers by size, texts and ids by their bytes.
pub(crate) fn order(one: &[Value], other: &[Value]) -> Ordering {
    let compare = |(one, other): (&Value, &Value)| match (one.as_str(), other.as_str()) {
        (Some(one), Some(other)) => one.cmp(other),
        _ => one.as_i64().cmp(&other.as_i64()),
    };
    one.iter().zip(other).map(compare).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// A key as a person reads it.
pub(crate) fn shown(key: &[Value]) -> String {
    let part = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    key.iter().map(part).collect::<Vec<_>>().join(", ")
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// JSON with the keys of its objects in order, and one way to write each number.
fn canonical_json(text: &str) -> String {
    // It was read as JSON, so it is some.
    serde_json::from_str(text).map_or_else(|_| text.to_owned(), |json| in_order(json).to_string())
}

fn in_order(json: Value) -> Value {
    match json {
        Value::Array(items) => items.into_iter().map(in_order).collect(),
        Value::Object(fields) => {
            let fields: BTreeMap<_, _> =
                fields.into_iter().map(|(name, value)| (name, in_order(value))).collect();
            Value::Object(fields.into_iter().collect())
        }
        Value::Number(number) => Value::Number(whole(number)),
        other => other,
    }
}

/// PostgreSQL writes 1e2 as 100. A number with a fraction it writes as it was.
fn whole(number: Number) -> Number {
    let Some(float) = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0) else {
        return number;
    };
    format!("{float:.0}").parse::<i64>().map_or(number, Number::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(columns: &[(&str, &str, i64)]) -> Vec<Declared> {
        columns.iter().map(|(name, kind, key)| ((*name).into(), (*kind).into(), false, *key)).collect()
    }

    fn deliveries() -> Table {
        let postgres = declared(&[("position", "int8", 2), ("consumer", "text", 1), ("event", "jsonb", 0)]);
        let sqlite = declared(&[("position", "INTEGER", 2), ("consumer", "TEXT", 1), ("event", "TEXT", 0)]);
        Table::new("deliveries", &postgres, &sqlite).unwrap()
    }

    fn json(text: &str) -> Cell {
        Cell::Json(Some(JsonRawValue::from_string(text.to_owned()).unwrap()))
    }

    #[test]
    fn rows_are_read_in_the_order_of_their_key_and_after_one() {
        let table = deliveries();
        assert_eq!(
            table.select(true, " COLLATE \"C\""),
            "SELECT \"position\", \"consumer\", \"event\" FROM deliveries \
             WHERE (\"consumer\" COLLATE \"C\", \"position\") > ($1, $2) ORDER BY \"consumer\" COLLATE \"C\", \"position\""
        );
        assert_eq!(
            table.insert(2, ""),
            "INSERT INTO deliveries (\"position\", \"consumer\", \"event\") VALUES ($1, $2, $3), ($4, $5, $6)"
        );
    }

    #[test]
    fn a_key_that_was_written_down_is_read_again_and_one_of_another_table_is_not() {
        let table = deliveries();
        let record = vec![Cell::Number(Some(7)), Cell::Text(Some("mail".into())), Cell::Json(None)];
        let key = table.key(&record);
        assert_eq!(key, [Value::from("mail"), Value::from(7)]);
        let cells = table.key_cells(&key).unwrap();
        assert!(matches!(cells.as_slice(), [Cell::Text(Some(_)), Cell::Number(Some(7))]));
        assert!(table.key_cells(&[Value::from(7), Value::from("mail")]).is_none());
        assert!(table.key_cells(&[]).is_none());
    }

    #[test]
    fn the_same_json_is_the_same_text_however_a_database_writes_it() {
        let canonical = |text| Table::canonical(&[json(text)]);
        assert_eq!(
            canonical(r#"{"b": [1e2, {"d": 1, "c": "한벌"}], "a": 0.5}"#),
            canonical(r#"{"a":0.5,"b":[100,{"c":"한벌","d":1}]}"#)
        );
        assert_ne!(canonical("[1,2]"), canonical("[2,1]"), "the order of a list means something");
        assert_ne!(canonical("null"), Table::canonical(&[Cell::Json(None)]), "JSON's null is a value");
    }

    #[test]
    fn a_difference_is_found_in_its_column() {
        let table = deliveries();
        let record = |text| vec![Cell::Number(Some(7)), Cell::Text(Some("mail".into())), json(text)];
        assert_eq!(table.differing(&record("{}"), &record("{ }")), None);
        assert_eq!(table.differing(&record("{}"), &record("[]")), Some("event"));
    }

    #[test]
    fn keys_sort_as_both_databases_sort_them() {
        let key = |text: &str, number: i64| [Value::from(text), Value::from(number)];
        let mut keys = [key("가", 1), key("Z", 2), key("a", 10), key("a", 9)];
        keys.sort_by(|one, other| order(one, other));
        assert_eq!(keys, [key("Z", 2), key("a", 9), key("a", 10), key("가", 1)]);
    }

    #[test]
    fn a_table_that_differs_between_the_two_is_not_carried() {
        let with = declared(&[("id", "uuid", 1), ("name", "text", 0)]);
        assert!(Table::new("staff", &with, &with[..1]).is_err());
        let strange = declared(&[("id", "uuid", 1), ("price", "numeric", 0)]);
        assert!(Table::new("staff", &strange, &strange).is_err());
        let loose = declared(&[("id", "uuid", 0)]);
        assert!(Table::new("staff", &loose, &loose).is_err());
    }
}
