//! The contexts' own services, plugged together over the tables and the provider, and the bus between them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use events::{Consumer, ConsumerName, Envelope, Failure, Unavailable};
use kernel::{AttemptId, Money, OrderId};
use order::{PayReply, PayRequest};
use payment::{Gate, Reply};

use crate::walks::network::Provider;
use crate::walks::ports::Tables;

/// More calls than a walk has under way: the gate never refuses for want of a place.
const PLACES: usize = 1_000;

#[derive(Clone)]
pub struct Shop {
    pub order: order::Service,
    pub payment: payment::Service,
    pub shipping: shipping::Service,
}

impl Shop {
    pub fn new(tables: &Tables, provider: &Provider) -> Self {
        let ports = Arc::new(tables.clone());
        let payment = payment::Service::new(
            ports.clone(),
            ports.clone(),
            ports.clone(),
            Arc::new(provider.clone()),
            Gate::new(PLACES, ports.clone(), ports.clone()),
            ports.clone(),
            ports.clone(),
        );
        let order = order::Service::new(
            ports.clone(),
            ports.clone(),
            ports.clone(),
            Arc::new(Synchronous(payment.clone())),
            ports.clone(),
            ports.clone(),
        );
        let shipping = shipping::Service::new(ports.clone(), ports.clone(), ports.clone(), ports);
        Self { order, payment, shipping }
    }
}

/// Payment, as order asks it.
struct Synchronous(payment::Service);

#[async_trait]
impl order::Payments for Synchronous {
    async fn pay(&self, request: PayRequest) -> Result<PayReply, Unavailable> {
        let PayRequest { order, attempt, amount, method } = request;
        self.0.pay(order, attempt, amount, method).await.map(said)
    }

    async fn close_unsent(
        &self,
        order: OrderId,
        attempt: AttemptId,
        amount: Money,
    ) -> Result<PayReply, Unavailable> {
        self.0.close_unsent(order, attempt, amount).await.map(said)
    }
}

const fn said(reply: Reply) -> PayReply {
    match reply {
        Reply::Approved => PayReply::Approved,
        Reply::Declined(failure) => PayReply::Declined { failure },
        Reply::Busy { retry_after } => PayReply::Busy { retry_after },
        Reply::Checking => PayReply::Checking,
    }
}

/// How far the deliveries to each consumer are done: an order's event is delivered until it is, in order, and sometimes
/// again.
#[derive(Default)]
pub struct Bus(Mutex<BTreeMap<(ConsumerName, OrderId), i64>>);

impl Bus {
    fn next(&self, consumer: ConsumerName, order: OrderId, tables: &Tables) -> Option<Envelope> {
        let done = self.0.lock().expect("not poisoned").get(&(consumer, order)).copied().unwrap_or(0);
        let rows = tables.read();
        let mut rest = rows.events(order).filter(|envelope| envelope.seq > done);
        rest.find(|envelope| envelope.event.taken_by().contains(&consumer)).cloned()
    }

    fn done(&self, consumer: ConsumerName, envelope: &Envelope) {
        self.0.lock().expect("not poisoned").insert((consumer, envelope.order), envelope.seq);
    }

    /// The last event comes again.
    pub fn repeat(&self, consumer: ConsumerName, order: OrderId) {
        let mut done = self.0.lock().expect("not poisoned");
        done.entry((consumer, order)).and_modify(|seq| *seq -= 1);
    }
}

pub async fn deliver(shop: Shop, bus: Arc<Bus>, tables: Tables, consumer: ConsumerName, order: OrderId) {
    let Some(envelope) = bus.next(consumer, order, &tables) else { return };
    let consumers: [&dyn Consumer; 3] =
        [&shop.order.consumer(), &shop.payment.consumer(), &shop.shipping.consumer()];
    let Some(taker) = consumers.into_iter().find(|taker| taker.name() == consumer) else { return };
    match taker.apply(&envelope).await {
        Ok(()) => bus.done(consumer, &envelope),
        Err(Failure::Unavailable(_)) => {}
        Err(Failure::Rejected(why)) => {
            let name = envelope.event.name();
            tables.read().wrong.push(format!("{consumer} rejected {name}: {why}"));
        }
    }
}
