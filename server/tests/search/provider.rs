//! The provider, as far as anything outside can tell: what becomes of a payment and of a refund's key. One model of it,
//! for the search and for the walks.

use payment::{ProviderRefundState, ProviderState};

/// A payment as the provider knows it. One that it never heard of is `Open`, too: making it known charges nothing and
/// may be done again at any time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Payment {
    #[default]
    Open,
    ActionNeeded,
    Declined,
    Captured,
    /// It can no longer become captured.
    Closed,
}

/// What a confirmation comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Captured,
    Declined,
    ActionNeeded,
}

impl Payment {
    /// A request to charge arrives. It has an effect once.
    pub const fn confirm(self, verdict: Verdict) -> Self {
        match (self, verdict) {
            (Self::Open, Verdict::Captured) => Self::Captured,
            (Self::Open, Verdict::Declined) => Self::Declined,
            (Self::Open, Verdict::ActionNeeded) => Self::ActionNeeded,
            (stays, _) => stays,
        }
    }

    /// The buyer finishes what was asked of them.
    pub const fn finish(self, captured: bool) -> Self {
        match (self, captured) {
            (Self::ActionNeeded, true) => Self::Captured,
            (Self::ActionNeeded, false) => Self::Declined,
            (stays, _) => stays,
        }
    }

    /// What was said to be declined is captured after all.
    pub const fn capture_late(self) -> Self {
        match self {
            Self::Declined => Self::Captured,
            stays => stays,
        }
    }

    pub const fn close(self) -> Self {
        match self {
            Self::Captured => Self::Captured,
            _ => Self::Closed,
        }
    }

    pub fn says(self) -> ProviderState {
        match self {
            Self::Open => ProviderState::Open,
            Self::ActionNeeded => ProviderState::ActionNeeded { page: None },
            Self::Declined => ProviderState::Declined { code: "declined".to_owned() },
            Self::Captured => ProviderState::Captured,
            Self::Closed => ProviderState::Closed,
        }
    }
}

/// What a request to give money back comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundVerdict {
    Made,
    /// Made, and not at the account yet.
    Pending,
    /// Made, and answered with a 500.
    MadeUnsaid,
    /// Answered with a 500, nothing done.
    Failed,
    Refused,
}

/// What the provider keeps under a refund's idempotency key. A refusal is not kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Kept {
    #[default]
    Nothing,
    Made,
    Pending,
    Failed,
}

/// A refund's request as the provider answered it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refunded {
    pub kept: Kept,
    /// Whether this request moved money.
    pub moved: bool,
    /// `None`: a 500.
    pub answer: Option<ProviderRefundState>,
}

impl Kept {
    /// A request arrives under the key: what is kept is said again, and nothing else happens. How much went back before
    /// does not matter: that it is not too much is the shop's to keep.
    pub const fn refund(self, verdict: RefundVerdict) -> Refunded {
        let moved = matches!(self, Self::Nothing)
            && matches!(verdict, RefundVerdict::Made | RefundVerdict::Pending | RefundVerdict::MadeUnsaid);
        let kept = match (self, verdict) {
            (Self::Nothing, RefundVerdict::Made) => Self::Made,
            (Self::Nothing, RefundVerdict::Pending) => Self::Pending,
            (Self::Nothing, RefundVerdict::MadeUnsaid | RefundVerdict::Failed) => Self::Failed,
            (stays, _) => stays,
        };
        let answer = match kept {
            Self::Nothing => Some(ProviderRefundState::Refused),
            Self::Made => Some(ProviderRefundState::Succeeded),
            Self::Pending => Some(ProviderRefundState::Pending),
            Self::Failed => None,
        };
        Refunded { kept, moved, answer }
    }
}
