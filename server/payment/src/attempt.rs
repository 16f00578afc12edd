//! One try to pay an order: its row, and what each answer of the provider means to it.

use events::{Alert, Event, PaymentFailure, RefundReason};
use kernel::time::{Span, days, hours, minutes, seconds};
use kernel::{AttemptId, Money, OrderId, RefundId, Time};
use uuid::Uuid;

use crate::{PageUrl, ProviderRef, Refund};

/// How long a buyer is asked to wait after a busy answer, in seconds.
pub const RETRY_AFTER_BUSY: u32 = 30;
/// A call is over after 15 s; an attempt that is still Sent after this has lost its caller.
const CALLER_LOST: Span = seconds(30);
/// How long the buyer has for what the provider asks of them.
const ACTION: Span = minutes(10);
/// When a declined attempt is asked again for the first time.
pub(crate) const ASKED_FIRST: Span = hours(1);
/// How long declined attempts are asked again, each day.
const ASKED_AGAIN: Span = days(15);
/// An outcome that stays open so long is a person's to look up (I11 of the domain page).
const TELL: Span = hours(24);

/// Where an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AttemptState {
    /// Committed before the first byte leaves.
    Sent,
    /// The provider waits for the buyer (3-D Secure, a hosted page).
    ActionNeeded,
    /// The call ended without a readable answer.
    Unknown,
    Approved,
    /// Nothing was charged, and nothing can be any more.
    Declined,
    /// The request never left.
    NotSent,
    /// Captured after it was declined or not sent: refunded in full by itself.
    Surplus,
}

impl AttemptState {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Sent,
        Self::ActionNeeded,
        Self::Unknown,
        Self::Approved,
        Self::Declined,
        Self::NotSent,
        Self::Surplus,
    ];

    /// The word in databases and pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::ActionNeeded => "action_needed",
            Self::Unknown => "unknown",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::NotSent => "not_sent",
            Self::Surplus => "surplus",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether money was captured.
    #[must_use]
    pub const fn captured(self) -> bool {
        matches!(self, Self::Approved | Self::Surplus)
    }
}

/// An attempt.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attempt {
    /// Also the provider's idempotency key.
    pub id: AttemptId,
    pub order: OrderId,
    /// Compared and counted up by every commit.
    pub version: i64,
    pub state: AttemptState,
    /// The task that inserted the row: only it makes the first call.
    pub token: Uuid,
    pub amount: Money,
    /// Why it came to nothing.
    pub failure: Option<PaymentFailure>,
    /// The provider's reason, from a closed list.
    pub code: Option<String>,
    /// The provider's own name for the payment, once it has one.
    pub reference: Option<ProviderRef>,
    /// Where the buyer goes on at the provider.
    pub page: Option<PageUrl>,
    pub sent_at: Time,
    /// When it came into its present state.
    pub since: Time,
    /// When the provider is asked about it next.
    pub ask_at: Option<Time>,
    /// How often it was asked in the present state.
    pub asks: u32,
}

/// What a call or a question came to, as far as the attempt cares.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Answer {
    Captured,
    /// A no that can no longer become a yes.
    Declined {
        code: String,
    },
    /// Closed at the provider: the buyer did not finish, or a cancel was asked.
    Closed,
    /// The buyer did not finish, and only a confirm of ours could charge: while none has left, the row alone closes it.
    GivenUp,
    /// The request never left. Only the first caller may say so.
    NotSent,
    /// It could not be made known, or its name did not come back: it was never asked to charge. Only the first
    /// caller may say so.
    NotPrepared,
    /// The provider waits for the buyer, on this page if it is another than before.
    ActionNeeded {
        page: Option<PageUrl>,
    },
    /// The provider knows of it and has not captured it yet.
    Open,
    /// No readable answer.
    Unknown,
}

impl Answer {
    /// Whether it is about the row as it was when it was asked, and may be so no longer: another confirm may have left
    /// since. The others are so for ever, or move a row only where they do no harm.
    #[must_use]
    pub const fn passes(&self) -> bool {
        match self {
            Self::NotSent | Self::NotPrepared | Self::ActionNeeded { .. } => true,
            Self::Captured
            | Self::Declined { .. }
            | Self::Closed
            | Self::GivenUp
            | Self::Open
            | Self::Unknown => false,
        }
    }
}

/// What should change.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decided {
    pub attempt: Attempt,
    pub events: Vec<Event>,
    /// The refund of a surplus, inserted in the same transaction.
    pub refund: Option<Refund>,
    pub alerts: Vec<Alert>,
}

impl Decided {
    fn keep(attempt: &Attempt) -> Self {
        Self { attempt: attempt.clone(), events: Vec::new(), refund: None, alerts: Vec::new() }
    }

    fn to(attempt: &Attempt, state: AttemptState, now: Time) -> Self {
        let mut decided = Self::keep(attempt);
        let row = &mut decided.attempt;
        (row.state, row.since, row.asks) = (state, now, 0);
        row.ask_at = next_ask(row, false, now);
        decided
    }

