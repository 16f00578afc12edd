//! The provider's books beside ours: which movements of money only one of the two knows.
//!
//! Compared is a day that ended some hours ago, and of our rows only those whose state is final: what is under way is
//! no difference.

use events::Alert;
use kernel::{AttemptId, Day, Money, OrderId, RefundId, Time};
use uuid::Uuid;

use crate::{Attempt, ProviderRef, Refund, RefundState};

/// Alerts belong to an order; those that concern none carry this id, which no order has.
const NO_ORDER: OrderId = OrderId(Uuid::nil());

/// Which way money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Movement {
    /// From the buyer.
    Captured,
    /// Back to the buyer, for this refund of ours; `None` when nothing about it says which.
    Returned(Option<RefundId>),
}

/// One movement of money in the provider's books. A provider that lists payments with their refunds and one that lists
/// approvals and cancels come to the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderTransaction {
    /// The provider's own name for this movement, which no other has (`pi_...`, `re_...`, a transactionKey).
    pub id: String,
    /// The payment that it is of.
    pub reference: ProviderRef,
    /// Ours by its metadata or its order number; `None` when nothing about it says so.
    pub attempt: Option<AttemptId>,
    pub movement: Movement,
    /// How much, never negative.
    pub amount: Money,
    pub at: Time,
}

/// What is different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DifferenceKind {
    /// Captured there; here unknown, or not approved.
    CapturedThereOnly,
    /// Approved here, and not captured there.
    CapturedHereOnly,
    /// Both know of it, with different amounts.
    AmountsDiffer,
    /// Money went back there that we did not ask for, or paid back ourselves.
    ReturnedThereOnly,
    /// A refund succeeded here, and no money went back there.
    ReturnedHereOnly,
}

impl DifferenceKind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::CapturedThereOnly,
        Self::CapturedHereOnly,
        Self::AmountsDiffer,
        Self::ReturnedThereOnly,
        Self::ReturnedHereOnly,
    ];

    /// The word in databases and pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CapturedThereOnly => "captured_there_only",
            Self::CapturedHereOnly => "captured_here_only",
            Self::AmountsDiffer => "amounts_differ",
            Self::ReturnedThereOnly => "returned_there_only",
            Self::ReturnedHereOnly => "returned_here_only",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    const fn alert(self) -> &'static str {
        match self {
            Self::CapturedThereOnly => {
                "결제사 장부에는 받은 돈이 있는데 우리 장부에는 없어요. / The provider captured a payment that we do not count as paid."
            }
            Self::CapturedHereOnly => {
                "우리 장부에는 결제됐는데 결제사 장부에는 없어요. / We count a payment as paid that the provider did not capture."
            }
            Self::AmountsDiffer => {
                "결제사와 우리 장부의 금액이 달라요. / The provider's amount and ours differ."
            }
            Self::ReturnedThereOnly => {
                "우리가 요청하지 않은 환불이 결제사 장부에 있어요. / The provider gave money back that we did not ask for."
            }
            Self::ReturnedHereOnly => {
                "우리 장부에는 환불됐는데 결제사 장부에는 없어요. / We count a refund as made that the provider did not make."
            }
        }
    }
}

/// One difference between the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub kind: DifferenceKind,
    /// Whose movement it is: the provider's name for it, or our id. One movement is of one kind at a time.
    pub subject: String,
    pub order: Option<OrderId>,
    pub attempt: Option<AttemptId>,
    pub refund: Option<RefundId>,
    pub reference: Option<ProviderRef>,
    /// What moved by the provider's books; `None`: nothing.
    pub theirs: Option<Money>,
    /// What moved by ours; `None`: nothing.
    pub ours: Option<Money>,
    /// The state of our row, if there is one.
    pub state: Option<String>,
    /// When it moved.
    pub at: Time,
}

impl Difference {
    /// What the seller is told when it is new.
    #[must_use]
    pub fn alert(&self) -> Alert {
        let name = self.reference.as_ref().map_or(self.subject.as_str(), |reference| &reference.0);
        let text = format!("{} ({name})", self.kind.alert());
        Alert { order: self.order.unwrap_or(NO_ORDER), text }
    }

    fn theirs(kind: DifferenceKind, there: &ProviderTransaction, known: Option<&Attempt>) -> Self {
        Self {
            kind,
            subject: there.id.clone(),
            order: known.map(|row| row.order),
            attempt: known.map(|row| row.id),
            refund: None,
            reference: Some(there.reference.clone()),
            theirs: Some(there.amount),
            ours: known.filter(|row| row.state.captured()).map(|row| row.amount),
            state: known.map(|row| row.state.as_str().to_owned()),
            at: there.at,
        }
    }

    fn with_refund(mut self, refund: &Refund) -> Self {
        let back = matches!(refund.state, RefundState::Succeeded | RefundState::PaidByTransfer);
        (self.order, self.attempt, self.refund) = (Some(refund.order), Some(refund.attempt), Some(refund.id));
        (self.ours, self.state) = (back.then_some(refund.amount), Some(refund.state.as_str().to_owned()));
        self
    }
}

/// A difference as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDifference {
    pub difference: Difference,
    /// The day whose books it is in.
    pub day: Day,
    pub first_seen: Time,
    pub last_seen: Time,
}

