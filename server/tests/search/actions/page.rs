//! The buyer and the provider's page: leaving it, and coming back where our confirm takes the money after it
//! (`payment::Service::abandon` and `returned`).
//!
//! Coming back from a page that takes the money by itself only asks, as the reconciler does. How much time the buyer has
//! is not among what is searched: a row may close itself, and be come back to, at any time; nor does coming back look at
//! where the order stands. So neither limit is needed for the money to be right.

use payment::{AttemptState, CapturedBy};

use crate::asks::Heard;
use crate::mutations::Rule;
use crate::provider::Payment;
use crate::rows::Row;
use crate::search::Step;
use crate::state::{At, Page, Task, World};

type Steps = Vec<Step<World>>;

/// More confirms of one attempt than can be on their way.
const ON_WAY: u8 = 2;

impl Page {
    pub(super) fn page(&mut self, w: &World, out: &mut Steps) {
        if w.tasks.is_full() {
            return;
        }
        for k in 1..=self.bounds.attempts {
            if self.attempt(w, k).is_some_and(|row| row.state == AttemptState::ActionNeeded && row.named) {
                self.leaves(w, k, out);
            }
            if self.bounds.captured_by == CapturedBy::ConfirmAfterPage {
                self.comes_back(w, k, out);
            }
        }
    }

    /// The buyer stops, or has cancelled the order.
    fn leaves(&self, w: &World, k: u8, out: &mut Steps) {
        let concludes = |to: World, heard| to.with_task(task(k, At::Conclude(heard)));
        if self.bounds.captured_by == CapturedBy::ConfirmAfterPage {
            out.push(Step::may("buyer: leaves the page", k, concludes(*w, Heard::GivenUp)));
            return;
        }
        if self.drops(Rule::LeavingIsAsked) {
            out.push(Step::may("buyer: leaves the page", k, concludes(*w, Heard::Closed)));
            return;
        }
        let mut to = *w;
        let at = to.at_provider(k);
        at.payment = at.payment.close(self.bounds.captured_by);
        let heard = if at.payment == Payment::Captured { Heard::Captured } else { Heard::Closed };
        out.push(Step::may("buyer: leaves the page, it is closed", k, concludes(to, heard)));
        if to != *w {
            out.push(Step::may("buyer: leaves the page, no answer to close", k, to));
        }
    }

    /// At once or late, once or twice, finished or not: who moves the row asks for the money.
    fn comes_back(&mut self, w: &World, k: u8, out: &mut Steps) {
        if w.provider[usize::from(k) - 1].on_way >= ON_WAY {
            return;
        }
        let Some(charged) = self.laws.charged(w.attempt(k)) else { return };
        let to = if self.drops(Rule::ComingBackCompares) {
            w.with_task(task(k, At::Charge(charged)))
        } else {
            self.charges(w, k, charged)
        };
        out.push(Step::may("buyer: comes back, Sent is committed", k, to));
    }

    pub(super) fn charges(&self, rest: &World, k: u8, charged: Row) -> World {
        let mut to = *rest;
        self.write_attempt(&mut to, k, charged);
        to.with_task(task(k, At::Confirm))
    }

    /// How the row closes itself in the reconciler's hands: at any time while it waits for the buyer.
    pub(super) fn closes_by_row(&self, w: &World, k: u8, out: &mut Steps) {
        out.push(Step::sure("reconciler: gives it up", k, w.with_hand(k, Heard::GivenUp)));
    }

    /// What may be believed of the provider's word while a confirm may still arrive.
    pub(super) fn unless_under_way(&self, w: &World, k: u8, heard: Heard) -> Heard {
        let after_page = self.bounds.captured_by == CapturedBy::ConfirmAfterPage;
        if heard == Heard::ActionNeeded
            && after_page
            && w.under_way(k)
            && !self.drops(Rule::UnderWayIsWaitedFor)
        {
            return Heard::Unknown;
        }
        heard
    }
}

fn task(attempt: u8, at: At) -> Task {
    Task { attempt, at, ..Task::default() }
}
