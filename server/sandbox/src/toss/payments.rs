//! A payment: made by the shop, authenticated in the window, approved or not, and given back in parts.
//!
//! Its states and how long each waits: <https://docs.tosspayments.com/reference#payment-객체>.

use kernel::Time;
use kernel::time::{Span, minutes};
use serde::{Deserialize, Serialize};

use crate::cards::{Card, Verdict};
use crate::faults::{Late, Shown};
use crate::ledger::timers::Effect;
use crate::metadata::Metadata;
use crate::toss::requests::{Cancel, Confirmation};
use crate::toss::{Refusal, Transaction};

/// How long the shop has to confirm afterwards.
const AUTHENTICATION_LIVES: Span = minutes(10);

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[sqlx(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Status {
    Ready,
    /// Authenticated, and waiting for the shop to confirm.
    InProgress,
    Done,
    Canceled,
    PartialCanceled,
    Aborted,
    Expired,
}

impl Status {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ready => "READY",
            Self::InProgress => "IN_PROGRESS",
            Self::Done => "DONE",
            Self::Canceled => "CANCELED",
            Self::PartialCanceled => "PARTIAL_CANCELED",
            Self::Aborted => "ABORTED",
            Self::Expired => "EXPIRED",
        }
    }
}

/// Why a payment was aborted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failure {
    pub(crate) code: String,
    pub(crate) message: String,
}

/// One row of the ledger; amounts in won.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Payment {
    pub(crate) payment_key: String,
    pub(crate) order_id: String,
    pub(crate) order_name: String,
    pub(crate) amount: i64,
    pub(crate) metadata: Metadata,
    pub(crate) success_url: String,
    pub(crate) fail_url: String,
    /// Where the buyer reaches this program.
    pub(crate) base_url: String,
    pub(crate) status: Status,
    /// What the issuer will say when the shop confirms.
    pub(crate) verdict: Option<Verdict>,
    /// The window waits for the buyer at the issuer's page.
    pub(crate) authenticating: bool,
    pub(crate) failure: Option<Failure>,
    pub(crate) canceled: i64,
    pub(crate) last_transaction_key: Option<String>,
    pub(crate) requested_at: Time,
    pub(crate) approved_at: Option<Time>,
    /// Until when it can be gone on with.
    pub(crate) expires_at: Time,
}

/// What a decision made of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) payment: Payment,
    pub(crate) transaction: Option<Transaction>,
    /// The answer, where it is not the payment.
    pub(crate) refusal: Option<Refusal>,
    pub(crate) timer: Option<(Time, Effect)>,
}

impl From<Payment> for Change {
    fn from(payment: Payment) -> Self {
        Self { payment, transaction: None, refusal: None, timer: None }
    }
}

impl Payment {
    /// The buyer chose a card in the window; its issuer may want to ask the buyer first.
    pub(crate) fn choose(mut self, card: Card, now: Time) -> Result<Change, Refusal> {
        self.must_wait_for_buyer(false)?;
        self.verdict = Some(card.verdict);
        self.authenticating = card.authenticates;
        Ok(if card.authenticates { self.into() } else { self.authenticated(now) })
    }

    /// The buyer answered at the issuer's page.
    pub(crate) fn authenticate(mut self, passed: bool, now: Time) -> Result<Change, Refusal> {
        self.must_wait_for_buyer(true)?;
        self.authenticating = false;
        Ok(if passed { self.authenticated(now) } else { self.aborted(Refusal::NOT_AUTHENTICATED).into() })
    }

    /// The buyer closed the window.
    pub(crate) fn leave(mut self) -> Result<Change, Refusal> {
        self.must_wait_for_buyer(self.authenticating)?;
        self.authenticating = false;
        Ok(self.aborted(Refusal::LEFT).into())
    }

    fn authenticated(mut self, now: Time) -> Change {
        self.status = Status::InProgress;
        self.expires_at = now + AUTHENTICATION_LIVES;
        let timer = Some((self.expires_at, Effect::ExpirePayment));
        Change { timer, ..self.into() }
    }

