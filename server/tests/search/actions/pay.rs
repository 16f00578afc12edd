//! A task that pays, from the gate to the reply (`payment::Service::pay`, `order::Service::pay`).

use events::PaymentFailure;
use payment::{AttemptState, CapturedBy};

use crate::asks::{Heard, OrderAsk, Said};
use crate::mutations::Rule;
use crate::provider::Payment;
use crate::search::Step;
use crate::state::{At, Page, Task, World};

type Steps = Vec<Step<World>>;

impl Page {
    pub(super) fn tasks(&mut self, w: &World, out: &mut Steps) {
        for at in 0..w.tasks.len() {
            let mut rest = *w;
            let task = rest.tasks.remove(at);
            match task.at {
                At::Insert => self.insert(&rest, task, out),
                At::ReadBack => self.read_back(&rest, task, out),
                At::CloseId => self.close_id(&rest, task, out),
                At::Prepare => self.prepare(&rest, task, out),
                At::Charge(charged) => {
                    let to = self.charges(&rest, task.attempt, charged);
                    out.push(Step::sure("pay: Sent is committed, whatever the row is", task.attempt, to));
                }
                At::Confirm => confirm(&rest, task, out),
                At::Wait => self.wait(&rest, task, out),
                At::Conclude(heard) => self.conclude(&rest, task, heard, out),
                At::Reply(said) => {
                    let to = self.order_after(&rest, OrderAsk::Reply(task.attempt, said)).unwrap_or(rest);
                    out.push(Step::sure(said.taken(), task.attempt, to));
                }
            }
        }
    }

    /// The gate, and the row before the call.
    fn insert(&mut self, rest: &World, task: Task, out: &mut Steps) {
        let k = task.attempt;
        if self.bounds.busy {
            let mut to = *rest;
            let said = if self.drops(Rule::BusyWritesARow) {
                Some(Said::Declined)
            } else {
                self.insert_not_sent(&mut to, k, PaymentFailure::Busy)
            };
            out.push(Step::may("pay: the gate refuses", k, replies(to, task, said)));
        }
        if rest.attempt(k).is_some() {
            out.push(Step::sure("pay: the id has a row", k, self.met(rest, task)));
        } else if self.any_open(rest) {
            out.push(Step::sure("pay: another attempt is open", k, goes(*rest, task, At::CloseId)));
        } else if self.drops(Rule::RowBeforeTheCall) {
            out.push(Step::sure("pay: nothing is committed", k, goes(*rest, task, At::Confirm)));
        } else {
            let mut to = *rest;
            let sent = self.laws.sent(k, task.token);
            self.write_attempt(&mut to, k, sent);
            out.push(Step::sure("pay: Sent is committed", k, goes(to, task, At::Prepare)));
            if rest.left.lost_commits > 0 && rest.limbo.is_none() {
                let mut to = *rest;
                to.left.lost_commits -= 1;
                to.limbo = Some((k, task.token));
                out.push(Step::may("pay: the COMMIT of Sent breaks", k, goes(to, task, At::ReadBack)));
            }
        }
    }

    /// A row that stands is the answer.
    fn met(&mut self, rest: &World, task: Task) -> World {
        if self.drops(Rule::OnlyItsOwnRowSends) {
            return goes(*rest, task, At::Prepare);
        }
        let said = self.laws.reply(rest.attempt(task.attempt));
        replies(*rest, task, said)
    }

    fn read_back(&mut self, rest: &World, task: Task, out: &mut Steps) {
        let k = task.attempt;
        let to = match self.attempt(rest, k) {
            Some(row)
                if row.state == AttemptState::Sent
                    && (row.token == task.token || self.drops(Rule::ReadBackComparesTokens)) =>
            {
                goes(*rest, task, At::Prepare)
            }
            Some(_) => self.met(rest, task),
            None if self.drops(Rule::NotSeenIsWritten) => replies(*rest, task, Some(Said::Declined)),
            None => goes(*rest, task, At::CloseId),
        };
        out.push(Step::sure("pay: the row is read back", k, to));
    }

    fn close_id(&mut self, rest: &World, task: Task, out: &mut Steps) {
        let mut to = *rest;
        let said = self.insert_not_sent(&mut to, task.attempt, PaymentFailure::NotSent);
        out.push(Step::sure("pay: NotSent is written under the id", task.attempt, replies(to, task, said)));
    }

