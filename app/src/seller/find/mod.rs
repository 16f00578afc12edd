//! 주문 찾기: every placed order, in whatever state, to be looked up and taken along as a sheet.

pub mod api;
pub mod csv;
mod page;
mod words;

pub use page::FindPage;
pub(super) use words::word as standing_word;

use desk::{Filter, Standing};
use kernel::Time;
use kernel::time::days;
use shipping::MAX_TEXT;

/// What the form of the page holds, exactly as typed. The page, its links and the sheet read it alike.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
pub struct Typed {
    /// Part of a number, name, phone, e-mail or tracking number.
    #[serde(default)]
    pub q: String,
    /// A state's word; anything else is all of them.
    #[serde(default)]
    pub state: String,
    /// The first day, `2026-11-23`, in Seoul; empty for all.
    #[serde(default)]
    pub from: String,
    /// The last day.
    #[serde(default)]
    pub until: String,
}

/// The field of a filter that could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadField {
    From,
    Until,
    /// The last day lies before the first.
    Order,
}

impl Typed {
    /// What is looked for.
    ///
    /// # Errors
    /// The field that is no day.
    pub fn filter(&self) -> Result<Filter, BadField> {
        let from = day(&self.from).map_err(|()| BadField::From)?;
        let until = day(&self.until).map_err(|()| BadField::Until)?;
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            return Err(BadField::Order);
        }
        let text = self.q.trim().chars().take(MAX_TEXT).collect();
        let until = until.map(|until| until + days(1));
        Ok(Filter { text, standing: Standing::parse(&self.state), from, until })
    }

    /// The same as a query, with more behind it.
    #[must_use]
    pub fn query(&self, more: Option<(&str, &str)>) -> String {
        let fields =
            [("q", &*self.q), ("state", &*self.state), ("from", &*self.from), ("until", &*self.until)];
        let pairs = fields.into_iter().chain(more).filter(|(_, value)| !value.is_empty());
        let pairs = pairs.map(|(name, value)| format!("{name}={}", super::tab::encode(value)));
        let pairs = pairs.collect::<Vec<_>>().join("&");
        if pairs.is_empty() { pairs } else { format!("?{pairs}") }
    }
}

/// The first moment of a day in Seoul, if one was typed.
fn day(typed: &str) -> Result<Option<Time>, ()> {
    match typed.trim() {
        "" => Ok(None),
        day => Time::of_datetime(&format!("{day}T00:00:00+09:00")).map(Some).ok_or(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(from: &str, until: &str) -> Typed {
        Typed { from: from.to_owned(), until: until.to_owned(), ..Typed::default() }
    }

    #[test]
    fn days_are_those_of_seoul_and_the_last_one_counts() {
        let filter = typed("2026-11-23", "2026-11-23").filter().expect("two days");
        assert_eq!(filter.from, Time::of_datetime("2026-11-22T15:00:00Z"));
        assert_eq!(filter.until, Time::of_datetime("2026-11-23T15:00:00Z"));
        assert_eq!(typed("", "").filter(), Ok(Filter::default()));
    }

    #[test]
    fn a_day_that_is_none_names_its_field() {
        assert_eq!(typed("어제", "").filter(), Err(BadField::From));
        assert_eq!(typed("", "2026-02-30").filter(), Err(BadField::Until));
        assert_eq!(typed("2026-11-24", "2026-11-23").filter(), Err(BadField::Order));
    }

    #[test]
    fn a_filter_is_an_address_that_says_only_what_was_given() {
        assert_eq!(Typed::default().query(None), "");
        let typed = Typed { q: "김 & co".to_owned(), state: "shipped".to_owned(), ..Typed::default() };
        assert_eq!(typed.query(Some(("after", "7_a"))), "?q=%EA%B9%80%20%26%20co&state=shipped&after=7_a");
    }
}
