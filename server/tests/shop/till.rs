//! A payment provider in memory that does what a test tells it to, also what a provider should not.
//!
//! It keeps to the port's rules otherwise: one payment per attempt, one refund per key, nothing is captured
//! after it was closed, and no more goes back than came in.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use checker::Capture;
use kernel::time::hours;
use kernel::{AttemptId, Clock, Money, OrderId, RefundId, Time};
use payment::{
    CallError, Capabilities, CapturedBy, Confirm, LookUp, Movement, PaymentProvider, Prepare, Prepared,
    ProviderRef, ProviderRefund, ProviderRefundState, ProviderState, ProviderTransaction, RefundCall,
    Replays,
};
use tokio::sync::watch;

/// Approved.
pub const GOOD: &str = "4242424242424242";
/// Declined.
pub const DECLINED: &str = "4000000000000002";
/// The connection for the charge is refused: nothing was sent.
pub const REFUSED: &str = "refused";
/// The charge never arrives, and nobody knows.
pub const UNHEARD: &str = "unheard";
/// The charge is captured, and its answer is lost.
pub const LOST: &str = "lost";

/// How the provider answers at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Line {
    #[default]
    Up,
    /// Connections are refused.
    Refusing,
    /// Requests vanish.
    Silent,
}

#[derive(Debug)]
struct Payment {
    order: OrderId,
    attempt: AttemptId,
    amount: i64,
    state: ProviderState,
    refunds: BTreeMap<String, (RefundId, i64)>,
    /// When it was made known; its books date everything so.
    at: Time,
}

#[derive(Debug, Default)]
struct Books {
    line: Line,
    refuses_refunds: bool,
    payments: BTreeMap<String, Payment>,
}

/// The provider.
pub struct Till {
    clock: Arc<dyn Clock>,
    books: Mutex<Books>,
    /// While it is true, a call waits before it begins.
    busy: watch::Sender<bool>,
    /// How many calls wait.
    waiting: watch::Sender<usize>,
}

impl Till {
    /// A provider on the shop's clock.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let (busy, waiting) = (watch::Sender::new(false), watch::Sender::new(0));
        Self { clock, books: Mutex::default(), busy, waiting }
    }

    /// Switches the line.
    pub fn set_line(&self, line: Line) {
        self.books().line = line;
    }

    /// Says no to refunds, or yes again.
    pub fn refuse_refunds(&self, refuses: bool) {
        self.books().refuses_refunds = refuses;
    }

    /// Lets every call wait, or go on.
    pub fn set_busy(&self, busy: bool) {
        self.busy.send_replace(busy);
    }

    /// Returns once so many calls wait.
    pub async fn has_waiting(&self, count: usize) {
        self.waiting.subscribe().wait_for(|waiting| *waiting == count).await.unwrap();
    }

    /// Captures a payment after all, whatever was said of it before: what a provider never should do.
    pub fn capture_late(&self, attempt: AttemptId) {
        if let Some(payment) = self.books().payments.get_mut(&name(attempt).0) {
            payment.state = ProviderState::Captured;
        }
    }

    /// Somebody gives money back on the provider's own page, for this refund of ours or for none that we know.
    pub fn give_back(&self, attempt: AttemptId, refund: RefundId, amount: i64) {
        if let Some(payment) = self.books().payments.get_mut(&name(attempt).0) {
            payment.refunds.insert(format!("by hand {refund}"), (refund, amount));
        }
    }

    /// Every capture.
    pub fn captures(&self) -> Vec<Capture> {
        let books = self.books();
        let captured = books.payments.values().filter(|payment| payment.state == ProviderState::Captured);
        let capture = |payment: &Payment| Capture {
            attempt: payment.attempt,
            order: payment.order,
            amount: payment.amount,
            refunds: payment.refunds.values().copied().collect(),
        };
        captured.map(capture).collect()
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap()
    }

    async fn answering(&self) -> Result<MutexGuard<'_, Books>, CallError> {
        self.waiting.send_modify(|waiting| *waiting += 1);
        self.busy.subscribe().wait_for(|busy| !busy).await.unwrap();
        self.waiting.send_modify(|waiting| *waiting -= 1);
        let books = self.books();
        match books.line {
            Line::Up => Ok(books),
            Line::Refusing => Err(CallError::NotSent("connection refused".to_owned())),
            Line::Silent => Err(CallError::Unknown("no answer".to_owned())),
        }
    }
}

/// The same attempt has the same name.
fn name(attempt: AttemptId) -> ProviderRef {
    ProviderRef(format!("pi_{attempt}"))
}