/// Our side of a comparison: every row that the provider's list names, and every final one of the day.
#[derive(Debug, Clone, Default)]
pub struct Ours {
    pub attempts: Vec<Attempt>,
    pub refunds: Vec<Refund>,
}

impl Ours {
    fn attempt(&self, there: &ProviderTransaction) -> Option<&Attempt> {
        let by_name = |row: &&Attempt| row.reference.as_ref() == Some(&there.reference);
        let by_id = self.attempts.iter().find(|row| Some(row.id) == there.attempt);
        by_id.or_else(|| self.attempts.iter().find(by_name))
    }

    fn refund(&self, id: Option<RefundId>) -> Option<&Refund> {
        self.refunds.iter().find(|row| Some(row.id) == id)
    }
}

/// Compares a day. `theirs` reaches a little over its ends, so that a movement which the two date differently is found;
/// what lies outside the day is only looked up.
#[must_use]
pub fn compare(day: Day, ours: &Ours, theirs: &[ProviderTransaction]) -> Vec<Difference> {
    let mut found = Vec::new();
    let of_day = theirs.iter().enumerate().filter(|(_, there)| day.contains(there.at));
    for (place, there) in of_day {
        let seen = &theirs[..place];
        found.extend(match there.movement {
            Movement::Captured => captured_there(there, ours, seen),
            Movement::Returned(refund) => returned_there(there, refund, ours, seen),
        });
    }
    found.extend(ours.attempts.iter().filter_map(|row| captured_here(day, row, ours, theirs)));
    found.extend(ours.refunds.iter().filter_map(|row| returned_here(day, row, theirs)));
    found
}

/// A capture of the provider. A second one of the same attempt is nobody's.
fn captured_there(
    there: &ProviderTransaction,
    ours: &Ours,
    seen: &[ProviderTransaction],
) -> Option<Difference> {
    let known = ours.attempt(there);
    let twice = known.is_some_and(|row| {
        seen.iter().any(|other| {
            other.movement == Movement::Captured && ours.attempt(other).is_some_and(|it| it.id == row.id)
        })
    });
    let kind = match known {
        Some(row) if row.state.captured() && !twice => {
            (row.amount != there.amount).then_some(DifferenceKind::AmountsDiffer)
        }
        Some(_) | None => Some(DifferenceKind::CapturedThereOnly),
    };
    kind.map(|kind| Difference::theirs(kind, there, known))
}

/// A refund of the provider. One that we asked for and have no answer to yet is under way, and asked about. The buyer
/// of one that we paid by transfer has the money twice.
fn returned_there(
    there: &ProviderTransaction,
    refund: Option<RefundId>,
    ours: &Ours,
    seen: &[ProviderTransaction],
) -> Option<Difference> {
    let known = ours.refund(refund);
    let twice = known.is_some() && seen.iter().any(|other| other.movement == there.movement);
    let kind = match known.map(|row| (row.state, row.amount == there.amount)) {
        _ if twice => Some(DifferenceKind::ReturnedThereOnly),
        None | Some((RefundState::PaidByTransfer, _)) => Some(DifferenceKind::ReturnedThereOnly),
        Some((
            RefundState::Requested
            | RefundState::Sent
            | RefundState::Unknown
            | RefundState::Refused
            | RefundState::Succeeded,
            same,
        )) => (!same).then_some(DifferenceKind::AmountsDiffer),
    };
    let difference = Difference::theirs(kind?, there, ours.attempt(there));
    Some(match known {
        Some(row) => difference.with_refund(row),
        // What we took for the payment is no answer to what went back.
        None => Difference { ours: None, state: None, ..difference },
    })
}

fn captured_here(day: Day, row: &Attempt, ours: &Ours, theirs: &[ProviderTransaction]) -> Option<Difference> {
    let is_there = |there: &ProviderTransaction| {
        there.movement == Movement::Captured && ours.attempt(there).is_some_and(|it| it.id == row.id)
    };
    let counts = row.state.captured() && day.contains(row.sent_at);
    (counts && !theirs.iter().any(is_there)).then(|| Difference {
        kind: DifferenceKind::CapturedHereOnly,
        subject: row.id.to_string(),
        order: Some(row.order),
        attempt: Some(row.id),
        refund: None,
        reference: row.reference.clone(),
        theirs: None,
        ours: Some(row.amount),
        state: Some(row.state.as_str().to_owned()),
        at: row.sent_at,
    })
}

fn returned_here(day: Day, row: &Refund, theirs: &[ProviderTransaction]) -> Option<Difference> {
    let sent = row.sent_at.filter(|sent| day.contains(*sent))?;
    let is_there = |there: &ProviderTransaction| there.movement == Movement::Returned(Some(row.id));
    (row.state == RefundState::Succeeded && !theirs.iter().any(is_there)).then(|| Difference {
        kind: DifferenceKind::ReturnedHereOnly,
        subject: row.id.to_string(),
        order: Some(row.order),
        attempt: Some(row.attempt),
        refund: Some(row.id),
        reference: None,
        theirs: None,
        ours: Some(row.amount),
        state: Some(row.state.as_str().to_owned()),
        at: sent,
    })
}
