//! A payment provider with books of its own. Its network refuses connections, loses requests and answers, holds
//! calls back until they are released, and delivers requests that nobody waits for any more.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use kernel::time::{Span, days, hours, seconds};
use kernel::{AttemptId, Clock, RefundId, Time};
use payment::{
    CallError, Capabilities, Confirm, PaymentProvider, Prepare, ProviderRef, ProviderRefund,
    ProviderRefundState, ProviderState, RefundCall,
};
use tokio::sync::oneshot;

use crate::tables::Tables;

/// How long an idempotency key is kept.
const KEY_LIVES: Span = hours(24);
/// A request that is not there after this never comes.
pub const ARRIVES_WITHIN: Span = seconds(60);
/// A declined payment is captured after all within this time or not at all.
const SURPRISES_WITHIN: Span = days(10);

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Answered,
    /// The connection is refused.
    Refused,
    RequestLost,
    AnswerLost,
    /// No answer now; the request is still on its way.
    Late,
    /// Held back until it is released.
    Hangs,
}

/// What a confirmation comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Captured,
    Declined,
    ActionNeeded,
}

/// A request that does something when it arrives.
#[derive(Debug, Clone)]
enum Request {
    Confirm(ProviderRef),
    Close(ProviderRef),
    Refund(RefundCall),
}

/// A payment as the provider knows it.
#[derive(Debug, Clone)]
pub struct Payment {
    pub attempt: AttemptId,
    pub state: ProviderState,
    pub amount: i64,
    /// How often it took the buyer's money.
    pub captures: u32,
    /// When it was declined.
    declined_at: Option<Time>,
}

impl Payment {
    fn capture(&mut self) {
        self.state = ProviderState::Captured;
        self.captures += 1;
    }
}

/// A refund as the provider knows it.
#[derive(Debug, Clone)]
pub struct Refunded {
    pub reference: String,
    pub refund: RefundId,
    pub amount: i64,
    pub state: ProviderRefundState,
}

/// The provider's own books, and its network.
#[derive(Debug, Default)]
pub struct Books {
    pub payments: BTreeMap<String, Payment>,
    pub refunds: Vec<Refunded>,
    /// For the next calls, confirmations and refunds; what is not said goes well.
    pub fates: VecDeque<Fate>,
    pub verdicts: VecDeque<Verdict>,
    pub refund_verdicts: VecDeque<ProviderRefundState>,
    keys: BTreeMap<String, (Time, ProviderRefundState)>,
    hanging: VecDeque<(oneshot::Sender<Fate>, Option<Request>)>,
    on_the_way: VecDeque<(Time, Request)>,
}

impl Books {
    fn arrive(&mut self, request: Request, now: Time) {
        match request {
            Request::Confirm(reference) => drop(self.confirm(&reference, now)),
            Request::Close(reference) => drop(self.close(&reference)),
            Request::Refund(call) => drop(self.refund(call, now)),
        }
    }

    fn state(&self, reference: &ProviderRef) -> ProviderState {
        self.payments.get(&reference.0).map_or(ProviderState::NotFound, |payment| payment.state.clone())
    }

    fn confirm(&mut self, reference: &ProviderRef, now: Time) -> ProviderState {
        if let Some(payment) = self.payments.get_mut(&reference.0)
            && payment.state == ProviderState::Open
        {
            match self.verdicts.pop_front().unwrap_or(Verdict::Captured) {
                Verdict::Captured => payment.capture(),
                Verdict::Declined => {
                    payment.state = ProviderState::Declined { code: "declined".to_owned() };
                    payment.declined_at = Some(now);
                }
                Verdict::ActionNeeded => payment.state = ProviderState::ActionNeeded,
            }
        }
        self.state(reference)
    }

    fn close(&mut self, reference: &ProviderRef) -> ProviderState {
        if let Some(payment) = self.payments.get_mut(&reference.0)
            && payment.state != ProviderState::Captured
        {
            payment.state = ProviderState::Closed;
        }
        self.state(reference)
    }

    /// Makes a refund, however much went back before: that it is not too much is the shop's to keep.
    fn refund(&mut self, call: RefundCall, now: Time) -> ProviderRefundState {
        if let Some((since, answer)) = self.keys.get(&call.key)
            && now < *since + KEY_LIVES
        {
            return *answer;
        }
        let state = self.refund_verdicts.pop_front().unwrap_or(ProviderRefundState::Succeeded);
        if state != ProviderRefundState::Refused {
            let (reference, amount) = (call.reference.0, call.amount.amount);
            self.refunds.push(Refunded { reference, refund: call.refund, amount, state });
            self.keys.insert(call.key, (now, state));
        }
        state
    }
}

/// The provider.
#[derive(Debug, Clone)]
pub struct Provider {
    books: Arc<Mutex<Books>>,
    clock: Tables,
    close_after_decline: bool,
}

impl Provider {
    pub fn new(clock: Tables, close_after_decline: bool) -> Self {
        Self { books: Arc::default(), clock, close_after_decline }
    }

