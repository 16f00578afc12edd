//! The rules of the domain page, each left out once: the search finds what it is for.

mod altered;

use crate::bounds::{
    AFTER_PAGE, CLOSING, CRASHING, ON_PAGE, PARTS, PAYING, SHIPPING, SURPRISES, TABS, TWO_AND_CRASHES,
    TWO_AND_SURPRISES, TWO_ATTEMPTS,
};
use crate::laws::Functions;
use crate::refund::Refunding;
use crate::search::{Found, search};
use crate::state::{Bounds, Page};

/// More states than a search needs to find what is wrong.
const ENOUGH: usize = 300_000;

/// A rule that can be left out. Those that a function of a context holds are left out by putting another in its place
/// ([`Rule::functions`]); those that a service holds, in the steps that stand for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    OrderComparesAttempts,
    EventsAreNeverRefused,
    ApprovedAgainIsNothing,
    RefundIdIsDerived,
    CompletesAfterDelivery,
    PayingNeverExpires,
    PayingIsNotCancelledOutright,
    SweepsCancelPending,
    OneOpenAttempt,
    ActionNeededCanBeApproved,
    SurplusRefundsItself,
    SurplusIsDeclinedToOrder,
    RefundNamesItsAttempt,
    RowBeforeTheCall,
    NamedBeforeTheCharge,
    OnlyItsOwnRowSends,
    ReadBackComparesTokens,
    NotSeenIsWritten,
    BusyWritesARow,
    TheRowReplies,
    UnknownIsNotDeclined,
    OnlyTheFirstCallSaysNotSent,
    UnwantedIsClosed,
    ForgottenIsClosed,
    DeclinedIsClosed,
    DeclinedIsAskedAgain,
    LeavingIsAsked,
    OnlyWaitingIsGivenUp,
    ComingBackCompares,
    ClosedIsNotCharged,
    UnderWayIsWaitedFor,
    PassingAnswersAreCompared,
    StopOfWhatIsGoneIsAnswered,
    LabelledAsksAPerson,
    DeskComparesVersions,
    StandingIsAsked,
    EventIsWrittenWithItsRow,
    ProgressIsKept,
    NewKeyOnlyWhenDead,
    NewKeyAfterRefusedWaits,
    NewKeyOnlyWhenNothingIsUnderWay,
    AskedBeforeARepeat,
    SentInTimeOrNotAtAll,
    RetryIsARepeat,
    TransferAsksOnceMore,
    TransferWaits,
    TransferComparesVersions,
    TransferIsFinal,
    TransferOnlyOfRefused,
    PartsAreBounded,
    CancelGivesTheRest,
}

/// What is searched without it.
enum Of {
    Order(Bounds),
    Refund,
}

