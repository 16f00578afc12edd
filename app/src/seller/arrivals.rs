//! What a page of the queue shows, and what waits. Nothing moves under the pointer: an order that is not on the page
//! waits behind a line until it is asked for.

use std::collections::BTreeSet;

use crate::ui::live::Known;

/// The rows of a page, and the orders that have come into its tab since it was made.
#[derive(Debug, Default)]
pub(super) struct Rows {
    shown: Vec<Known>,
    waiting: BTreeSet<String>,
}

/// What a frame means to the page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    Nothing,
    /// The row says something else now.
    Changed,
    /// The order has come to another stage.
    Moved,
    /// So many orders wait now.
    Waiting(usize),
}

impl Heard {
    /// Whether an order that the page shows stands otherwise now.
    pub(super) const fn is_shown(&self) -> bool {
        matches!(self, Self::Changed | Self::Moved)
    }
}

impl Rows {
    pub(super) fn new(shown: Vec<Known>) -> Self {
        Self { shown, waiting: BTreeSet::new() }
    }

    /// Takes a frame about an order; one that is repeated or late means nothing. `comes`: it has just come into the
    /// page's tab. `stays`: the tab holds it.
    pub(super) fn hear(&mut self, order: &str, seq: i64, stage: &str, comes: bool, stays: bool) -> Heard {
        match self.shown.iter_mut().find(|row| row.order == order) {
            Some(row) if row.seq >= seq => Heard::Nothing,
            Some(row) => {
                let moved = row.kind != stage;
                (row.seq, row.kind) = (seq, stage.to_owned());
                if moved { Heard::Moved } else { Heard::Changed }
            }
            None => self.wait(order, comes, stays),
        }
    }

    fn wait(&mut self, order: &str, comes: bool, stays: bool) -> Heard {
        let changed =
            if comes { self.waiting.insert(order.to_owned()) } else { !stays && self.waiting.remove(order) };
        if changed { Heard::Waiting(self.waiting.len()) } else { Heard::Nothing }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of one order, labelled at sequence 4.
    fn rows() -> Rows {
        Rows::new(vec![Known { order: "a".to_owned(), seq: 4, kind: "labelled".to_owned() }])
    }

    #[test]
    fn a_row_follows_its_order_and_ignores_a_frame_that_is_late_or_repeated() {
        let mut rows = rows();
        assert_eq!(rows.hear("a", 6, "shipped", false, false), Heard::Moved);
        assert_eq!(rows.hear("a", 5, "stop_asked", false, true), Heard::Nothing);
        assert_eq!(rows.hear("a", 6, "stop_asked", false, true), Heard::Nothing);
    }

    #[test]
    fn the_page_of_an_order_hears_of_its_own_order_alone() {
        let mut rows = rows();
        assert!(!rows.hear("b", 9, "stop_asked", false, true).is_shown(), "another's");
        assert!(!rows.hear("a", 4, "labelled", false, true).is_shown(), "as it is shown");
        assert!(rows.hear("a", 5, "stop_asked", false, true).is_shown());
    }

    #[test]
    fn a_row_that_stays_at_its_stage_is_changed_without_a_word() {
        assert_eq!(rows().hear("a", 5, "labelled", true, true), Heard::Changed);
    }

    #[test]
    fn a_new_order_waits_once_until_it_is_gone_again() {
        let mut rows = rows();
        assert_eq!(rows.hear("b", 1, "ready", true, true), Heard::Waiting(1));
        assert_eq!(rows.hear("b", 1, "ready", true, true), Heard::Nothing);
        assert_eq!(rows.hear("c", 1, "ready", true, true), Heard::Waiting(2));
        assert_eq!(rows.hear("b", 2, "labelled", false, true), Heard::Nothing, "the tab still holds it");
        assert_eq!(rows.hear("b", 3, "cancelled", false, false), Heard::Waiting(1));
    }

    #[test]
    fn nothing_waits_that_does_not_come_into_the_tab() {
        assert_eq!(rows().hear("b", 1, "ready", false, false), Heard::Nothing);
    }
}
