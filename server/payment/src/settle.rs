//! A person settles a payment whose outcome nobody could tell for a day, with what the provider's own pages say of it.

use events::{Action, Actor, AuditEntry, Unavailable};
use kernel::time::{Span, hours};
use kernel::{AttemptId, OrderId, Time};

use crate::attempt::ASKED_FIRST;
use crate::{
    Answer, Attempt, AttemptState, Commit, Committed, Decided, ProviderRef, ProviderState, Service, answer,
};

/// How long an outcome is open before a person settles it (the domain page, Payment attempt).
pub const SETTLE_AFTER: Span = hours(24);
/// The provider's reason in our closed list, as far as a person can know it.
const CODE: &str = "declined";

/// What a person found at the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It was captured.
    Approved,
    /// It was not, and will not be.
    NotApproved,
}

/// Why an attempt is not a person's to settle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SettleRefused {
    /// Its outcome is known, or its call is still under way.
    #[error("its outcome is not open")]
    NotOpen,
    /// It is asked about until then.
    #[error("too early")]
    TooEarly {
        /// From when on it can be settled.
        from: Time,
    },
}

/// Whether a person may settle the attempt now.
///
/// # Errors
/// When its outcome is not open, or not for long enough.
pub fn may_settle(attempt: &Attempt, now: Time) -> Result<(), SettleRefused> {
    let from = attempt.since + SETTLE_AFTER;
    match attempt.state {
        AttemptState::Unknown | AttemptState::ActionNeeded if now >= from => Ok(()),
        AttemptState::Unknown | AttemptState::ActionNeeded => Err(SettleRefused::TooEarly { from }),
        AttemptState::Sent
        | AttemptState::Approved
        | AttemptState::Declined
        | AttemptState::NotSent
        | AttemptState::Surplus => Err(SettleRefused::NotOpen),
    }
}

/// Decides what a verdict means: what the same answer of the provider would. The reference that was typed becomes the
/// name of an approved payment that had none, so that a refund has one to go by. One that was not approved stays without:
/// under a mistyped name, a payment of somebody else's would be found captured later, and given back.
///
/// # Errors
/// As [`may_settle`].
pub fn settle(
    attempt: &Attempt,
    verdict: Verdict,
    reference: &ProviderRef,
    now: Time,
) -> Result<Decided, SettleRefused> {
    may_settle(attempt, now)?;
    let typed = (verdict == Verdict::Approved).then(|| reference.clone());
    let attempt = Attempt { reference: attempt.reference.clone().or(typed), ..attempt.clone() };
    let said = match verdict {
        Verdict::Approved => Answer::Captured,
        Verdict::NotApproved => Answer::Declined { code: CODE.to_owned() },
    };
    let mut decided = answer(&attempt, &said, now);
    if verdict == Verdict::NotApproved {
        // Also without a name: making it known again under its key may bring it.
        decided.attempt.ask_at = Some(now + ASKED_FIRST);
    }
    Ok(decided)
}

/// What became of settling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// As the person said.
    AsSaid,
    /// The provider answered, and its answer won: how the attempt stands by it.
    ProviderSays(AttemptState),
}

/// Why nothing was settled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettleError {
    /// The order has no such attempt.
    #[error("no such attempt of this order")]
    NotFound,
    #[error(transparent)]
    Refused(#[from] SettleRefused),
    /// The reference is no payment that the provider captured, or is that of another attempt.
    #[error("the reference is not that of this payment")]
    WrongReference,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl Service {
    /// Settles an attempt for a person, in a task of its own. The provider is asked once more first, and a definite
    /// answer of it wins.
    ///
    /// # Errors
    /// When the attempt is not a person's to settle, or the database is away.
    pub async fn settle_by_hand(
        &self,
        order: OrderId,
        id: AttemptId,
        verdict: Verdict,
        reference: ProviderRef,
        who: Actor,
    ) -> Result<Settled, SettleError> {
        let service = self.clone();
        tokio::spawn(async move { service.settle_to_the_end(order, id, verdict, &reference, who).await })
            .await
            .unwrap_or_else(|gone| Err(Unavailable(gone.to_string()).into()))
    }

    async fn settle_to_the_end(
        &self,
        order: OrderId,
        id: AttemptId,
        verdict: Verdict,
        reference: &ProviderRef,
        who: Actor,
    ) -> Result<Settled, SettleError> {
        let row = self.attempt_of(order, id).await?;
        may_settle(&row, self.clock.now())?;
        if let Some(said) = self.definite_answer(&row).await? {
            self.conclude(id, &said).await?;
            return Ok(Settled::ProviderSays(self.attempt_of(order, id).await?.state));
        }
        if verdict == Verdict::Approved {
            self.check_typed(&self.attempt_of(order, id).await?, reference).await?;
        }
        loop {
            let (row, now) = (self.attempt_of(order, id).await?, self.clock.now());
            let decided = settle(&row, verdict, reference, now)?;
            let entry = AuditEntry {
                who,
                action: match verdict {
                    Verdict::Approved => Action::PaymentApproved,
                    Verdict::NotApproved => Action::PaymentNotApproved,
                },
                order: Some(order),
                subject: id.to_string(),
                text: reference.0.clone(),
            };
            let commit = Commit { decided, now };
            if self.attempts.commit_audited(commit, entry).await? == Committed::Done {
                return Ok(Settled::AsSaid);
            }
        }
    }

    /// Where an approved payment has no name, refunds will go by the one that was typed. So it has to be that of money
    /// which the provider took, and of no other attempt: mistyped, somebody else's payment would be given back.
    async fn check_typed(&self, attempt: &Attempt, typed: &ProviderRef) -> Result<(), SettleError> {
        if attempt.reference.is_some() {
            return Ok(());
        }
        if self.attempts.named(typed).await?.is_some() {
            return Err(SettleError::WrongReference);
        }
        let _place = self.questions.enter().await.ok_or_else(no_place)?;
        match self.provider.ask(typed).await {
            Ok(ProviderState::Captured) => Ok(()),
            Ok(_) => Err(SettleError::WrongReference),
            Err(error) => Err(Unavailable(error.to_string()).into()),
        }
    }

    async fn attempt_of(&self, order: OrderId, id: AttemptId) -> Result<Attempt, SettleError> {
        let row = self.attempts.attempt(id).await?.filter(|row| row.order == order);
        row.ok_or(SettleError::NotFound)
    }

    /// Asks as the reconciler would; `None` when the answer settles nothing.
    async fn definite_answer(&self, attempt: &Attempt) -> Result<Option<Answer>, Unavailable> {
        let _place = self.questions.enter().await.ok_or_else(no_place)?;
        let now = self.clock.now();
        let Some((named, reference)) = self.named(attempt).await? else { return Ok(None) };
        let said = self.question(&named, &reference, now).await?;
        Ok(match said {
            Answer::Captured | Answer::Declined { .. } | Answer::Closed | Answer::GivenUp => Some(said),
            Answer::NotSent
            | Answer::NotPrepared
            | Answer::ActionNeeded { .. }
            | Answer::Open
            | Answer::Unknown => None,
        })
    }
}

/// Too many questions are under way: it is worth another try in a moment.
pub(crate) fn no_place() -> Unavailable {
    Unavailable("too many questions to the provider are under way".to_owned())
}
