//! One refund of one captured payment, through crashes, two workers at a time, lost requests and answers, refusals, 500s
//! that the provider keeps under a key, keys that die (`payment::Service::send_refund`), and a person who asks for it
//! again or pays it back by a bank transfer.
//!
//! Time has three parts for a try: its key lives; it is dead, but a request under it may still arrive; and it is dead
//! and nothing can be under way. Beside it runs the time since the last request: ten minutes later it has landed.

mod network;
mod person;
mod state;

use events::RefundReason;
use kernel::RefundId;
use payment::{Refund, RefundAnswer, RefundState};

use crate::laws::Functions;
use crate::list::List;
use crate::mutations::Rule;
use crate::provider::Kept;
use crate::refund::state::{Age, At, Books, Moment, ON_WAY, TRIES, Tried, Word, Worker};
use crate::rows::{NOW, ORDER, TOTAL, Table, attempt};
use crate::search::{Model, Step, search};

/// How one refund reaches the provider.
#[derive(Debug)]
pub struct Refunding {
    dropped: Option<Rule>,
    functions: Functions,
    rows: Table<Tried>,
}

type Steps = Vec<Step<Books>>;

impl Refunding {
    pub fn new() -> Self {
        Self { dropped: None, functions: Functions::REAL, rows: Table::default() }
    }

    pub fn without(rule: Rule) -> Self {
        Self { dropped: Some(rule), functions: rule.functions(), ..Self::new() }
    }

    fn drops(&self, rule: Rule) -> bool {
        self.dropped == Some(rule)
    }

    fn refund(&self, books: &Books) -> &Refund {
        &self.rows.get(books.row).expect("the refund has a row").0
    }

    /// A commit. What another worker decided on the row before is lost.
    fn commit(&mut self, books: &mut Books, refund: Refund) {
        books.row = self.rows.number(Tried(refund));
        for at in (0..books.workers.len()).rev() {
            if matches!(books.workers[at].at, At::Asked(..)) {
                books.workers.remove(at);
            }
        }
        if !self.drops(Rule::TransferComparesVersions) {
            books.person = None;
        }
    }

    fn answered(&mut self, books: &mut Books, word: Word) {
        let answer = match word {
            Word::Made => RefundAnswer::Succeeded,
            Word::Refused => RefundAnswer::Refused,
            Word::Nothing => RefundAnswer::Unknown,
        };
        let decided = (self.functions.refund_answer)(self.refund(books), answer, books.age.now());
        self.commit(books, decided.refund);
    }

    /// The next request is committed, as the row and a moment decide; or nothing is to be sent now.
    fn sends(&mut self, mut rest: Books, asked: Moment, late: bool) -> Books {
        let before = self.refund(&rest).tries;
        let send = self.functions.refund_send;
        let Some(sent) = send(self.refund(&rest), asked.key_lives(), asked.now()) else {
            self.answered(&mut rest, Word::Nothing);
            return rest;
        };
        if sent.tries > before {
            rest.age = Age::KeyLives;
        }
        let number = sent.tries as usize;
        self.commit(&mut rest, sent);
        rest.landed = false;
        if number <= TRIES {
            rest.workers.insert(Worker { at: At::Send, number, late });
        }
        rest
    }

    /// A worker begins: with a first request, or by asking what the provider has.
    fn begins(&mut self, books: &Books, out: &mut Steps) {
        let mut to = *books;
        let by_itself = books.workers.is_empty();
        if !by_itself {
            if books.second_workers == 0 || books.workers.is_full() {
                return;
            }
            to.second_workers -= 1;
        }
        let (state, number) = self.rows.view(books.row).expect("the refund has a row");
        let (text, to) = match state {
            RefundState::Requested => {
                ("worker: the first try is committed", self.sends(to, Moment::default(), false))
            }
            RefundState::Sent | RefundState::Unknown | RefundState::Refused => {
                let found = books.made > 0 && !self.drops(Rule::AskedBeforeARepeat);
                to.workers.insert(Worker { at: At::Asked(books.moment(), found), number, late: false });
                ("worker: asks for the refunds there are", to)
            }
            RefundState::Succeeded | RefundState::PaidByTransfer => return,
        };
        out.push(if by_itself { Step::sure(text, 0, to) } else { Step::may(text, 0, to) });
    }

