//! How the desk says where a shipment stands and when something happened.

use kernel::time::days;
use kernel::{Lang, Time};

use super::view::Stage;
use crate::ui::badge::Thread;

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

    /// The thread beside it.
    #[must_use]
    pub const fn thread(self) -> Thread {
        match self {
            Self::Labelled | Self::Shipped => Thread::Go,
            Self::Ready | Self::Delivered => Thread::Off,
            Self::OnHold | Self::StopAsked | Self::Cancelled => Thread::Stop,
        }
    }
}

/// What a late order is called.
pub(super) const fn late_word(lang: Lang) -> &'static str {
    lang.pick("늦음", "Late")
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

#[cfg(test)]
mod tests {
    use kernel::time::{hours, minutes};

    use super::*;

    /// 2026-11-23 13:42 in Seoul.
    const NOW: Time = Time::from_micros(1_795_408_920_000_000);

    #[test]
    fn a_moment_is_told_by_the_clock_today_and_by_the_day_before_that() {
        assert_eq!(when(NOW - minutes(2), NOW, Lang::Ko), "13:40");
        assert_eq!(when(NOW - hours(14), NOW, Lang::Ko), "어제");
        assert_eq!(when(NOW - days(3), NOW, Lang::En), "20 Nov");
    }
}
