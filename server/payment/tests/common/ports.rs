//! Payment's ports in memory: rows that keep what the adapters must keep, and a provider with a ledger of its own
//! that can be told to lose requests and answers.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use events::{Alert, AuditEntry, Event, Progress, Unavailable};
use kernel::time::{Span, hours};
use kernel::{AttemptId, Clock, Ids, OrderId, RefundId, Time};
use payment::{
    Attempt, AttemptState, Attempts, CallError, Capabilities, CapturedBy, Commit, Committed, Confirm, Gate,
    Inserted, LookUp, Orders, PageUrl, PaymentProvider, Prepare, Prepared, ProviderRef, ProviderRefund,
    ProviderRefundState, ProviderState, ProviderTransaction, Refund, RefundCall, RefundCommit, Refunds,
    Replays, Service,
};
use uuid::Uuid;

use crate::common::SENT;

/// A clock that stands still until it is set.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    pub fn later(&self, span: Span) {
        self.0.fetch_add(span.micros(), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Time {
        Time::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// Ids and chance that count up from one.
#[derive(Debug, Default)]
pub struct CountedIds(AtomicU64);

impl Ids for CountedIds {
    fn uuid(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.chance()))
    }

    fn chance(&self) -> u64 {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }
}

/// What becomes of an insert whose COMMIT brings no answer.
#[derive(Debug, Clone, Copy)]
pub enum CommitFault {
    /// It was written.
    Written,
    /// It was not.
    Lost,
    /// It is written only after it was looked for.
    WrittenLater,
}

/// What somebody else writes between a load and its commit.
type Meanwhile = Box<dyn FnOnce(&mut Attempt) + Send>;

/// The tables.
#[derive(Default)]
pub struct Rows {
    pub attempts: BTreeMap<AttemptId, Attempt>,
    pub refunds: BTreeMap<RefundId, Refund>,
    pub events: Vec<Event>,
    pub alerts: Vec<Alert>,
    pub audit: Vec<AuditEntry>,
    pub away: bool,
    /// For the next insert.
    pub insert_fault: Option<CommitFault>,
    /// For the next commit of an attempt, which is lost to it.
    pub meanwhile: Option<Meanwhile>,
    /// So long takes the next commit of an attempt.
    pub slow_attempt: Option<Span>,
    /// So long takes the next commit of a refund.
    pub slow_refund: Option<Span>,
    late: Option<Commit>,
    applied: HashSet<(OrderId, i64)>,
}

impl Rows {
    fn insert(&mut self, commit: &Commit) -> Inserted {
        let attempt = &commit.decided.attempt;
        if let Some(row) = self.attempts.get(&attempt.id) {
            return Inserted::Stands(Box::new(row.clone()));
        }
        if is_open(attempt) && self.attempts.values().any(|row| row.order == attempt.order && is_open(row)) {
            return Inserted::AnotherOpen;
        }
        self.attempts.insert(attempt.id, attempt.clone());
        self.events.extend(commit.decided.events.clone());
        Inserted::Done
    }
}

/// Whether an attempt is one of those an order may have only one of.
fn is_open(attempt: &Attempt) -> bool {
    matches!(
        attempt.state,
        AttemptState::Sent | AttemptState::ActionNeeded | AttemptState::Unknown | AttemptState::Approved
    )
}

/// The ports over the tables.
#[derive(Clone)]
pub struct Database {
    rows: Arc<Mutex<Rows>>,
    clock: Arc<ManualClock>,
}

impl Database {
    pub fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().expect("no test panics while it holds the rows")
    }

    fn open(&self) -> Result<MutexGuard<'_, Rows>, Unavailable> {
        let rows = self.rows();
        if rows.away { Err(away()) } else { Ok(rows) }
    }

    /// Writes an entry beside what was written.
    fn audit(&self, committed: Committed, entry: AuditEntry) {
        if committed == Committed::Done {
            self.rows().audit.push(entry);
        }
    }
}

fn away() -> Unavailable {
    Unavailable("the database is away".to_owned())
}

#[async_trait]
impl Attempts for Database {
    async fn attempt(&self, id: AttemptId) -> Result<Option<Attempt>, Unavailable> {
        let mut rows = self.open()?;
        let found = rows.attempts.get(&id).cloned();
        if let Some(late) = rows.late.take() {
            rows.insert(&late);
        }
        Ok(found)
    }

    async fn insert(&self, commit: Commit) -> Result<Inserted, Unavailable> {
        let mut rows = self.open()?;
        match rows.insert_fault.take() {
            None => return Ok(rows.insert(&commit)),
            Some(CommitFault::Written) => drop(rows.insert(&commit)),
            Some(CommitFault::Lost) => {}
            Some(CommitFault::WrittenLater) => rows.late = Some(commit),
        }
        Err(away())
    }