/// What breaks when it is left out.
const NEEDED: [(Rule, Of, &str); 46] = [
    (
        Rule::OrderComparesAttempts,
        Of::Order(TWO_ATTEMPTS),
        "an answer moves only the order that waits for it",
    ),
    (Rule::EventsAreNeverRefused, Of::Order(PAYING), "an event is never refused for the state it meets"),
    (Rule::ApprovedAgainIsNothing, Of::Order(PAYING), "an approval is nothing new to the order it paid"),
    (Rule::RefundIdIsDerived, Of::Order(PAYING), "reply and event decide the same refund"),
    (Rule::CompletesAfterDelivery, Of::Order(PAYING), "an order completes once delivery is noted"),
    (Rule::PayingNeverExpires, Of::Order(PAYING), "an order that is being paid never expires"),
    (Rule::PayingIsNotCancelledOutright, Of::Order(PAYING), "nor is it cancelled outright"),
    (Rule::SweepsCancelPending, Of::Order(CRASHING), "the 60 s rule is also for CancelPending"),
    (Rule::ActionNeededCanBeApproved, Of::Order(PAYING), "ActionNeeded becomes Approved"),
    (Rule::SurplusRefundsItself, Of::Order(SURPRISES), "a surplus and its refund are one commit"),
    (Rule::SurplusIsDeclinedToOrder, Of::Order(SURPRISES), "a surplus is declined to order"),
    (Rule::RefundNamesItsAttempt, Of::Order(TWO_AND_SURPRISES), "OrderRefundDue names the attempt"),
    (Rule::RowBeforeTheCall, Of::Order(PAYING), "Sent is committed before the first byte leaves"),
    (Rule::NamedBeforeTheCharge, Of::Order(PAYING), "the provider's name is committed before the charge"),
    (Rule::OnlyItsOwnRowSends, Of::Order(TABS), "only the task whose insert made the row sends"),
    (Rule::ReadBackComparesTokens, Of::Order(TABS), "a row that is read back must carry the task's token"),
    (Rule::NotSeenIsWritten, Of::Order(TABS), "a commit not seen is written as NotSent under its key"),
    (Rule::BusyWritesARow, Of::Order(TABS), "the gate's refusal is written under the key"),
    (Rule::TheRowReplies, Of::Order(PAYING), "the reply is read from the row"),
    (Rule::UnknownIsNotDeclined, Of::Order(PAYING), "no answer is not a decline"),
    (Rule::OnlyTheFirstCallSaysNotSent, Of::Order(PAYING), "only the first call makes it NotSent"),
    (Rule::ForgottenIsClosed, Of::Order(PAYING), "what nobody will confirm is closed at the provider"),
    (Rule::DeclinedIsClosed, Of::Order(CLOSING), "a decline that can be confirmed again is closed first"),
    (Rule::DeclinedIsAskedAgain, Of::Order(SURPRISES), "what was declined is asked about again"),
    (Rule::LeavingIsAsked, Of::Order(ON_PAGE), "a page that is left is closed at the provider"),
    (
        Rule::OnlyWaitingIsGivenUp,
        Of::Order(AFTER_PAGE),
        "the row alone closes only while it waits for the buyer",
    ),
    (Rule::ComingBackCompares, Of::Order(AFTER_PAGE), "who comes back charges by compare and set"),
    (Rule::ClosedIsNotCharged, Of::Order(AFTER_PAGE), "what was closed is not charged any more"),
    (
        Rule::UnderWayIsWaitedFor,
        Of::Order(AFTER_PAGE),
        "while a confirm is under way the row does not wait for the buyer again",
    ),
    (
        Rule::PassingAnswersAreCompared,
        Of::Order(AFTER_PAGE),
        "an answer that may be so no longer is for the row that was asked about",
    ),
    (Rule::StopOfWhatIsGoneIsAnswered, Of::Order(SHIPPING), "a stop that meets what is gone is answered"),
    (Rule::LabelledAsksAPerson, Of::Order(SHIPPING), "with a label on, a person looks for the box"),
    (Rule::DeskComparesVersions, Of::Order(SHIPPING), "label and ship compare and set the row"),
    (Rule::EventIsWrittenWithItsRow, Of::Order(SHIPPING), "an event and its row are one commit"),
    (Rule::PartsAreBounded, Of::Order(PARTS), "no more is given back than was captured"),
    (Rule::CancelGivesTheRest, Of::Order(PARTS), "a cancel gives back what is left, not the whole"),
    (Rule::NewKeyOnlyWhenDead, Of::Refund, "a try has a new key only when the old one is dead"),
    (
        Rule::NewKeyAfterRefusedWaits,
        Of::Refund,
        "a new key after a refusal waits until the last request has landed",
    ),
    (Rule::NewKeyOnlyWhenNothingIsUnderWay, Of::Refund, "and when no request under it can arrive any more"),
    (Rule::AskedBeforeARepeat, Of::Refund, "before a repeat the provider is asked what it has"),
    (Rule::SentInTimeOrNotAtAll, Of::Refund, "a request leaves within a minute of the asking or not at all"),
    (Rule::RetryIsARepeat, Of::Refund, "try again is a repeat like any other, and no new refund"),
    (Rule::TransferAsksOnceMore, Of::Refund, "before a transfer the provider is asked once more"),
    (Rule::TransferWaits, Of::Refund, "a transfer waits until the last request must have landed"),
    (Rule::TransferComparesVersions, Of::Refund, "a transfer compares and sets the row"),
    (Rule::TransferIsFinal, Of::Refund, "what was paid by transfer is never sent again"),
];

/// What only spares somebody something, or is a second net.
const SPARED: [(Rule, Of, &str); 5] = [
    (Rule::OneOpenAttempt, Of::Order(TWO_AND_CRASHES), "an order has one open attempt at most"),
    (Rule::UnwantedIsClosed, Of::Order(SURPRISES), "what the order no longer waits for is closed at once"),
    (Rule::StandingIsAsked, Of::Order(SHIPPING), "label and ship ask where the order stands"),
    // What a shipment has become tells that an event was applied: since no ship is taken back that answered a stop, it
    // tells so always.
    (Rule::ProgressIsKept, Of::Order(SHIPPING), "an event that comes again does nothing"),
    (Rule::TransferOnlyOfRefused, Of::Refund, "a person pays back only what the provider refused"),
];

