//! What becomes of requests on their way, and of keys that grow old.

use payment::ProviderRefundState;

use super::Refunding;
use super::state::{Age, At, Books, TRIES, Word, Worker};
use crate::list::List;
use crate::provider::{Kept, RefundVerdict};
use crate::search::Step;

type Steps = Vec<Step<Books>>;

impl Refunding {
    pub(super) fn network(&self, books: &Books, out: &mut Steps) {
        for number in 1..=TRIES {
            if books.on_way[number - 1] == 0 {
                continue;
            }
            let mut rest = *books;
            rest.on_way[number - 1] -= 1;
            out.push(Step::may("network: the request is lost", number as u8, rest));
            let is_new = books.kept[number - 1] == Kept::Nothing;
            arrives(rest, number, RefundVerdict::Made, "provider: makes it, or says again what it kept", out);
            // And what is refused under it would ask for one more.
            if is_new && books.refusals > 0 && number < TRIES {
                let rest = Books { refusals: books.refusals - 1, ..rest };
                arrives(rest, number, RefundVerdict::Refused, "provider: refuses", out);
            }
            // What is kept under the last key would be kept for ever: the search ends before that key dies.
            if is_new && books.failures > 0 && number < TRIES {
                let rest = Books { failures: books.failures - 1, ..rest };
                arrives(rest, number, RefundVerdict::Failed, "provider: a 500, nothing done", out);
                arrives(rest, number, RefundVerdict::MadeUnsaid, "provider: makes it and answers 500", out);
            }
        }
    }
}

/// A request arrives. Its answer reaches one that waits for it, or is lost.
fn arrives(mut rest: Books, number: usize, verdict: RefundVerdict, text: &'static str, out: &mut Steps) {
    let refunded = rest.kept[number - 1].refund(verdict);
    rest.kept[number - 1] = refunded.kept;
    rest.made += u8::from(refunded.moved);
    let waits = |worker: &Worker| worker.at == At::Wait && worker.number == number;
    let Some(at) = rest.workers.iter().position(waits) else {
        out.push(Step::sure(text, number as u8, rest));
        return;
    };
    out.push(Step::may(text, number as u8, rest));
    let worker = rest.workers.remove(at);
    let word = match refunded.answer {
        Some(ProviderRefundState::Succeeded) => Word::Made,
        Some(ProviderRefundState::Refused) => Word::Refused,
        Some(ProviderRefundState::Pending) | None => Word::Nothing,
    };
    out.push(Step::sure(text, number as u8, rest.with(Worker { at: At::Heard(word), ..worker })));
}

/// The present key dies, as the shop counts; and a minute later nothing is under way any more. The provider counts from
/// when it first had something to keep. What is under way left after it was asked and had made nothing, so what it made
/// since is too young to be forgotten while that is under way.
pub(super) fn time_passes(books: &Books, tries: usize, out: &mut Steps) {
    let mut to = *books;
    match books.age {
        Age::KeyLives if (1..TRIES).contains(&tries) => {
            to.age = Age::UnderWay;
            if books.made == 0 {
                to.kept[..tries].fill(Kept::Nothing);
            }
            out.push(Step::sure("clock: the key is dead", tries as u8, to));
        }
        Age::UnderWay if books.on_way.iter().all(|requests| *requests == 0) => {
            to.age = Age::Dead;
            to.kept[..tries].fill(Kept::Nothing);
            to.workers = List::default();
            for worker in books.workers.iter() {
                to.workers.insert(Worker { late: true, ..*worker });
            }
            out.push(Step::sure("clock: nothing is under way any more", tries as u8, to));
        }
        Age::KeyLives | Age::UnderWay | Age::Dead => {}
    }
}