    async fn commit(&self, commit: Commit) -> Result<Committed, Unavailable> {
        let mut rows = self.open()?;
        let meanwhile = rows.meanwhile.take();
        if let Some(span) = rows.slow_attempt.take() {
            self.clock.later(span);
        }
        let decided = commit.decided;
        let Some(row) = rows.attempts.get_mut(&decided.attempt.id) else { return Ok(Committed::Lost) };
        if let Some(meanwhile) = meanwhile {
            meanwhile(row);
            row.version += 1;
        }
        if row.version != decided.attempt.version {
            return Ok(Committed::Lost);
        }
        *row = Attempt { version: row.version + 1, ..decided.attempt };
        rows.events.extend(decided.events);
        rows.alerts.extend(decided.alerts);
        if let Some(refund) = decided.refund {
            rows.refunds.entry(refund.id).or_insert(refund);
        }
        Ok(Committed::Done)
    }

    async fn commit_audited(&self, commit: Commit, entry: AuditEntry) -> Result<Committed, Unavailable> {
        let committed = Attempts::commit(self, commit).await?;
        self.audit(committed, entry);
        Ok(committed)
    }

    async fn named(&self, reference: &ProviderRef) -> Result<Option<Attempt>, Unavailable> {
        Ok(self.open()?.attempts.values().find(|row| row.reference.as_ref() == Some(reference)).cloned())
    }

    async fn of_order(&self, order: OrderId) -> Result<Vec<Attempt>, Unavailable> {
        Ok(self.open()?.attempts.values().filter(|row| row.order == order).cloned().collect())
    }

    async fn to_ask(&self, now: Time, _limit: i64) -> Result<Vec<Attempt>, Unavailable> {
        let due = |row: &&Attempt| row.ask_at.is_some_and(|at| at <= now);
        Ok(self.open()?.attempts.values().filter(due).cloned().collect())
    }
}

#[async_trait]
impl Refunds for Database {
    async fn refund(&self, id: RefundId) -> Result<Option<Refund>, Unavailable> {
        Ok(self.open()?.refunds.get(&id).cloned())
    }

    async fn consume(
        &self,
        refund: Option<Refund>,
        alerts: Vec<Alert>,
        progress: Progress,
        _now: Time,
    ) -> Result<Committed, Unavailable> {
        let mut rows = self.open()?;
        if !rows.applied.insert((progress.order, progress.seq)) {
            return Ok(Committed::AppliedBefore);
        }
        if let Some(refund) = refund {
            rows.refunds.entry(refund.id).or_insert(refund);
        }
        rows.alerts.extend(alerts);
        Ok(Committed::Done)
    }

    async fn commit(&self, commit: RefundCommit) -> Result<Committed, Unavailable> {
        let mut rows = self.open()?;
        if let Some(span) = rows.slow_refund.take() {
            self.clock.later(span);
        }
        let decided = commit.decided;
        let stands = rows.refunds.get(&decided.refund.id).map(|row| row.version);
        if stands != Some(decided.refund.version) {
            return Ok(Committed::Lost);
        }
        let next = Refund { version: decided.refund.version + 1, ..decided.refund };
        rows.refunds.insert(next.id, next);
        rows.events.extend(decided.events);
        rows.alerts.extend(decided.alerts);
        Ok(Committed::Done)
    }

    async fn commit_audited(
        &self,
        commit: RefundCommit,
        entry: AuditEntry,
    ) -> Result<Committed, Unavailable> {
        let committed = Refunds::commit(self, commit).await?;
        self.audit(committed, entry);
        Ok(committed)
    }

    async fn of_order(&self, order: OrderId) -> Result<Vec<Refund>, Unavailable> {
        Ok(self.open()?.refunds.values().filter(|row| row.order == order).cloned().collect())
    }

    async fn due(&self, now: Time, _limit: i64) -> Result<Vec<Refund>, Unavailable> {
        let due = |row: &&Refund| row.next_at.is_some_and(|at| at <= now);
        Ok(self.open()?.refunds.values().filter(due).cloned().collect())
    }
}

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallFault {
    /// The connection is refused.
    NotSent,
    /// The request gets lost on its way.
    RequestLost,
    /// The provider does it, and its answer gets lost.
    AnswerLost,
    /// Nothing happens until the client's timeout, 15 seconds of tokio's clock.
    Hangs,
}

