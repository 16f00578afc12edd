//! Asking again: what the provider knows of attempts whose outcome is open, and the refunds still to be sent.

use events::{Sweep, Unavailable};
use kernel::Time;
use kernel::time::seconds;

use crate::{
    Answer, Attempt, AttemptState, CapturedBy, Commit, Committed, Prepare, Prepared, ProviderRef,
    ProviderRefundState, ProviderState, Refund, RefundAnswer, RefundCall, RefundCommit, RefundState, Service,
    refund_answer, refund_send,
};

/// Rows one sweep looks at.
const SWEEP: i64 = 50;
/// How long a request may still be on its way to the provider; one that would leave later than this stays here.
const UNDER_WAY: kernel::time::Span = seconds(60);

impl Service {
    /// Asks the provider about every attempt whose time has come.
    pub(crate) async fn reconcile(&self) -> Result<usize, Unavailable> {
        let mut sweep = Sweep::default();
        for attempt in self.attempts.to_ask(self.clock.now(), SWEEP).await? {
            sweep.note(self.reconcile_one(attempt).await.map(|()| true));
        }
        sweep.end()
    }

    async fn reconcile_one(&self, attempt: Attempt) -> Result<(), Unavailable> {
        let Some(_place) = self.questions.enter().await else { return Ok(()) };
        let now = self.clock.now();
        let (asked, answer) = match self.named(&attempt).await? {
            Some((named, reference)) => {
                let answer = self.question(&named, &reference, now).await?;
                (named, answer)
            }
            None => (attempt.clone(), Answer::Unknown),
        };
        let before = self.attempts.attempt(attempt.id).await?;
        self.conclude_on(&asked, &answer).await?;
        let after = self.attempts.attempt(attempt.id).await?;
        // Nothing new: remember that it was asked, so that the next question waits longer.
        if let (Some(before), Some(after)) = (before, after)
            && before.state == after.state
        {
            let decided = after.asked(answer != Answer::Unknown, now);
            self.attempts.commit(Commit { decided, now }).await?;
        }
        Ok(())
    }

    /// The row with the provider's name for the payment. A crash may have come between the call that made it known and
    /// the commit of its name: making it known again under the same key brings the same name.
    pub(crate) async fn named(
        &self,
        attempt: &Attempt,
    ) -> Result<Option<(Attempt, ProviderRef)>, Unavailable> {
        if let Some(reference) = &attempt.reference {
            return Ok(Some((attempt.clone(), reference.clone())));
        }
        let prepare = Prepare { attempt: attempt.id, order: attempt.order, amount: attempt.amount };
        let Ok(Prepared { reference, page }) = self.provider.prepare(prepare).await else { return Ok(None) };
        let named = Attempt { reference: Some(reference.clone()), page, ..attempt.clone() };
        Ok(self.write(named).await?.map(|named| (named, reference)))
    }

    /// Asks while the order waits for this attempt, closes once it does not, or when the time is over in which
    /// a first call could still arrive: we do not keep what the buyer paid with, so we cannot send it again.
    pub(crate) async fn question(
        &self,
        attempt: &Attempt,
        reference: &ProviderRef,
        now: Time,
    ) -> Result<Answer, Unavailable> {
        let open =
            matches!(attempt.state, AttemptState::Sent | AttemptState::Unknown | AttemptState::ActionNeeded);
        let waited_for = open && self.orders.waits_for(attempt.order, attempt.id).await?;
        let overdue = attempt.state == AttemptState::ActionNeeded && attempt.action_is_over(now);
        if open && (overdue || !waited_for) {
            return Ok(self.give_up(attempt, reference).await);
        }
        let answer = match self.provider.ask(reference).await {
            Ok(ProviderState::Open) if now >= attempt.sent_at + UNDER_WAY => self.close(reference).await,
            // Whoever could finish it was never led there.
            Ok(ProviderState::ActionNeeded { .. }) if !open => self.close(reference).await,
            Ok(state) => self.settle(reference, state).await,
            Err(_) => Answer::Unknown,
        };
        Ok(self.unless_under_way(attempt, answer, now))
    }

    /// Closes what the buyer has not finished. Where only our confirm could charge and none has left, the row alone
    /// closes it: whoever comes back later meets it.
    pub(crate) async fn give_up(&self, attempt: &Attempt, reference: &ProviderRef) -> Answer {
        if self.charges_after_page() && attempt.state == AttemptState::ActionNeeded {
            return Answer::GivenUp;
        }
        let now = self.clock.now();
        let answer = self.close(reference).await;
        self.unless_under_way(attempt, answer, now)
    }

