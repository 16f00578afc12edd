//! When parcels leave, and the one promise that pages make of it.

use std::collections::BTreeSet;

use kernel::time::hours;
use kernel::{Day, Time, TimeOfDay, Weekday};
use serde::{Deserialize, Serialize};

/// A promise looks ahead so many days; a shop that is closed for longer makes none.
const LOOKS_AHEAD: usize = 60;

/// When the shop sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dispatch {
    /// What is paid before this hour of an open day leaves that day. `None`: the shop promises no day.
    pub cut_off: Option<TimeOfDay>,
    /// When the carrier comes, not before the cut-off.
    pub pick_up: Option<TimeOfDay>,
    /// Never all seven.
    pub closed_weekdays: BTreeSet<Weekday>,
    pub closed_dates: BTreeSet<Day>,
}

/// What is paid before a moment leaves on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShipBy {
    pub pay_before: Time,
    pub day: Day,
    /// When the carrier comes on that day.
    pub pick_up: Option<TimeOfDay>,
}

impl Dispatch {
    /// Whether the shop sends on that day.
    #[must_use]
    pub fn is_open(&self, day: Day) -> bool {
        !self.closed_weekdays.contains(&day.weekday()) && !self.closed_dates.contains(&day)
    }

    /// When an order leaves that is paid now, and until when that holds.
    #[must_use]
    pub fn ship_by(&self, now: Time) -> Option<ShipBy> {
        let cut_off = self.cut_off?;
        let coming = std::iter::successors(Some(Day::of(now)), |day| Some(day.next())).take(LOOKS_AHEAD);
        let day = coming.into_iter().find(|day| self.is_open(*day) && now < day.at(cut_off))?;
        Some(ShipBy { pay_before: day.at(cut_off), day, pick_up: self.pick_up })
    }

    /// What was paid before this moment should have left by now: the cut-off of the last open day that is over.
    #[must_use]
    pub fn overdue_before(&self, now: Time) -> Option<Time> {
        let cut_off = self.cut_off?;
        let before = |day: &Day| Some(Day::of(day.from() - hours(1)));
        let gone = std::iter::successors(before(&Day::of(now)), before).take(LOOKS_AHEAD);
        let day = gone.into_iter().find(|day| self.is_open(*day))?;
        Some(day.at(cut_off))
    }
}
