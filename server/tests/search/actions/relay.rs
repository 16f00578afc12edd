//! Events reach their consumers in their order, each until it is applied; and refunds reach the provider. (How one
//! refund gets there through everything that can happen to it is searched by itself, in `refund`.)

use events::Event;
use payment::RefundState;

use crate::asks::{DueSays, OrderAsk, OrderSays};
use crate::mutations::Rule;
use crate::provider::{Kept, Payment, RefundVerdict};
use crate::rows::{Row, TOTAL, thousands};
use crate::search::Step;
use crate::state::{Page, World};

type Steps = Vec<Step<World>>;

impl Page {
    pub(super) fn consumers(&mut self, w: &World, out: &mut Steps) {
        if let Some(event) = w.to_order.first().copied() {
            let mut rest = *w;
            rest.to_order.remove(0);
            if self.drops(Rule::ProgressIsKept) {
                rest.again = event;
            }
            self.order_takes(&rest, event, out);
        }
        if w.again.is_some() && w.left.repeats > 0 {
            let mut rest = *w;
            rest.left.repeats -= 1;
            self.order_takes(&rest, w.again, out);
        }
        if let Some(event) = w.to_payment.first().copied() {
            self.payment_takes(w, event, out);
        }
        if let Some(event) = w.to_shipping.first().copied() {
            let mut rest = *w;
            rest.to_shipping.remove(0);
            if let Some(change) = self.laws.ship(w.shipment, event) {
                let mut to = rest;
                self.commit_shipment(&mut to, change);
                out.push(Step::sure(self.taken(event), 0, to));
            }
        }
    }

    /// A rejected event stays where it is, and holds back those behind it.
    fn order_takes(&mut self, rest: &World, event: Row, out: &mut Steps) {
        if let OrderSays::Change(change) = self.laws.order(rest.order, OrderAsk::Event(event)) {
            let mut to = *rest;
            self.commit_order(&mut to, change);
            let of_shipping = !matches!(
                self.laws.events.get(event),
                Some(Event::PaymentApproved { .. } | Event::PaymentDeclined { .. })
            );
            let wrong = (change.alert && of_shipping)
                .then_some("I3: shipping says what cannot be in the order's state");
            out.push(Step { wrong, ..Step::sure(self.taken(event), 0, to) });
        }
    }

    fn payment_takes(&mut self, w: &World, event: Row, out: &mut Steps) {
        let mut to = *w;
        to.to_payment.remove(0);
        match self.laws.refund_due(event, &w.attempts, &w.refunds) {
            DueSays::Request(refund) => {
                if !self.knows(w, refund) {
                    to.refunds.insert(refund);
                }
            }
            DueSays::Surplus => {}
            DueSays::Rejected => return,
        }
        out.push(Step::sure("payment takes OrderRefundDue", 0, to));
    }

    /// Whether a refund of this id has a row, in whatever state.
    fn knows(&self, w: &World, refund: Row) -> bool {
        let id = |row: Row| self.laws.refunds.get(row).map(|refund| refund.id);
        w.refunds.iter().any(|row| id(*row) == id(refund))
    }

    pub(super) fn refunds(&mut self, w: &World, out: &mut Steps) {
        for at in 0..w.refunds.len() {
            let mut to = *w;
            let row = to.refunds.remove(at);
            let Some(refund) = self.laws.refunds.view(row) else { continue };
            let k = refund.attempt;
            let named = self.attempt(w, k).is_some_and(|attempt| attempt.named);
            if refund.state != RefundState::Requested || !named {
                continue;
            }
            to.refunds.insert(self.laws.refunded(row));
            let paid = to.at_provider(k);
            let captured = if paid.payment == Payment::Captured { thousands(TOTAL) } else { 0 };
            if Kept::Nothing.refund(RefundVerdict::Made).moved {
                paid.refunded += refund.amount;
            }
            let wrong = (paid.refunded > captured).then_some("I5: more goes back than the attempt captured");
            out.push(Step { wrong, ..Step::sure("payment: the refund is sent and made", k, to) });
        }
    }

    fn taken(&self, event: Row) -> &'static str {
        match self.laws.events.get(event) {
            Some(Event::PaymentApproved { .. }) => "order takes PaymentApproved",
            Some(Event::PaymentDeclined { .. }) => "order takes PaymentDeclined",
            Some(Event::ShipmentCancelled) => "order takes ShipmentCancelled",
            Some(Event::ShipmentStopRejected) => "order takes ShipmentStopRejected",
            Some(Event::ShipmentDelivered) => "order takes ShipmentDelivered",
            Some(Event::OrderPlaced { .. }) => "shipping takes OrderPlaced",
            Some(Event::OrderCancelRequested { .. }) => "shipping takes OrderCancelRequested",
            _ => "an event that nobody takes",
        }
    }
}
