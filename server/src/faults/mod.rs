//! What the runs of faults need of the program, behind the feature `faults` and nowhere else: points at which it kills
//! itself, a clock that hurries, and rules of the protocol that can be left out.
//!
//! The contexts, the store and the wiring know nothing of it. Ports are decorated: before and after each commit, each
//! call of the provider and each delivery there is a named point ([`points`]), and a decorator that breaks one rule
//! stands in the same place ([`guards`]). Everything is said from outside, by the flags of [`command`].

mod clock;
pub mod command;
pub mod guards;
pub mod points;
mod ports;

use std::collections::BTreeSet;
use std::sync::Arc;

use events::Consumer;
use mail::Postbox;

use crate::system::SystemIds;
use crate::wiring::{Ports, Rows, Shop, wire_over};
use crate::worker::Relay;

pub use clock::FastClock;
use guards::Guard;
use points::Points;

/// The faults of this process.
#[derive(Debug, Default)]
pub struct Faults {
    pub points: Points,
    /// Rules that are left out.
    pub skipped: BTreeSet<Guard>,
}

impl Faults {
    /// Whether a rule is left out.
    fn skips(&self, guard: Guard) -> bool {
        self.skipped.contains(&guard)
    }
}

/// A port with faults around it.
struct Faulty<P: ?Sized> {
    inner: Arc<P>,
    faults: Arc<Faults>,
}

impl<P: ?Sized> Faulty<P> {
    fn new(inner: Arc<P>, faults: &Arc<Faults>) -> Arc<Self> {
        Arc::new(Self { inner, faults: Arc::clone(faults) })
    }
}

/// The shop that these ports make, with faults around each of them.
#[must_use]
pub fn wire(mut ports: Ports, faults: &Arc<Faults>) -> Shop {
    let rows = Rows::of(&ports.main, &ports.view);
    let rows = Rows {
        orders: Faulty::new(rows.orders, faults),
        attempts: Faulty::new(rows.attempts, faults),
        refunds: Faulty::new(rows.refunds, faults),
        shipments: Faulty::new(rows.shipments, faults),
        letters: Faulty::new(rows.letters, faults),
        my_pages: Faulty::new(rows.my_pages, faults),
        outbox: Faulty::new(rows.outbox, faults),
    };
    ports.provider = Faulty::new(ports.provider, faults);
    let postbox = ports.mail.postbox.take();
    ports.mail.postbox = postbox.map(|postbox| Faulty::new(postbox, faults) as Arc<dyn Postbox>);
    let (outbox, clock) = (rows.outbox.clone(), ports.clock.clone());
    let mut shop = wire_over(rows, ports);
    let consumers: [Arc<dyn Consumer>; 5] = [
        Arc::new(shop.services.order.consumer()),
        Arc::new(shop.services.payment.consumer()),
        Arc::new(shop.services.shipping.consumer()),
        Arc::new(shop.my_page.clone()),
        Arc::new(shop.services.mail.consumer()),
    ];
    let consumers = consumers.map(|consumer| Faulty::new(consumer, faults) as Arc<dyn Consumer>);
    shop.relay = Relay::new(outbox, consumers.into(), clock, Arc::new(SystemIds));
    shop
}
