//! The provider's own books over several payments. What it does with one of them, or with a key, is the same as in the
//! search ([`crate::provider`]).

use std::collections::{BTreeMap, VecDeque};

use kernel::time::{Span, days, hours, minutes};
use kernel::{AttemptId, RefundId, Time};
use payment::{CapturedBy, ProviderRef, ProviderRefundState, ProviderState, RefundCall};

use crate::provider::{Kept, Payment, RefundVerdict, Verdict};

/// How long an idempotency key is kept.
pub const KEY_LIVES: Span = hours(24);
/// A declined payment is captured after all within this time or not at all.
const SURPRISES_WITHIN: Span = days(10);

/// How long a page can be finished and confirmed.
const PAGE_LASTS: Span = minutes(30);

/// A request that does something when it arrives.
#[derive(Debug, Clone)]
pub enum Request {
    Confirm(ProviderRef),
    Close(ProviderRef),
    Refund(RefundCall),
}

/// A payment in the provider's books.
#[derive(Debug, Clone)]
pub struct Entry {
    pub attempt: AttemptId,
    pub payment: Payment,
    pub amount: i64,
    since: Time,
    declined_at: Option<Time>,
}

impl Entry {
    pub const fn new(attempt: AttemptId, amount: i64, since: Time) -> Self {
        Self { attempt, payment: Payment::Open, amount, since, declined_at: None }
    }

    fn turn(&mut self, payment: Payment, now: Time) {
        if payment == Payment::Declined && self.payment != payment {
            self.declined_at = Some(now);
        }
        self.payment = payment;
    }

    pub fn captured(&self) -> i64 {
        if self.payment == Payment::Captured { self.amount } else { 0 }
    }
}

/// A refund in the provider's books.
#[derive(Debug, Clone)]
pub struct Moved {
    pub reference: String,
    pub refund: RefundId,
    pub amount: i64,
    pub state: ProviderRefundState,
}

#[derive(Debug)]
pub struct Books {
    /// Who takes the money.
    captured_by: CapturedBy,
    pub payments: BTreeMap<String, Entry>,
    pub refunds: Vec<Moved>,
    /// For the next confirmations and refunds; what is not said goes well.
    pub verdicts: VecDeque<Verdict>,
    pub refund_verdicts: VecDeque<RefundVerdict>,
    keys: BTreeMap<String, (Time, Kept)>,
}

impl Books {
    pub fn new(captured_by: CapturedBy) -> Self {
        Self {
            captured_by,
            payments: BTreeMap::default(),
            refunds: Vec::default(),
            verdicts: VecDeque::default(),
            refund_verdicts: VecDeque::default(),
            keys: BTreeMap::default(),
        }
    }

    pub fn arrive(&mut self, request: Request, now: Time) {
        match request {
            Request::Confirm(reference) => drop(self.confirm(&reference, now)),
            Request::Close(reference) => drop(self.close(&reference)),
            Request::Refund(call) => drop(self.refund(call, now)),
        }
    }

    pub fn state(&self, reference: &ProviderRef) -> ProviderState {
        self.payments
            .get(&reference.0)
            .map_or(ProviderState::NotFound, |entry| entry.payment.says(self.captured_by))
    }

    pub fn confirm(&mut self, reference: &ProviderRef, now: Time) -> ProviderState {
        let charges = match self.captured_by {
            CapturedBy::Confirm | CapturedBy::Page => Payment::Open,
            CapturedBy::ConfirmAfterPage => Payment::Finished,
        };
        if let Some(entry) = self.payments.get_mut(&reference.0)
            && entry.payment == charges
        {
            let verdict = self.verdicts.pop_front().unwrap_or(Verdict::Captured);
            entry.turn(entry.payment.confirm(verdict), now);
        }
        self.state(reference)
    }

    pub fn close(&mut self, reference: &ProviderRef) -> ProviderState {
        if let Some(entry) = self.payments.get_mut(&reference.0) {
            entry.payment = entry.payment.close(self.captured_by);
        }
        self.state(reference)
    }

    /// A key is forgotten when it is old. `None` is a 500.
    pub fn refund(&mut self, call: RefundCall, now: Time) -> Option<ProviderRefundState> {
        let known = self.keys.get(&call.key).filter(|(since, _)| now < *since + KEY_LIVES);
        let (since, kept) = known.copied().unwrap_or((now, Kept::Nothing));
        let verdict = match kept {
            Kept::Nothing => self.refund_verdicts.pop_front().unwrap_or(RefundVerdict::Made),
            Kept::Made | Kept::Pending | Kept::Failed => RefundVerdict::Made,
        };
        let refunded = kept.refund(verdict);
        if refunded.kept != Kept::Nothing {
            self.keys.insert(call.key, (since, refunded.kept));
        }
        if refunded.moved {
            let state = match refunded.answer {
                Some(ProviderRefundState::Pending) => ProviderRefundState::Pending,
                _ => ProviderRefundState::Succeeded,
            };
            let (reference, amount) = (call.reference.0, call.amount.amount);
            self.refunds.push(Moved { reference, refund: call.refund, amount, state });
        }
        refunded.answer
    }

    /// A buyer was led to the page of an attempt.
    pub fn lead_to(&mut self, attempt: AttemptId) {
        let mut entries = self.payments.values_mut();
        if self.captured_by != CapturedBy::Confirm
            && let Some(entry) = entries.find(|entry| entry.attempt == attempt)
        {
            entry.payment = entry.payment.led_to();
        }
    }

    /// Pages whose time is over close by themselves.
    pub fn expire(&mut self, now: Time) {
        if self.captured_by != CapturedBy::Confirm {
            for entry in self.payments.values_mut().filter(|entry| now >= entry.since + PAGE_LASTS) {
                entry.payment = entry.payment.expire();
            }
        }
    }

    /// A buyer finishes what the provider asked of them, or is refused.
    pub fn finish_action(&mut self, well: bool, now: Time) {
        let mut entries = self.payments.values_mut();
        if let Some(entry) = entries.find(|entry| entry.payment == Payment::ActionNeeded) {
            entry.turn(entry.payment.finish(self.captured_by, well), now);
        }
    }

    /// Captures after all what it had declined, unless that was closed or is long ago.
    pub fn capture_late(&mut self, now: Time) {
        let young = |entry: &&mut Entry| {
            let declined = entry.payment == Payment::Declined;
            declined && entry.declined_at.is_some_and(|at| now < at + SURPRISES_WITHIN)
        };
        if let Some(entry) = self.payments.values_mut().find(young) {
            entry.turn(entry.payment.capture_late(), now);
        }
    }

    /// What is on its way at the provider comes to its end.
    pub fn finish_refunds(&mut self) {
        for refund in &mut self.refunds {
            refund.state = ProviderRefundState::Succeeded;
        }
    }
}
