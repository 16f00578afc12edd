//! Paying, from the gate to the committed answer.

use events::{PaymentFailure, Unavailable};
use kernel::{AttemptId, Money, OrderId, Secret};

use crate::{
    Answer, Attempt, AttemptState, CallError, CapturedBy, Commit, Confirm, Decided, Inserted, Permit,
    Prepare, Prepared, ProviderRef, ProviderState, Refused, Reply, Service,
};

/// Whether this task may make the first call.
enum Leave {
    Send,
    /// The row that stands is the answer.
    Row(Box<Attempt>),
    /// It must not be sent: the id is written as NotSent.
    No,
}

impl Service {
    /// Pays, or says how this attempt stands.
    ///
    /// # Errors
    /// When the database is away; whatever was sent by then is finished by the reconciler.
    pub async fn pay(
        &self,
        order: OrderId,
        id: AttemptId,
        amount: Money,
        method: Secret,
    ) -> Result<Reply, Unavailable> {
        let permit = match self.gate.admit().await {
            Ok(permit) => permit,
            Err(refused) => return self.turn_away(order, id, amount, refused).await,
        };
        let attempt = Attempt::sent(id, order, amount, self.ids.uuid(), self.clock.now());
        match self.leave(&attempt).await? {
            Leave::Send => {
                let (asked, answer) = self.charge(permit, attempt, method).await?;
                self.conclude_on(&asked, &answer).await
            }
            Leave::Row(row) => Ok(Reply::of(&row)),
            Leave::No => self.write_not_sent(order, id, amount, PaymentFailure::NotSent).await,
        }
    }

    /// Writes the attempt as busy, unless its row stands; a busy one is told when to come again as of now.
    async fn turn_away(
        &self,
        order: OrderId,
        id: AttemptId,
        amount: Money,
        refused: Refused,
    ) -> Result<Reply, Unavailable> {
        let reply = self.write_not_sent(order, id, amount, PaymentFailure::Busy).await?;
        Ok(match reply {
            Reply::Busy { .. } => Reply::Busy { retry_after: refused.seconds() },
            Reply::Approved | Reply::Declined(_) | Reply::ActionNeeded(_) | Reply::Checking => reply,
        })
    }

