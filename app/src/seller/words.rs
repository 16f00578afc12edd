//! How the desk says where a shipment stands and when something happened.

use kernel::time::{Span, days, hours, minutes};
use kernel::{Lang, Time};

use super::view::Stage;

impl Stage {
    /// The word on the chip.
    #[must_use]
    pub const fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Ready => lang.pick("포장 전", "To pack"),
            Self::OnHold => lang.pick("출고 보류", "On hold"),
            Self::Labelled => lang.pick("송장 붙임", "Labelled"),
            Self::StopAsked => lang.pick("취소 요청", "Cancel asked"),
            Self::Shipped => lang.pick("배송중", "Shipped"),
            Self::Delivered => lang.pick("배송완료", "Delivered"),
            Self::Cancelled => lang.pick("취소됨", "Cancelled"),
        }
    }

    /// The classes of the chip: stitches while it runs, a bar once settled, a cross where it stopped.
    #[must_use]
    pub const fn chip(self) -> &'static str {
        match self {
            Self::Ready => "chip off",
            Self::Labelled | Self::Shipped => "chip go",
            Self::OnHold | Self::StopAsked | Self::Cancelled => "chip stop",
            Self::Delivered => "chip",
        }
    }
}

/// When something happened, as short as today allows: `13:40`, `어제`, `11월 20일`.
pub(super) fn when(at: Time, now: Time, lang: Lang) -> String {
    let day = |time: Time| {
        let seoul = time.seoul();
        (seoul.year, seoul.month, seoul.day)
    };
    if day(at) == day(now) {
        at.clock_text()
    } else if day(at) == day(now - days(1)) {
        lang.pick("어제", "Yesterday").to_owned()
    } else {
        at.day_text(lang)
    }
}

/// How long something has lasted, in its largest whole unit: `12초`, `3분`, `2시간`, `4일`.
pub(super) fn lasted(span: Span, lang: Lang) -> String {
    let units = [
        (days(1), lang.pick("일", " d")),
        (hours(1), lang.pick("시간", " h")),
        (minutes(1), lang.pick("분", " min")),
    ];
    let whole = |unit: Span| span.micros() / unit.micros();
    units.into_iter().find(|(unit, _)| whole(*unit) >= 1).map_or_else(
        || format!("{}{}", span.duration().as_secs(), lang.pick("초", " s")),
        |(unit, word)| format!("{}{word}", whole(unit)),
    )
}

#[cfg(test)]
mod tests {
    use kernel::time::seconds;

    use super::*;

    /// 2026-11-23 13:42 in Seoul.
    const NOW: Time = Time::from_micros(1_795_408_920_000_000);

    #[test]
    fn a_moment_is_told_by_the_clock_today_and_by_the_day_before_that() {
        assert_eq!(when(NOW - minutes(2), NOW, Lang::Ko), "13:40");
        assert_eq!(when(NOW - hours(14), NOW, Lang::Ko), "어제");
        assert_eq!(when(NOW - days(3), NOW, Lang::En), "20 Nov");
    }

    #[test]
    fn a_span_is_told_in_its_largest_whole_unit() {
        assert_eq!(lasted(seconds(12), Lang::Ko), "12초");
        assert_eq!(lasted(seconds(200), Lang::Ko), "3분");
        assert_eq!(lasted(hours(30), Lang::En), "1 d");
        assert_eq!(lasted(seconds(-1), Lang::Ko), "0초");
    }
}
