//! The tabs of MyPage: every order stands in `all` and in one of the others.

use kernel::Lang;

use super::view::Status;

/// A tab, as the query parameter `tab` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    All,
    /// Not ordered yet: to be paid, or the bank has not answered.
    Unpaid,
    Coming,
    Arrived,
    Cancelled,
}

impl Status {
    /// Whether its order is not placed yet: to be paid, or the bank has not answered.
    pub(crate) fn is_unpaid(self) -> bool {
        Tab::of(self) == Tab::Unpaid
    }
}

impl Tab {
    /// In the order in which they stand.
    pub(super) const ALL: [Self; 5] = [Self::All, Self::Unpaid, Self::Coming, Self::Arrived, Self::Cancelled];

    pub(super) fn holds(self, status: Status) -> bool {
        self == Self::All || self == Self::of(status)
    }

    /// The one that holds it besides [`Self::All`].
    pub(super) const fn of(status: Status) -> Self {
        match status {
            Status::AwaitingPayment | Status::PaymentFailed | Status::ActionNeeded | Status::Checking => {
                Self::Unpaid
            }
            Status::Paid | Status::Preparing | Status::Packed | Status::OnHold | Status::Shipped => {
                Self::Coming
            }
            Status::Delivered
            | Status::Completed
            | Status::ReturnAsked
            | Status::ReturnReceived
            | Status::Returned => Self::Arrived,
            Status::Expired
            | Status::CancelRequested
            | Status::Cancelled
            | Status::Refunding
            | Status::RefundRefused
            | Status::Refunded => Self::Cancelled,
        }
    }

    /// An unknown name is the first tab.
    pub(super) fn parse(name: &str) -> Self {
        Self::ALL.into_iter().find(|tab| tab.name() == name).unwrap_or(Self::All)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Unpaid => "unpaid",
            Self::Coming => "coming",
            Self::Arrived => "arrived",
            Self::Cancelled => "cancelled",
        }
    }

    pub(super) const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::All => lang.pick("모두", "All"),
            Self::Unpaid => lang.pick("결제 전", "Unpaid"),
            Self::Coming => lang.pick("오는 중", "On the way"),
            Self::Arrived => lang.pick("도착", "Arrived"),
            Self::Cancelled => lang.pick("취소", "Cancelled"),
        }
    }

    pub(super) fn path(self, lang: Lang) -> String {
        match self {
            Self::All => lang.path("/mypage"),
            Self::Unpaid | Self::Coming | Self::Arrived | Self::Cancelled => {
                lang.path("/mypage?tab=") + self.name()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_is_found_by_its_name_and_an_unknown_one_is_the_first() {
        for tab in Tab::ALL {
            assert_eq!(Tab::parse(tab.name()), tab);
        }
        assert_eq!(Tab::parse("lost"), Tab::All);
    }

    #[test]
    fn an_order_stands_in_all_and_in_one_other_tab() {
        for status in [Status::Checking, Status::Paid, Status::Delivered, Status::Refunded] {
            assert_eq!(Tab::ALL.into_iter().filter(|tab| tab.holds(status)).count(), 2);
        }
    }

    #[test]
    fn nothing_that_is_not_paid_is_on_its_way() {
        let unpaid = [Status::AwaitingPayment, Status::PaymentFailed, Status::ActionNeeded, Status::Checking];
        assert!(unpaid.into_iter().all(|status| Tab::of(status) == Tab::Unpaid));
    }
}
