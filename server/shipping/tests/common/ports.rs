//! Shipping's ports in memory: rows that keep what the adapters must keep, and an order that stands as it is told.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use events::{AuditEntry, Event, Unavailable};
use kernel::time::Span;
use kernel::{Clock, OrderId, OrderNumber, Time};
use shipping::{
    Commit, Committed, Counts, Orders, Parcel, Queue, QueueEntry, QueuePage, QueueQuery, Service, Shipment,
    ShipmentState, Shipments,
};

use crate::common::PLACED;

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

/// What somebody else writes between a load and its commit.
type Meanwhile = Box<dyn FnOnce(&mut Option<Shipment>) + Send>;

/// The tables, with the one shipment there is.
#[derive(Default)]
pub struct Rows {
    pub shipment: Option<Shipment>,
    pub events: Vec<Event>,
    pub audit: Vec<AuditEntry>,
    pub alerts: usize,
    pub away: bool,
    /// Taken by the next commit.
    pub meanwhile: Option<Meanwhile>,
    applied: HashSet<i64>,
}

/// The ports over the tables.
#[derive(Clone, Default)]
pub struct Database(Arc<Mutex<Rows>>);

impl Database {
    pub fn rows(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().expect("no test panics while it holds the rows")
    }

    fn open(&self) -> Result<MutexGuard<'_, Rows>, Unavailable> {
        let rows = self.rows();
        if rows.away { Err(Unavailable("the database is away".to_owned())) } else { Ok(rows) }
    }
}

#[async_trait]
impl Shipments for Database {
    async fn shipment(&self, _order: OrderId) -> Result<Option<Shipment>, Unavailable> {
        Ok(self.open()?.shipment.clone())
    }

    async fn commit(&self, commit: Commit) -> Result<Committed, Unavailable> {
        let mut rows = self.open()?;
        if let Some(meanwhile) = rows.meanwhile.take() {
            meanwhile(&mut rows.shipment);
        }
        if commit.progress.is_some_and(|step| rows.applied.contains(&step.seq)) {
            return Ok(Committed::AppliedBefore);
        }
        if let Some(decided) = commit.decided {
            let stands = rows.shipment.as_ref().map_or(0, |row| row.version);
            if stands != decided.shipment.version {
                return Ok(Committed::Lost);
            }
            rows.shipment = Some(Shipment { version: stands + 1, ..decided.shipment });
            rows.events.extend(decided.events);
            rows.audit.extend(commit.audit);
            rows.alerts += decided.alerts.len();
        }
        rows.applied.extend(commit.progress.map(|step| step.seq));
        Ok(Committed::Done)
    }

    /// It has but one.
    async fn commit_together(&self, mut commits: Vec<Commit>) -> Result<Committed, Unavailable> {
        match (commits.pop(), commits.is_empty()) {
            (Some(commit), true) => self.commit(commit).await,
            _ => Ok(Committed::Lost),
        }
    }

    async fn stops_unanswered(&self, before: Time, _limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        let rows = self.open()?;
        let waits = |row: &&Shipment| row.state == ShipmentState::StopAsked && row.since < before;
        Ok(rows.shipment.iter().filter(waits).map(|row| row.order).collect())
    }
}

/// The queue is a reader's matter (the store's tests): here it is empty.
#[async_trait]
impl Queue for Database {
    async fn page(&self, _query: QueueQuery) -> Result<QueuePage, Unavailable> {
        Ok(QueuePage { entries: Vec::new(), more: false })
    }

    async fn counts(&self, _late_before: Time) -> Result<Counts, Unavailable> {
        Ok(Counts::default())
    }

    async fn changed(
        &self,
        _after: (Time, OrderId),
        _limit: i64,
    ) -> Result<Vec<(Time, QueueEntry)>, Unavailable> {
        Ok(Vec::new())
    }

    async fn entry(&self, _order: OrderId) -> Result<Option<QueueEntry>, Unavailable> {
        Ok(None)
    }

    async fn entries(&self, _orders: &[OrderId]) -> Result<Vec<QueueEntry>, Unavailable> {
        Ok(Vec::new())
    }

    async fn numbered(&self, _numbers: &[OrderNumber]) -> Result<Vec<QueueEntry>, Unavailable> {
        Ok(Vec::new())
    }

    async fn carrying(&self, _parcels: &[Parcel]) -> Result<Vec<QueueEntry>, Unavailable> {
        Ok(Vec::new())
    }
}

/// Order's standing, as told.
#[derive(Debug)]
pub struct Standing(pub AtomicBool);

#[async_trait]
impl Orders for Standing {
    async fn is_paid(&self, _order: OrderId) -> Result<bool, Unavailable> {
        Ok(self.0.load(Ordering::SeqCst))
    }
}

/// The context over its ports in memory.
pub struct Shop {
    pub service: Service,
    pub database: Database,
    pub standing: Arc<Standing>,
    pub clock: Arc<ManualClock>,
}

/// A shop whose order is paid, opened at [`PLACED`].
pub fn shop() -> Shop {
    let clock = Arc::new(ManualClock(AtomicI64::new(PLACED.micros())));
    let database = Database::default();
    let standing = Arc::new(Standing(AtomicBool::new(true)));
    let ports = Arc::new(database.clone());
    let service = Service::new(ports.clone(), ports, standing.clone(), clock.clone());
    Shop { service, database, standing, clock }
}
