//! Faults between the contexts and what they are plugged into: the n-th call fails before it was done, after it
//! was done, or takes the whole program with it.
//!
//! Reads that look for work (what is due, overdue, to be asked) are passed through: a sweep that fails is a sweep
//! that comes later. Every other call counts.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use customer::mypage::{MyPages, Row};
use events::{
    Alert, AuditEntry, ConsumerName, DeadLetter, Due, Lag, Outbox, Partitions, Progress, Unavailable,
};
use kernel::{AttemptId, LetterId, OrderId, RefundId, SessionId, Time};
use mail::{Known, Letter, Letters, Standing, Turn};
use payment::{
    Attempt, CallError, Capabilities, Confirm, Inserted, PaymentProvider, Prepare, Prepared, ProviderRef,
    ProviderRefund, ProviderRefundState, ProviderState, ProviderTransaction, Refund, RefundCall,
    RefundCommit,
};
use server::wiring::Rows;
use shipping::Shipment;

/// What a call is, and so what can go wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Read,
    Write,
    Provider,
}

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It is not done, and that is certain.
    Refused,
    /// It is not done, and nobody knows.
    Unheard,
    /// It is done, and its answer is lost.
    Lost,
    /// The program ends before it is done. (After it was done is before the next.)
    Crash,
}

impl Kind {
    /// What differs for a call of this kind.
    pub const fn faults(self) -> &'static [How] {
        match self {
            Self::Read => &[How::Refused, How::Crash],
            Self::Write => &[How::Refused, How::Lost, How::Crash],
            Self::Provider => &[How::Refused, How::Unheard, How::Lost, How::Crash],
        }
    }
}

/// One fault: the n-th call, from 0, fails in this way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub at: usize,
    pub how: How,
}