impl Rule {
    /// The contexts' functions without this rule.
    pub fn functions(self) -> Functions {
        let mut functions = Functions::REAL;
        match self {
            Self::OrderComparesAttempts => {
                functions.order_consumes = altered::of_the_attempt_of_now;
                functions.answered = altered::answered_for_the_attempt_of_now;
            }
            Self::EventsAreNeverRefused => functions.order_consumes = altered::only_what_it_waits_for,
            Self::ApprovedAgainIsNothing => functions.order_consumes = altered::forgets_who_paid,
            Self::RefundIdIsDerived => {
                functions.order_consumes = altered::consumes_afresh;
                functions.answered = altered::answered_afresh;
            }
            Self::PartsAreBounded => functions.refund_part = altered::whatever_is_left,
            Self::CancelGivesTheRest => functions.order_consumes = altered::gives_the_whole_back,
            Self::CompletesAfterDelivery => functions.complete = altered::undelivered,
            Self::PayingNeverExpires => functions.expire = altered::while_paying,
            Self::PayingIsNotCancelledOutright => functions.cancel = altered::outright,
            Self::ActionNeededCanBeApproved => functions.answer = altered::action_needed_stays,
            Self::OnlyWaitingIsGivenUp => functions.answer = altered::closes_whatever,
            Self::ClosedIsNotCharged => functions.charged = altered::charged_though_closed,
            Self::SurplusRefundsItself => functions.answer = altered::without_refund,
            Self::SurplusIsDeclinedToOrder => functions.reply = altered::surplus_is_approved,
            Self::RefundNamesItsAttempt => functions.refund_due = altered::of_the_first_attempt,
            Self::StopOfWhatIsGoneIsAnswered => functions.shipping_consumes = altered::silent_when_gone,
            Self::LabelledAsksAPerson => functions.shipping_consumes = altered::labelled_stops,
            Self::EventIsWrittenWithItsRow => functions.shipping_consumes = altered::without_events,
            Self::NewKeyOnlyWhenDead => functions.refund_send = altered::always_a_new_key,
            Self::NewKeyAfterRefusedWaits => functions.refund_send = altered::a_new_key_after_refused,
            Self::NewKeyOnlyWhenNothingIsUnderWay => functions.refund_send = altered::whatever_is_under_way,
            Self::RetryIsARepeat => functions.refund_retry = altered::begins_anew,
            Self::TransferWaits => functions.refund_by_transfer = altered::transfers_at_once,
            Self::TransferIsFinal => functions.refund_answer = altered::forgets_the_transfer,
            Self::TransferOnlyOfRefused => functions.refund_by_transfer = altered::transfers_in_any_state,
            Self::SweepsCancelPending
            | Self::OneOpenAttempt
            | Self::RowBeforeTheCall
            | Self::NamedBeforeTheCharge
            | Self::OnlyItsOwnRowSends
            | Self::ReadBackComparesTokens
            | Self::NotSeenIsWritten
            | Self::BusyWritesARow
            | Self::TheRowReplies
            | Self::UnknownIsNotDeclined
            | Self::OnlyTheFirstCallSaysNotSent
            | Self::UnwantedIsClosed
            | Self::ForgottenIsClosed
            | Self::DeclinedIsClosed
            | Self::DeclinedIsAskedAgain
            | Self::LeavingIsAsked
            | Self::ComingBackCompares
            | Self::UnderWayIsWaitedFor
            | Self::PassingAnswersAreCompared
            | Self::DeskComparesVersions
            | Self::StandingIsAsked
            | Self::ProgressIsKept
            | Self::AskedBeforeARepeat
            | Self::SentInTimeOrNotAtAll
            | Self::TransferAsksOnceMore
            | Self::TransferComparesVersions => {}
        }
        functions
    }

    fn searched(self, of: Of) -> Found {
        match of {
            Of::Order(bounds) => search(&mut Page::without(self, bounds), ENOUGH),
            Of::Refund => search(&mut Refunding::without(self), ENOUGH),
        }
    }
}

#[test]
fn each_rule_that_is_left_out_does_damage_that_is_found() {
    let mut unnoticed = Vec::new();
    for (rule, of, text) in NEEDED {
        let Found { states, damage, .. } = rule.searched(of);
        match damage {
            Some(damage) => {
                let (kind, steps) = (damage.kind, damage.trace.len());
                println!("without \"{text}\": {kind} (in {steps} steps; {states} states)");
            }
            None => unnoticed.push(text),
        }
    }
    assert!(unnoticed.is_empty(), "{unnoticed:?}");
}

#[test]
fn a_courtesy_or_a_second_net_that_is_left_out_does_no_damage() {
    for (rule, of, text) in SPARED {
        let found = rule.searched(of);
        assert!(found.complete && found.damage.is_none(), "without \"{text}\": {found}");
    }
}