/// One call as the provider saw it: its name, and how the attempt's row stood by then.
pub type Call = (&'static str, Option<AttemptState>);

/// The provider's own books.
#[derive(Default)]
pub struct Books {
    pub payments: BTreeMap<String, ProviderState>,
    pub refunds: Vec<(String, ProviderRefund)>,
    /// What the next confirmations come to; captured when nothing is said.
    pub verdicts: VecDeque<ProviderState>,
    /// What the next refunds come to; succeeded when nothing is said.
    pub refund_verdicts: VecDeque<ProviderRefundState>,
    /// For every call, as long as it stands.
    pub dead: Option<CallFault>,
    /// For the next call of that name.
    pub faults: HashMap<&'static str, VecDeque<CallFault>>,
    pub calls: Vec<Call>,
    /// The keys under which refunds were asked for.
    pub refund_keys: Vec<String>,
    answered: HashMap<String, ProviderRefundState>,
}

/// A provider that keeps its books in memory.
#[derive(Clone)]
pub struct Provider {
    books: Arc<Mutex<Books>>,
    database: Database,
    capabilities: Capabilities,
}

impl Provider {
    pub fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().expect("no test panics while it holds the books")
    }

    /// The next calls of this name fail so.
    pub fn fails(&self, call: &'static str, faults: impl IntoIterator<Item = CallFault>) {
        self.books().faults.entry(call).or_default().extend(faults);
    }

    pub fn calls(&self) -> Vec<&'static str> {
        self.books().calls.iter().map(|(name, _)| *name).collect()
    }

    pub fn count(&self, call: &str) -> usize {
        self.calls().into_iter().filter(|name| *name == call).count()
    }

    /// Writes a call down, and does it unless its request is lost.
    async fn call<T>(
        &self,
        name: &'static str,
        row: Option<AttemptState>,
        act: impl FnOnce(&mut Books) -> T + Send,
    ) -> Result<T, CallError> {
        // As a call over a network, it does not answer at once.
        tokio::task::yield_now().await;
        let dead = self.books().dead;
        if dead == Some(CallFault::Hangs) {
            self.books().calls.push((name, row));
            tokio::time::sleep(std::time::Duration::from_secs(15)).await;
            return Err(CallError::Unknown("timeout".to_owned()));
        }
        let mut books = self.books();
        books.calls.push((name, row));
        let lost = |why: &str| Err(CallError::Unknown(why.to_owned()));
        match dead.or_else(|| books.faults.get_mut(name).and_then(VecDeque::pop_front)) {
            None => Ok(act(&mut books)),
            Some(CallFault::NotSent) => Err(CallError::NotSent("connection refused".to_owned())),
            Some(CallFault::RequestLost | CallFault::Hangs) => lost("timeout, request lost"),
            Some(CallFault::AnswerLost) => {
                act(&mut books);
                lost("timeout, answer lost")
            }
        }
    }

    fn row(&self, reference: &ProviderRef) -> Option<AttemptState> {
        let rows = self.database.rows();
        rows.attempts.values().find(|row| row.reference.as_ref() == Some(reference)).map(|row| row.state)
    }
}

/// The provider's page for an attempt.
pub fn page_of(attempt: AttemptId) -> PageUrl {
    PageUrl(format!("https://pay.example/{attempt}"))
}

/// The provider's name for an attempt.
pub fn name_of(attempt: AttemptId) -> ProviderRef {
    ProviderRef(format!("pi_{attempt}"))
}

#[async_trait]
impl PaymentProvider for Provider {
    fn capabilities(&self) -> Capabilities {
        self.capabilities
    }

    async fn prepare(&self, prepare: Prepare) -> Result<Prepared, CallError> {
        let row = self.database.rows().attempts.get(&prepare.attempt).map(|row| row.state);
        let reference = name_of(prepare.attempt);
        let on_page = self.capabilities.captured_by != CapturedBy::Confirm;
        let page = on_page.then(|| page_of(prepare.attempt));
        let begins =
            if on_page { ProviderState::ActionNeeded { page: page.clone() } } else { ProviderState::Open };
        let act = |books: &mut Books| {
            books.payments.entry(reference.0.clone()).or_insert(begins);
            Prepared { reference: reference.clone(), page }
        };
        self.call("prepare", row, act).await
    }

    async fn confirm(&self, confirm: Confirm) -> Result<ProviderState, CallError> {
        let ProviderRef(name) = &confirm.reference;
        let act = |books: &mut Books| {
            if books.payments.get(name) != Some(&ProviderState::Open) {
                return books.payments[name].clone();
            }
            let verdict = books.verdicts.pop_front().unwrap_or(ProviderState::Captured);
            books.payments.insert(name.clone(), verdict.clone());
            verdict
        };
        self.call("confirm", self.row(&confirm.reference), act).await
    }

    async fn ask(&self, reference: &ProviderRef) -> Result<ProviderState, CallError> {
        let act =
            |books: &mut Books| books.payments.get(&reference.0).cloned().unwrap_or(ProviderState::NotFound);
        self.call("ask", self.row(reference), act).await
    }

