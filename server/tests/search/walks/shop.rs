//! The contexts' own services, plugged together over the tables and the provider, and the bus between them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use events::{Consumer, ConsumerName, Envelope, Failure};
use kernel::OrderId;
use payment::Gate;
use server::wiring::SynchronousPayments;

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
        let of_order = order::Ports {
            orders: ports.clone(),
            drafts: ports.clone(),
            lines: ports.clone(),
            pieces: ports.clone(),
            fees: ports.clone(),
            payments: Arc::new(SynchronousPayments(payment.clone())),
            shipping: ports.clone(),
            calendar: ports.clone(),
        };
        let order = order::Service::new(of_order, ports.clone(), ports.clone());
        let shipping = shipping::Service::new(ports.clone(), ports.clone(), ports.clone(), ports);
        Self { order, payment, shipping }
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
