//! A moment, in microseconds (what both databases keep), and how Seoul reads it.

use chrono::{DateTime, Datelike, FixedOffset, Timelike};
use serde::{Deserialize, Serialize};

use crate::Lang;

/// A moment: microseconds since 1970-01-01 UTC. Travels as that integer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(i64);

/// A span in whole seconds, for the delays of the domain page.
#[must_use]
pub const fn seconds(count: i64) -> Span {
    Span(count * 1_000_000)
}

/// A span in whole minutes.
#[must_use]
pub const fn minutes(count: i64) -> Span {
    seconds(count * 60)
}

/// A span in whole hours.
#[must_use]
pub const fn hours(count: i64) -> Span {
    minutes(count * 60)
}

/// A span in whole days of 24 hours (Seoul has no daylight saving time).
#[must_use]
pub const fn days(count: i64) -> Span {
    hours(count * 24)
}

/// The distance between two moments, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(i64);

impl Span {
    /// A span of so many milliseconds.
    #[must_use]
    pub const fn from_millis(count: i64) -> Self {
        Self(count * 1_000)
    }

    /// A span of so many microseconds.
    #[must_use]
    pub const fn from_micros(count: i64) -> Self {
        Self(count)
    }

    /// The span as microseconds.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// For sleeping; a negative span is no sleep.
    #[must_use]
    pub fn duration(self) -> std::time::Duration {
        std::time::Duration::from_micros(self.0.max(0).unsigned_abs())
    }
}

impl std::ops::Add<Span> for Time {
    type Output = Self;

    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl std::ops::Sub<Span> for Time {
    type Output = Self;

    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl std::ops::Sub for Time {
    type Output = Span;

    fn sub(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

/// A moment as a clock and a calendar in Seoul show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seoul {
    pub year: i32,
    pub month: u32,
    pub day: u32,
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
}

const SEOUL_SECONDS_EAST: i32 = 9 * 3600;
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Time {
    /// 1970-01-01 UTC.
    pub const EPOCH: Self = Self(0);

    /// The moment so many microseconds after 1970.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Year to second in Asia/Seoul. A moment outside the calendar reads as 1970.
    #[must_use]
    pub fn seoul(self) -> Seoul {
        let utc = DateTime::from_timestamp_micros(self.0).unwrap_or_default();
        let at = FixedOffset::east_opt(SEOUL_SECONDS_EAST)
            .map_or_else(|| utc.fixed_offset(), |seoul| utc.with_timezone(&seoul));
        Seoul {
            year: at.year(),
            month: at.month(),
            day: at.day(),
            hour: at.hour(),
            minute: at.minute(),
            second: at.second(),
        }
    }

    /// For `<time datetime>`: `2026-11-23T10:02:41+09:00`.
    #[must_use]
    pub fn datetime(self) -> String {
        let s = self.seoul();
        let (y, mo, d, h, mi, se) = (s.year, s.month, s.day, s.hour, s.minute, s.second);
        format!("{y:04}-{mo:02}-{d:02}T{h:02}:{mi:02}:{se:02}+09:00")
    }

    /// Reads what [`Self::datetime`] writes, in any zone; `None` when it is no moment.
    #[must_use]
    pub fn of_datetime(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|at| Self(at.timestamp_micros()))
    }

    /// `11월 23일`, `23 Nov`.
    #[must_use]
    pub fn day_text(self, lang: Lang) -> String {
        let s = self.seoul();
        match lang {
            Lang::Ko => format!("{}월 {}일", s.month, s.day),
            Lang::En => format!("{} {}", s.day, MONTHS[(s.month as usize + 11) % 12]),
        }
    }

    /// `10:02`.
    #[must_use]
    pub fn clock_text(self) -> String {
        let s = self.seoul();
        format!("{:02}:{:02}", s.hour, s.minute)
    }

    /// `10:02:41`, for what is over within a minute.
    #[must_use]
    pub fn clock_seconds_text(self) -> String {
        format!("{}:{:02}", self.clock_text(), self.seoul().second)
    }

    /// `11월 23일 10:02`, `23 Nov 10:02`.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        format!("{} {}", self.day_text(lang), self.clock_text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_in_seoul() {
        let at = Time::from_micros(1_795_365_000_000_000);
        assert_eq!(at.datetime(), "2026-11-23T01:30:00+09:00");
        assert_eq!(Time::of_datetime(&at.datetime()), Some(at));
        assert_eq!(Time::of_datetime("2026-11-22T16:30:00Z"), Some(at));
        assert_eq!(Time::of_datetime("어제"), None);
        assert_eq!(at.text(Lang::Ko), "11월 23일 01:30");
        assert_eq!(at.text(Lang::En), "23 Nov 01:30");
    }

    #[test]
    fn spans_add_up_and_never_wrap() {
        let at = Time::EPOCH + minutes(15);
        assert_eq!(at - Time::EPOCH, minutes(15));
        assert_eq!(Time::from_micros(i64::MAX) + days(1), Time::from_micros(i64::MAX));
        assert_eq!((Time::EPOCH - at).duration(), std::time::Duration::ZERO);
    }
}
