//! How far the searches go.

use payment::CapturedBy;

use crate::search::search;
use crate::state::{Bounds, Left, Page};

const NONE: Left =
    Left { cancels: 0, crashes: 0, surprises: 0, tabs: 0, lost_commits: 0, undos: 0, repeats: 0, parts: 0 };

/// An order that nobody cancels and nothing befalls but lost requests and answers.
const ORDER: Bounds = Bounds {
    name: "",
    attempts: 1,
    hands: 1,
    paid: false,
    ships: false,
    action: true,
    busy: true,
    captured_by: CapturedBy::Confirm,
    closes_declined: false,
    left: NONE,
};

// Small ones, in which a rule that is left out shows.
pub const PAYING: Bounds = Bounds { left: Left { cancels: 1, ..NONE }, ..ORDER };
pub const CRASHING: Bounds = Bounds { left: Left { cancels: 1, crashes: 1, ..NONE }, ..ORDER };
pub const TABS: Bounds = Bounds { left: Left { tabs: 1, lost_commits: 1, ..NONE }, ..ORDER };
pub const SURPRISES: Bounds = Bounds { left: Left { cancels: 1, surprises: 1, ..NONE }, ..ORDER };
pub const CLOSING: Bounds = Bounds { closes_declined: true, ..ORDER };
pub const TWO_ATTEMPTS: Bounds = Bounds { attempts: 2, action: false, ..ORDER };
pub const TWO_AND_SURPRISES: Bounds = Bounds { attempts: 2, action: false, ..SURPRISES };
pub const TWO_AND_CRASHES: Bounds =
    Bounds { left: Left { crashes: 1, lost_commits: 1, ..NONE }, ..TWO_ATTEMPTS };
pub const ON_PAGE: Bounds = Bounds { captured_by: CapturedBy::Page, ..PAYING };
pub const AFTER_PAGE: Bounds = Bounds { captured_by: CapturedBy::ConfirmAfterPage, ..PAYING };
pub const SHIPPING: Bounds =
    Bounds { paid: true, ships: true, left: Left { cancels: 2, undos: 1, repeats: 1, ..NONE }, ..ORDER };
pub const PARTS: Bounds = Bounds { paid: true, left: Left { cancels: 1, parts: 2, ..NONE }, ..ORDER };

/// Those in which all rules hold.
const SEARCHED: [Bounds; 14] = [
    Bounds {
        name: "1 attempt: cancel, crash, late capture, second tab, unknown COMMIT, 3-D Secure",
        left: Left { cancels: 1, crashes: 1, surprises: 1, tabs: 1, lost_commits: 1, ..NONE },
        ..ORDER
    },
    Bounds {
        name: "the same at a provider where a decline is closed first",
        closes_declined: true,
        left: Left { cancels: 1, crashes: 1, surprises: 1, tabs: 1, lost_commits: 1, ..NONE },
        ..ORDER
    },
    Bounds {
        name: "1 attempt, two answers in hand at a time: cancel, 2 crashes, late capture, unknown COMMIT",
        hands: 2,
        left: Left { cancels: 1, crashes: 2, surprises: 1, lost_commits: 1, ..NONE },
        ..ORDER
    },
    Bounds {
        name: "2 attempts: cancel, crash, 3-D Secure",
        attempts: 2,
        left: Left { cancels: 1, crashes: 1, ..NONE },
        ..ORDER
    },
    Bounds {
        name: "2 attempts: cancel, crash, late capture",
        attempts: 2,
        action: false,
        left: Left { cancels: 1, crashes: 1, surprises: 1, ..NONE },
        ..ORDER
    },
    Bounds {
        name: "3 attempts: cancel",
        attempts: 3,
        action: false,
        left: Left { cancels: 1, ..NONE },
        ..ORDER
    },
    Bounds {
        name: "paid on the provider's page, 1 attempt, two answers in hand: cancel, crash, second tab, unknown COMMIT",
        captured_by: CapturedBy::Page,
        hands: 2,
        left: Left { cancels: 1, crashes: 1, tabs: 1, lost_commits: 1, ..NONE },
        ..ORDER
    },
    Bounds {
        name: "the same, 2 attempts: cancel, crash",
        captured_by: CapturedBy::Page,
        attempts: 2,
        left: Left { cancels: 1, crashes: 1, ..NONE },
        ..ORDER
    },
    Bounds {
        name: "confirmed after the page, 1 attempt: cancel, crash, late capture, second tab, unknown COMMIT",
        captured_by: CapturedBy::ConfirmAfterPage,
        left: Left { cancels: 1, crashes: 1, surprises: 1, tabs: 1, lost_commits: 1, ..NONE },
        ..ORDER
    },
    Bounds {
        name: "the same, two answers in hand: cancel, 2 crashes, late capture",
        captured_by: CapturedBy::ConfirmAfterPage,
        hands: 2,
        left: Left { cancels: 1, crashes: 2, surprises: 1, ..NONE },
        ..ORDER
    },
    Bounds {
        name: "the same, 2 attempts: cancel",
        captured_by: CapturedBy::ConfirmAfterPage,
        attempts: 2,
        left: Left { cancels: 1, ..NONE },
        ..ORDER
    },
    Bounds {
        name: "1 attempt and the seller: 2 cancels, crash, late capture, undo",
        ships: true,
        left: Left { cancels: 2, crashes: 1, surprises: 1, undos: 1, ..NONE },
        ..ORDER
    },
    Bounds {
        name: "paid, and the seller: 3 cancels, crash, 2 undos",
        paid: true,
        ships: true,
        left: Left { cancels: 3, crashes: 1, undos: 2, ..NONE },
        ..ORDER
    },
    Bounds {
        name: "paid, and the seller gives parts back: 2 parts, 2 cancels, crash, undo",
        paid: true,
        ships: true,
        left: Left { cancels: 2, crashes: 1, undos: 1, parts: 2, ..NONE },
        ..ORDER
    },
];

/// Everything at once. Some minutes and a gigabyte.
const EVERYTHING: Bounds = Bounds {
    name: "2 attempts: cancel, crash, late capture, second tab, unknown COMMIT, 3-D Secure",
    attempts: 2,
    left: Left { cancels: 1, crashes: 1, surprises: 1, tabs: 1, lost_commits: 1, ..NONE },
    ..ORDER
};

/// And at a provider's page.
const EVERYTHING_AFTER_A_PAGE: Bounds = Bounds {
    name: "confirmed after the page, 2 attempts: cancel, crash, late capture",
    attempts: 2,
    captured_by: CapturedBy::ConfirmAfterPage,
    left: Left { cancels: 1, crashes: 1, surprises: 1, ..NONE },
    ..ORDER
};

/// Searches all of it, and says how much it was.
fn searched(bounds: Bounds) -> usize {
    let found = search(&mut Page::new(bounds), usize::MAX);
    println!("{}: {found}", bounds.name);
    assert!(found.complete && found.damage.is_none(), "{}: {found}", bounds.name);
    found.states
}

#[test]
fn whatever_befalls_an_order_nothing_is_wrong_and_it_comes_to_rest() {
    let states: usize = SEARCHED.into_iter().map(searched).sum();
    println!("{states} states in all");
}

#[test]
#[ignore = "millions of states"]
fn whatever_befalls_an_order_at_once_nothing_is_wrong_and_it_comes_to_rest() {
    searched(EVERYTHING);
    searched(EVERYTHING_AFTER_A_PAGE);
}
