//! Order's ports in memory: rows that keep what the adapters must keep, and a payment that says what it is told to.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use events::{AuditEntry, Event, Line, Unavailable};
use kernel::{AttemptId, Clock, DraftId, Ids, Money, OrderId, SessionId, Time, VariantId};
use order::{
    Calendar, ClosedDays, Commit, Committed, Decided, DeliveryFees, DeliveryTerms, Draft, DraftLine, Drafts,
    Fields, FreePieces, Given, LastSent, Lines, Network, Order, Orders, PayReply, PayRequest, Payments,
    Placed, Ports, Service, Shipping, State, StockMove, Unpaid, over_limit,
};
use uuid::Uuid;

use crate::common::{OPENED, line};

/// A clock that stands still until it is set.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    pub fn set(&self, now: Time) {
        self.0.store(now.micros(), Ordering::SeqCst);
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

/// Delivery for nothing.
pub const FREE: DeliveryTerms = DeliveryTerms { fee: Money::won(0), free_from: None };

/// What somebody else writes between a load and its commit.
type Meanwhile = Box<dyn FnOnce(&mut HashMap<OrderId, Order>) + Send>;

/// The tables.
#[derive(Default)]
pub struct Rows {
    pub orders: HashMap<OrderId, Order>,
    pub drafts: HashMap<DraftId, Draft>,
    networks: HashMap<OrderId, Network>,
    pub events: Vec<Event>,
    pub alerts: Vec<String>,
    pub audit: Vec<AuditEntry>,
    /// Free pieces of the one variant there is.
    pub free: i64,
    /// Whether the variant is still sold.
    pub sold: bool,
    /// What delivery costs; nothing, unless a test says so.
    pub terms: Option<DeliveryTerms>,
    /// The parcel has its label.
    pub labelled: bool,
    /// The database is away.
    pub away: bool,
    /// Only this order cannot be read.
    pub unreadable: Option<OrderId>,
    /// Taken by the next commit, which is lost to it.
    pub meanwhile: Option<Meanwhile>,
    pub applied: HashSet<(OrderId, i64)>,
}

/// The ports over the tables.
#[derive(Clone)]
pub struct Database(Arc<Mutex<Rows>>);

impl Database {
    pub fn rows(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().expect("no test panics while it holds the rows")
    }

    pub fn put(&self, order: Order) {
        self.rows().orders.insert(order.id, order);
    }

    /// An order that comes from this network.
    pub fn put_from(&self, network: Option<Network>, order: Order) {
        self.rows().networks.extend(network.map(|network| (order.id, network)));
        self.put(order);
    }

    pub fn state(&self, order: OrderId) -> State {
        self.rows().orders[&order].state
    }

    fn open(&self) -> Result<MutexGuard<'_, Rows>, Unavailable> {
        let rows = self.rows();
        if rows.away { Err(Unavailable("the database is away".to_owned())) } else { Ok(rows) }
    }

    fn ids(&self, chosen: impl Fn(&Order) -> bool) -> Result<Vec<OrderId>, Unavailable> {
        Ok(self.open()?.orders.values().filter(|order| chosen(order)).map(|order| order.id).collect())
    }
}

impl Rows {
    fn write(&mut self, decided: Decided) {
        let Decided { mut order, events, stock, alerts } = decided;
        let pieces: i64 = order.details.lines.iter().map(|line| i64::from(line.quantity)).sum();
        match stock {
            StockMove::Hold => self.free -= pieces,
            StockMove::Release | StockMove::Return => self.free += pieces,
            StockMove::TakeBack(_) => self.free += order.pieces(stock).values().sum::<i64>(),
            StockMove::None | StockMove::Sell | StockMove::WriteOff => {}
        }
        order.version += 1;
        self.orders.insert(order.id, order);
        self.events.extend(events);
        self.alerts.extend(alerts.into_iter().map(|alert| alert.text));
    }

    fn unpaid(&self) -> Vec<Unpaid> {
        let unpaid = |row: &&Order| matches!(row.state, State::AwaitingPayment | State::Paying(_));
        let network = |row: &Order| self.networks.get(&row.id).copied();
        let seen = |row: &Order| Unpaid { network: network(row), details: row.details.clone() };
        self.orders.values().filter(unpaid).map(seen).collect()
    }
}