    /// The shop asks for the money. `key` becomes the transaction's.
    pub(crate) fn confirm(
        self,
        asked: &Confirmation,
        key: String,
        late: Option<Late>,
        now: Time,
    ) -> Result<Change, Refusal> {
        match self.status {
            Status::InProgress => {}
            Status::Ready | Status::Expired => return Err(Refusal::NO_SESSION),
            Status::Done | Status::Canceled | Status::PartialCanceled | Status::Aborted => {
                return Err(Refusal::ALREADY_PROCESSED);
            }
        }
        if asked.order_id != self.order_id || asked.amount != self.amount {
            return Err(Refusal::invalid("orderId나 amount가 결제와 다릅니다."));
        }
        Ok(match (self.verdict.unwrap_or(Verdict::Declined), late) {
            (Verdict::Approved, None) => self.approved(key, now),
            (Verdict::Approved, Some(Late { shown, delay })) => {
                let refused = match shown {
                    Shown::Declined => self.rejected(Verdict::Declined),
                    Shown::Processing => self.rejected(Verdict::ProcessingError),
                };
                Change { timer: Some((now + delay, Effect::ApprovePayment)), ..refused }
            }
            (verdict, _) => self.rejected(verdict),
        })
    }

    fn approved(mut self, key: String, now: Time) -> Change {
        self.status = Status::Done;
        self.failure = None;
        self.approved_at = Some(now);
        let amount = self.amount;
        self.transacted(key, amount, None, now)
    }

    /// Aborted, unless the issuer could not be asked: then the shop may try again.
    fn rejected(self, verdict: Verdict) -> Change {
        let refusal = Refusal::rejected(verdict);
        let payment = if verdict == Verdict::ProcessingError { self } else { self.aborted(refusal) };
        Change { refusal: Some(refusal), ..payment.into() }
    }

    fn aborted(mut self, refusal: Refusal) -> Self {
        self.status = Status::Aborted;
        self.failure = Some(Failure { code: refusal.code.to_owned(), message: refusal.message.to_owned() });
        self
    }

    /// What was said to have failed is approved after all, unless it has been closed otherwise.
    pub(crate) fn approve_late(self, key: String, now: Time) -> Option<Change> {
        matches!(self.status, Status::InProgress | Status::Aborted).then(|| self.approved(key, now))
    }

    /// Gives back what was approved, or part of it. `key` becomes the transaction's.
    pub(crate) fn cancel(mut self, asked: Cancel, key: String, now: Time) -> Result<Change, Refusal> {
        if !(1..=200).contains(&asked.cancel_reason.chars().count()) {
            return Err(Refusal::invalid("cancelReason은 1자에서 200자입니다."));
        }
        match self.status {
            Status::Done | Status::PartialCanceled => {}
            Status::Canceled => return Err(Refusal::ALREADY_CANCELED),
            Status::Ready | Status::InProgress | Status::Aborted | Status::Expired => {
                return Err(Refusal::NOT_CANCELABLE);
            }
        }
        let amount = asked.cancel_amount.unwrap_or(self.balance());
        if amount < 1 {
            return Err(Refusal::invalid("cancelAmount는 1 이상이어야 합니다."));
        }
        if amount > self.balance() {
            return Err(Refusal::NOT_CANCELABLE_AMOUNT);
        }
        self.canceled += amount;
        self.status = if self.balance() == 0 { Status::Canceled } else { Status::PartialCanceled };
        Ok(self.transacted(key, amount, Some(asked.cancel_reason), now))
    }

    fn transacted(mut self, key: String, amount: i64, reason: Option<String>, now: Time) -> Change {
        self.last_transaction_key = Some(key.clone());
        let transaction = Transaction {
            transaction_key: key,
            payment_key: self.payment_key.clone(),
            status: self.status,
            amount,
            balance: self.balance(),
            reason,
            created_at: now,
        };
        Change { transaction: Some(transaction), ..self.into() }
    }

    /// Nobody went on with it in time.
    pub(crate) fn expire(mut self, at: Time) -> Option<Change> {
        let waits = matches!(self.status, Status::Ready | Status::InProgress);
        (waits && self.expires_at <= at).then(|| {
            self.status = Status::Expired;
            self.authenticating = false;
            self.into()
        })
    }

    /// What can still be cancelled, or approved.
    pub(crate) fn balance(&self) -> i64 {
        self.amount - self.canceled
    }

    /// Where the buyer pays.
    pub(crate) fn window_url(&self) -> String {
        format!("{}/toss/window/{}", self.base_url, self.payment_key)
    }

    fn must_wait_for_buyer(&self, authenticating: bool) -> Result<(), Refusal> {
        let waits = self.status == Status::Ready && self.authenticating == authenticating;
        waits.then_some(()).ok_or(Refusal::NO_SESSION)
    }
}
