//! The use cases: load, decide, commit; again when somebody else was faster.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use events::{Actor, Consumer, ConsumerName, Envelope, Event, Failure, Progress, Unavailable, single};
use kernel::{Clock, OrderId};

use crate::{
    Command, Commit, Committed, Consumed, Orders, Queue, Refused, Shipment, Shipments, command, consume,
};

/// A stop is answered within this time, or a person is told.
pub const ANSWER_WITHIN: kernel::time::Span = kernel::time::days(1);
/// Unanswered stops that are told of at a time.
const SHOWN: i64 = 50;

/// Why a command came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    #[error("no such shipment")]
    NotFound,
    /// The shipment's or the order's state does not allow it.
    #[error("the shipment has moved on")]
    Conflict,
    /// It was shipped too long ago to be taken back.
    #[error("too late to take it back")]
    TooLate,
    /// It answered a stop, and the buyer was told that it has left.
    #[error("a stop was refused because it has left")]
    StopRefused,
    /// A carrier and a number are wanted.
    #[error("no carrier and number")]
    NoParcel,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// The shipping context. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    shipments: Arc<dyn Shipments>,
    /// The queue, for pages and streams.
    pub queue: Arc<dyn Queue>,
    orders: Arc<dyn Orders>,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("shipping::Service").finish_non_exhaustive()
    }
}

impl Service {
    /// Plugs the ports in.
    #[must_use]
    pub fn new(
        shipments: Arc<dyn Shipments>,
        queue: Arc<dyn Queue>,
        orders: Arc<dyn Orders>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { shipments, queue, orders, clock }
    }

    /// The shipment of an order.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn shipment(&self, order: OrderId) -> Result<Option<Shipment>, Unavailable> {
        self.shipments.shipment(order).await
    }

    /// Shipments whose stop has waited a day for the seller's answer.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn stops_unanswered(&self) -> Result<Vec<OrderId>, Unavailable> {
        self.shipments.stops_unanswered(self.clock.now() - ANSWER_WITHIN, SHOWN).await
    }

    /// Does what a person at the desk asks, with its entry of the audit.
    ///
    /// # Errors
    /// Why nothing changed. What is so already is a success, and needs no entry.
    pub async fn command(&self, order: OrderId, asked: Command, who: Actor) -> Result<(), CommandError> {
        loop {
            let shipment = self.shipments.shipment(order).await?.ok_or(CommandError::NotFound)?;
            let now = self.clock.now();
            let decided = match command(&shipment, &asked, now) {
                Ok(decided) => decided,
                Err(Refused::Already) => return Ok(()),
                Err(Refused::Conflict) => return Err(CommandError::Conflict),
                Err(Refused::TooLate) => return Err(CommandError::TooLate),
                Err(Refused::StopRefused) => return Err(CommandError::StopRefused),
                Err(Refused::NoParcel) => return Err(CommandError::NoParcel),
            };
            if asked.asks_standing() && !self.orders.is_paid(order).await? {
                return Err(CommandError::Conflict);
            }
            let audit = Some(asked.entry(order, who));
            let commit = Commit { decided: Some(decided), now, progress: None, audit };
            if self.shipments.commit(commit).await? == Committed::Done {
                return Ok(());
            }
        }
    }

    /// The consumer of this context.
    #[must_use]
    pub fn consumer(&self) -> ShippingConsumer {
        ShippingConsumer(self.clone())
    }
}

/// Shipping's consumer of events.
#[derive(Debug, Clone)]
pub struct ShippingConsumer(Service);

impl ShippingConsumer {
    /// What an event does to the shipment of its order.
    fn heard(&self, shipment: Option<&Shipment>, envelope: &Envelope) -> Result<Commit, Failure> {
        let decided = match consume(envelope.order, shipment, &envelope.event, envelope.at) {
            Consumed::Change(decided) => Some(*decided),
            Consumed::Nothing => None,
            Consumed::NotTaken => {
                let name = envelope.event.name();
                return Err(Failure::Rejected(format!("shipping does not take {name}")));
            }
        };
        let progress = Some(Progress::of(ConsumerName::Shipping, envelope));
        Ok(Commit { decided, now: self.0.clock.now(), progress, audit: None })
    }
}

#[async_trait]
impl Consumer for ShippingConsumer {
    fn name(&self) -> ConsumerName {
        ConsumerName::Shipping
    }

    async fn apply(&self, envelope: &Envelope) -> Result<(), Failure> {
        loop {
            let shipment = self.0.shipments.shipment(envelope.order).await?;
            let commit = self.heard(shipment.as_ref(), envelope)?;
            if self.0.shipments.commit(commit).await? != Committed::Lost {
                return Ok(());
            }
        }
    }

    async fn apply_together(&self, envelopes: &[&Envelope]) -> Result<BTreeSet<OrderId>, Failure> {
        let single = single(envelopes);
        if single.is_empty() {
            return Ok(BTreeSet::new());
        }
        let orders: Vec<OrderId> = single.keys().copied().collect();
        // Of an order that is new there is none. If there was, the commit would be lost, and each be heard by itself.
        let known = single.values().filter(|it| !matches!(it.event, Event::OrderPlaced { .. }));
        let known: Vec<OrderId> = known.map(|it| it.order).collect();
        let shipments = self.0.shipments.shipments(&known).await?;
        let mut commits = Vec::with_capacity(orders.len());
        for (order, envelope) in single {
            let shipment = shipments.iter().find(|shipment| shipment.order == order);
            commits.push(self.heard(shipment, envelope)?);
        }
        match self.0.shipments.commit_together(commits).await? {
            Committed::Done => Ok(orders.into_iter().collect()),
            Committed::Lost | Committed::AppliedBefore => Ok(BTreeSet::new()),
        }
    }
}