    fn charges_after_page(&self) -> bool {
        self.provider.capabilities().captured_by == CapturedBy::ConfirmAfterPage
    }

    /// While a confirm of ours could still arrive after the asking, which began `now`, a row does not wait for the buyer
    /// again: it could close itself, and be charged after that.
    fn unless_under_way(&self, attempt: &Attempt, answer: Answer, now: Time) -> Answer {
        let charging = matches!(attempt.state, AttemptState::Sent | AttemptState::Unknown);
        let under_way = charging && now < attempt.sent_at + UNDER_WAY;
        match answer {
            Answer::ActionNeeded { .. } if under_way && self.charges_after_page() => Answer::Open,
            answer => answer,
        }
    }

    async fn close(&self, reference: &ProviderRef) -> Answer {
        match self.provider.close(reference).await {
            Ok(state) => self.settle(reference, state).await,
            Err(_) => Answer::Unknown,
        }
    }

    /// Sends every refund whose time has come.
    pub(crate) async fn send_refunds(&self) -> Result<usize, Unavailable> {
        let mut sweep = Sweep::default();
        for refund in self.refunds.due(self.clock.now(), SWEEP).await? {
            sweep.note(self.send_refund(refund).await.map(|()| true));
        }
        sweep.end()
    }

    /// One refund: before a repeat the provider is asked what it has, and only then the request goes out.
    pub(crate) async fn send_refund(&self, refund: Refund) -> Result<(), Unavailable> {
        let Some(_place) = self.questions.enter().await else { return Ok(()) };
        let now = self.clock.now();
        let attempt = self.attempts.attempt(refund.attempt).await?;
        let Some(reference) = attempt.and_then(|attempt| attempt.reference) else {
            return self.refund_answered(&refund, RefundAnswer::Unknown, now).await;
        };
        if refund.state != RefundState::Requested {
            match self.find_refund(&refund, &reference).await {
                Found::Ours(answer) => return self.refund_answered(&refund, answer, now).await,
                Found::NoAnswer => return self.refund_answered(&refund, RefundAnswer::Unknown, now).await,
                Found::None => {}
            }
        }
        let Some(sent) = refund_send(&refund, self.provider.capabilities().key_lives, now) else {
            return self.refund_answered(&refund, RefundAnswer::Unknown, now).await;
        };
        let decided = crate::RefundDecided { refund: sent.clone(), events: Vec::new(), alerts: Vec::new() };
        if self.refunds.commit(RefundCommit { decided, now }).await? != Committed::Done {
            return Ok(());
        }
        if self.clock.now() >= now + UNDER_WAY {
            // What the provider was asked may no longer be so: the next sweep asks anew.
            return Ok(());
        }
        let call = RefundCall { key: sent.key(), refund: sent.id, reference, amount: sent.amount };
        let answer = match self.provider.refund(call).await {
            Ok(state) => of_state(state),
            Err(error) => {
                tracing::warn!(%error, refund = %sent.id, "the provider did not answer a refund");
                RefundAnswer::Unknown
            }
        };
        let Some(row) = self.refunds.refund(sent.id).await? else { return Ok(()) };
        // What an older try came to says nothing of the present one, unless the money went back.
        if row.tries != sent.tries && answer != RefundAnswer::Succeeded {
            return Ok(());
        }
        self.refund_answered(&row, answer, now).await
    }

    pub(crate) async fn find_refund(&self, refund: &Refund, reference: &ProviderRef) -> Found {
        match self.provider.refunds(reference).await {
            Ok(list) => list
                .iter()
                .find(|known| known.refund == Some(refund.id) && known.state != ProviderRefundState::Refused)
                .map_or(Found::None, |known| Found::Ours(of_state(known.state))),
            Err(_) => Found::NoAnswer,
        }
    }

    pub(crate) async fn refund_answered(
        &self,
        refund: &Refund,
        answer: RefundAnswer,
        now: Time,
    ) -> Result<(), Unavailable> {
        let decided = refund_answer(refund, answer, now);
        // Lost means that somebody else answered it meanwhile: their row stands.
        self.refunds.commit(RefundCommit { decided, now }).await?;
        Ok(())
    }
}

/// What the provider's list of refunds says of ours.
pub(crate) enum Found {
    Ours(RefundAnswer),
    None,
    NoAnswer,
}

fn of_state(state: ProviderRefundState) -> RefundAnswer {
    match state {
        ProviderRefundState::Succeeded => RefundAnswer::Succeeded,
        ProviderRefundState::Refused => RefundAnswer::Refused,
        ProviderRefundState::Pending => RefundAnswer::Unknown,
    }
}