#[async_trait]
impl Orders for Database {
    async fn order(&self, id: OrderId) -> Result<Option<Order>, Unavailable> {
        let rows = self.open()?;
        match rows.unreadable {
            Some(unreadable) if unreadable == id => Err(Unavailable("not readable".to_owned())),
            _ => Ok(rows.orders.get(&id).cloned()),
        }
    }

    async fn place(
        &self,
        decided: Decided,
        draft: Draft,
        network: Option<Network>,
    ) -> Result<Placed, Unavailable> {
        let mut rows = self.open()?;
        let (order, details) = (&decided.order, &decided.order.details);
        if let Some(first) = rows.orders.values().find(|row| row.checkout_key == order.checkout_key) {
            return Ok(Placed::Already(first.id));
        }
        if rows.orders.values().any(|row| row.details.number == details.number) {
            return Ok(Placed::NumberTaken);
        }
        if let Some(limit) = over_limit(details, network, &rows.unpaid()) {
            return Ok(Placed::OverLimit(limit));
        }
        if let Some(line) = details.lines.iter().find(|line| i64::from(line.quantity) > rows.free) {
            return Ok(Placed::SoldOut(line.variant));
        }
        rows.networks.extend(network.map(|network| (order.id, network)));
        rows.write(decided);
        rows.drafts.insert(draft.id, draft);
        Ok(Placed::Done)
    }

    async fn commit(&self, commit: Commit) -> Result<Committed, Unavailable> {
        let mut rows = self.open()?;
        if let Some(meanwhile) = rows.meanwhile.take() {
            meanwhile(&mut rows.orders);
        }
        if commit.progress.is_some_and(|step| rows.applied.contains(&(step.order, step.seq))) {
            return Ok(Committed::AppliedBefore);
        }
        let stands = rows.orders.get(&commit.decided.order.id).map(|row| row.version);
        if stands != Some(commit.decided.order.version) {
            return Ok(Committed::Lost);
        }
        rows.applied.extend(commit.progress.map(|step| (step.order, step.seq)));
        rows.audit.extend(commit.audit);
        rows.write(commit.decided);
        Ok(Committed::Done)
    }

    async fn overdue(&self, now: Time, _limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        self.ids(|order| order.state == State::AwaitingPayment && order.held_until <= now)
    }

    async fn waiting(&self, before: Time, _limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        self.ids(|order| order.state.attempt().is_some() && order.since < before)
    }

    async fn delivered(&self, before: Time, _limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        self.ids(|order| order.state == State::Paid && order.delivered_at.is_some_and(|at| at < before))
    }
}

#[async_trait]
impl Drafts for Database {
    async fn create(&self, draft: Draft) -> Result<(), Unavailable> {
        self.open()?.drafts.insert(draft.id, draft);
        Ok(())
    }

    async fn draft(&self, id: DraftId) -> Result<Option<Draft>, Unavailable> {
        Ok(self.open()?.drafts.get(&id).cloned())
    }

    async fn save(&self, draft: Draft) -> Result<(), Unavailable> {
        self.open()?.drafts.insert(draft.id, draft);
        Ok(())
    }

    async fn forget(&self, before: Time) -> Result<(), Unavailable> {
        self.open()?.drafts.retain(|_, draft| draft.created_at >= before);
        Ok(())
    }

    async fn give(&self, from: SessionId, to: Given) -> Result<(), Unavailable> {
        let mut rows = self.open()?;
        let given = rows.drafts.values_mut().filter(|draft| draft.session == from && draft.order.is_none());
        given.for_each(|draft| *draft = to.take(draft.clone()));
        Ok(())
    }

    async fn last_sent(&self, session: SessionId) -> Result<Option<LastSent>, Unavailable> {
        let rows = self.open()?;
        let of_session = rows.orders.values().filter(|order| order.details.session == session);
        let last = of_session.max_by_key(|order| (order.details.opened_at, order.id));
        let unplaced = |draft: &&Draft| draft.session == session && draft.order.is_none();
        let refused = rows.drafts.values().filter(unplaced).filter(|draft| draft.refused.is_some());
        let refused = refused.max_by_key(|draft| (draft.created_at, draft.id));
        let since = last.map(|order| order.details.opened_at);
        let refused = refused.filter(|draft| Some(draft.created_at) > since);
        let refused = refused.map(|draft| LastSent { fields: draft.fields.clone(), ordered: false });
        Ok(refused.or(last.map(|order| LastSent { fields: Fields::of(&order.details), ordered: true })))
    }
}

