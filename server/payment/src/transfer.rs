//! What a person can do about a refund that the provider refused: ask for it again, or pay it back by a bank transfer.
//! Neither may give money back twice.

use events::{Action, Actor, AuditEntry, Event, Unavailable};
use kernel::{OrderId, RefundId, Time};

use crate::reconcile::Found;
use crate::settle::no_place;
use crate::{
    Committed, Refund, RefundAnswer, RefundCommit, RefundDecided, RefundState, Service, refund_answer,
};

/// What asking for a refund again means.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Retry {
    /// It is due now.
    Now(RefundDecided),
    /// The last request may still arrive; from then on a new one can be sent.
    TooEarly { from: Time },
    /// A request is under way, or will be by itself.
    UnderWay,
    /// The money went back.
    Over,
}

/// Decides what "try again" means, in every state. It only makes the refund due: asking first, the key and its time are
/// the same as for any repeat.
#[must_use]
pub fn refund_retry(refund: &Refund, now: Time) -> Retry {
    match refund.state {
        RefundState::Refused => match refund.lands_at(now) {
            Some(from) => Retry::TooEarly { from },
            None => {
                let refund = Refund { next_at: Some(now), ..refund.clone() };
                Retry::Now(RefundDecided { refund, events: Vec::new(), alerts: Vec::new() })
            }
        },
        RefundState::Requested | RefundState::Sent | RefundState::Unknown => Retry::UnderWay,
        RefundState::Succeeded | RefundState::PaidByTransfer => Retry::Over,
    }
}

/// What the provider's list showed of a refund, asked once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shown {
    /// It was made after all.
    Made,
    /// It is on its way.
    Pending,
    /// None, or only refused ones.
    Nothing,
    /// The list could not be had.
    NoAnswer,
}

/// Why a refund cannot be paid back by transfer now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TransferRefused {
    /// The provider has not refused it, or has it on its way.
    #[error("the provider may still make it")]
    UnderWay,
    /// The last request may still arrive.
    #[error("too early")]
    TooEarly {
        /// From when on it can be paid back.
        from: Time,
    },
    /// The provider could not be asked.
    #[error("the provider did not answer")]
    NoAnswer,
    /// The money went back.
    #[error("the money went back already")]
    Over,
}

/// Decides "paid back by transfer", in every state, by what the provider showed at `asked`. Found there it is Succeeded,
/// however early.
///
/// # Errors
/// When money could go back twice, or has gone back.
pub fn refund_by_transfer(
    refund: &Refund,
    shown: Shown,
    asked: Time,
) -> Result<RefundDecided, TransferRefused> {
    match (refund.state, shown) {
        (RefundState::Succeeded | RefundState::PaidByTransfer, _) => Err(TransferRefused::Over),
        (
            RefundState::Requested | RefundState::Sent | RefundState::Unknown | RefundState::Refused,
            Shown::Made,
        ) => Ok(refund_answer(refund, RefundAnswer::Succeeded, asked)),
        (RefundState::Requested | RefundState::Sent | RefundState::Unknown, _)
        | (RefundState::Refused, Shown::Pending) => Err(TransferRefused::UnderWay),
        (RefundState::Refused, Shown::NoAnswer) => Err(TransferRefused::NoAnswer),
        (RefundState::Refused, Shown::Nothing) => match refund.lands_at(asked) {
            Some(from) => Err(TransferRefused::TooEarly { from }),
            None => Ok(paid_by_transfer(refund)),
        },
    }
}

fn paid_by_transfer(refund: &Refund) -> RefundDecided {
    let row = Refund { state: RefundState::PaidByTransfer, next_at: None, ..refund.clone() };
    let Refund { id, attempt, amount, .. } = row;
    let event = Event::PaymentPaidByTransfer { refund: id, attempt, amount };
    RefundDecided { refund: row, events: vec![event], alerts: Vec::new() }
}

/// What became of "paid back by transfer".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transferred {
    /// It is written down.
    Paid,
    /// The provider had made the refund after all: the transfer would be the second one.
    FoundMade,
}

