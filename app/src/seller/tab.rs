//! The tabs of the queue: which stages each one holds, and which of its orders may be chosen.

use kernel::Lang;

use super::view::{Counts, Stage};
use super::words::late_word;

/// A tab of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    /// All that is to do.
    Open,
    Ready,
    Labelled,
    /// Stop asked or on hold: somebody has to look.
    Look,
    /// All that is to do and should have left by now.
    Late,
    Shipped,
}

/// What can be done with the chosen orders of a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bulk {
    /// Packing slips, address labels and the pick list, to print.
    Print,
    /// Ship those that have a label.
    Ship,
    /// Note their delivery.
    Deliver,
}

impl Tab {
    pub(super) const ALL: [Self; 6] =
        [Self::Open, Self::Ready, Self::Labelled, Self::Look, Self::Late, Self::Shipped];

    /// The tab of a query parameter; an unknown one is the first.
    pub(super) fn parse(key: &str) -> Self {
        Self::ALL.into_iter().find(|tab| tab.key() == key).unwrap_or(Self::Open)
    }

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Ready => "ready",
            Self::Labelled => "labelled",
            Self::Look => "look",
            Self::Late => "late",
            Self::Shipped => "shipped",
        }
    }

    pub(super) const fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Open => lang.pick("모두", "All"),
            Self::Ready => Stage::Ready.word(lang),
            Self::Labelled => Stage::Labelled.word(lang),
            Self::Look => lang.pick("살펴볼 것", "To look at"),
            Self::Late => late_word(lang),
            Self::Shipped => lang.pick("보낸 것", "Sent"),
        }
    }

    /// How many orders wait in it. What was sent waits for nobody.
    pub(super) const fn count(self, counts: &Counts) -> Option<i64> {
        let look = counts.stop_asked + counts.on_hold;
        match self {
            Self::Open => Some(counts.ready + counts.labelled + look),
            Self::Ready => Some(counts.ready),
            Self::Labelled => Some(counts.labelled),
            Self::Look => Some(look),
            Self::Late => Some(counts.late),
            Self::Shipped => None,
        }
    }

    /// Whether an order at this stage stands in the tab.
    pub(super) const fn holds(self, stage: Stage) -> bool {
        match self {
            Self::Open | Self::Late => {
                matches!(stage, Stage::Ready | Stage::OnHold | Stage::Labelled | Stage::StopAsked)
            }
            Self::Ready => matches!(stage, Stage::Ready),
            Self::Labelled => matches!(stage, Stage::Labelled),
            Self::Look => matches!(stage, Stage::OnHold | Stage::StopAsked),
            Self::Shipped => matches!(stage, Stage::Shipped | Stage::Delivered),
        }
    }

    /// Whether an order that reaches this stage has just come into the tab. Of an order that is not on the
    /// page nothing else tells it from one that moved on within another page.
    pub(super) const fn receives(self, stage: Stage) -> bool {
        match self {
            Self::Open => matches!(stage, Stage::Ready),
            // Time alone makes an order late: no event tells of it.
            Self::Late => false,
            Self::Shipped => matches!(stage, Stage::Shipped),
            Self::Ready | Self::Labelled | Self::Look => self.holds(stage),
        }
    }

    /// What can be done to many orders at once.
    pub(super) const fn bulk(self) -> &'static [Bulk] {
        match self {
            Self::Open | Self::Late => &[Bulk::Print, Bulk::Ship],
            Self::Ready => &[Bulk::Print],
            Self::Labelled => &[Bulk::Ship, Bulk::Print],
            Self::Look => &[],
            Self::Shipped => &[Bulk::Deliver, Bulk::Print],
        }
    }

    /// Whether orders may be chosen in it.
    pub(super) const fn chooses(self) -> bool {
        !self.bulk().is_empty()
    }

    /// Whether an order at this stage may be chosen in it: there has to be something to do with it.
    pub(super) const fn takes(self, stage: Stage) -> bool {
        match self {
            Self::Open | Self::Ready | Self::Labelled | Self::Late => {
                matches!(stage, Stage::Ready | Stage::Labelled)
            }
            Self::Look => false,
            Self::Shipped => matches!(stage, Stage::Shipped),
        }
    }

    /// The tab's page, without its language: from its start, or at a mark (`after` or `before`, and a row).
    pub(super) fn path(self, search: &str, mark: Option<(&'static str, &str)>) -> String {
        let tab = (self != Self::Open).then(|| ("tab", self.key()));
        let search = Some(("q", search)).filter(|(_, search)| !search.is_empty());
        let query = [tab, search, mark]
            .into_iter()
            .flatten()
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect::<Vec<_>>();
        if query.is_empty() { "/seller".to_owned() } else { format!("/seller?{}", query.join("&")) }
    }
}

/// A value as it may stand in a query: everything but the unreserved characters of RFC 3986 escaped.
pub(super) fn encode(value: &str) -> String {
    value
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAGES: [Stage; 7] = [
        Stage::Ready,
        Stage::OnHold,
        Stage::Labelled,
        Stage::StopAsked,
        Stage::Shipped,
        Stage::Delivered,
        Stage::Cancelled,
    ];

    #[test]
    fn a_tab_is_read_from_its_key_and_an_unknown_one_is_all() {
        for tab in Tab::ALL {
            assert_eq!(Tab::parse(tab.key()), tab);
        }
        assert_eq!(Tab::parse("../etc"), Tab::Open);
    }

    #[test]
    fn an_order_only_comes_into_a_tab_that_holds_it() {
        for tab in Tab::ALL {
            for stage in STAGES {
                assert!(tab.holds(stage) || !tab.receives(stage), "{tab:?} {stage:?}");
            }
        }
    }

    #[test]
    fn a_cancelled_order_stands_in_no_tab_and_cannot_be_chosen() {
        for tab in Tab::ALL {
            assert!(!tab.holds(Stage::Cancelled));
            assert!(!tab.takes(Stage::Cancelled));
        }
    }

    #[test]
    fn all_counts_what_the_other_tabs_to_do_count() {
        let counts = Counts { ready: 12, on_hold: 1, labelled: 5, stop_asked: 1, ..Counts::default() };
        assert_eq!(Tab::Open.count(&counts), Some(19));
        let parts = [Tab::Ready, Tab::Labelled, Tab::Look].map(|tab| tab.count(&counts).unwrap_or_default());
        assert_eq!(parts.iter().sum::<i64>(), 19);
    }

    #[test]
    fn a_page_is_named_by_its_tab_its_search_and_where_it_starts() {
        assert_eq!(Tab::Open.path("", None), "/seller");
        assert_eq!(
            Tab::Look.path("김 & co", Some(("after", "7_a"))),
            "/seller?tab=look&q=%EA%B9%80%20%26%20co&after=7_a"
        );
    }
}