    /// Made known, and its name committed on the row as it was inserted.
    fn prepare(&mut self, rest: &World, task: Task, out: &mut Steps) {
        let k = task.attempt;
        let anyones = self.drops(Rule::OnlyItsOwnRowSends) || self.drops(Rule::ReadBackComparesTokens);
        let as_inserted = self.attempt(rest, k).is_some_and(|row| {
            row.state == AttemptState::Sent && !row.named && (row.token == task.token || anyones)
        });
        if as_inserted {
            let mut to = *rest;
            if !self.drops(Rule::NamedBeforeTheCharge) {
                let named = self.laws.named(rest.attempt(k));
                self.write_attempt(&mut to, k, named);
            }
            let next = match self.bounds.captured_by {
                CapturedBy::Confirm => At::Confirm,
                CapturedBy::Page | CapturedBy::ConfirmAfterPage => At::Conclude(Heard::ActionNeeded),
            };
            out.push(Step::sure("pay: made known, its name is committed", k, goes(to, task, next)));
        } else {
            let to = goes(*rest, task, At::Conclude(Heard::Unknown));
            out.push(Step::sure("pay: made known, but the row has moved on", k, to));
        }
        for (heard, text) in
            [(Heard::NotPrepared, "pay: no answer to prepare"), (Heard::NotSent, "pay: prepare is refused")]
        {
            out.push(Step::may(text, k, goes(*rest, task, At::Conclude(heard))));
        }
    }

    fn wait(&mut self, rest: &World, task: Task, out: &mut Steps) {
        let k = task.attempt;
        let silence = if self.drops(Rule::UnknownIsNotDeclined) { Heard::Declined } else { Heard::Unknown };
        out.push(Step::sure("pay: no answer to confirm", k, goes(*rest, task, At::Conclude(silence))));
        let at = rest.provider[usize::from(k) - 1];
        let answered = match self.bounds.captured_by {
            CapturedBy::Confirm | CapturedBy::Page => at.payment != Payment::Open,
            CapturedBy::ConfirmAfterPage => at.on_way == 0,
        };
        if answered {
            let mut to = *rest;
            let heard = self.settle(&mut to, k);
            out.push(Step::sure("pay: the provider answers", k, goes(to, task, At::Conclude(heard))));
            if to != *rest {
                let to = goes(to, task, At::Conclude(Heard::Unknown));
                out.push(Step::may("pay: declined, no answer to close", k, to));
            }
        }
    }

    /// What the provider's state means. A decline that could still be confirmed is closed first.
    pub(super) fn settle(&self, to: &mut World, k: u8) -> Heard {
        let (at, captured_by) = (to.at_provider(k), self.bounds.captured_by);
        match at.payment {
            Payment::Open if captured_by != CapturedBy::Confirm => Heard::ActionNeeded,
            Payment::Open | Payment::Finished => Heard::Unknown,
            Payment::ActionNeeded => Heard::ActionNeeded,
            Payment::Captured => Heard::Captured,
            Payment::Closed => Heard::Closed,
            Payment::Declined => {
                if self.bounds.closes_declined && !self.drops(Rule::DeclinedIsClosed) {
                    at.payment = at.payment.close(captured_by);
                }
                Heard::Declined
            }
        }
    }

    /// The answer is committed, and the row replies.
    fn conclude(&mut self, rest: &World, task: Task, heard: Heard, out: &mut Steps) {
        let (k, mut to) = (task.attempt, *rest);
        if !to.attempt(k).is_some() {
            // Only without the rule that the row comes before the call.
            to.attempts[usize::from(k) - 1] = self.laws.sent(k, task.token);
        }
        let too_late = task.overtaken && heard.passes();
        if !too_late {
            let change = self.laws.answer(to.attempt(k), heard);
            self.commit_attempt(&mut to, k, change);
        }
        let said = match heard {
            Heard::NotSent if self.drops(Rule::TheRowReplies) => Some(Said::Declined),
            _ => self.laws.reply(to.attempt(k)),
        };
        let text = if too_late { "pay: the answer is too late for the row" } else { heard.committed() };
        out.push(Step::sure(text, k, replies(to, task, said)));
    }
}

fn confirm(rest: &World, task: Task, out: &mut Steps) {
    let k = task.attempt;
    let mut to = *rest;
    to.at_provider(k).on_way += 1;
    out.push(Step::sure("pay: the request to charge leaves", k, goes(to, task, At::Wait)));
    out.push(Step::may("pay: confirm is refused", k, goes(*rest, task, At::Conclude(Heard::NotSent))));
}

fn goes(rest: World, task: Task, at: At) -> World {
    let lasts = matches!(at, At::Conclude(heard) if !heard.passes());
    rest.with_task(Task { at, overtaken: task.overtaken && !lasts, ..task })
}

/// With the reply on its way to order; "being checked" moves nothing, so that the task ends.
fn replies(rest: World, task: Task, said: Option<Said>) -> World {
    said.map_or(rest, |said| goes(rest, Task { attempt: task.attempt, ..Task::default() }, At::Reply(said)))
}
