//! The use cases of returns: the buyer's and the shop's, and the shop's list.

use async_trait::async_trait;
use events::{Action, Actor, AuditEntry, Unavailable};
use kernel::{Lang, OrderId, SessionId, Time};

use super::{Ask, NoReturn, ReturnCommand, ask_return, move_return};
use crate::{CommandError, Commit, Committed, Order, Service};

/// The tabs of the shop's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReturnTab {
    /// On their way here.
    #[default]
    Asked,
    /// Here, their money due.
    Received,
    /// Refunded, refused, withdrawn.
    Done,
}

impl ReturnTab {
    /// All of them, in the order in which they stand.
    pub const ALL: [Self; 3] = [Self::Asked, Self::Received, Self::Done];

    /// The query parameter.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Received => "received",
            Self::Done => "done",
        }
    }

    /// Reads it; an unknown one is the first tab.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|tab| tab.as_str() == text).unwrap_or_default()
    }
}

/// What the list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReturnQuery {
    pub tab: ReturnTab,
    /// The last row of the page before: since when its return stands so, and its order.
    pub after: Option<(Time, OrderId)>,
    pub limit: i64,
}

/// The counts of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReturnCounts {
    pub asked: i64,
    pub received: i64,
    /// Of those, the ones whose money should have gone back by now.
    pub overdue: i64,
}

/// The shop's list of returns: read only. It has the newest return of each order.
#[async_trait]
pub trait Returns: Send + Sync {
    /// A page: what is to do the longest first, what is done the newest first.
    async fn page(&self, query: ReturnQuery) -> Result<Vec<Order>, Unavailable>;

    /// The counts; overdue is what was due before now and is still here.
    async fn counts(&self, now: Time) -> Result<ReturnCounts, Unavailable>;
}

impl Service {
    /// Asks to send goods back. Says which number the return has.
    ///
    /// # Errors
    /// [`CommandError::NotFound`] also for somebody else's order; `Ok(Err(_))` says why no return begins.
    pub async fn ask_return(
        &self,
        session: SessionId,
        id: OrderId,
        ask: &Ask,
    ) -> Result<Result<(), NoReturn>, CommandError> {
        loop {
            let order = self.of_session(session, id).await?;
            let now = self.clock.now();
            let decided = match ask_return(&order, ask, now) {
                Ok(decided) => decided,
                Err(NoReturn::Already) => return Ok(Ok(())),
                Err(why) => return Ok(Err(why)),
            };
            let commit = Commit { decided, now, progress: None, audit: None };
            if self.orders.commit(commit).await? == Committed::Done {
                return Ok(Ok(()));
            }
        }
    }

    /// The buyer keeps the goods after all.
    ///
    /// # Errors
    /// [`CommandError::NotFound`] also for somebody else's order; [`CommandError::Conflict`] once they are here.
    pub async fn withdraw_return(
        &self,
        session: SessionId,
        id: OrderId,
        number: u32,
    ) -> Result<(), CommandError> {
        self.of_session(session, id).await?;
        let withdraw = |order: &Order, now| move_return(order, number, &ReturnCommand::Withdraw, now);
        self.command(id, withdraw).await
    }

    /// The goods of a return are here. Their money is due in business days, as the shop has set them.
    ///
    /// # Errors
    /// As [`Service::move_return`].
    pub async fn receive_return(&self, id: OrderId, number: u32, who: Actor) -> Result<(), CommandError> {
        let closed = self.calendar.closed_days().await?;
        self.move_return(id, number, &ReturnCommand::Receive { closed }, who).await
    }

    /// What the shop does with a return, audited.
    ///
    /// # Errors
    /// [`CommandError::Conflict`] when the return has moved on, or nothing of the kind may be done.
    pub async fn move_return(
        &self,
        id: OrderId,
        number: u32,
        asked: &ReturnCommand,
        who: Actor,
    ) -> Result<(), CommandError> {
        let (action, text) = match asked {
            // The buyer's own.
            ReturnCommand::Withdraw => return Err(CommandError::Conflict),
            ReturnCommand::Receive { .. } => (Action::ReturnReceived, String::new()),
            ReturnCommand::Refund { deduction, .. } => {
                let off = deduction.map(|deduction| format!("−{}", deduction.amount.text(Lang::En)));
                (Action::ReturnRefunded, off.unwrap_or_default())
            }
            ReturnCommand::Refuse { why } => (Action::ReturnRefused, why.clone()),
        };
        let entry = AuditEntry { who, action, order: Some(id), subject: String::new(), text };
        self.command_audited(id, Some(entry), |order, now| move_return(order, number, asked, now)).await
    }
}
