//! What can happen to one order. Every commit is one step, and so is everything that reaches the provider; the program
//! may stop between any two.

mod buyer;
mod desk;
mod pay;
mod reconcile;
mod relay;

use crate::asks::{OrderAsk, OrderSays};
use crate::invariants;
use crate::provider::Verdict;
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
                let verdicts = [
                    (Verdict::Captured, "provider: the request arrives and is captured"),
                    (Verdict::Declined, "provider: the request arrives and is declined"),
                    (Verdict::ActionNeeded, "provider: the request arrives; the buyer is asked"),
                ];
                let verdicts = &verdicts[..if self.bounds.action { 3 } else { 2 }];
                for (verdict, text) in verdicts {
                    out.push(Step::sure(text, k, with(at.payment.confirm(*verdict), at.on_way - 1)));
                }
                out.push(Step::may("network: the request is lost", k, with(at.payment, at.on_way - 1)));
            }
            for (captured, text) in
                [(true, "buyer: finishes at the bank"), (false, "buyer: is refused by the bank")]
            {
                let payment = at.payment.finish(captured);
                if payment != at.payment {
                    out.push(Step::may(text, k, with(payment, at.on_way)));
                }
            }
            let payment = at.payment.capture_late();
            if payment != at.payment && w.left.surprises > 0 {
                let mut to = with(payment, at.on_way);
                to.left.surprises -= 1;
                out.push(Step::may("provider: captures what it had declined", k, to));
            }
        }
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
