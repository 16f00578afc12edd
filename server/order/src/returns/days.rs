//! The days of returns: until when one is asked for, and until when its money is due.

use std::collections::BTreeSet;

use kernel::time::{Span, days};
use kernel::{Day, Time, Weekday};

/// The last day of asking: so many after that of the delivery (전자상거래법 제17조).
const ASKED_WITHIN: Span = days(7);
/// Business days after the one on which the goods came, within which their money goes back (제18조 제2항).
const REFUNDED_WITHIN: usize = 3;
/// No shop is closed for longer.
const LOOKS_AHEAD: usize = 60;

/// The days on which the shop does no business.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClosedDays {
    pub weekdays: BTreeSet<Weekday>,
    pub dates: BTreeSet<Day>,
}

impl ClosedDays {
    /// Saturdays and Sundays.
    #[must_use]
    pub fn weekends() -> Self {
        Self { weekdays: [Weekday::Sat, Weekday::Sun].into(), dates: BTreeSet::new() }
    }

    fn contain(&self, day: Day) -> bool {
        self.weekdays.contains(&day.weekday()) || self.dates.contains(&day)
    }
}

/// The first moment at which what was delivered then can no longer be sent back.
#[must_use]
pub fn return_until(delivered: Time) -> Time {
    Day::of(delivered + ASKED_WITHIN).until()
}

/// Until when the money of what was received then is due: the end of the third business day after it.
#[must_use]
pub fn refund_due(received: Time, closed: &ClosedDays) -> Time {
    let day = Day::of(received);
    let coming = std::iter::successors(Some(day.next()), |day| Some(day.next())).take(LOOKS_AHEAD);
    let third = coming.into_iter().filter(|day| !closed.contain(*day)).nth(REFUNDED_WITHIN - 1);
    third.unwrap_or(day).until()
}