    fn event(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }
}

impl Attempt {
    /// A new attempt, about to be sent by the task that holds the token.
    #[must_use]
    pub fn sent(id: AttemptId, order: OrderId, amount: Money, token: Uuid, now: Time) -> Self {
        Self {
            id,
            order,
            version: 0,
            state: AttemptState::Sent,
            token,
            amount,
            failure: None,
            code: None,
            reference: None,
            page: None,
            sent_at: now,
            since: now,
            ask_at: Some(now + CALLER_LOST),
            asks: 0,
        }
    }

    /// A new attempt that was refused before anything was sent, with the event that says so.
    #[must_use]
    pub fn not_sent(mut self, failure: PaymentFailure) -> Decided {
        (self.state, self.failure, self.ask_at) = (AttemptState::NotSent, Some(failure), None);
        let event = Event::PaymentDeclined { attempt: self.id, failure };
        Decided::keep(&self).event(event)
    }

    /// Until when the buyer may do what the provider asks of them.
    #[must_use]
    pub fn action_until(&self) -> Time {
        self.since + ACTION
    }

    /// Whether the buyer's time for what the provider asks of them is over.
    #[must_use]
    pub fn action_is_over(&self, now: Time) -> bool {
        now >= self.action_until()
    }

    /// The row on its way to a charge, after the buyer came back from the provider's page; `None` when it does not
    /// wait for them, or no longer. Who commits it, and nobody else, makes the call.
    #[must_use]
    pub fn charged(&self, now: Time) -> Option<Self> {
        let waits = self.state == AttemptState::ActionNeeded && !self.action_is_over(now);
        waits.then(|| Self { sent_at: now, ..Decided::to(self, AttemptState::Sent, now).attempt })
    }

    /// The row after one more question that changed nothing, and an alert when the outcome will have been open for
    /// a day before the next one. `answered` says whether the provider gave an answer at all.
    ///
    /// The row remembers the alert without a word: a question that lies past the day was set by the one that told,
    /// however late that was asked.
    #[must_use]
    pub fn asked(&self, answered: bool, now: Time) -> Decided {
        let mut decided = Decided::keep(self);
        let row = &mut decided.attempt;
        row.asks += 1;
        row.ask_at = next_ask(row, answered, now);
        let told = |row: &Self| row.ask_at.is_some_and(|at| at > row.since + TELL);
        let open = matches!(self.state, AttemptState::Unknown | AttemptState::ActionNeeded);
        if open && !told(self) && told(&decided.attempt) {
            decided.alerts.push(self.open_for_a_day());
        }
        decided
    }

    /// Names the payment as the provider does, or by the id that its metadata carry.
    fn open_for_a_day(&self) -> Alert {
        let name =
            self.reference.as_ref().map_or_else(|| self.id.to_string(), |reference| reference.0.clone());
        let text = format!(
            "결제 {name}의 결과를 하루가 되도록 알지 못합니다. 결제사에서 확인해 주세요. 그동안에도 계속 묻습니다. / The outcome of payment {name} has been unknown for a day. Please look it up at the provider; the shop goes on asking."
        );
        Alert { order: self.order, text }
    }
}

/// When the provider is asked next: after 2, 5, 15 and 60 s, then every 5 minutes while the outcome is open; each minute
/// while the buyer has time at the provider (they may close its page after paying), then every 5 minutes until it is
/// closed; after an hour, then each day for 15 days, when it was declined but the provider knows of it, or may do so.
/// Only an answer ends those days: without one it is asked the next day again, so that nobody's being down loses a late
/// capture.
fn next_ask(row: &Attempt, answered: bool, now: Time) -> Option<Time> {
    match row.state {
        AttemptState::Sent => Some(now + CALLER_LOST),
        AttemptState::Unknown => Some(
            now + match row.asks {
                0 => seconds(2),
                1 => seconds(5),
                2 => seconds(15),
                3 => seconds(60),
                _ => minutes(5),
            },
        ),
        AttemptState::ActionNeeded if row.action_is_over(now) => Some(now + minutes(5)),
        AttemptState::ActionNeeded => Some(row.action_until().min(now + minutes(1))),
        AttemptState::Declined | AttemptState::NotSent => {
            let again = now + if row.asks == 0 { ASKED_FIRST } else { days(1) };
            let may_be_known = row.reference.is_some() || row.asks > 0;
            let over = answered && again > row.since + ASKED_AGAIN;
            (may_be_known && !over).then_some(again)
        }
        AttemptState::Approved | AttemptState::Surplus => None,
    }
}

