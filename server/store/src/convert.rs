//! Between the kernel's values and what both databases keep.

use chrono::{DateTime, Utc};
use kernel::{Currency, Money, Time};

/// A moment as it is bound. One outside the calendar becomes its end.
pub(crate) fn at(time: Time) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(time.micros()).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// The year 9999, after every moment that is kept; a later one would not sort as text does.
pub(crate) const END: Time = Time::from_micros(253_370_764_800_000_000);

/// Values as a query with so many places takes them: one group after the other, the last value of a group repeated to
/// fill its places.
pub(crate) fn in_places<const PLACES: usize, T: Clone>(values: &[T]) -> Vec<[T; PLACES]> {
    let group = |some: &[T]| std::array::from_fn(|i| some[i.min(some.len() - 1)].clone());
    values.chunks(PLACES).map(group).collect()
}

/// Values in the lists in which statements name them, of 8 or 32, the last value of a list repeated to fill it: a connection
/// keeps each statement that it has prepared, and so has few to keep.
pub(crate) fn in_lists<T: Copy>(values: &[T]) -> impl Iterator<Item = Vec<T>> {
    values.chunks(32).map(|some| {
        let size = if some.len() > 8 { 32 } else { 8 };
        (0..size).map(|i| some[i.min(some.len() - 1)]).collect()
    })
}

/// Rows in the portions in which statements write them, of 32, 16, 8 or up to 4: a connection keeps each statement that it has
/// prepared, and so has few to keep.
pub(crate) fn in_portions<T>(rows: &[T]) -> impl Iterator<Item = &[T]> {
    let mut rest = rows;
    std::iter::from_fn(move || {
        let size = match rest.len() {
            0 => return None,
            few @ 1..4 => few,
            4..8 => 4,
            8..16 => 8,
            16..32 => 16,
            _ => 32,
        };
        let (portion, more) = rest.split_at(size);
        rest = more;
        Some(portion)
    })
}

/// A moment as it was read.
pub(crate) fn time(at: DateTime<Utc>) -> Time {
    Time::from_micros(at.timestamp_micros())
}

/// An amount and its currency's code as they were read.
pub(crate) fn money(amount: i64, currency: &str) -> Result<Money, sqlx::Error> {
    if currency == Currency::Krw.code() {
        Ok(Money { amount, currency: Currency::Krw })
    } else {
        Err(unreadable(format!("currency {currency}")))
    }
}

/// A count as it was read.
pub(crate) fn count(stored: i64) -> Result<u32, sqlx::Error> {
    u32::try_from(stored).map_err(|_| unreadable(format!("count {stored}")))
}

/// The LIKE pattern (escaped by a backslash) of a text that means itself, in lower case.
pub(crate) fn containing(text: &str) -> String {
    let text = text.trim().to_lowercase().replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    format!("%{text}%")
}

/// A row holds what no version of the program wrote.
pub(crate) fn unreadable(what: impl Into<String>) -> sqlx::Error {
    sqlx::Error::Decode(format!("not readable: {}", what.into()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fill_the_places_of_a_query_and_none_is_lost() {
        assert_eq!(in_places::<3, _>(&[1, 2, 3, 4]), [[1, 2, 3], [4, 4, 4]]);
        assert_eq!(in_places::<3, i32>(&[]), [[0; 3]; 0]);
    }

    #[test]
    fn lists_have_few_sizes_and_no_value_is_lost() {
        let lists: Vec<_> = in_lists(&Vec::from_iter(0..41)).collect();
        assert_eq!(lists.iter().map(Vec::len).collect::<Vec<_>>(), [32, 32]);
        assert_eq!(lists.concat()[..42], [&Vec::from_iter(0..41)[..], &[40]].concat());
        assert_eq!(in_lists(&[1]).collect::<Vec<_>>(), [[1; 8]]);
        assert_eq!(in_lists::<i32>(&[]).count(), 0);
    }

    #[test]
    fn rows_are_written_in_portions_of_few_sizes_and_none_is_lost() {
        let sizes = |rows: &[i32]| in_portions(rows).map(<[i32]>::len).collect::<Vec<_>>();
        assert_eq!(sizes(&[0; 47]), [32, 8, 4, 3]);
        assert_eq!(sizes(&[]), [0; 0]);
        assert_eq!(in_portions(&[1, 2, 3]).collect::<Vec<_>>().concat(), [1, 2, 3]);
    }

    #[test]
    fn a_moment_comes_back_to_the_microsecond() {
        for micros in [0, 1, 1_795_365_000_000_001, -1] {
            assert_eq!(time(at(Time::from_micros(micros))), Time::from_micros(micros));
        }
    }
}