/// Why a refund was not asked for again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RetryError {
    /// The order has no such refund.
    #[error("no such refund of this order")]
    NotFound,
    /// The money went back already.
    #[error("the money went back already")]
    Over,
    /// The last request may still arrive.
    #[error("too early")]
    TooEarly {
        /// From when on it can be asked for again.
        from: Time,
    },
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// Why a transfer was not written down.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransferError {
    /// The order has no such refund.
    #[error("no such refund of this order")]
    NotFound,
    #[error(transparent)]
    Refused(#[from] TransferRefused),
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl Service {
    /// Asks for a refused refund again, for a person, in a task of its own. Says how it stands afterwards.
    ///
    /// # Errors
    /// When the money went back already, or the database is away.
    pub async fn retry_refund(
        &self,
        order: OrderId,
        id: RefundId,
        who: Actor,
    ) -> Result<RefundState, RetryError> {
        let service = self.clone();
        tokio::spawn(async move { service.retry_to_the_end(order, id, who).await })
            .await
            .unwrap_or_else(|gone| Err(Unavailable(gone.to_string()).into()))
    }

    async fn retry_to_the_end(
        &self,
        order: OrderId,
        id: RefundId,
        who: Actor,
    ) -> Result<RefundState, RetryError> {
        loop {
            let (row, now) =
                (self.refund_of(order, id).await?.ok_or(RetryError::NotFound)?, self.clock.now());
            let decided = match refund_retry(&row, now) {
                Retry::Now(decided) => decided,
                Retry::TooEarly { from } => return Err(RetryError::TooEarly { from }),
                Retry::UnderWay => return Ok(row.state),
                Retry::Over => return Err(RetryError::Over),
            };
            let entry = entry(who, Action::RefundRetried, order, id, String::new());
            let commit = RefundCommit { decided, now };
            if self.refunds.commit_audited(commit, entry).await? == Committed::Done {
                break;
            }
        }
        let due = self.refund_of(order, id).await?.ok_or(RetryError::NotFound)?;
        self.send_refund(due).await?;
        Ok(self.refund_of(order, id).await?.ok_or(RetryError::NotFound)?.state)
    }

    /// Writes down that a person paid a refused refund back by transfer, in a task of its own. The provider is asked once
    /// more first; what is found there is Succeeded. Said twice it is written once.
    ///
    /// # Errors
    /// When money could go back twice, the provider cannot be asked, or the database is away.
    pub async fn pay_by_transfer(
        &self,
        order: OrderId,
        id: RefundId,
        reason: String,
        who: Actor,
    ) -> Result<Transferred, TransferError> {
        let service = self.clone();
        tokio::spawn(async move { service.transfer_to_the_end(order, id, &reason, who).await })
            .await
            .unwrap_or_else(|gone| Err(Unavailable(gone.to_string()).into()))
    }

    async fn transfer_to_the_end(
        &self,
        order: OrderId,
        id: RefundId,
        reason: &str,
        who: Actor,
    ) -> Result<Transferred, TransferError> {
        loop {
            let row = self.refund_of(order, id).await?.ok_or(TransferError::NotFound)?;
            if row.state == RefundState::PaidByTransfer {
                return Ok(Transferred::Paid);
            }
            let asked = self.clock.now();
            let decided = refund_by_transfer(&row, self.shown(&row).await?, asked)?;
            let commit = RefundCommit { decided, now: asked };
            if commit.decided.refund.state == RefundState::Succeeded {
                // Lost means that somebody else found it: their row stands.
                self.refunds.commit(commit).await?;
                return Ok(Transferred::FoundMade);
            }
            let entry = entry(who, Action::RefundPaidByTransfer, order, id, reason.to_owned());
            if self.refunds.commit_audited(commit, entry).await? == Committed::Done {
                return Ok(Transferred::Paid);
            }
        }
    }

    async fn refund_of(&self, order: OrderId, id: RefundId) -> Result<Option<Refund>, Unavailable> {
        Ok(self.refunds.refund(id).await?.filter(|row| row.order == order))
    }

    /// Asks the provider for the payment's refunds once more.
    async fn shown(&self, refund: &Refund) -> Result<Shown, Unavailable> {
        let _place = self.questions.enter().await.ok_or_else(no_place)?;
        let attempt = self.attempts.attempt(refund.attempt).await?;
        let Some(reference) = attempt.and_then(|attempt| attempt.reference) else {
            return Ok(Shown::NoAnswer);
        };
        Ok(match self.find_refund(refund, &reference).await {
            Found::Ours(RefundAnswer::Succeeded) => Shown::Made,
            Found::Ours(RefundAnswer::Unknown) => Shown::Pending,
            Found::Ours(RefundAnswer::Refused) | Found::None => Shown::Nothing,
            Found::NoAnswer => Shown::NoAnswer,
        })
    }
}

fn entry(who: Actor, action: Action, order: OrderId, id: RefundId, text: String) -> AuditEntry {
    AuditEntry { who, action, order: Some(order), subject: id.to_string(), text }
}
