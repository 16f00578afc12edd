//! What payment finds out later: the reconciler, and a commit whose outcome nobody knew.

use payment::{AttemptState, CapturedBy};

use crate::asks::Heard;
use crate::mutations::Rule;
use crate::provider::Payment;
use crate::rows::AttemptView;
use crate::search::Step;
use crate::state::{Page, World};

type Steps = Vec<Step<World>>;

impl Page {
    /// An insert whose outcome nobody knew happens after all, or never did.
    pub(super) fn limbo(&mut self, w: &World, out: &mut Steps) {
        let Some((k, token)) = w.limbo else { return };
        let mut to = *w;
        to.limbo = None;
        out.push(Step::sure("database: the unknown COMMIT was lost", k, to));
        if !w.attempt(k).is_some() && !self.any_open(w) {
            let sent = self.laws.sent(k, token);
            self.write_attempt(&mut to, k, sent);
            out.push(Step::sure("database: the unknown COMMIT lands", k, to));
        }
    }

    /// Asks about what is open and what was declined; and commits what it heard.
    pub(super) fn reconciler(&mut self, w: &World, out: &mut Steps) {
        if w.hands.len() < self.bounds.hands {
            for k in 1..=self.bounds.attempts {
                if let Some(row) = self.attempt(w, k).filter(|row| row.asked) {
                    self.asks(w, k, row, out);
                }
            }
        }
        for at in 0..w.hands.len() {
            let mut to = *w;
            let hand = to.hands.remove(at);
            let change = self.laws.answer(w.attempt(hand.attempt), hand.heard);
            self.commit_attempt(&mut to, hand.attempt, change);
            out.push(Step::sure(hand.heard.committed(), hand.attempt, to));
        }
    }

    fn asks(&mut self, w: &World, k: u8, row: AttemptView, out: &mut Steps) {
        let open = match row.state {
            AttemptState::Sent | AttemptState::Unknown | AttemptState::ActionNeeded => true,
            AttemptState::Declined | AttemptState::NotSent if self.drops(Rule::DeclinedIsAskedAgain) => {
                return;
            }
            AttemptState::Declined | AttemptState::NotSent => false,
            AttemptState::Approved | AttemptState::Surplus => return,
        };
        self.no_answer(w, k, row, out);
        if !row.named {
            let mut to = *w;
            let named = self.laws.named(w.attempt(k));
            self.write_attempt(&mut to, k, named);
            out.push(Step::sure("reconciler: made known, its name is committed", k, to));
        } else if open {
            self.asks_or_closes(w, k, row, out);
        } else {
            self.asks_again(w, k, out);
        }
    }

    /// About what came to nothing: only a capture is news, and what nobody confirmed is closed.
    fn asks_again(&self, w: &World, k: u8, out: &mut Steps) {
        let mut to = *w;
        let at = to.at_provider(k);
        match at.payment {
            Payment::Captured => {
                out.push(Step::sure("reconciler: asks again, captured", k, w.with_hand(k, Heard::Captured)));
            }
            Payment::Open if self.bounds.captured_by == CapturedBy::Confirm => {
                at.payment = at.payment.close(CapturedBy::Confirm);
                out.push(Step::sure("reconciler: asks again, closes", k, to));
            }
            // A page whose address never came back.
            Payment::ActionNeeded if self.bounds.captured_by == CapturedBy::Page => {
                at.payment = at.payment.close(CapturedBy::Page);
                out.push(Step::sure("reconciler: asks again, closes", k, to));
            }
            Payment::Open
            | Payment::ActionNeeded
            | Payment::Finished
            | Payment::Declined
            | Payment::Closed => {}
        }
    }

    /// A question that nobody answers moves a row only from Sent.
    fn no_answer(&self, w: &World, k: u8, row: AttemptView, out: &mut Steps) {
        if row.state == AttemptState::Sent {
            out.push(Step::may("reconciler: asks, no answer", k, w.with_hand(k, Heard::Unknown)));
            if self.drops(Rule::OnlyTheFirstCallSaysNotSent) {
                let to = w.with_hand(k, Heard::NotSent);
                out.push(Step::may("reconciler: is refused", k, to));
            }
        }
    }

    /// Asks while the order waits for this attempt, closes once it does not, and when the time of buyer or request is
    /// over.
    fn asks_or_closes(&mut self, w: &World, k: u8, row: AttemptView, out: &mut Steps) {
        let (payment, captured_by) = (w.provider[usize::from(k) - 1].payment, self.bounds.captured_by);
        if captured_by == CapturedBy::ConfirmAfterPage && row.state == AttemptState::ActionNeeded {
            self.closes_by_row(w, k, out);
        }
        let mut asked = *w;
        let heard = self.settle(&mut asked, k);
        let heard = self.unless_under_way(w, k, heard);
        let news = match heard {
            Heard::Unknown => row.state == AttemptState::Sent,
            Heard::ActionNeeded => row.state != AttemptState::ActionNeeded,
            Heard::Captured
            | Heard::Declined
            | Heard::Closed
            | Heard::GivenUp
            | Heard::NotSent
            | Heard::NotPrepared => true,
        };
        if news {
            out.push(Step::sure("reconciler: asks", k, asked.with_hand(k, heard)));
        }
        if asked != *w {
            out.push(Step::may("reconciler: declined, no answer to close", k, asked));
        }
        let waited_for = self
            .laws
            .orders
            .view(w.order)
            .is_some_and(|order| matches!(order.state, order::State::Paying(_)) && order.waits_for == k);
        let closes = (!waited_for && !self.drops(Rule::UnwantedIsClosed))
            || row.state == AttemptState::ActionNeeded
            || (captured_by == CapturedBy::Confirm
                && payment == Payment::Open
                && !self.drops(Rule::ForgottenIsClosed));
        if closes && payment.close(captured_by) != payment {
            let mut to = *w;
            to.at_provider(k).payment = payment.close(captured_by);
            out.push(Step::may("reconciler: closes, no answer", k, to));
            out.push(Step::sure("reconciler: closes", k, to.with_hand(k, Heard::Closed)));
        }
    }
}
