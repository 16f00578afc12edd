//! The shop's numbers: sums over what was placed, sold and shipped in a period of whole days in Seoul.

use std::collections::BTreeMap;

use events::Line;
use kernel::time::{Span, days, hours};
use kernel::{Money, MoneyError, Text, Time};

/// Seoul is so far ahead of UTC, all year.
const SEOUL: Span = hours(9);

/// So many days in Seoul, the last of which is today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first moment of the first day.
    pub from: Time,
    pub days: u32,
}

impl Period {
    /// The days up to now, today included.
    #[must_use]
    pub fn last(count: u32, now: Time) -> Self {
        let day = days(1).micros();
        let today = (now + SEOUL).micros().div_euclid(day) * day;
        let first = Time::from_micros(today) - SEOUL - days(i64::from(count.max(1)) - 1);
        Self { from: first, days: count.max(1) }
    }

    /// The first moment after it.
    #[must_use]
    pub fn until(self) -> Time {
        self.from + days(i64::from(self.days))
    }

    /// As many days before it.
    #[must_use]
    pub fn before(self) -> Self {
        Self { from: self.from - days(i64::from(self.days)), ..self }
    }

    /// The first moments of its days.
    pub fn starts(self) -> impl Iterator<Item = Time> {
        (0..i64::from(self.days)).map(move |day| self.from + days(day))
    }

    /// Which of its days a moment is in.
    fn day(self, at: Time) -> Option<usize> {
        let day = (at - self.from).micros().div_euclid(days(1).micros());
        usize::try_from(day).ok().filter(|_| at < self.until())
    }
}

/// An order that was placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sale {
    pub at: Time,
    pub total: Money,
    /// It was cancelled since.
    pub cancelled: bool,
    /// What of its payment was decided to go back. Of a cancelled one it does not count.
    pub refunded: Money,
}

/// What was placed on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    pub start: Time,
    /// Cancelled ones included.
    pub orders: u32,
    pub cancelled: u32,
    /// What the others came to, before anything of it went back.
    pub sales: Money,
    /// What of that was decided to go back, on whichever day.
    pub refunded: Money,
}

/// The days of a period, each with what was placed on it.
///
/// # Errors
/// When a sum does not fit.
pub fn by_day(period: Period, sales: &[Sale]) -> Result<Vec<Day>, MoneyError> {
    let none = |start| Day { start, orders: 0, cancelled: 0, sales: Money::won(0), refunded: Money::won(0) };
    let mut by_day: Vec<_> = period.starts().map(none).collect();
    for sale in sales {
        let Some(day) = period.day(sale.at).and_then(|day| by_day.get_mut(day)) else { continue };
        day.orders += 1;
        if sale.cancelled {
            day.cancelled += 1;
        } else {
            day.sales = day.sales.plus(sale.total)?;
            day.refunded = day.refunded.plus(sale.refunded)?;
        }
    }
    Ok(by_day)
}

/// The sum over days.
///
/// # Errors
/// When it does not fit.
pub fn total(by_day: &[Day]) -> Result<Day, MoneyError> {
    let start = by_day.first().map_or(Time::EPOCH, |day| day.start);
    let none = Day { start, orders: 0, cancelled: 0, sales: Money::won(0), refunded: Money::won(0) };
    by_day.iter().try_fold(none, |sum, day| {
        let (orders, cancelled) = (sum.orders + day.orders, sum.cancelled + day.cancelled);
        let (sales, refunded) = (sum.sales.plus(day.sales)?, sum.refunded.plus(day.refunded)?);
        Ok(Day { start, orders, cancelled, sales, refunded })
    })
}

/// How long orders waited from their payment to the parcel's leaving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waited {
    /// Half of them waited no longer.
    pub median: Option<Span>,
    /// How many waited no longer than each of [`WAITS`] and longer than the one before, and at last all the others.
    pub counts: Vec<u32>,
}

/// How long a buyer may wait before the next word for it.
pub const WAITS: [Span; 4] = [hours(6), hours(12), days(1), days(2)];

/// Sums up how long orders waited.
#[must_use]
pub fn waited(shipped: &[(Time, Time)]) -> Waited {
    let mut spans: Vec<Span> = shipped.iter().map(|(placed, shipped)| *shipped - *placed).collect();
    spans.sort_unstable();
    let mut counts = vec![0; WAITS.len() + 1];
    for span in &spans {
        let bucket = WAITS.iter().position(|most| span <= most).unwrap_or(WAITS.len());
        counts[bucket] += 1;
    }
    Waited { median: spans.get(spans.len() / 2).copied(), counts }
}

/// What was sold of one garment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Best {
    pub garment: String,
    /// As it was called when it was ordered last.
    pub name: Text,
    pub pieces: u64,
    pub sales: Money,
}

/// The garments, best sold first.
///
/// # Errors
/// When a sum does not fit.
pub fn best(lines: &[Line]) -> Result<Vec<Best>, MoneyError> {
    let mut best: BTreeMap<&str, Best> = BTreeMap::new();
    for line in lines {
        let sales = line.unit_price.times(line.quantity)?;
        let of = best.entry(&line.garment).or_insert_with(|| Best {
            garment: line.garment.clone(),
            name: line.name.clone(),
            pieces: 0,
            sales: Money::won(0),
        });
        of.name = line.name.clone();
        of.pieces += u64::from(line.quantity);
        of.sales = of.sales.plus(sales)?;
    }
    let mut best: Vec<_> = best.into_values().collect();
    best.sort_by_key(|it| std::cmp::Reverse((it.sales.amount, it.pieces)));
    Ok(best)
}
