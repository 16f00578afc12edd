//! Orders that do not go on as they should: why, and what happens next by itself.

use events::ConsumerName;
use kernel::time::{Span, days, minutes};
use kernel::{OrderId, OrderNumber, Time};

/// A payment is asked about within seconds; one that is open for so long is worth a look.
pub const PAYING_LONG: Span = minutes(30);
/// After so long without an answer a person settles it (see `payment::may_settle`).
pub const SETTLED_AFTER: Span = days(1);
/// Shipping hears of a cancel within a second; one that waits so long waits for a consumer.
pub const CANCEL_LONG: Span = minutes(5);
/// A stop is answered within a day (see `shipping::ANSWER_WITHIN`).
pub const STOP_LONG: Span = days(1);

/// Why an order is stuck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// Its payment has no answer yet.
    Paying,
    /// It was cancelled while it was being paid, and the payment has no answer yet.
    CancelPending,
    /// A cancel was asked, and shipping has not taken it up.
    CancelWaits,
    /// A box with a label on is to be found, and nobody has said whether it was.
    StopUnanswered,
    /// The provider refused a refund.
    RefundRefused,
    /// A consumer could not apply an event of it.
    Parked(ConsumerName),
}

/// An order that is stuck.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stuck {
    pub order: OrderId,
    pub number: OrderNumber,
    pub why: Why,
    pub since: Time,
}

/// What becomes of it if nobody does anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Next {
    /// The provider is asked every five minutes.
    ProviderIsAsked,
    /// Nothing: a person settles the payment.
    PersonSettles,
    /// Shipping takes it up as soon as it is resumed.
    WhenShippingResumes,
    /// Shipping takes it up when its turn comes.
    WhenShippingCatchesUp,
    /// Nothing: a person looks for the box.
    PersonAnswers,
    /// The provider is asked again daily.
    AskedDaily,
    /// Nothing: a person has the event tried again.
    PersonReplays,
}

impl Stuck {
    /// What happens next by itself. `paused` says whether shipping's consumer is.
    #[must_use]
    pub fn next(&self, paused: bool, now: Time) -> Next {
        match self.why {
            Why::Paying | Why::CancelPending if now < self.since + SETTLED_AFTER => Next::ProviderIsAsked,
            Why::Paying | Why::CancelPending => Next::PersonSettles,
            Why::CancelWaits if paused => Next::WhenShippingResumes,
            Why::CancelWaits => Next::WhenShippingCatchesUp,
            Why::StopUnanswered => Next::PersonAnswers,
            Why::RefundRefused => Next::AskedDaily,
            Why::Parked(_) => Next::PersonReplays,
        }
    }
}

/// Since before when something has to last to count as stuck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moments {
    pub paying: Time,
    pub cancel: Time,
    pub stop: Time,
}

impl Moments {
    /// Those of now.
    #[must_use]
    pub fn at(now: Time) -> Self {
        Self { paying: now - PAYING_LONG, cancel: now - CANCEL_LONG, stop: now - STOP_LONG }
    }
}
