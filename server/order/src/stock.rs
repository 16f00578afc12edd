//! The stock by hand: what a person may do to the pieces on hand, and the ledger of all that ever moved them.
//!
//! On hand is what lies on the shelf, held is the part of it that unpaid orders keep, free is the rest. Holding moves no
//! piece, so only on hand has a ledger: it is always the sum of its movements.

use events::{Actor, AuditEntry};
use kernel::{OrderId, OrderNumber, Time, VariantId};

/// The most pieces of one variant that a person can add or take away at once.
pub const MAX_DIFFERENCE: i64 = 100_000;
/// The most free pieces that can be called few.
pub const MAX_FEW: i64 = 1_000;
/// The longest note on an adjustment, in characters.
pub const MAX_NOTE: usize = 100;

/// How many pieces there are of a variant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Level {
    pub on_hand: i64,
    /// Of them, kept for orders that are not paid yet.
    pub held: i64,
}

impl Level {
    /// What can be sold now.
    #[must_use]
    pub const fn free(self) -> i64 {
        self.on_hand - self.held
    }
}

/// Why the pieces on hand were put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// 입고
    Received,
    /// 반품: came back without a return that the shop knows of.
    SentBack,
    /// 불량
    Damaged,
    /// 실사
    Counted,
    /// 기타, which the note explains.
    Other,
    /// 품절로 취소: an order was cancelled because its pieces are not there. Nobody chooses it.
    SoldOut,
}

impl Reason {
    /// Those that a person may give, in the order of the form.
    pub const ALL: [Self; 5] = [Self::Received, Self::SentBack, Self::Damaged, Self::Counted, Self::Other];

    /// The word in databases and forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::SentBack => "sent_back",
            Self::Damaged => "damaged",
            Self::Counted => "counted",
            Self::Other => "other",
            Self::SoldOut => "sold_out",
        }
    }

    /// Reads the word of one that a person may give.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// What moved pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Movement {
    /// What there was when the variant, or the ledger itself, came to be.
    Opening,
    /// An order was paid.
    Sold,
    /// An order was cancelled before it left.
    Returned,
    /// A buyer sent it back.
    TakenBack,
    /// A person said so, or an order was cancelled for want of them.
    Adjusted(Reason),
}

impl Movement {
    /// The word in databases and pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Sold => "sold",
            Self::Returned => "returned",
            Self::TakenBack => "taken_back",
            Self::Adjusted(_) => "adjusted",
        }
    }

    /// Why, of an adjustment.
    #[must_use]
    pub const fn reason(self) -> Option<Reason> {
        match self {
            Self::Adjusted(reason) => Some(reason),
            Self::Opening | Self::Sold | Self::Returned | Self::TakenBack => None,
        }
    }

    /// Reads what the database keeps: the word and the reason beside it.
    #[must_use]
    pub fn from_parts(word: &str, reason: Option<&str>) -> Option<Self> {
        match (word, reason) {
            ("opening", None) => Some(Self::Opening),
            ("sold", None) => Some(Self::Sold),
            ("returned", None) => Some(Self::Returned),
            ("taken_back", None) => Some(Self::TakenBack),
            ("adjusted", Some("sold_out")) => Some(Self::Adjusted(Reason::SoldOut)),
            ("adjusted", Some(reason)) => Reason::parse(reason).map(Self::Adjusted),
            _ => None,
        }
    }
}

/// One line of a variant's ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Grows with each movement of the variant.
    pub id: i64,
    pub at: Time,
    pub movement: Movement,
    /// By how many pieces on hand changed.
    pub difference: i64,
    /// What there was afterwards.
    pub on_hand: i64,
    /// Who did it; nobody where an order moved it.
    pub who: Option<Actor>,
    pub order: Option<(OrderId, OrderNumber)>,
    /// What the person typed. May be empty.
    pub note: String,
}

/// A change that a person asks for, by difference: what was sold meanwhile stays sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Adjustment {
    pub variant: VariantId,
    /// What their page showed as on hand.
    pub seen: i64,
    pub difference: i64,
}

/// Why a change was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Pieces moved since the page was made; this is on hand now.
    Changed { on_hand: i64 },
    /// Fewer would be there than unpaid orders keep.
    BelowHeld { would_be: i64, held: i64 },
    /// There is no such variant.
    Unknown,
}

/// What would be on hand after an adjustment of what there is.
///
/// # Errors
/// When it is not what the person saw, or less than is held would be left (I6).
pub fn adjusted(level: Level, adjustment: Adjustment) -> Result<i64, Refusal> {
    if level.on_hand != adjustment.seen {
        return Err(Refusal::Changed { on_hand: level.on_hand });
    }
    let would_be = level.on_hand.saturating_add(adjustment.difference);
    if would_be < level.held {
        return Err(Refusal::BelowHeld { would_be, held: level.held });
    }
    Ok(would_be)
}

/// Adjustments on their way to the database, all of them or none.
#[derive(Debug, Clone)]
pub struct Adjust {
    pub adjustments: Vec<Adjustment>,
    pub reason: Reason,
    pub note: String,
    pub entry: AuditEntry,
    pub now: Time,
}

/// What became of adjustments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Adjusted {
    Done,
    /// Nothing was written, for these reasons.
    Refused(Vec<(VariantId, Refusal)>),
}
