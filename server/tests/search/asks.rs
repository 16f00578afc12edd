//! What can be asked of the contexts, and what they can say, as small values.

use events::PaymentFailure;
use order::{PayReply, StockMove};
use payment::Answer;
use shipping::{Command, StopAnswer};

use crate::list::List;
use crate::rows::{Row, parcel};

/// What an order is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderAsk {
    /// A click on the pay button of a page that offers this attempt.
    Pay(u8),
    /// Payment's reply about an attempt.
    Reply(u8, Said),
    Event(Row),
    Cancel,
    Expire,
    Complete,
    /// A part goes back, by a form that was made after so many refunds.
    GiveBack(u8),
}

/// A reply of payment that may move an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Said {
    Approved,
    Declined,
}

/// What a call to the provider came to, as an attempt's row hears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Heard {
    Captured,
    Declined,
    Closed,
    GivenUp,
    NotSent,
    NotPrepared,
    ActionNeeded,
    Unknown,
}

/// What the seller asks of a shipment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Click {
    Label,
    Ship,
    Undo,
    Hold,
    Release,
    Deliver,
    Kept,
    Left,
}

/// Events that somebody takes.
pub type Events = List<Row, 2>;

/// What an order says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderSays {
    Change(OrderChange),
    /// This attempt is under way: ask payment again.
    Again,
    Nothing,
    /// The event cannot be applied.
    Rejected,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderChange {
    pub row: Row,
    pub stock: StockMove,
    pub events: Events,
    /// The event should not have come in this state.
    pub alert: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttemptChange {
    pub row: Row,
    pub events: Events,
    /// The refund of a surplus; none for any other.
    pub refund: Row,
}

#[derive(Debug, Clone, Copy)]
pub struct ShipmentChange {
    pub row: Row,
    pub events: Events,
}

/// What payment does with a refund that is due.
#[derive(Debug, Clone, Copy)]
pub enum DueSays {
    Request(Row),
    Surplus,
    Rejected,
}

impl Said {
    pub const fn reply(self) -> PayReply {
        match self {
            Self::Approved => PayReply::Approved,
            Self::Declined => PayReply::Declined { failure: PaymentFailure::Declined },
        }
    }

    pub const fn taken(self) -> &'static str {
        match self {
            Self::Approved => "order: takes the reply, approved",
            Self::Declined => "order: takes the reply, declined",
        }
    }
}

impl Heard {
    /// Whether it is for the row that was asked about alone.
    pub fn passes(self) -> bool {
        self.answer().passes()
    }

    pub fn answer(self) -> Answer {
        match self {
            Self::Captured => Answer::Captured,
            Self::Declined => Answer::Declined { code: "declined".to_owned() },
            Self::Closed => Answer::Closed,
            Self::GivenUp => Answer::GivenUp,
            Self::NotSent => Answer::NotSent,
            Self::NotPrepared => Answer::NotPrepared,
            Self::ActionNeeded => Answer::ActionNeeded { page: None },
            Self::Unknown => Answer::Unknown,
        }
    }

    pub const fn committed(self) -> &'static str {
        match self {
            Self::Captured => "payment: captured is committed",
            Self::Declined => "payment: declined is committed",
            Self::Closed => "payment: closed is committed",
            Self::GivenUp => "payment: the row closes by itself",
            Self::NotSent => "payment: not sent is committed",
            Self::NotPrepared => "payment: not prepared is committed",
            Self::ActionNeeded => "payment: action needed is committed",
            Self::Unknown => "payment: unknown is committed",
        }
    }
}

impl Click {
    pub fn command(self) -> Command {
        match self {
            Self::Label => Command::Label(parcel()),
            Self::Ship => Command::Ship(Some(parcel())),
            Self::Undo => Command::UndoShip,
            Self::Hold => Command::Hold { reason: "재고 확인".to_owned() },
            Self::Release => Command::Release,
            Self::Deliver => Command::Deliver,
            Self::Kept => Command::AnswerStop(StopAnswer::Kept),
            Self::Left => Command::AnswerStop(StopAnswer::Left),
        }
    }
}
