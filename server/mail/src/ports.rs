//! What mail needs from outside, and what an adapter MUST do.

use std::collections::BTreeSet;

use async_trait::async_trait;
use events::{AuditEntry, Progress, Unavailable};
use kernel::{Lang, LetterId, OrderId, Time};

use crate::{Decided, Known, Letter, Turn};

/// What became of an event that was consumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Committed {
    Done,
    /// This event was applied before; nothing was written.
    AppliedBefore,
}

/// What waits and what could not be sent, for the desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Letters whose time has come and that have not gone out.
    pub waiting: i64,
    /// When the oldest of them was due.
    pub oldest: Option<Time>,
    /// Letters that were refused, or went out into the dark, newest first.
    pub failed: Vec<Letter>,
}

/// The letters, and what is known of the orders that they are about.
#[async_trait]
pub trait Letters: Send + Sync {
    /// What is known of an order. One of which mail never heard is `None`.
    async fn known(&self, order: OrderId) -> Result<Option<Known>, Unavailable>;

    /// What is known of several, of those that mail heard of.
    async fn known_of(&self, orders: &[OrderId]) -> Result<Vec<Known>, Unavailable> {
        let mut known = Vec::with_capacity(orders.len());
        for order in orders {
            known.extend(self.known(*order).await?);
        }
        Ok(known)
    }

    /// Writes what an event means: what is known, the letter, what is withdrawn, alerts and progress, in one
    /// transaction. `None` moves progress alone.
    async fn consume(
        &self,
        decided: Option<Decided>,
        progress: Progress,
        now: Time,
    ) -> Result<Committed, Unavailable>;

    /// The same of events of different orders, in the order of their ids, all in one transaction. Where one of them was
    /// applied before nothing is written and this is the answer; each is to be consumed by itself then.
    async fn consume_together(
        &self,
        heard: Vec<(Option<Decided>, Progress)>,
        now: Time,
    ) -> Result<Committed, Unavailable>;

    /// Inserts a letter of no event, with its entry of the audit when a person asked for it.
    async fn post(&self, letter: Letter, audit: Option<AuditEntry>) -> Result<(), Unavailable>;

    /// Letters whose time has come, the longest due first. MUST leave out those of an order of which mail has events
    /// still to hear, parked ones included: one of them may withdraw the letter.
    async fn due(&self, now: Time, limit: i64) -> Result<Vec<Letter>, Unavailable>;

    /// Writes letters, each if its version still stands, with its alert, in one transaction. Says which.
    async fn commit(&self, turns: Vec<Turn>, now: Time) -> Result<BTreeSet<LetterId>, Unavailable>;

    /// One letter.
    async fn letter(&self, id: LetterId) -> Result<Option<Letter>, Unavailable>;

    /// The letters of an order, oldest first.
    async fn of_order(&self, order: OrderId) -> Result<Vec<Letter>, Unavailable>;

    /// The newest letters, of an address that contains this text or, with an empty one, of all.
    async fn latest(&self, address: &str, limit: i64) -> Result<Vec<Letter>, Unavailable>;

    /// What waits and what failed.
    async fn standing(&self, now: Time, limit: i64) -> Result<Standing, Unavailable>;

    /// Forgets letters that ended before then, those with a secret link in them `links_before`, and what is known of
    /// orders of which nothing was heard since `before` and of which no letter waits. Says how many letters.
    async fn forget(&self, before: Time, links_before: Time) -> Result<u64, Unavailable>;
}

/// A letter as it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub id: LetterId,
    pub to: String,
    pub lang: Lang,
    /// One line.
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// Why a letter did not go out, or why nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failed {
    /// The mail server cannot be reached, or takes no letter from us at all. Nothing of this one has left.
    #[error("the mail server is away: {0}")]
    Away(String),
    /// It does not take this letter now. Nothing of it was taken.
    #[error("not now: {0}")]
    Later(String),
    /// It will never take this letter.
    #[error("refused: {0}")]
    Refused(String),
    /// The letter was handed over and the answer did not come.
    #[error("unknown: {0}")]
    Unknown(String),
}

/// Where letters go out.
#[async_trait]
pub trait Postbox: Send + Sync {
    /// Hands one letter over. MUST end within [`crate::LEASE`], MUST say [`Failed::Unknown`] of everything after which
    /// it may have been taken, and MUST give it the same Message-ID each time.
    async fn send(&self, post: &Post) -> Result<(), Failed>;

    /// Whether letters are shown here and not sent, so that what they say may be read afterwards.
    fn shows(&self) -> bool {
        false
    }
}

/// A parcel as its receiver may follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracked {
    /// The carrier's name.
    pub carrier: String,
    /// The carrier's page about the parcel, if it has one.
    pub link: Option<String>,
}

/// Who sells, as the law wants it said below what a shop writes.
#[async_trait]
pub trait Imprint: Send + Sync {
    /// The shop's business data, line by line, as far as its owner has said them.
    async fn lines(&self, lang: Lang) -> Result<Vec<String>, Unavailable>;
}

/// Where the links of letters lead.
pub trait Links: Send + Sync {
    /// The order's page, for whoever has the letter that was written then. A whole URL.
    fn order(&self, order: OrderId, written: Time, lang: Lang) -> String;

    /// The shop's first page. A whole URL.
    fn shop(&self, lang: Lang) -> String;

    /// What a carrier's key and number mean to a person.
    fn parcel(&self, carrier: &str, tracking: &str, lang: Lang) -> Tracked;
}