fn state_of(books: &Books, reference: &ProviderRef) -> ProviderState {
    books.payments.get(&reference.0).map_or(ProviderState::NotFound, |payment| payment.state.clone())
}

#[async_trait]
impl PaymentProvider for Till {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            key_lives: hours(24),
            replays: Replays::SameRequest,
            look_up: LookUp::Reference,
            captured_by: CapturedBy::Confirm,
            separate_capture: false,
            close_after_decline: true,
        }
    }

    async fn prepare(&self, prepare: Prepare) -> Result<Prepared, CallError> {
        let mut books = self.answering().await?;
        let reference = name(prepare.attempt);
        books.payments.entry(reference.0.clone()).or_insert_with(|| Payment {
            order: prepare.order,
            attempt: prepare.attempt,
            amount: prepare.amount.amount,
            state: ProviderState::Open,
            refunds: BTreeMap::new(),
            at: self.clock.now(),
        });
        Ok(Prepared { reference, page: None })
    }

    async fn confirm(&self, confirm: Confirm) -> Result<ProviderState, CallError> {
        let mut books = self.answering().await?;
        let Some(payment) = books.payments.get_mut(&confirm.reference.0) else {
            return Ok(ProviderState::NotFound);
        };
        if matches!(payment.state, ProviderState::Captured | ProviderState::Closed) {
            return Ok(payment.state.clone());
        }
        match confirm.method.expose() {
            REFUSED => return Err(CallError::NotSent("connection refused".to_owned())),
            UNHEARD => return Err(CallError::Unknown("a timeout".to_owned())),
            DECLINED => payment.state = ProviderState::Declined { code: "declined".to_owned() },
            LOST => {
                payment.state = ProviderState::Captured;
                return Err(CallError::Unknown("a reset".to_owned()));
            }
            _ => payment.state = ProviderState::Captured,
        }
        Ok(payment.state.clone())
    }

    async fn ask(&self, reference: &ProviderRef) -> Result<ProviderState, CallError> {
        Ok(state_of(&*self.answering().await?, reference))
    }

    async fn close(&self, reference: &ProviderRef) -> Result<ProviderState, CallError> {
        let mut books = self.answering().await?;
        if let Some(payment) = books.payments.get_mut(&reference.0)
            && payment.state != ProviderState::Captured
        {
            payment.state = ProviderState::Closed;
        }
        Ok(state_of(&books, reference))
    }

    async fn refund(&self, call: RefundCall) -> Result<ProviderRefundState, CallError> {
        let mut books = self.answering().await?;
        let refuses = books.refuses_refunds;
        let Some(payment) = books.payments.get_mut(&call.reference.0) else {
            return Ok(ProviderRefundState::Refused);
        };
        if payment.refunds.contains_key(&call.key) {
            return Ok(ProviderRefundState::Succeeded);
        }
        let returned: i64 = payment.refunds.values().map(|(_, amount)| amount).sum();
        if refuses
            || payment.state != ProviderState::Captured
            || returned + call.amount.amount > payment.amount
        {
            return Ok(ProviderRefundState::Refused);
        }
        payment.refunds.insert(call.key, (call.refund, call.amount.amount));
        Ok(ProviderRefundState::Succeeded)
    }

    async fn refunds(&self, reference: &ProviderRef) -> Result<Vec<ProviderRefund>, CallError> {
        let books = self.answering().await?;
        let Some(payment) = books.payments.get(&reference.0) else { return Ok(Vec::new()) };
        let refund = |(refund, amount): &(RefundId, i64)| ProviderRefund {
            refund: Some(*refund),
            amount: Money::won(*amount),
            state: ProviderRefundState::Succeeded,
        };
        Ok(payment.refunds.values().map(refund).collect())
    }

    async fn transactions(&self, from: Time, until: Time) -> Result<Vec<ProviderTransaction>, CallError> {
        let books = self.answering().await?;
        let known = books.payments.iter().filter(|(_, payment)| (from..until).contains(&payment.at));
        let mut moved = Vec::new();
        for (name, payment) in known.filter(|(_, payment)| payment.state == ProviderState::Captured) {
            let movement = |id: &str, movement, amount| ProviderTransaction {
                id: id.to_owned(),
                reference: ProviderRef(name.clone()),
                attempt: Some(payment.attempt),
                movement,
                amount: Money::won(amount),
                at: payment.at,
            };
            moved.push(movement(name, Movement::Captured, payment.amount));
            let back = |(key, (refund, amount)): (&String, &(RefundId, i64))| {
                movement(key, Movement::Returned(Some(*refund)), *amount)
            };
            moved.extend(payment.refunds.iter().map(back));
        }
        Ok(moved)
    }
}