#[async_trait]
impl Lines for Database {
    async fn lines(&self, lines: &[DraftLine]) -> Result<Option<Vec<Line>>, Unavailable> {
        let sold = self.open()?.sold;
        let words = |asked: &DraftLine| Line { variant: asked.variant, quantity: asked.quantity, ..line() };
        Ok(sold.then(|| lines.iter().map(words).collect()))
    }

    async fn withdrawn(&self, asked: &DraftLine) -> Result<Option<Line>, Unavailable> {
        Ok(Some(Line { variant: asked.variant, quantity: asked.quantity, ..line() }))
    }
}

#[async_trait]
impl DeliveryFees for Database {
    async fn terms(&self) -> Result<DeliveryTerms, Unavailable> {
        Ok(self.open()?.terms.unwrap_or(FREE))
    }
}

#[async_trait]
impl FreePieces for Database {
    async fn free(&self, _variant: VariantId) -> Result<i64, Unavailable> {
        Ok(self.open()?.free)
    }
}

#[async_trait]
impl Shipping for Database {
    async fn takes_address(&self, _order: OrderId) -> Result<bool, Unavailable> {
        Ok(!self.open()?.labelled)
    }
}

#[async_trait]
impl Calendar for Database {
    async fn closed_days(&self) -> Result<ClosedDays, Unavailable> {
        self.open().map(|_| ClosedDays::weekends())
    }
}

/// A question that payment was asked, and where the order stood by then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    Pay(AttemptId, State, Money),
    Abandon(AttemptId),
    CloseUnsent(AttemptId, State),
}

/// Payment: answers from a script, else that it is being checked.
#[derive(Clone)]
pub struct ScriptedPayments {
    database: Database,
    script: Arc<Mutex<VecDeque<Result<PayReply, Unavailable>>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
    /// The database goes away while payment answers.
    pub loses_database: Arc<AtomicBool>,
}

impl ScriptedPayments {
    pub fn says(&self, reply: Result<PayReply, Unavailable>) {
        self.script.lock().expect("not poisoned").push_back(reply);
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("not poisoned").clone()
    }

    fn reply(&self, asked: Asked) -> Result<PayReply, Unavailable> {
        self.asked.lock().expect("not poisoned").push(asked);
        self.script.lock().expect("not poisoned").pop_front().unwrap_or(Ok(PayReply::Checking))
    }
}

#[async_trait]
impl Payments for ScriptedPayments {
    async fn pay(&self, request: PayRequest) -> Result<PayReply, Unavailable> {
        // As a call over a network, it does not answer at once.
        tokio::task::yield_now().await;
        let asked = Asked::Pay(request.attempt, self.database.state(request.order), request.amount);
        self.database.rows().away = self.loses_database.load(Ordering::SeqCst);
        self.reply(asked)
    }

    async fn abandon(&self, attempt: AttemptId) -> Result<PayReply, Unavailable> {
        self.reply(Asked::Abandon(attempt))
    }

    async fn close_unsent(
        &self,
        order: OrderId,
        attempt: AttemptId,
        _amount: Money,
    ) -> Result<PayReply, Unavailable> {
        self.reply(Asked::CloseUnsent(attempt, self.database.state(order)))
    }
}

/// The context over its ports in memory.
pub struct Shop {
    pub service: Service,
    pub database: Database,
    pub payments: ScriptedPayments,
    pub clock: Arc<ManualClock>,
}

/// A shop with ten free pieces, opened at [`OPENED`].
pub fn shop() -> Shop {
    let database = Database(Arc::new(Mutex::new(Rows { free: 10, sold: true, ..Rows::default() })));
    let payments = ScriptedPayments {
        database: database.clone(),
        script: Arc::default(),
        asked: Arc::default(),
        loses_database: Arc::default(),
    };
    let clock = Arc::new(ManualClock(AtomicI64::new(OPENED.micros())));
    let ports = Arc::new(database.clone());
    let ports = Ports {
        orders: ports.clone(),
        drafts: ports.clone(),
        lines: ports.clone(),
        pieces: ports.clone(),
        fees: ports.clone(),
        payments: Arc::new(payments.clone()),
        shipping: ports.clone(),
        calendar: ports,
    };
    let service = Service::new(ports, clock.clone(), Arc::new(CountedIds::default()));
    Shop { service, database, payments, clock }
}
