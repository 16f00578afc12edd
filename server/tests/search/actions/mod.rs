//! What can happen to one order. Every commit is one step, and so is everything that reaches the provider; the program
//! may stop between any two.

mod buyer;
mod desk;
mod page;
mod pay;
mod reconcile;
mod relay;

use payment::CapturedBy;

use crate::asks::{OrderAsk, OrderSays};
use crate::invariants;
use crate::provider::{Payment, Verdict};
use crate::rows::{ATTEMPTS, Row};
use crate::search::{Model, Step};
use crate::state::{AtProvider, Page, World};

impl Model for Page {
    type State = World;

    fn start(&mut self) -> World {
        let opened = self.laws.opened();
        let mut w = World {
            order: Row::NONE,
            attempts: [Row::NONE; ATTEMPTS],
            refunds: Default::default(),
            shipment: Row::NONE,
            sold: 0,
            held: 0,
            to_order: Default::default(),
            to_payment: Default::default(),
            to_shipping: Default::default(),
            again: Row::NONE,
            tasks: Default::default(),
            hands: Default::default(),
            desk: None,
            gone: false,
            limbo: None,
            provider: [AtProvider::default(); ATTEMPTS],
            left: self.bounds.left,
        };
        self.commit_order(&mut w, opened);
        if self.bounds.paid {
            self.pay_at_once(&mut w);
        }
        w
    }

    fn steps(&mut self, w: &World, out: &mut Vec<Step<World>>) {
        self.buyer(w, out);
        self.page(w, out);
        self.tasks(w, out);
        self.limbo(w, out);
        self.network(w, out);
        self.reconciler(w, out);
        self.consumers(w, out);
        self.refunds(w, out);
        self.desk(w, out);
        faults(w, out);
    }

    fn wrong(&self, w: &World) -> Option<&'static str> {
        invariants::wrong(self, w)
    }

    fn unsettled(&self, w: &World) -> Option<&'static str> {
        invariants::unsettled(self, w)
    }

    fn show(&self, w: &World) -> String {
        invariants::show(self, w)
    }
}

impl Page {
    /// What an order says to an ask, done; `None` when nothing comes of it.
    fn order_after(&mut self, w: &World, ask: OrderAsk) -> Option<World> {
        let OrderSays::Change(change) = self.laws.order(w.order, ask) else { return None };
        let mut to = *w;
        self.commit_order(&mut to, change);
        Some(to)
    }

    /// Requests that arrive or are lost, and what the buyer and the provider do with a payment.
    fn network(&self, w: &World, out: &mut Vec<Step<World>>) {
        for k in 1..=self.bounds.attempts {
            let at = w.provider[usize::from(k) - 1];
            let with = |payment, on_way| {
                let mut to = *w;
                *to.at_provider(k) = AtProvider { payment, on_way, ..at };
                to
            };
            if at.on_way > 0 {
                for (payment, text) in self.arrived(at.payment) {
                    out.push(Step::sure(text, k, with(payment, at.on_way - 1)));
                }
                out.push(Step::may("network: the request is lost", k, with(at.payment, at.on_way - 1)));
            }
            for (well, text) in [
                (true, "buyer: finishes at the bank, or on the provider's page"),
                (false, "buyer: is refused there"),
            ] {
                let payment = at.payment.finish(self.bounds.captured_by, well);
                if payment != at.payment {
                    out.push(Step::may(text, k, with(payment, at.on_way)));
                }
            }
            self.expires(w, k, out);
            let payment = at.payment.capture_late();
            if payment != at.payment && w.left.surprises > 0 {
                let mut to = with(payment, at.on_way);
                to.left.surprises -= 1;
                out.push(Step::may("provider: captures what it had declined", k, to));
            }
        }
    }
}

impl Page {
    /// What a request to charge makes of a payment.
    fn arrived(&self, payment: Payment) -> Vec<(Payment, &'static str)> {
        let early = match self.bounds.captured_by {
            CapturedBy::Confirm => false,
            CapturedBy::Page | CapturedBy::ConfirmAfterPage => payment != Payment::Finished,
        };
        if early || payment.confirm(Verdict::Captured) == payment {
            return vec![(payment, "provider: the request arrives and is nothing to it")];
        }
        let mut arrived = vec![
            (payment.confirm(Verdict::Captured), "provider: the request arrives and is captured"),
            (payment.confirm(Verdict::Declined), "provider: the request arrives and is declined"),
        ];
        if self.bounds.action && payment.confirm(Verdict::ActionNeeded) != payment {
            let asked = payment.confirm(Verdict::ActionNeeded);
            arrived.push((asked, "provider: the request arrives; the buyer is asked"));
        }
        arrived
    }

    /// A page is over by itself. Where it cannot be closed that is the only end of what the buyer finished and no
    /// confirm reached.
    fn expires(&self, w: &World, k: u8, out: &mut Vec<Step<World>>) {
        let mut to = *w;
        let at = to.at_provider(k);
        let payment = at.payment.expire();
        if self.bounds.captured_by == CapturedBy::Confirm || !w.attempt(k).is_some() || payment == at.payment
        {
            return;
        }
        at.payment = payment;
        let text = "provider: the page is over";
        out.push(match self.bounds.captured_by {
            CapturedBy::ConfirmAfterPage => Step::sure(text, k, to),
            CapturedBy::Confirm | CapturedBy::Page => Step::may(text, k, to),
        });
    }
}

/// Everything in memory is gone; or a task ends half way, because the database was away.
fn faults(w: &World, out: &mut Vec<Step<World>>) {
    if w.left.crashes == 0 {
        return;
    }
    let mut rest = *w;
    rest.left.crashes -= 1;
    for at in 0..w.tasks.len() {
        let mut to = rest;
        let task = to.tasks.remove(at);
        out.push(Step::may("a task that pays ends half way", task.attempt, to));
    }
    if !(w.tasks.is_empty() && w.hands.is_empty() && w.desk.is_none()) {
        (rest.tasks, rest.hands, rest.desk) = Default::default();
        out.push(Step::may("the program crashes", 0, rest));
    }
}
