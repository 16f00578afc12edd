//! A person at the desk: asks for a refused refund again, or writes down that a bank transfer paid it back
//! (`payment::Service::retry_refund`, `payment::Service::pay_by_transfer`).

use payment::{RefundState, Retry, Shown};

use super::Refunding;
use super::state::{Books, Person, Worker};
use crate::list::List;
use crate::mutations::Rule;
use crate::search::Step;

type Steps = Vec<Step<Books>>;

impl Refunding {
    pub(super) fn person(&mut self, books: &Books, out: &mut Steps) {
        self.retries(books, out);
        self.looks(books, out);
        self.transfers(books, out);
        self.lands(books, out);
    }

    /// "Try again" makes the row due; a worker does the rest.
    fn retries(&mut self, books: &Books, out: &mut Steps) {
        if books.retries == 0 {
            return;
        }
        if let Retry::Now(decided) = (self.functions.refund_retry)(self.refund(books), books.moment().now()) {
            let mut to = Books { retries: books.retries - 1, ..*books };
            self.commit(&mut to, decided.refund);
            out.push(Step::may("person: try again", 0, to));
        }
    }

    /// The row is read, and the provider asked once more.
    fn looks(&self, books: &Books, out: &mut Steps) {
        let over = matches!(
            self.refund(books).state,
            RefundState::Requested | RefundState::Succeeded | RefundState::PaidByTransfer
        );
        if over || books.looks == 0 || books.person.is_some() {
            return;
        }
        let found = books.made > 0 && !self.drops(Rule::TransferAsksOnceMore);
        let person = Person { row: books.row, found, asked: books.moment().now() };
        let to = Books { looks: books.looks - 1, person: Some(person), ..*books };
        out.push(Step::may("person: asks for the refunds there are", 0, to));
    }

    /// What the person saw is decided and committed, or they are told why not.
    fn transfers(&mut self, books: &Books, out: &mut Steps) {
        let Some(person) = books.person else { return };
        let mut to = Books { person: None, ..*books };
        let shown = if person.found { Shown::Made } else { Shown::Nothing };
        let row = &self.rows.get(person.row).expect("the refund has a row").0;
        match (self.functions.refund_by_transfer)(row, shown, person.asked) {
            Ok(decided) => {
                to.transfers += u8::from(decided.refund.state == RefundState::PaidByTransfer);
                self.commit(&mut to, decided.refund);
                out.push(Step::sure("person: it is written down", 0, to));
            }
            Err(_) => out.push(Step::sure("person: is told why not", 0, to)),
        }
    }

    /// Ten minutes after the last request was committed it has arrived or never will, and nobody who was to send it
    /// still may.
    fn lands(&self, books: &Books, out: &mut Steps) {
        let sent = self.refund(books).sent_at.is_some();
        let in_time = books.on_way.iter().all(|requests| *requests == 0);
        if books.landed || !sent || !in_time {
            return;
        }
        let mut to = Books { landed: true, workers: List::default(), ..*books };
        for worker in books.workers.iter() {
            to.workers.insert(Worker { late: true, ..*worker });
        }
        out.push(Step::sure("clock: ten minutes since the last request", 0, to));
    }
}
