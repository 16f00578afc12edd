//! The provider, as far as anything outside can tell: what becomes of a payment and of a refund's key. One model of it,
//! for the search and for the walks.

use payment::{CapturedBy, ProviderRefundState, ProviderState};

/// A payment as the provider knows it. One that it never heard of is `Open`, too, and one whose page nobody was led to
/// yet: making it known charges nothing and may be done again at any time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Payment {
    #[default]
    Open,
    ActionNeeded,
    /// The buyer has finished on the provider's page: our confirm takes the money.
    Finished,
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
            (Self::Open | Self::Finished, Verdict::Captured) => Self::Captured,
            (Self::Open | Self::Finished, Verdict::Declined) => Self::Declined,
            (Self::Open, Verdict::ActionNeeded) => Self::ActionNeeded,
            (stays, _) => stays,
        }
    }

    /// Somebody knows the address of its page.
    pub const fn led_to(self) -> Self {
        match self {
            Self::Open => Self::ActionNeeded,
            stays => stays,
        }
    }

    /// The buyer finishes what was asked of them, or is refused. On a page that takes the money they may try another
    /// card, so that being refused there is nothing.
    pub const fn finish(self, captured_by: CapturedBy, well: bool) -> Self {
        match (self, captured_by, well) {
            (Self::ActionNeeded, CapturedBy::Confirm | CapturedBy::Page, true) => Self::Captured,
            (Self::ActionNeeded, CapturedBy::ConfirmAfterPage, true) => Self::Finished,
            (Self::ActionNeeded, CapturedBy::Confirm, false) => Self::Declined,
            (Self::ActionNeeded, CapturedBy::ConfirmAfterPage, false) => Self::Closed,
            (stays, _, _) => stays,
        }
    }

    /// Its time at the provider is over.
    pub const fn expire(self) -> Self {
        match self {
            Self::Open | Self::ActionNeeded | Self::Finished => Self::Closed,
            stays => stays,
        }
    }

    /// What was said to be declined is captured after all.
    pub const fn capture_late(self) -> Self {
        match self {
            Self::Declined => Self::Captured,
            stays => stays,
        }
    }

    /// Closed when asked; where a confirm follows the page that cannot be asked.
    pub const fn close(self, captured_by: CapturedBy) -> Self {
        match (self, captured_by) {
            (stays, CapturedBy::ConfirmAfterPage) | (stays @ Self::Captured, _) => stays,
            (_, CapturedBy::Confirm | CapturedBy::Page) => Self::Closed,
        }
    }

    pub fn says(self, captured_by: CapturedBy) -> ProviderState {
        match self {
            Self::Open if captured_by != CapturedBy::Confirm => ProviderState::ActionNeeded { page: None },
            Self::Open | Self::Finished => ProviderState::Open,
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