    pub fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().expect("no step panics while it holds the books")
    }

    /// Lets the oldest call that hangs go on to its fate.
    pub fn release(&self, fate: Fate) {
        if let Some((call, _)) = self.books().hanging.pop_front() {
            // A caller that is gone does not mind.
            let _ = call.send(fate);
        }
    }

    pub fn hangs(&self) -> bool {
        !self.books().hanging.is_empty()
    }

    /// The callers are gone; what they had asked for is on its way.
    pub fn forget_callers(&self) {
        let now = self.clock.now();
        let mut books = self.books();
        let requests: Vec<_> = books.hanging.drain(..).filter_map(|(_, request)| request).collect();
        books.on_the_way.extend(requests.into_iter().map(|request| (now, request)));
    }

    /// The oldest request on the way arrives, or is lost.
    pub fn deliver(&self, arrives: bool) {
        let now = self.clock.now();
        let mut books = self.books();
        if let Some((_, request)) = books.on_the_way.pop_front()
            && arrives
        {
            books.arrive(request, now);
        }
    }

    /// Every request that will have been on its way for too long arrives now, or is lost.
    pub fn deliver_before(&self, later: Time, arrives: bool) {
        while self.books().on_the_way.front().is_some_and(|(sent, _)| *sent + ARRIVES_WITHIN <= later) {
            self.deliver(arrives);
        }
    }

    /// The buyer finishes what the provider asked of them.
    pub fn finish_action(&self, captured: bool) {
        let now = self.clock.now();
        let mut books = self.books();
        let waits = |payment: &&mut Payment| payment.state == ProviderState::ActionNeeded;
        if let Some(payment) = books.payments.values_mut().find(waits) {
            if captured {
                payment.capture();
            } else {
                payment.state = ProviderState::Declined { code: "declined".to_owned() };
                payment.declined_at = Some(now);
            }
        }
    }

    /// Captures after all what it had declined, unless it was closed.
    pub fn capture_late(&self) {
        let now = self.clock.now();
        let declined = |payment: &&mut Payment| {
            let declined = matches!(payment.state, ProviderState::Declined { .. });
            declined && payment.declined_at.is_some_and(|at| now < at + SURPRISES_WITHIN)
        };
        if let Some(payment) = self.books().payments.values_mut().find(declined) {
            payment.capture();
        }
    }

    /// What is on its way at the provider comes to its end.
    pub fn finish_refunds(&self) {
        for refund in &mut self.books().refunds {
            refund.state = ProviderRefundState::Succeeded;
        }
    }

    async fn call<T>(
        &self,
        request: Option<Request>,
        act: impl FnOnce(&mut Books, Time) -> T + Send,
    ) -> Result<T, CallError> {
        let fate = self.fate(request.clone()).await;
        let now = self.clock.now();
        let mut books = self.books();
        let unknown = |why: &str| Err(CallError::Unknown(why.to_owned()));
        match fate {
            Fate::Answered => Ok(act(&mut books, now)),
            Fate::Refused => Err(CallError::NotSent("connection refused".to_owned())),
            Fate::RequestLost | Fate::Hangs => unknown("request lost"),
            Fate::AnswerLost => {
                act(&mut books, now);
                unknown("answer lost")
            }
            Fate::Late => {
                books.on_the_way.extend(request.map(|request| (now, request)));
                unknown("timeout")
            }
        }
    }

    async fn fate(&self, request: Option<Request>) -> Fate {
        let released = {
            let mut books = self.books();
            match books.fates.pop_front().unwrap_or(Fate::Answered) {
                Fate::Hangs => {
                    let (sender, released) = oneshot::channel();
                    books.hanging.push_back((sender, request));
                    released
                }
                fate => return fate,
            }
        };
        match released.await {
            Ok(fate) => fate,
            // The program crashed while it waited: nothing of it goes on.
            Err(_) => std::future::pending().await,
        }
    }
}

#[async_trait]
impl PaymentProvider for Provider {
    fn capabilities(&self) -> Capabilities {
        Capabilities { key_lives: KEY_LIVES, close_after_decline: self.close_after_decline }
    }

    async fn prepare(&self, prepare: Prepare) -> Result<ProviderRef, CallError> {
        let Prepare { attempt, amount, .. } = prepare;
        let name = format!("pi_{attempt}");
        let (state, amount) = (ProviderState::Open, amount.amount);
        let payment = Payment { attempt, state, amount, captures: 0, declined_at: None };
        self.call(None, move |books, _| {
            books.payments.entry(name.clone()).or_insert(payment);
            ProviderRef(name)
        })
        .await
    }

    async fn confirm(&self, confirm: Confirm) -> Result<ProviderState, CallError> {
        let reference = confirm.reference;
        let request = Some(Request::Confirm(reference.clone()));
        self.call(request, move |books, now| books.confirm(&reference, now)).await
    }

    async fn ask(&self, reference: &ProviderRef) -> Result<ProviderState, CallError> {
        self.call(None, |books, _| books.state(reference)).await
    }

    async fn close(&self, reference: &ProviderRef) -> Result<ProviderState, CallError> {
        let request = Some(Request::Close(reference.clone()));
        self.call(request, |books, _| books.close(reference)).await
    }

    async fn refund(&self, call: RefundCall) -> Result<ProviderRefundState, CallError> {
        let request = Some(Request::Refund(call.clone()));
        self.call(request, move |books, now| books.refund(call, now)).await
    }

    async fn refunds(&self, reference: &ProviderRef) -> Result<Vec<ProviderRefund>, CallError> {
        self.call(None, |books, _| {
            let of_payment = books.refunds.iter().filter(|refund| refund.reference == reference.0);
            let listed = of_payment.map(|refund| ProviderRefund {
                refund: Some(refund.refund),
                amount: kernel::Money::won(refund.amount),
                state: refund.state,
            });
            listed.collect()
        })
        .await
    }
}
