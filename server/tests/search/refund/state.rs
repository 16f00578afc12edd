//! A refund's row, the workers that send it, what the provider keeps, and the time of a try.

use kernel::Time;
use kernel::time::{Span, hours, seconds};
use payment::{LANDED, Refund, RefundState};

use crate::list::List;
use crate::provider::Kept;
use crate::rows::{Kind, NOW, Row};

/// The most tries.
pub const TRIES: usize = 3;
/// The most requests that are on their way under one key.
pub const ON_WAY: u8 = 2;
pub const KEY_LIVES: Span = hours(24);

/// What is left of a try's time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Age {
    #[default]
    KeyLives,
    UnderWay,
    Dead,
}

impl Age {
    /// The request left half a minute before its key dies.
    pub fn now(self) -> Time {
        match self {
            Self::KeyLives => last_sent(),
            Self::UnderWay => NOW + KEY_LIVES,
            Self::Dead => NOW + KEY_LIVES + seconds(60),
        }
    }
}

fn last_sent() -> Time {
    NOW + KEY_LIVES - seconds(30)
}

/// When something is decided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Moment {
    pub age: Age,
    /// Ten minutes have passed since the last request was committed.
    pub landed: bool,
}

impl Moment {
    pub fn now(self) -> Time {
        if self.landed { last_sent() + LANDED } else { self.age.now() }
    }

    /// As long as the key lives it does so at this moment, however long ago the request left.
    pub fn key_lives(self) -> Span {
        if self.landed && self.age == Age::KeyLives { hours(25) } else { KEY_LIVES }
    }
}

/// The row, with its tries.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tried(pub Refund);

impl Kind for Tried {
    type View = (RefundState, usize);

    fn canonical(self) -> Self {
        Self(Refund {
            version: 0,
            sent_at: self.0.sent_at.map(|_| last_sent()),
            key_since: self.0.key_since.map(|_| NOW),
            next_at: self.0.next_at.map(|_| NOW),
            failures: 0,
            ..self.0
        })
    }

    fn view(&self) -> Self::View {
        (self.0.state, self.0.tries as usize)
    }
}

/// A worker that sends the refund.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Worker {
    pub at: At,
    /// The try it is about, from 1.
    pub number: usize,
    /// More than a minute has passed since it asked.
    pub late: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum At {
    /// The provider was asked at that moment, and had it or not.
    Asked(Moment, bool),
    #[default]
    Send,
    Wait,
    Heard(Word),
}

/// What a request came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Word {
    Made,
    Refused,
    Nothing,
}

/// A person who is about to write down that a bank transfer paid the money back: what they saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Person {
    /// The row that they decide on.
    pub row: Row,
    /// The provider was asked, and had made it.
    pub found: bool,
    pub asked: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Books {
    pub row: Row,
    pub age: Age,
    /// What the provider keeps, and what is on its way to it, under the keys of the tries.
    pub kept: [Kept; TRIES],
    pub on_way: [u8; TRIES],
    /// How often the provider gave money back, and how often a person did.
    pub made: u8,
    pub transfers: u8,
    /// Ten minutes have passed since the last request was committed.
    pub landed: bool,
    pub person: Option<Person>,
    pub workers: List<Worker, 2>,
    pub crashes: u8,
    pub refusals: u8,
    pub failures: u8,
    pub second_workers: u8,
    /// How often a person looks, and how often they ask for it again.
    pub looks: u8,
    pub retries: u8,
}

impl Books {
    pub fn with(mut self, worker: Worker) -> Self {
        self.workers.insert(worker);
        self
    }

    pub fn moment(&self) -> Moment {
        Moment { age: self.age, landed: self.landed }
    }
}
