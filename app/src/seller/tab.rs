//! The tabs of the queue: which stages each one holds, and which of its orders may be chosen.

use kernel::Lang;

use super::view::{Counts, Stage};

/// A tab of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    /// All that is to do.
    Open,
    Ready,
    Labelled,
    /// Stop asked or on hold: somebody has to look.
    Look,
    Shipped,
}

impl Tab {
    pub(super) const ALL: [Self; 5] = [Self::Open, Self::Ready, Self::Labelled, Self::Look, Self::Shipped];

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
            Self::Shipped => "shipped",
        }
    }

    pub(super) const fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Open => lang.pick("모두", "All"),
            Self::Ready => Stage::Ready.word(lang),
            Self::Labelled => Stage::Labelled.word(lang),
            Self::Look => lang.pick("살펴볼 것", "To look at"),
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
            Self::Shipped => None,
        }
    }

    /// Whether an order at this stage stands in the tab.
    pub(super) const fn holds(self, stage: Stage) -> bool {
        match self {
            Self::Open => {
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
            Self::Shipped => matches!(stage, Stage::Shipped),
            Self::Ready | Self::Labelled | Self::Look => self.holds(stage),
        }
    }

    /// Whether the tab has something to do to many orders at once: deliveries are noted so.
    pub(super) const fn chooses(self) -> bool {
        matches!(self, Self::Shipped)
    }

    /// Whether an order at this stage may be chosen in it.
    pub(super) const fn takes(self, stage: Stage) -> bool {
        self.chooses() && matches!(stage, Stage::Shipped)
    }

    /// The tab's page, without its language: from its start, or after the row that a page ended with.
    pub(super) fn path(self, search: &str, after: Option<&str>) -> String {
        let tab = (self != Self::Open).then(|| ("tab", self.key()));
        let search = Some(("q", search)).filter(|(_, search)| !search.is_empty());
        let after = after.map(|after| ("after", after));
        let query = [tab, search, after]
            .into_iter()
            .flatten()
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect::<Vec<_>>();
        if query.is_empty() { "/seller".to_owned() } else { format!("/seller?{}", query.join("&")) }
    }
}

/// A value as it may stand in a query: everything but the unreserved characters of RFC 3986 escaped.
fn encode(value: &str) -> String {
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
            Tab::Look.path("김 & co", Some("7:a")),
            "/seller?tab=look&q=%EA%B9%80%20%26%20co&after=7%3Aa"
        );
    }
}
