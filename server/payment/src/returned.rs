//! The buyer comes back from the provider's page, or gives up. Like a webhook this is a hint: the provider's own answer
//! moves the attempt. Only where the money is taken by our confirm after the page does coming back ask for it.

use events::Unavailable;
use kernel::time::{Span, seconds};
use kernel::{AttemptId, Money, Secret};

use crate::{Answer, Attempt, AttemptState, CapturedBy, Confirm, ProviderRef, Reply, Service};

/// A confirm that would leave later than this after its row was decided stays here, so that a minute after it none can
/// arrive any more.
const LEAVES_WITHIN: Span = seconds(15);

/// What the way back says of a payment; what a provider does not say is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Claim {
    pub reference: Option<ProviderRef>,
    pub amount: Option<Money>,
    /// The buyer did not finish.
    pub aborted: bool,
}

/// What coming back came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Returned {
    Reply(Reply),
    /// Another payment or another amount than this attempt's: nothing was asked for.
    Forged,
}

impl Claim {
    /// Whether it can be about this attempt.
    #[must_use]
    pub fn fits(&self, attempt: &Attempt) -> bool {
        self.reference.as_ref().is_none_or(|reference| attempt.reference.as_ref() == Some(reference))
            && self.amount.is_none_or(|amount| amount == attempt.amount)
    }
}

impl Service {
    /// Takes a buyer who comes back, in a task of its own: one that goes away does not stop a charge half way.
    ///
    /// # Errors
    /// When the database is away; the reconciler finishes it.
    pub async fn returned(&self, id: AttemptId, claim: Claim) -> Result<Returned, Unavailable> {
        let service = self.clone();
        tokio::spawn(async move { service.returned_to_the_end(id, claim).await })
            .await
            .unwrap_or_else(|gone| Err(Unavailable(gone.to_string())))
    }

    async fn returned_to_the_end(&self, id: AttemptId, claim: Claim) -> Result<Returned, Unavailable> {
        let Some(row) = self.attempts.attempt(id).await? else {
            self.hints.forged();
            return Ok(Returned::Forged);
        };
        if !claim.fits(&row) {
            tracing::warn!(attempt = %id, "a buyer came back with another payment or amount");
            self.hints.forged();
            return Ok(Returned::Forged);
        }
        let reply = match (claim.aborted, self.provider.capabilities().captured_by) {
            (true, _) => self.abandon(id).await?,
            // Only a page that is done names the payment. Asked for before that, the no would be kept under its key.
            (false, CapturedBy::ConfirmAfterPage) if claim.reference.is_some() => {
                self.charge_after_page(row).await?
            }
            (false, CapturedBy::Confirm | CapturedBy::Page | CapturedBy::ConfirmAfterPage) => {
                self.look(row).await?
            }
        };
        Ok(Returned::Reply(reply))
    }

    /// The buyer does not want to finish: closed at the provider, unless it is too late for that.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn abandon(&self, id: AttemptId) -> Result<Reply, Unavailable> {
        let Some(row) = self.attempts.attempt(id).await? else { return Ok(Reply::Checking) };
        let (AttemptState::ActionNeeded, Some(reference)) = (row.state, &row.reference) else {
            return Ok(Reply::of(&row));
        };
        let Some(_place) = self.questions.enter().await else { return Ok(Reply::Checking) };
        let answer = self.give_up(&row, reference).await;
        self.conclude_on(&row, &answer).await
    }

    /// Asks what became of it.
    async fn look(&self, row: Attempt) -> Result<Reply, Unavailable> {
        let (AttemptState::ActionNeeded | AttemptState::Unknown, Some(reference)) =
            (row.state, &row.reference)
        else {
            return Ok(Reply::of(&row));
        };
        let Some(_place) = self.questions.enter().await else { return Ok(Reply::Checking) };
        let answer = match self.provider.ask(reference).await {
            Ok(state) => self.settle(reference, state).await,
            Err(_) => Answer::Unknown,
        };
        self.conclude_on(&row, &answer).await
    }

    /// Asks for the money, once: only who moves the row from waiting for the buyer makes the call. While the gate is
    /// shut the row waits on, and the buyer may come back again.
    async fn charge_after_page(&self, row: Attempt) -> Result<Reply, Unavailable> {
        let (Some(_), Some(reference)) = (row.charged(self.clock.now()), row.reference.clone()) else {
            return Ok(Reply::of(&row));
        };
        // A cancel was asked for, and its own call to give up did not get so far.
        if !self.orders.waits_for(row.order, row.id).await? {
            return self.abandon(row.id).await;
        }
        let Ok(permit) = self.gate.admit().await else { return Ok(Reply::of(&row)) };
        let Some(charged) = self.move_to_charged(row.clone()).await? else { return self.reply(row.id).await };
        if self.clock.now() >= charged.sent_at + LEAVES_WITHIN {
            return Ok(Reply::of(&charged));
        }
        let method = Secret::new(String::new());
        let confirm = Confirm { attempt: row.id, reference, amount: row.amount, method };
        let answer = self.confirm(permit, confirm).await;
        self.conclude_on(&charged, &answer).await
    }

    /// Moves a row from waiting for the buyer to charged; `None` when somebody else did, or it waits no more. That it was
    /// asked about meanwhile is no reason to leave a buyer uncharged who is done.
    async fn move_to_charged(&self, mut row: Attempt) -> Result<Option<Attempt>, Unavailable> {
        while let Some(charged) = row.charged(self.clock.now()) {
            if let Some(written) = self.write(charged).await? {
                return Ok(Some(written));
            }
            let Some(stands) = self.attempts.attempt(row.id).await? else { break };
            row = stands;
        }
        Ok(None)
    }
}
