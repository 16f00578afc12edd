//! The buyer and the clock.

use events::PaymentFailure;

use crate::asks::{Heard, OrderAsk, OrderSays};
use crate::mutations::Rule;
use crate::provider::{Payment, Verdict};
use crate::search::Step;
use crate::state::{At, Page, Task, World};

/// The task of the first tab, and that of another.
const FIRST: u8 = 1;
const SECOND: u8 = 2;

impl Page {
    pub(super) fn buyer(&mut self, w: &World, out: &mut Vec<Step<World>>) {
        self.clicks_on_pay(w, out);
        if w.left.cancels > 0
            && let Some(mut to) = self.order_after(w, OrderAsk::Cancel)
        {
            to.left.cancels -= 1;
            out.push(Step::may("buyer: cancels", 0, to));
        }
        if let Some(to) = self.order_after(w, OrderAsk::Complete) {
            out.push(Step::may("order: completes", 0, to));
        }
        if let Some(to) = self.order_after(w, OrderAsk::Expire) {
            out.push(Step::sure("order: the hold is over", 0, to));
        }
        self.waited_too_long(w, out);
    }

    /// On pages that offer the attempt of now, the next one, or one that was.
    fn clicks_on_pay(&mut self, w: &World, out: &mut Vec<Step<World>>) {
        if w.tasks.is_full() {
            return;
        }
        for k in 1..=self.bounds.attempts {
            let task = |token| Task { attempt: k, token, at: At::Insert, overtaken: false };
            match self.laws.order(w.order, OrderAsk::Pay(k)) {
                OrderSays::Change(change) => {
                    let mut to = w.with_task(task(FIRST));
                    self.commit_order(&mut to, change);
                    out.push(Step::may("buyer: pays, Paying is committed", k, to));
                }
                OrderSays::Again if w.left.tabs > 0 => {
                    let mut to = w.with_task(task(SECOND));
                    to.left.tabs -= 1;
                    out.push(Step::may("buyer: pays in another tab", k, to));
                }
                OrderSays::Again | OrderSays::Nothing | OrderSays::Rejected => {}
            }
        }
    }

    /// After 60 s order asks payment to close the id; an id without a row is written as NotSent, and the row answers.
    fn waited_too_long(&mut self, w: &World, out: &mut Vec<Step<World>>) {
        let Some(order) = self.laws.orders.view(w.order) else { return };
        let cancelled = matches!(order.state, order::State::CancelPending(_));
        if order.waits_for == 0 || w.tasks.is_full() || cancelled && self.drops(Rule::SweepsCancelPending) {
            return;
        }
        let (k, mut to) = (order.waits_for, *w);
        if let Some(said) = self.insert_not_sent(&mut to, k, PaymentFailure::NotSent) {
            let task = Task { attempt: k, at: At::Reply(said), ..Task::default() };
            out.push(Step::sure("order: waited 60 s, asks how the attempt stands", k, to.with_task(task)));
        }
    }

    /// Pays the first attempt straight on; the event is still on its way.
    pub(super) fn pay_at_once(&mut self, w: &mut World) {
        for ask in [OrderAsk::Pay(1), OrderAsk::Reply(1, crate::asks::Said::Approved)] {
            *w = self.order_after(w, ask).expect("nothing is in the way");
        }
        let sent = self.laws.sent(1, FIRST);
        let named = self.laws.named(sent);
        let approved = self.laws.answer(named, Heard::Captured);
        self.commit_attempt(w, 1, approved);
        w.at_provider(1).payment = Payment::Open.confirm(Verdict::Captured);
    }
}