    fn works(&mut self, books: &Books, out: &mut Steps) {
        for at in 0..books.workers.len() {
            let mut rest = *books;
            let worker = rest.workers.remove(at);
            let about = worker.number as u8;
            match worker.at {
                At::Asked(_, true) => {
                    self.answered(&mut rest, Word::Made);
                    out.push(Step::sure("worker: it was made", about, rest));
                }
                At::Asked(moment, false) => {
                    let to = self.sends(rest, moment, worker.late);
                    out.push(Step::sure("worker: none there, the next request is committed", about, to));
                }
                At::Send => self.leaves(rest, worker, out),
                At::Wait => {
                    let worker = Worker { at: At::Heard(Word::Nothing), ..worker };
                    out.push(Step::sure("worker: no answer", about, rest.with(worker)));
                }
                At::Heard(word) => {
                    let (_, tries) = self.rows.view(books.row).expect("the refund has a row");
                    if tries == worker.number || word == Word::Made {
                        self.answered(&mut rest, word);
                    }
                    out.push(Step::sure("worker: the answer is committed", about, rest));
                }
            }
        }
    }

    /// A request leaves within a minute of the asking or not at all.
    fn leaves(&self, rest: Books, worker: Worker, out: &mut Steps) {
        let about = worker.number as u8;
        if worker.late && !self.drops(Rule::SentInTimeOrNotAtAll) {
            out.push(Step::sure("worker: too late, sends nothing", about, rest));
            return;
        }
        let mut to = rest;
        if to.on_way[worker.number - 1] == ON_WAY {
            out.push(Step::sure("worker: ends", about, rest));
            return;
        }
        to.on_way[worker.number - 1] += 1;
        out.push(Step::sure("worker: the request leaves", about, to.with(Worker { at: At::Wait, ..worker })));
        let refused = Worker { at: At::Heard(Word::Nothing), ..worker };
        out.push(Step::may("worker: the connection is refused", about, rest.with(refused)));
    }
}

impl Model for Refunding {
    type State = Books;

    fn start(&mut self) -> Books {
        let id = RefundId::of(attempt(1), RefundReason::Cancelled.code());
        let refund = Refund::requested(id, ORDER, attempt(1), TOTAL, RefundReason::Cancelled, NOW);
        Books {
            row: self.rows.number(Tried(refund)),
            age: Age::KeyLives,
            kept: [Kept::Nothing; TRIES],
            on_way: [0; TRIES],
            made: 0,
            transfers: 0,
            landed: false,
            person: None,
            workers: List::default(),
            crashes: 1,
            refusals: 1,
            failures: 1,
            second_workers: 1,
            looks: 1,
            retries: 1,
        }
    }

    fn steps(&mut self, books: &Books, out: &mut Steps) {
        self.begins(books, out);
        self.works(books, out);
        self.network(books, out);
        self.person(books, out);
        let (_, tries) = self.rows.view(books.row).expect("the refund has a row");
        network::time_passes(books, tries, out);
        if books.crashes > 0 && !books.workers.is_empty() {
            let to = Books { crashes: books.crashes - 1, workers: List::default(), person: None, ..*books };
            out.push(Step::may("the program crashes", 0, to));
        }
    }

    fn wrong(&self, books: &Books) -> Option<&'static str> {
        let made = self.refund(books).state == RefundState::Succeeded;
        if books.made + books.transfers > 1 {
            return Some("I5: the money went back twice");
        }
        (made && books.made == 0).then_some("I5: the row says Succeeded, and nothing went back")
    }

    fn unsettled(&self, books: &Books) -> Option<&'static str> {
        let right = match self.refund(books).state {
            RefundState::Succeeded => (books.made, books.transfers) == (1, 0),
            RefundState::PaidByTransfer => (books.made, books.transfers) == (0, 1),
            RefundState::Requested | RefundState::Sent | RefundState::Refused | RefundState::Unknown => false,
        };
        (!right).then_some("stuck: the refund is never made, or the row does not know how")
    }

    fn show(&self, books: &Books) -> String {
        let Refund { state, tries, .. } = self.refund(books);
        let Books { age, kept, on_way, made, transfers, landed, person, workers, .. } = books;
        let workers = workers.iter().map(|worker| format!("{}:{:?}", worker.number, worker.at));
        let workers = workers.collect::<Vec<_>>().join(" ");
        format!(
            "{}({tries}); {age:?}, landed {landed}; kept {kept:?}; on the way {on_way:?}; made {made}, by transfer \
             {transfers}; workers [{workers}]; person {:?}",
            state.as_str(),
            person.map(|person| person.found)
        )
    }
}

#[test]
fn whatever_befalls_a_refund_the_money_goes_back_once() {
    let found = search(&mut Refunding::new(), usize::MAX);
    println!("a refund: {found}");
    assert!(found.complete && found.damage.is_none(), "{found}");
}