    async fn close(&self, reference: &ProviderRef) -> Result<ProviderState, CallError> {
        let closes = self.capabilities.captured_by != CapturedBy::ConfirmAfterPage;
        let act = |books: &mut Books| {
            let state = books.payments.entry(reference.0.clone()).or_insert(ProviderState::Open);
            if closes && *state != ProviderState::Captured {
                *state = ProviderState::Closed;
            }
            state.clone()
        };
        self.call("close", self.row(reference), act).await
    }

    async fn refund(&self, call: RefundCall) -> Result<ProviderRefundState, CallError> {
        let act = |books: &mut Books| {
            books.refund_keys.push(call.key.clone());
            if let Some(answer) = books.answered.get(&call.key) {
                return *answer;
            }
            let state = books.refund_verdicts.pop_front().unwrap_or(ProviderRefundState::Succeeded);
            let refund = ProviderRefund { refund: Some(call.refund), amount: call.amount, state };
            if state != ProviderRefundState::Refused {
                books.answered.insert(call.key.clone(), state);
                books.refunds.push((call.reference.0.clone(), refund));
            }
            state
        };
        self.call("refund", self.row(&call.reference), act).await
    }

    async fn refunds(&self, reference: &ProviderRef) -> Result<Vec<ProviderRefund>, CallError> {
        let act = |books: &mut Books| {
            let of_payment = books.refunds.iter().filter(|(name, _)| *name == reference.0);
            of_payment.map(|(_, refund)| refund.clone()).collect()
        };
        self.call("refunds", self.row(reference), act).await
    }

    /// The comparison of the books has its tests over the real tables.
    async fn transactions(&self, _from: Time, _until: Time) -> Result<Vec<ProviderTransaction>, CallError> {
        self.call("transactions", None, |_| Vec::new()).await
    }
}

/// Order's standing: whether it waits for the attempt, as told.
#[derive(Debug)]
pub struct Waits {
    waits: AtomicBool,
    away: Mutex<Option<OrderId>>,
}

impl Waits {
    /// The order was cancelled, or waits for another.
    pub fn no_more(&self) {
        self.waits.store(false, Ordering::SeqCst);
    }

    /// Only of this order nothing can be said.
    pub fn does_not_answer_for(&self, order: OrderId) {
        *self.away.lock().expect("not poisoned") = Some(order);
    }
}

#[async_trait]
impl Orders for Waits {
    async fn waits_for(&self, order: OrderId, _attempt: AttemptId) -> Result<bool, Unavailable> {
        let is_away = *self.away.lock().expect("not poisoned") == Some(order);
        if is_away { Err(away()) } else { Ok(self.waits.load(Ordering::SeqCst)) }
    }
}

/// The context over its ports in memory.
pub struct Shop {
    pub service: Service,
    pub database: Database,
    pub provider: Provider,
    pub order: Arc<Waits>,
    pub clock: Arc<ManualClock>,
}

/// A shop whose provider works so, with so many calls at a time, opened at [`SENT`].
pub fn shop_with(capabilities: Capabilities, places: usize) -> Shop {
    let clock = Arc::new(ManualClock(AtomicI64::new(SENT.micros())));
    let database = Database { rows: Arc::default(), clock: clock.clone() };
    let provider = Provider { books: Arc::default(), database: database.clone(), capabilities };
    let order = Arc::new(Waits { waits: AtomicBool::new(true), away: Mutex::default() });
    let service = service(&database, &provider, &order, &clock, places);
    Shop { service, database, provider, order, clock }
}

fn service(
    database: &Database,
    provider: &Provider,
    order: &Arc<Waits>,
    clock: &Arc<ManualClock>,
    places: usize,
) -> Service {
    let ids = Arc::new(CountedIds::default());
    Service::new(
        Arc::new(database.clone()),
        Arc::new(database.clone()),
        order.clone(),
        Arc::new(provider.clone()),
        Gate::new(places, clock.clone(), ids.clone()),
        clock.clone(),
        ids,
    )
}

impl Shop {
    /// Another process of the same shop, whose gate lets nothing through.
    pub fn behind_a_shut_gate(&self) -> Service {
        service(&self.database, &self.provider, &self.order, &self.clock, 0)
    }
}

/// Keys live a day; a declined payment could still be confirmed.
pub const LIKE_STRIPE: Capabilities = Capabilities {
    key_lives: hours(24),
    replays: Replays::SameRequest,
    look_up: LookUp::Reference,
    captured_by: CapturedBy::Confirm,
    separate_capture: true,
    close_after_decline: true,
};

/// A shop whose provider is like Stripe.
pub fn shop() -> Shop {
    shop_with(LIKE_STRIPE, 8)
}
