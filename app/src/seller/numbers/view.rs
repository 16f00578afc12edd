//! What the page of the numbers shows.

use kernel::{Money, Text, Time};
use serde::{Deserialize, Serialize};

/// The numbers of a period, and what is to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumbersView {
    /// 7, 14 or 90, today included.
    pub days: u32,
    pub todo: Todo,
    /// What was placed in the period and not cancelled, before anything of it went back.
    pub sales: Money,
    /// What of that goes back to its buyers, decided on whichever day.
    pub refunded: Money,
    /// And in as many days before it.
    pub sales_before: Money,
    /// Placed in the period, cancelled ones included.
    pub orders: u32,
    pub orders_before: u32,
    pub cancelled: u32,
    pub by_day: Vec<DayRow>,
    /// Minutes from the payment to the parcel's leaving: half of the orders waited no longer.
    pub waited: Option<i64>,
    /// How many orders waited up to 6, 12, 24 and 48 hours, and longer.
    pub waits: Vec<u32>,
    /// All that was sold, best sold first.
    pub best: Vec<BestRow>,
    /// Whether the page names all of them, and not the best alone.
    pub all: bool,
    pub now: Time,
}

/// What is to do first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Todo {
    /// To pack and to hand over.
    pub ready: i64,
    /// Cancels that wait for an answer.
    pub stop_asked: i64,
    /// Placed more than a day ago and not shipped.
    pub late: i64,
    /// Garments of which a variant is low.
    pub low: i64,
}

/// One day, beside the one that stood at its place in the period before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayRow {
    /// Its first moment.
    pub start: Time,
    pub sales: Money,
    /// What of these sales goes back.
    pub refunded: Money,
    pub before: Money,
    pub orders: u32,
    pub cancelled: u32,
}

/// A garment that was sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BestRow {
    pub slug: String,
    pub name: Text,
    pub pieces: u64,
    pub sales: Money,
}