/// The faults that are armed, and the calls that came by.
#[derive(Debug, Default)]
pub struct Faults(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    armed: Option<Fault>,
    calls: Vec<(Kind, &'static str)>,
    /// The program has ended: nothing is done any more until it starts again.
    ended: bool,
    /// Each delivery is handed out twice: the first time it is done, nobody writes that down.
    twice: bool,
    done_once: HashSet<(ConsumerName, i64)>,
}

/// Whether the call is done, and how it is answered.
enum Passage {
    Through,
    Fails { done: bool, certain: bool },
}

/// How a port says that a call failed.
trait Failed {
    fn failed(certain: bool) -> Self;
}

impl Failed for Unavailable {
    fn failed(_certain: bool) -> Self {
        Self("a fault".to_owned())
    }
}

impl Failed for CallError {
    fn failed(certain: bool) -> Self {
        if certain { Self::NotSent("a fault".to_owned()) } else { Self::Unknown("a fault".to_owned()) }
    }
}

impl Faults {
    /// Arms a fault.
    pub fn arm(&self, fault: Fault) {
        self.state().armed = Some(fault);
    }

    /// Hands every delivery out twice from now on.
    pub fn deliver_twice(&self) {
        self.state().twice = true;
    }

    /// Starts the program again, if it has ended.
    pub fn restart(&self) {
        self.state().ended = false;
    }

    /// The calls so far.
    pub fn calls(&self) -> Vec<(Kind, &'static str)> {
        self.state().calls.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    fn passage(&self, kind: Kind, name: &'static str) -> Passage {
        let mut state = self.state();
        if state.ended {
            return Passage::Fails { done: false, certain: false };
        }
        let at = state.calls.len();
        state.calls.push((kind, name));
        let Some(fault) = state.armed.take_if(|fault| fault.at == at) else { return Passage::Through };
        state.ended = fault.how == How::Crash;
        Passage::Fails { done: fault.how == How::Lost, certain: fault.how == How::Refused }
    }

    async fn call<T, E: Failed>(
        &self,
        kind: Kind,
        name: &'static str,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        match self.passage(kind, name) {
            Passage::Through => work.await,
            Passage::Fails { done, certain } => {
                if done {
                    // Its answer is lost, whatever it was.
                    drop(work.await);
                }
                Err(E::failed(certain))
            }
        }
    }

    /// Whether these deliveries are to be handed out once more.
    fn again(&self, consumer: ConsumerName, positions: &[i64]) -> bool {
        let mut state = self.state();
        let fresh =
            positions.iter().filter(|position| state.done_once.insert((consumer, **position))).count();
        state.twice && fresh > 0
    }
}

/// A port with faults in front of it.
struct Faulty<P: ?Sized> {
    inner: Arc<P>,
    faults: Arc<Faults>,
}

impl<P: ?Sized> Faulty<P> {
    fn new(inner: Arc<P>, faults: &Arc<Faults>) -> Arc<Self> {
        Arc::new(Self { inner, faults: Arc::clone(faults) })
    }
}

/// Puts faults in front of every row.
pub fn faulty_rows(rows: Rows, faults: &Arc<Faults>) -> Rows {
    Rows {
        orders: Faulty::new(rows.orders, faults),
        attempts: Faulty::new(rows.attempts, faults),
        refunds: Faulty::new(rows.refunds, faults),
        shipments: Faulty::new(rows.shipments, faults),
        letters: Faulty::new(rows.letters, faults),
        my_pages: Faulty::new(rows.my_pages, faults),
        outbox: Faulty::new(rows.outbox, faults),
    }
}

/// Puts faults in front of a provider.
pub fn faulty_provider(provider: Arc<dyn PaymentProvider>, faults: &Arc<Faults>) -> Arc<dyn PaymentProvider> {
    Faulty::new(provider, faults)
}

#[async_trait]
impl order::Orders for Faulty<dyn order::Orders> {
    async fn order(&self, id: OrderId) -> Result<Option<order::Order>, Unavailable> {
        self.faults.call(Kind::Read, "orders.order", self.inner.order(id)).await
    }

    async fn attempts(&self, ids: &[OrderId]) -> Result<Vec<order::Attempts>, Unavailable> {
        self.faults.call(Kind::Read, "orders.attempts", self.inner.attempts(ids)).await
    }

    async fn place(
        &self,
        decided: order::Decided,
        draft: order::Draft,
        network: Option<order::Network>,
    ) -> Result<order::Placed, Unavailable> {
        let place = self.inner.place(decided, draft, network);
        self.faults.call(Kind::Write, "orders.place", place).await
    }

    async fn commit(&self, commit: order::Commit) -> Result<order::Committed, Unavailable> {
        self.faults.call(Kind::Write, "orders.commit", self.inner.commit(commit)).await
    }

    async fn overdue(&self, now: Time, limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        self.inner.overdue(now, limit).await
    }

    async fn waiting(&self, before: Time, limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        self.inner.waiting(before, limit).await
    }

    async fn delivered(&self, before: Time, limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        self.inner.delivered(before, limit).await
    }
}

#[async_trait]
impl payment::Attempts for Faulty<dyn payment::Attempts> {
    async fn attempt(&self, id: AttemptId) -> Result<Option<Attempt>, Unavailable> {
        self.faults.call(Kind::Read, "attempts.attempt", self.inner.attempt(id)).await
    }

    async fn insert(&self, commit: payment::Commit) -> Result<Inserted, Unavailable> {
        self.faults.call(Kind::Write, "attempts.insert", self.inner.insert(commit)).await
    }

    async fn commit(&self, commit: payment::Commit) -> Result<payment::Committed, Unavailable> {
        self.faults.call(Kind::Write, "attempts.commit", self.inner.commit(commit)).await
    }

    async fn commit_audited(
        &self,
        commit: payment::Commit,
        entry: AuditEntry,
    ) -> Result<payment::Committed, Unavailable> {
        let commit = self.inner.commit_audited(commit, entry);
        self.faults.call(Kind::Write, "attempts.commit_audited", commit).await
    }

    async fn named(&self, reference: &ProviderRef) -> Result<Option<Attempt>, Unavailable> {
        self.inner.named(reference).await
    }

    async fn of_order(&self, order: OrderId) -> Result<Vec<Attempt>, Unavailable> {
        self.inner.of_order(order).await
    }

    async fn to_ask(&self, now: Time, limit: i64) -> Result<Vec<Attempt>, Unavailable> {
        self.inner.to_ask(now, limit).await
    }
}

#[async_trait]
impl payment::Refunds for Faulty<dyn payment::Refunds> {
    async fn refund(&self, id: RefundId) -> Result<Option<Refund>, Unavailable> {
        self.faults.call(Kind::Read, "refunds.refund", self.inner.refund(id)).await
    }

    async fn consume(
        &self,
        refund: Option<Refund>,
        alerts: Vec<Alert>,
        progress: Progress,
        now: Time,
    ) -> Result<payment::Committed, Unavailable> {
        let consume = self.inner.consume(refund, alerts, progress, now);
        self.faults.call(Kind::Write, "refunds.consume", consume).await
    }

    async fn commit(&self, commit: RefundCommit) -> Result<payment::Committed, Unavailable> {
        self.faults.call(Kind::Write, "refunds.commit", self.inner.commit(commit)).await
    }

    async fn commit_audited(
        &self,
        commit: RefundCommit,
        entry: AuditEntry,
    ) -> Result<payment::Committed, Unavailable> {
        let commit = self.inner.commit_audited(commit, entry);
        self.faults.call(Kind::Write, "refunds.commit_audited", commit).await
    }

    async fn of_order(&self, order: OrderId) -> Result<Vec<Refund>, Unavailable> {
        self.inner.of_order(order).await
    }

    async fn due(&self, now: Time, limit: i64) -> Result<Vec<Refund>, Unavailable> {
        self.inner.due(now, limit).await
    }
}

#[async_trait]
impl shipping::Shipments for Faulty<dyn shipping::Shipments> {
    async fn shipment(&self, order: OrderId) -> Result<Option<Shipment>, Unavailable> {
        self.faults.call(Kind::Read, "shipments.shipment", self.inner.shipment(order)).await
    }

    async fn commit(&self, commit: shipping::Commit) -> Result<shipping::Committed, Unavailable> {
        self.faults.call(Kind::Write, "shipments.commit", self.inner.commit(commit)).await
    }

    async fn shipments(&self, orders: &[OrderId]) -> Result<Vec<Shipment>, Unavailable> {
        self.faults.call(Kind::Read, "shipments.shipments", self.inner.shipments(orders)).await
    }

    async fn commit_together(
        &self,
        commits: Vec<shipping::Commit>,
    ) -> Result<shipping::Committed, Unavailable> {
        let commit = self.inner.commit_together(commits);
        self.faults.call(Kind::Write, "shipments.commit_together", commit).await
    }

    async fn stops_unanswered(&self, before: Time, limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        self.inner.stops_unanswered(before, limit).await
    }
}

/// What is consumed counts. Sending is no part of an order's way, and has tests of its own.
#[async_trait]
impl Letters for Faulty<dyn Letters> {
    async fn known(&self, order: OrderId) -> Result<Option<Known>, Unavailable> {
        self.faults.call(Kind::Read, "letters.known", self.inner.known(order)).await
    }

    async fn consume(
        &self,
        decided: Option<mail::Decided>,
        progress: Progress,
        now: Time,
    ) -> Result<mail::Committed, Unavailable> {
        let consume = self.inner.consume(decided, progress, now);
        self.faults.call(Kind::Write, "letters.consume", consume).await
    }

    async fn known_of(&self, orders: &[OrderId]) -> Result<Vec<Known>, Unavailable> {
        self.faults.call(Kind::Read, "letters.known_of", self.inner.known_of(orders)).await
    }

    async fn consume_together(
        &self,
        heard: Vec<(Option<mail::Decided>, Progress)>,
        now: Time,
    ) -> Result<mail::Committed, Unavailable> {
        let consume = self.inner.consume_together(heard, now);
        self.faults.call(Kind::Write, "letters.consume_together", consume).await
    }

    async fn post(&self, letter: Letter, audit: Option<AuditEntry>) -> Result<(), Unavailable> {
        self.inner.post(letter, audit).await
    }

    async fn due(&self, now: Time, limit: i64) -> Result<Vec<Letter>, Unavailable> {
        self.inner.due(now, limit).await
    }

    async fn commit(&self, turns: Vec<Turn>, now: Time) -> Result<BTreeSet<LetterId>, Unavailable> {
        self.inner.commit(turns, now).await
    }

    async fn letter(&self, id: LetterId) -> Result<Option<Letter>, Unavailable> {
        self.inner.letter(id).await
    }

    async fn of_order(&self, order: OrderId) -> Result<Vec<Letter>, Unavailable> {
        self.inner.of_order(order).await
    }

    async fn latest(&self, address: &str, limit: i64) -> Result<Vec<Letter>, Unavailable> {
        self.inner.latest(address, limit).await
    }

    async fn standing(&self, now: Time, limit: i64) -> Result<Standing, Unavailable> {
        self.inner.standing(now, limit).await
    }

    async fn forget(&self, before: Time, links_before: Time) -> Result<u64, Unavailable> {
        self.inner.forget(before, links_before).await
    }
}

#[async_trait]
impl MyPages for Faulty<dyn MyPages> {
    async fn row(&self, order: OrderId) -> Result<Option<Row>, Unavailable> {
        self.faults.call(Kind::Read, "mypages.row", self.inner.row(order)).await
    }

    async fn of_owner(&self, owner: SessionId, limit: i64) -> Result<Vec<Row>, Unavailable> {
        self.inner.of_owner(owner, limit).await
    }

    async fn rows(&self, orders: &[OrderId]) -> Result<Vec<Row>, Unavailable> {
        self.faults.call(Kind::Read, "mypages.rows", self.inner.rows(orders)).await
    }

    async fn put(&self, rows: Vec<Row>, now: Time) -> Result<(), Unavailable> {
        self.faults.call(Kind::Write, "mypages.put", self.inner.put(rows, now)).await
    }

    async fn mend(&self, row: Row, now: Time) -> Result<(), Unavailable> {
        self.inner.mend(row, now).await
    }

    async fn changed_since(
        &self,
        owner: SessionId,
        since: Time,
        limit: i64,
    ) -> Result<Vec<(Time, Row)>, Unavailable> {
        self.inner.changed_since(owner, since, limit).await
    }

    async fn changed(&self, after: (Time, OrderId), limit: i64) -> Result<Vec<(Time, Row)>, Unavailable> {
        self.inner.changed(after, limit).await
    }

    async fn name(&self) -> Result<String, Unavailable> {
        self.inner.name().await
    }

    async fn epoch(&self) -> Result<String, Unavailable> {
        self.inner.epoch().await
    }

    async fn begin_anew(&self) -> Result<String, Unavailable> {
        self.inner.begin_anew().await
    }

    async fn put_anew(&self, row: Row, now: Time) -> Result<(), Unavailable> {
        self.inner.put_anew(row, now).await
    }

    async fn behind(&self) -> Result<Vec<OrderId>, Unavailable> {
        self.inner.behind().await
    }

    async fn swap(&self, anew: String) -> Result<Option<Vec<OrderId>>, Unavailable> {
        self.inner.swap(anew).await
    }

    async fn count(&self) -> Result<i64, Unavailable> {
        self.inner.count().await
    }
}

#[async_trait]
impl Outbox for Faulty<dyn Outbox> {
    async fn due(
        &self,
        consumer: ConsumerName,
        of: Partitions,
        now: Time,
        limit: i64,
    ) -> Result<Vec<Due>, Unavailable> {
        self.inner.due(consumer, of, now, limit).await
    }

    async fn done(&self, consumer: ConsumerName, positions: &[i64]) -> Result<(), Unavailable> {
        if self.faults.again(consumer, positions) {
            return Ok(());
        }
        self.faults.call(Kind::Write, "outbox.done", self.inner.done(consumer, positions)).await
    }

    async fn rejected(
        &self,
        consumer: ConsumerName,
        position: i64,
        reason: &str,
        next: Option<Time>,
        now: Time,
    ) -> Result<(), Unavailable> {
        self.inner.rejected(consumer, position, reason, next, now).await
    }

    async fn pause(&self, consumer: ConsumerName, paused: bool) -> Result<(), Unavailable> {
        self.inner.pause(consumer, paused).await
    }

    async fn pause_audited(
        &self,
        consumer: ConsumerName,
        paused: bool,
        entry: AuditEntry,
        now: Time,
    ) -> Result<(), Unavailable> {
        self.inner.pause_audited(consumer, paused, entry, now).await
    }

    async fn lags(&self) -> Result<Vec<Lag>, Unavailable> {
        self.inner.lags().await
    }

    async fn dead_letters(&self) -> Result<Vec<DeadLetter>, Unavailable> {
        self.inner.dead_letters().await
    }

    async fn forget(&self, before: Time, now: Time) -> Result<usize, Unavailable> {
        self.inner.forget(before, now).await
    }

    async fn alerts(&self, limit: i64) -> Result<Vec<(Time, Alert)>, Unavailable> {
        self.inner.alerts(limit).await
    }

    async fn replay(&self, consumer: ConsumerName, position: i64) -> Result<bool, Unavailable> {
        self.inner.replay(consumer, position).await
    }

    async fn replay_audited(
        &self,
        consumer: ConsumerName,
        position: i64,
        entry: AuditEntry,
        now: Time,
    ) -> Result<bool, Unavailable> {
        self.inner.replay_audited(consumer, position, entry, now).await
    }
}

#[async_trait]
impl PaymentProvider for Faulty<dyn PaymentProvider> {
    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    async fn prepare(&self, prepare: Prepare) -> Result<Prepared, CallError> {
        self.faults.call(Kind::Provider, "provider.prepare", self.inner.prepare(prepare)).await
    }

    async fn confirm(&self, confirm: Confirm) -> Result<ProviderState, CallError> {
        self.faults.call(Kind::Provider, "provider.confirm", self.inner.confirm(confirm)).await
    }

    async fn ask(&self, reference: &ProviderRef) -> Result<ProviderState, CallError> {
        self.faults.call(Kind::Provider, "provider.ask", self.inner.ask(reference)).await
    }

    async fn close(&self, reference: &ProviderRef) -> Result<ProviderState, CallError> {
        self.faults.call(Kind::Provider, "provider.close", self.inner.close(reference)).await
    }

    async fn refund(&self, call: RefundCall) -> Result<ProviderRefundState, CallError> {
        self.faults.call(Kind::Provider, "provider.refund", self.inner.refund(call)).await
    }

    async fn refunds(&self, reference: &ProviderRef) -> Result<Vec<ProviderRefund>, CallError> {
        self.faults.call(Kind::Provider, "provider.refunds", self.inner.refunds(reference)).await
    }

    async fn transactions(&self, from: Time, until: Time) -> Result<Vec<ProviderTransaction>, CallError> {
        let transactions = self.inner.transactions(from, until);
        self.faults.call(Kind::Provider, "provider.transactions", transactions).await
    }
}
