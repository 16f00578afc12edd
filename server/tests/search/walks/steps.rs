//! What can happen to several orders, the likelier the more often.

use events::ConsumerName;
use kernel::time::{Span, days, hours, minutes, seconds};
use proptest::prelude::*;

use crate::asks::Click;
use crate::provider::{RefundVerdict, Verdict};
use crate::walks::network::Fate;
use crate::walks::rows::NoAnswer;

/// Something that happens; `order` counts the checkouts that were begun.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// A checkout of so many pieces, as far as it comes.
    Begin {
        quantity: u32,
    },
    /// Its last click comes again.
    PlaceAgain {
        order: usize,
    },
    /// A click on pay: on the page as it is now, or on one of an attempt before.
    Pay {
        order: usize,
        old_page: bool,
    },
    /// The buyer comes back from the provider's page, of the attempt of now or of the one before.
    ComesBack {
        order: usize,
        old_page: bool,
        aborted: bool,
    },
    /// The buyer says on the order's page that they stop.
    Abandon {
        order: usize,
    },
    Cancel {
        order: usize,
    },
    Complete {
        order: usize,
    },
    /// The seller gives a part of the price back, by a form that was made after so many refunds.
    GiveBack {
        order: usize,
        part: i64,
        made_for: u32,
    },
    /// The buyer wants it elsewhere.
    Readdress {
        order: usize,
    },
    /// The buyer wants to send so many pieces back.
    AskReturn {
        order: usize,
        quantity: u32,
    },
    /// The shop, or the buyer, does this with a return.
    MoveReturn {
        order: usize,
        number: u32,
        how: Returned,
    },
    Seller {
        order: usize,
        click: Click,
    },
    /// A consumer gets the order's next event.
    Deliver {
        order: usize,
        consumer: ConsumerName,
    },
    /// A consumer gets its last event again.
    Repeat {
        order: usize,
        consumer: ConsumerName,
    },
    OrderTick,
    PaymentTick,
    Later {
        span: Span,
        requests_arrive: bool,
    },
    /// What becomes of the next call to the provider.
    Fate(Fate),
    Verdict(Verdict),
    RefundVerdict(RefundVerdict),
    /// The oldest call that hangs goes on to its fate.
    Release(Fate),
    /// The oldest request on its way arrives.
    Arrive,
    FinishAction {
        well: bool,
    },
    CaptureLate,
    NoAnswer(NoAnswer),
    Crash,
}

/// What becomes of a return.
#[derive(Debug, Clone, Copy)]
pub enum Returned {
    Withdrawn,
    Received,
    BackToStock,
    WrittenOff,
    Refused,
}

/// What buyers and the seller do.
pub fn buyers(checkouts: usize) -> impl Strategy<Value = Step> {
    let order = 0..checkouts.max(1);
    let clicks = [
        Click::Label,
        Click::Ship,
        Click::Undo,
        Click::Hold,
        Click::Release,
        Click::Deliver,
        Click::Kept,
        Click::Left,
    ];
    let seller = (order.clone(), prop::sample::select(clicks.to_vec()));
    let elsewhere = order.clone();
    let returns = (order.clone(), 1..4_u32);
    let hows = vec![
        Returned::Withdrawn,
        Returned::Received,
        Returned::Received,
        Returned::BackToStock,
        Returned::WrittenOff,
        Returned::Refused,
    ];
    let moves = (order.clone(), 1..3_u32, prop::sample::select(hows));
    let pay = (order.clone(), prop::bool::weighted(0.2));
    let back = (order.clone(), prop::bool::weighted(0.2), prop::bool::weighted(0.2));
    let parts = (order.clone(), 1..60_000_i64, 0..3_u32);
    prop_oneof![
        2 => (1..=4_u32).prop_map(|quantity| Step::Begin { quantity }),
        1 => order.clone().prop_map(|order| Step::PlaceAgain { order }),
        7 => pay.prop_map(|(order, old_page)| Step::Pay { order, old_page }),
        6 => back.prop_map(|(order, old_page, aborted)| Step::ComesBack { order, old_page, aborted }),
        1 => order.clone().prop_map(|order| Step::Abandon { order }),
        3 => order.clone().prop_map(|order| Step::Cancel { order }),
        1 => order.prop_map(|order| Step::Complete { order }),
        3 => parts.prop_map(|(order, part, made_for)| Step::GiveBack { order, part, made_for }),
        2 => returns.prop_map(|(order, quantity)| Step::AskReturn { order, quantity }),
        4 => moves.prop_map(|(order, number, how)| Step::MoveReturn { order, number, how }),
        1 => elsewhere.prop_map(|order| Step::Readdress { order }),
        9 => seller.prop_map(|(order, click)| Step::Seller { order, click }),
    ]
}

/// What happens by itself, and how time goes on.
pub fn machinery(checkouts: usize) -> impl Strategy<Value = Step> {
    let consumers = vec![ConsumerName::Order, ConsumerName::Payment, ConsumerName::Shipping];
    let delivery = (0..checkouts.max(1), prop::sample::select(consumers));
    let spans = vec![
        seconds(1),
        seconds(3),
        seconds(16),
        seconds(31),
        seconds(61),
        minutes(5),
        minutes(11),
        hours(1),
        hours(25),
        days(9),
    ];
    let later = (prop::sample::select(spans), any::<bool>());
    prop_oneof![
        12 => delivery.clone().prop_map(|(order, consumer)| Step::Deliver { order, consumer }),
        2 => delivery.prop_map(|(order, consumer)| Step::Repeat { order, consumer }),
        2 => Just(Step::OrderTick),
        5 => Just(Step::PaymentTick),
        4 => later.prop_map(|(span, requests_arrive)| Step::Later { span, requests_arrive }),
    ]
}

/// What provider and network do.
pub fn provider() -> impl Strategy<Value = Step> {
    let released = vec![Fate::Answered, Fate::Refused, Fate::RequestLost, Fate::AnswerLost, Fate::Late];
    let fates =
        vec![Fate::Hangs, Fate::Hangs, Fate::Refused, Fate::RequestLost, Fate::AnswerLost, Fate::Late];
    let of_refunds = vec![
        RefundVerdict::Refused,
        RefundVerdict::Pending,
        RefundVerdict::Failed,
        RefundVerdict::MadeUnsaid,
    ];
    prop_oneof![
        7 => prop::sample::select(fates).prop_map(Step::Fate),
        3 => prop::sample::select(vec![Verdict::Declined, Verdict::ActionNeeded]).prop_map(Step::Verdict),
        2 => prop::sample::select(of_refunds).prop_map(Step::RefundVerdict),
        5 => prop::sample::select(released).prop_map(Step::Release),
        2 => Just(Step::Arrive),
        5 => prop::bool::weighted(0.7).prop_map(|well| Step::FinishAction { well }),
        2 => Just(Step::CaptureLate),
    ]
}

pub fn faults() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => prop::sample::select(vec![NoAnswer::Written, NoAnswer::Lost]).prop_map(Step::NoAnswer),
        1 => Just(Step::Crash),
    ]
}