/// Decides what an answer means, in every state.
#[must_use]
pub fn answer(attempt: &Attempt, answer: &Answer, now: Time) -> Decided {
    match answer {
        Answer::Captured => captured(attempt, now),
        Answer::Declined { code } => refused(attempt, PaymentFailure::Declined, Some(code.clone()), now),
        Answer::Closed => refused(attempt, PaymentFailure::Abandoned, None, now),
        Answer::GivenUp => given_up(attempt, now),
        Answer::NotSent => not_sent(attempt, now),
        Answer::NotPrepared => not_prepared(attempt, now),
        Answer::ActionNeeded { page } => action_needed(attempt, page.as_ref(), now),
        Answer::Open | Answer::Unknown => unknown(attempt, now),
    }
}

fn captured(attempt: &Attempt, now: Time) -> Decided {
    let (id, amount) = (attempt.id, attempt.amount);
    match attempt.state {
        AttemptState::Sent | AttemptState::Unknown | AttemptState::ActionNeeded => {
            Decided::to(attempt, AttemptState::Approved, now)
                .event(Event::PaymentApproved { attempt: id, amount })
        }
        AttemptState::Declined | AttemptState::NotSent => {
            let refund = Refund::requested(
                RefundId::of(id, RefundReason::Surplus.code()),
                attempt.order,
                id,
                amount,
                RefundReason::Surplus,
                now,
            );
            let mut decided = Decided::to(attempt, AttemptState::Surplus, now).event(Event::PaymentSurplus {
                attempt: id,
                refund: refund.id,
                amount,
            });
            decided.refund = Some(refund);
            decided.alerts.push(Alert {
                order: attempt.order,
                text: "거절된 결제가 뒤늦게 승인되어 전액 환불합니다. / A declined payment was captured after all; it is refunded in full.".to_owned(),
            });
            decided
        }
        AttemptState::Approved | AttemptState::Surplus => Decided::keep(attempt),
    }
}

fn refused(attempt: &Attempt, failure: PaymentFailure, code: Option<String>, now: Time) -> Decided {
    match attempt.state {
        AttemptState::Sent | AttemptState::Unknown | AttemptState::ActionNeeded => {
            let mut decided = Decided::to(attempt, AttemptState::Declined, now)
                .event(Event::PaymentDeclined { attempt: attempt.id, failure });
            (decided.attempt.failure, decided.attempt.code) = (Some(failure), code);
            decided
        }
        AttemptState::Approved | AttemptState::Declined | AttemptState::NotSent | AttemptState::Surplus => {
            Decided::keep(attempt)
        }
    }
}

/// Once a confirm has left, only the provider can close it: whoever read the row before comes too late.
fn given_up(attempt: &Attempt, now: Time) -> Decided {
    match attempt.state {
        AttemptState::ActionNeeded => refused(attempt, PaymentFailure::Abandoned, None, now),
        AttemptState::Sent
        | AttemptState::Unknown
        | AttemptState::Approved
        | AttemptState::Declined
        | AttemptState::NotSent
        | AttemptState::Surplus => Decided::keep(attempt),
    }
}

fn not_sent(attempt: &Attempt, now: Time) -> Decided {
    match attempt.state {
        AttemptState::Sent => {
            let failure = PaymentFailure::NotSent;
            let mut decided = Decided::to(attempt, AttemptState::NotSent, now)
                .event(Event::PaymentDeclined { attempt: attempt.id, failure });
            decided.attempt.failure = Some(failure);
            decided
        }
        AttemptState::Unknown
        | AttemptState::ActionNeeded
        | AttemptState::Approved
        | AttemptState::Declined
        | AttemptState::NotSent
        | AttemptState::Surplus => Decided::keep(attempt),
    }
}

/// As not sent: without a name nobody can confirm it. But the provider may know of it, so it is asked for its name
/// later, and closed.
fn not_prepared(attempt: &Attempt, now: Time) -> Decided {
    let mut decided = not_sent(attempt, now);
    if decided.attempt.state != attempt.state {
        decided.attempt.ask_at = Some(now + ASKED_FIRST);
    }
    decided
}

fn action_needed(attempt: &Attempt, page: Option<&PageUrl>, now: Time) -> Decided {
    match attempt.state {
        AttemptState::Sent | AttemptState::Unknown => {
            let mut decided = Decided::to(attempt, AttemptState::ActionNeeded, now)
                .event(Event::PaymentActionNeeded { attempt: attempt.id, until: now + ACTION });
            decided.attempt.page = page.or(attempt.page.as_ref()).cloned();
            decided
        }
        AttemptState::ActionNeeded
        | AttemptState::Approved
        | AttemptState::Declined
        | AttemptState::NotSent
        | AttemptState::Surplus => Decided::keep(attempt),
    }
}

fn unknown(attempt: &Attempt, now: Time) -> Decided {
    match attempt.state {
        AttemptState::Sent => Decided::to(attempt, AttemptState::Unknown, now)
            .event(Event::PaymentOutcomeUnknown { attempt: attempt.id }),
        AttemptState::Unknown
        | AttemptState::ActionNeeded
        | AttemptState::Approved
        | AttemptState::Declined
        | AttemptState::NotSent
        | AttemptState::Surplus => Decided::keep(attempt),
    }
}
