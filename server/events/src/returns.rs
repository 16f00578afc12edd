//! A return (반품): what a buyer sends back, and what became of it. Each of its events carries it whole.

use kernel::{Money, Time};
use serde::{Deserialize, Serialize};

/// Where a return stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnState {
    /// The buyer asked; the goods are on their way.
    Asked,
    /// The goods are here; the shop looks at them.
    Received,
    /// Their money goes back.
    Refunded,
    /// The shop said no, and why.
    Refused,
    /// The buyer keeps them after all.
    Withdrawn,
}

impl ReturnState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Asked, Self::Received, Self::Refunded, Self::Refused, Self::Withdrawn];

    /// The word in databases and pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Received => "received",
            Self::Refunded => "refunded",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether somebody has still to do something about it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Asked | Self::Received => true,
            Self::Refunded | Self::Refused | Self::Withdrawn => false,
        }
    }
}

/// Why a buyer sends something back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnReason {
    ChangedMind,
    WrongSize,
    /// It is not what the page said.
    Different,
    /// It has a fault.
    Damaged,
    /// Something else was in the parcel.
    WrongPiece,
}

impl ReturnReason {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::ChangedMind, Self::WrongSize, Self::Different, Self::Damaged, Self::WrongPiece];

    /// The word in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ChangedMind => "changed_mind",
            Self::WrongSize => "wrong_size",
            Self::Different => "different",
            Self::Damaged => "damaged",
            Self::WrongPiece => "wrong_piece",
        }
    }

    /// Whether the buyer bears what the return costs: not when the shop sent what it should not have (전자상거래법
    /// 제18조 제9항, 제10항).
    #[must_use]
    pub const fn is_the_buyers(self) -> bool {
        match self {
            Self::ChangedMind | Self::WrongSize => true,
            Self::Different | Self::Damaged | Self::WrongPiece => false,
        }
    }
}

/// So many pieces of one line of the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReturnLine {
    /// Which line, from 0: an order's lines never change.
    pub line: u32,
    /// At least one.
    pub quantity: u32,
}

/// Why less than the whole value goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeductionReason {
    /// What sending it back costs.
    Postage,
    /// It was used.
    Worn,
}

impl DeductionReason {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Postage, Self::Worn];

    /// The word in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Postage => "postage",
            Self::Worn => "worn",
        }
    }
}

/// What is taken off the value, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Deduction {
    pub amount: Money,
    pub reason: DeductionReason,
}

/// Where returned goods end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goods {
    /// They can be sold again.
    BackToStock,
    WrittenOff,
}

impl Goods {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::BackToStock, Self::WrittenOff];

    /// The word in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BackToStock => "back_to_stock",
            Self::WrittenOff => "written_off",
        }
    }
}

/// What a return came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReturnSettled {
    /// What goes back.
    pub amount: Money,
    pub deduction: Option<Deduction>,
    pub goods: Goods,
}

/// A return of an order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Return {
    /// Counts an order's returns, from 1.
    pub number: u32,
    pub state: ReturnState,
    /// In the order's order, each once.
    pub lines: Vec<ReturnLine>,
    pub reason: ReturnReason,
    pub asked_at: Time,
    pub received_at: Option<Time>,
    /// Until when its money should go back, once it was received.
    pub due: Option<Time>,
    /// When it was refunded, refused or withdrawn.
    pub closed_at: Option<Time>,
    pub settled: Option<ReturnSettled>,
    /// Why the shop refused it, in its own words.
    pub refused: Option<String>,
}

impl Return {
    /// When it came into its present state.
    #[must_use]
    pub fn since(&self) -> Time {
        self.closed_at.or(self.received_at).unwrap_or(self.asked_at)
    }
}
