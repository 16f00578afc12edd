//! 메일: what buyers are written, when, and whether it went out.
//!
//! Follows orders by events and keeps what a letter needs, so that it asks nobody back. An event makes its letter in
//! the transaction that moves the consumer on: one letter for each. Sending is another matter, done by a worker of its
//! own: a mail server that is dead delays letters and nothing else.

mod consume;
mod content;
mod letter;
mod ports;
mod retention;
mod service;
mod sheet;
mod words;

pub use consume::{Cancel, Consumed, Decided, Known, NotedRefund, SHIPPED_WAITS, consume};
pub use content::{Content, Extra, Numbered};
pub use letter::{
    Begun, LEASE, Letter, LetterState, Turn, again, answered, backoff, begin, posted, up_to_date,
};
pub use ports::{Committed, Failed, Imprint, Letters, Links, Post, Postbox, Standing, Tracked};
pub use retention::Retention;
pub use service::{AgainError, MailConsumer, Service};
pub use sheet::{Good, Part, Sheet};
pub use words::sheet;
