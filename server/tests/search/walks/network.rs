//! The provider behind a network that refuses connections, loses requests and answers, holds calls back until they are
//! released, and delivers requests that nobody waits for any more.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use kernel::time::{Span, seconds};
use kernel::{Clock, Money, Time};
use payment::{
    CallError, Capabilities, CapturedBy, Confirm, LookUp, PageUrl, PaymentProvider, Prepare, Prepared,
    ProviderRef, ProviderRefund, ProviderRefundState, ProviderState, ProviderTransaction, RefundCall,
    Replays,
};
use tokio::sync::oneshot;

use crate::walks::books::{Books, Entry, KEY_LIVES, Request};
use crate::walks::ports::Tables;

/// A request that is not there after this never comes.
pub const ARRIVES_WITHIN: Span = seconds(60);

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

/// What is between the shop and the provider.
#[derive(Debug, Default)]
struct Network {
    /// For the next calls; what is not said goes well.
    fates: VecDeque<Fate>,
    hanging: VecDeque<(oneshot::Sender<Fate>, Option<Request>)>,
    on_the_way: VecDeque<(Time, Request)>,
}

#[derive(Debug, Clone)]
pub struct Provider {
    books: Arc<Mutex<Books>>,
    network: Arc<Mutex<Network>>,
    clock: Tables,
    pub way: Way,
}

/// How a provider works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    pub captured_by: CapturedBy,
    /// Its declined payments can be confirmed again.
    pub close_after_decline: bool,
}

impl Provider {
    pub fn new(clock: Tables, way: Way) -> Self {
        let books = Arc::new(Mutex::new(Books::new(way.captured_by)));
        Self { books, network: Arc::default(), clock, way }
    }

    pub fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().expect("no step panics while it holds the books")
    }

    fn network(&self) -> MutexGuard<'_, Network> {
        self.network.lock().expect("no step panics while it holds the network")
    }

    /// What becomes of a call to come.
    pub fn meets(&self, fate: Fate) {
        self.network().fates.push_back(fate);
    }

    /// From now on all goes well.
    pub fn calm(&self) {
        self.network().fates.clear();
    }

    /// Lets the oldest call that hangs go on to its fate.
    pub fn release(&self, fate: Fate) {
        if let Some((call, _)) = self.network().hanging.pop_front() {
            // A caller that is gone does not mind.
            let _ = call.send(fate);
        }
    }

    pub fn hangs(&self) -> bool {
        !self.network().hanging.is_empty()
    }

    /// The callers are gone; what they had asked for is on its way.
    pub fn forget_callers(&self) {
        let now = self.clock.now();
        let mut network = self.network();
        let requests: Vec<_> = network.hanging.drain(..).filter_map(|(_, request)| request).collect();
        network.on_the_way.extend(requests.into_iter().map(|request| (now, request)));
    }

    /// The oldest request on the way arrives, or is lost.
    pub fn deliver(&self, arrives: bool) {
        let request = self.network().on_the_way.pop_front();
        if let Some((_, request)) = request
            && arrives
        {
            let now = self.clock.now();
            self.books().arrive(request, now);
        }
    }

    /// Every request that will have been on its way for too long arrives now, or is lost.
    pub fn deliver_before(&self, later: Time, arrives: bool) {
        while self.network().on_the_way.front().is_some_and(|(sent, _)| *sent + ARRIVES_WITHIN <= later) {
            self.deliver(arrives);
        }
    }

    async fn call<T>(
        &self,
        request: Option<Request>,
        act: impl FnOnce(&mut Books, Time) -> T + Send,
    ) -> Result<T, CallError> {
        let fate = self.fate(request.clone()).await;
        let now = self.clock.now();
        match fate {
            Fate::Answered => Ok(act(&mut self.books(), now)),
            Fate::Refused => Err(CallError::NotSent("connection refused".to_owned())),
            Fate::RequestLost | Fate::Hangs => unknown("request lost"),
            Fate::AnswerLost => {
                act(&mut self.books(), now);
                unknown("answer lost")
            }
            Fate::Late => {
                self.network().on_the_way.extend(request.map(|request| (now, request)));
                unknown("timeout")
            }
        }
    }

    async fn fate(&self, request: Option<Request>) -> Fate {
        let released = {
            let mut network = self.network();
            match network.fates.pop_front().unwrap_or(Fate::Answered) {
                Fate::Hangs => {
                    let (sender, released) = oneshot::channel();
                    network.hanging.push_back((sender, request));
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

fn unknown<T>(why: &str) -> Result<T, CallError> {
    Err(CallError::Unknown(why.to_owned()))
}

#[async_trait]
impl PaymentProvider for Provider {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            key_lives: KEY_LIVES,
            replays: Replays::SameRequest,
            look_up: LookUp::Reference,
            captured_by: self.way.captured_by,
            separate_capture: false,
            close_after_decline: self.way.close_after_decline,
        }
    }

    async fn prepare(&self, prepare: Prepare) -> Result<Prepared, CallError> {
        let Prepare { attempt, amount, .. } = prepare;
        let name = format!("pi_{attempt}");
        let on_page = self.way.captured_by != CapturedBy::Confirm;
        let page = on_page.then(|| PageUrl(format!("https://pay.example/{attempt}")));
        self.call(None, move |books, now| {
            books.payments.entry(name.clone()).or_insert(Entry::new(attempt, amount.amount, now));
            Prepared { reference: ProviderRef(name), page }
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
        let answer = self.call(request, move |books, now| books.refund(call, now)).await?;
        answer.map_or_else(|| unknown("500"), Ok)
    }

    async fn refunds(&self, reference: &ProviderRef) -> Result<Vec<ProviderRefund>, CallError> {
        self.call(None, |books, _| {
            let of_payment = books.refunds.iter().filter(|moved| moved.reference == reference.0);
            let listed = of_payment.map(|moved| ProviderRefund {
                refund: Some(moved.refund),
                amount: Money::won(moved.amount),
                state: moved.state,
            });
            listed.collect()
        })
        .await
    }

    /// The books are not compared here.
    async fn transactions(&self, _from: Time, _until: Time) -> Result<Vec<ProviderTransaction>, CallError> {
        unknown("no list")
    }
}
