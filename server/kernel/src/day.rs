//! The calendar and the clock on the wall of a shop in Seoul: its days, their names, and the hours in them.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::time::{Span, days, hours, minutes};
use crate::{Lang, Time};

/// Seoul is so far ahead of UTC, all year.
const SEOUL_AHEAD: Span = hours(9);

/// A day in Seoul: from its first moment to that of the next. Travels as `2026-11-23`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day {
    from: Time,
}

/// Not a day of the calendar, an hour of the day or a day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not in the calendar")]
pub struct NotInCalendar;

impl Day {
    /// The day that a moment is in.
    #[must_use]
    pub fn of(moment: Time) -> Self {
        let local = (moment + SEOUL_AHEAD).micros();
        Self { from: Time::from_micros(local - local.rem_euclid(days(1).micros())) - SEOUL_AHEAD }
    }

    /// Reads what [`fmt::Display`] writes.
    ///
    /// # Errors
    /// When there is no such day.
    pub fn parse(text: &str) -> Result<Self, NotInCalendar> {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| NotInCalendar)?;
        let midnight = date.and_hms_opt(0, 0, 0).ok_or(NotInCalendar)?.and_utc();
        Ok(Self { from: Time::from_micros(midnight.timestamp_micros()) - SEOUL_AHEAD })
    }

    /// Its first moment.
    #[must_use]
    pub const fn from(self) -> Time {
        self.from
    }

    /// The first moment after it.
    #[must_use]
    pub fn until(self) -> Time {
        self.from + days(1)
    }

    /// Whether a moment is in it.
    #[must_use]
    pub fn contains(self, moment: Time) -> bool {
        (self.from..self.until()).contains(&moment)
    }

    /// The day after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self { from: self.until() }
    }

    /// The moment at which its clocks show that hour.
    #[must_use]
    pub fn at(self, time: TimeOfDay) -> Time {
        self.from + minutes(i64::from(time.0))
    }

    /// Which day of the week it is.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        let seoul = self.from.seoul();
        let date = NaiveDate::from_ymd_opt(seoul.year, seoul.month, seoul.day).unwrap_or_default();
        Weekday::ALL[date.weekday().num_days_from_monday() as usize % Weekday::ALL.len()]
    }

    /// `11월 23일 월요일`, `Monday 23 Nov`.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        let (day, weekday) = (self.from.day_text(lang), self.weekday().name(lang));
        match lang {
            Lang::Ko => format!("{day} {weekday}"),
            Lang::En => format!("{weekday} {day}"),
        }
    }
}

/// `2026-11-23`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seoul = self.from.seoul();
        write!(f, "{:04}-{:02}-{:02}", seoul.year, seoul.month, seoul.day)
    }
}

impl TryFrom<String> for Day {
    type Error = NotInCalendar;

    fn try_from(text: String) -> Result<Self, NotInCalendar> {
        Self::parse(&text)
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

/// A day of the week. Travels as its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Weekday {
    /// All of them, from Monday.
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    /// The word in forms and databases: `mon`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mon => "mon",
            Self::Tue => "tue",
            Self::Wed => "wed",
            Self::Thu => "thu",
            Self::Fri => "fri",
            Self::Sat => "sat",
            Self::Sun => "sun",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.code() == code)
    }

    /// `월요일`, `Monday`.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Mon => lang.pick("월요일", "Monday"),
            Self::Tue => lang.pick("화요일", "Tuesday"),
            Self::Wed => lang.pick("수요일", "Wednesday"),
            Self::Thu => lang.pick("목요일", "Thursday"),
            Self::Fri => lang.pick("금요일", "Friday"),
            Self::Sat => lang.pick("토요일", "Saturday"),
            Self::Sun => lang.pick("일요일", "Sunday"),
        }
    }
}

/// An hour and a minute of any day. Travels as `15:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// Reads `15:00`, as a browser's time field sends it.
    ///
    /// # Errors
    /// When no clock shows it.
    pub fn parse(text: &str) -> Result<Self, NotInCalendar> {
        let digits = |part: &str| (part.len() == 2).then(|| part.parse::<u16>().ok()).flatten();
        let (hour, minute) = text.split_once(':').ok_or(NotInCalendar)?;
        match (digits(hour), digits(minute)) {
            (Some(hour @ 0..=23), Some(minute @ 0..=59)) => Ok(Self(hour * 60 + minute)),
            _ => Err(NotInCalendar),
        }
    }

    /// `15시`, `15시 30분`; in English `15:00`.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        let (hour, minute) = (self.0 / 60, self.0 % 60);
        match (lang, minute) {
            (Lang::Ko, 0) => format!("{hour}시"),
            (Lang::Ko, _) => format!("{hour}시 {minute}분"),
            (Lang::En, _) => self.to_string(),
        }
    }
}

/// `15:00`.
impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = NotInCalendar;

    fn try_from(text: String) -> Result<Self, NotInCalendar> {
        Self::parse(&text)
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-23 01:30 in Seoul, a Monday.
    const NIGHT: Time = Time::from_micros(1_795_365_000_000_000);

    #[test]
    fn a_day_begins_at_midnight_in_seoul_and_knows_its_name() {
        let day = Day::of(NIGHT);
        assert_eq!((day.to_string().as_str(), day.weekday()), ("2026-11-23", Weekday::Mon));
        assert_eq!(day.from().datetime(), "2026-11-23T00:00:00+09:00");
        assert_eq!(Day::of(day.until()), day.next());
        assert_eq!(day.next().text(Lang::Ko), "11월 24일 화요일");
        assert_eq!(day.text(Lang::En), "Monday 23 Nov");
        assert!(day.contains(NIGHT) && !day.contains(day.until()));
    }

    #[test]
    fn days_before_1970_count_back() {
        assert_eq!(Day::of(Time::from_micros(-1)).from().datetime(), "1970-01-01T00:00:00+09:00");
    }

    #[test]
    fn a_day_is_read_as_it_is_written_or_not_at_all() {
        assert_eq!(Day::parse("2026-11-23"), Ok(Day::of(NIGHT)));
        for text in ["2026-02-30", "23.11.2026", "내일", ""] {
            assert_eq!(Day::parse(text), Err(NotInCalendar), "{text}");
        }
    }

    #[test]
    fn an_hour_is_said_as_each_language_says_it() {
        let time = TimeOfDay::parse("15:00").unwrap_or(TimeOfDay(0));
        assert_eq!((time.text(Lang::Ko).as_str(), time.text(Lang::En).as_str()), ("15시", "15:00"));
        assert_eq!(TimeOfDay::parse("09:05").map(|time| time.text(Lang::Ko)).as_deref(), Ok("9시 5분"));
        assert_eq!(Day::of(NIGHT).at(time).datetime(), "2026-11-23T15:00:00+09:00");
        for text in ["24:00", "15", "15:60", "3:00", "세 시"] {
            assert_eq!(TimeOfDay::parse(text), Err(NotInCalendar), "{text}");
        }
    }

    #[test]
    fn a_weekday_is_found_by_its_code() {
        for day in Weekday::ALL {
            assert_eq!(Weekday::parse(day.code()), Some(day));
        }
        assert_eq!(Weekday::parse("holiday"), None);
    }
}