    /// Says how the attempt stands; one that was never written is written as NotSent first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn close_unsent(
        &self,
        order: OrderId,
        id: AttemptId,
        amount: Money,
    ) -> Result<Reply, Unavailable> {
        self.write_not_sent(order, id, amount, PaymentFailure::NotSent).await
    }

    /// Commits the row before the first byte leaves. When the commit's own outcome is unknown it is read back,
    /// and only a row that carries this task's token is leave to send.
    async fn leave(&self, attempt: &Attempt) -> Result<Leave, Unavailable> {
        let decided =
            Decided { attempt: attempt.clone(), events: Vec::new(), refund: None, alerts: Vec::new() };
        match self.attempts.insert(Commit { decided, now: attempt.sent_at }).await {
            Ok(Inserted::Done) => Ok(Leave::Send),
            Ok(Inserted::Stands(row)) => Ok(Leave::Row(row)),
            Ok(Inserted::AnotherOpen) => Ok(Leave::No),
            Err(_) => match self.attempts.attempt(attempt.id).await? {
                Some(row) if row.token == attempt.token && row.state == AttemptState::Sent => Ok(Leave::Send),
                Some(row) => Ok(Leave::Row(Box::new(row))),
                None => Ok(Leave::No),
            },
        }
    }

    async fn write_not_sent(
        &self,
        order: OrderId,
        id: AttemptId,
        amount: Money,
        failure: PaymentFailure,
    ) -> Result<Reply, Unavailable> {
        let now = self.clock.now();
        let decided = Attempt::sent(id, order, amount, self.ids.uuid(), now).not_sent(failure);
        let reply = Reply::of(&decided.attempt);
        match self.attempts.insert(Commit { decided, now }).await? {
            Inserted::Stands(row) => Ok(Reply::of(&row)),
            Inserted::Done | Inserted::AnotherOpen => Ok(reply),
        }
    }

    /// The first call: made known, its name committed, then charged; or the buyer is led to the provider's page. A row
    /// that has moved on meanwhile is not charged any more, which says nothing of the provider: the permit goes
    /// without a word. Brings the answer, and the row that it is about.
    async fn charge(
        &self,
        mut permit: Permit,
        attempt: Attempt,
        method: Secret,
    ) -> Result<(Attempt, Answer), Unavailable> {
        let id = attempt.id;
        let prepare = Prepare { attempt: id, order: attempt.order, amount: attempt.amount };
        permit.sent();
        let Prepared { reference, page } = match self.provider.prepare(prepare).await {
            Ok(prepared) => prepared,
            Err(error) => return Ok((attempt, showing(permit, not_prepared(&error)))),
        };
        let amount = attempt.amount;
        let named = Attempt { reference: Some(reference.clone()), page: page.clone(), ..attempt.clone() };
        let Some(named) = self.write(named).await? else { return Ok((attempt, Answer::Unknown)) };
        if self.provider.capabilities().captured_by != CapturedBy::Confirm {
            return Ok((named, showing(permit, Answer::ActionNeeded { page })));
        }
        let confirm = Confirm { attempt: id, reference, amount, method };
        let answer = self.confirm(permit, confirm).await;
        Ok((named, answer))
    }

    /// Asks for the money.
    pub(crate) async fn confirm(&self, mut permit: Permit, confirm: Confirm) -> Answer {
        let reference = confirm.reference.clone();
        permit.sent();
        let answer = match self.provider.confirm(confirm).await {
            Ok(state) => self.settle(&reference, state).await,
            Err(error) => not_confirmed(&error),
        };
        showing(permit, answer)
    }

    /// What a state of the provider means. A declined payment that could still be confirmed is closed first.
    pub(crate) async fn settle(&self, reference: &ProviderRef, state: ProviderState) -> Answer {
        match state {
            ProviderState::Captured => Answer::Captured,
            ProviderState::Closed => Answer::Closed,
            ProviderState::ActionNeeded { page } => Answer::ActionNeeded { page },
            ProviderState::Open => Answer::Open,
            ProviderState::NotFound => Answer::Unknown,
            ProviderState::Declined { code } if !self.provider.capabilities().close_after_decline => {
                Answer::Declined { code }
            }
            ProviderState::Declined { code } => match self.provider.close(reference).await {
                Ok(ProviderState::Closed) => Answer::Declined { code },
                Ok(ProviderState::Captured) => Answer::Captured,
                Ok(_) | Err(_) => Answer::Unknown,
            },
        }
    }
}

/// Shows the breaker how the provider did: a no is an answer like any other.
fn showing(permit: Permit, answer: Answer) -> Answer {
    match answer {
        Answer::Captured
        | Answer::Declined { .. }
        | Answer::Closed
        | Answer::GivenUp
        | Answer::ActionNeeded { .. }
        | Answer::Open => permit.succeeded(),
        Answer::NotSent | Answer::NotPrepared | Answer::Unknown => permit.failed(),
    }
    answer
}

/// No name came back, so nothing will be confirmed, and nothing can be captured: only this task would have.
fn not_prepared(error: &CallError) -> Answer {
    tracing::warn!(%error, "the provider did not make a payment known");
    match error {
        CallError::NotSent(_) => Answer::NotSent,
        CallError::Unknown(_) => Answer::NotPrepared,
    }
}

fn not_confirmed(error: &CallError) -> Answer {
    tracing::warn!(%error, "the provider did not answer a confirmation");
    match error {
        CallError::NotSent(_) => Answer::NotSent,
        CallError::Unknown(_) => Answer::Unknown,
    }
}
