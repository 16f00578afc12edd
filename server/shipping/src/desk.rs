//! What the seller does to a shipment: label, ship, correct its number, hold, deliver, and the answer to a stop.

use events::{Action, Actor, AuditEntry, Event};
use kernel::time::{Span, minutes};
use kernel::{OrderId, Time};

use crate::{Decided, Parcel, Shipment, ShipmentState};

/// How long a ship can be taken back.
pub const UNDO: Span = minutes(10);
/// The longest carrier key, number or reason that is taken, in characters.
pub const MAX_TEXT: usize = 100;

/// The seller's answer to a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopAnswer {
    /// "빼 두었어요": the box was found.
    Kept,
    /// "이미 나갔어요": it has left.
    Left,
}

/// What the seller asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Label(Parcel),
    /// Another number for the label that is on.
    Relabel(Parcel),
    /// A number given while shipping; `None` when the label has it.
    Ship(Option<Parcel>),
    /// Another number for what has left: the first one was wrong.
    Renumber(Parcel),
    UndoShip,
    Hold {
        reason: String,
    },
    Release,
    Deliver,
    AnswerStop(StopAnswer),
}

impl Command {
    /// Labels and ship ask order's standing first, so that a cancel shipping has not heard of is not overtaken
    /// without need.
    #[must_use]
    pub const fn asks_standing(&self) -> bool {
        matches!(self, Self::Label(_) | Self::Relabel(_) | Self::Ship(_))
    }

    /// What the audit says of it.
    #[must_use]
    pub fn entry(&self, order: OrderId, who: Actor) -> AuditEntry {
        let (action, text) = match self {
            Self::Label(parcel) | Self::Relabel(parcel) => (Action::Labelled, parcel.text()),
            Self::Ship(parcel) => (Action::Shipped, parcel.as_ref().map(Parcel::text).unwrap_or_default()),
            Self::Renumber(parcel) => (Action::Renumbered, parcel.text()),
            Self::UndoShip => (Action::ShipUndone, String::new()),
            Self::Hold { reason } => (Action::Held, reason.clone()),
            Self::Release => (Action::Released, String::new()),
            Self::Deliver => (Action::Delivered, String::new()),
            Self::AnswerStop(StopAnswer::Kept) => (Action::KeptBack, String::new()),
            Self::AnswerStop(StopAnswer::Left) => (Action::HasLeft, String::new()),
        };
        AuditEntry { who, action, order: Some(order), subject: String::new(), text }
    }
}

/// Why a command was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is so already: a replay, answered as a success.
    Already,
    /// The shipment's state does not allow it.
    Conflict,
    /// It was shipped too long ago to be taken back.
    TooLate,
    /// It answered a stop, and the buyer was told that it has left.
    StopRefused,
    /// Neither the label nor the command has a carrier and number.
    NoParcel,
}

/// Decides a command in every state.
///
/// # Errors
/// Why nothing should change.
pub fn command(shipment: &Shipment, command: &Command, now: Time) -> Result<Decided, Refused> {
    match command {
        Command::Label(parcel) => label(shipment, parcel, now),
        Command::Relabel(parcel) => relabel(shipment, parcel),
        Command::Ship(parcel) => ship(shipment, parcel.as_ref(), now),
        Command::Renumber(parcel) => renumber(shipment, parcel),
        Command::UndoShip => undo_ship(shipment, now),
        Command::Hold { reason } => hold(shipment, reason, now),
        Command::Release => release(shipment, now),
        Command::Deliver => deliver(shipment, now),
        Command::AnswerStop(answer) => answer_stop(shipment, *answer, now),
    }
}

fn label(shipment: &Shipment, parcel: &Parcel, now: Time) -> Result<Decided, Refused> {
    match shipment.state {
        ShipmentState::Ready => Ok(labelled(Decided::to(shipment, ShipmentState::Labelled, now), parcel)),
        ShipmentState::Labelled if shipment.parcel.as_ref() == Some(parcel) => Err(Refused::Already),
        ShipmentState::OnHold
        | ShipmentState::Labelled
        | ShipmentState::StopAsked
        | ShipmentState::Shipped
        | ShipmentState::Delivered
        | ShipmentState::Cancelled => Err(Refused::Conflict),
    }
}

fn labelled(mut decided: Decided, parcel: &Parcel) -> Decided {
    decided.shipment.parcel = Some(parcel.clone());
    let Parcel { carrier, tracking } = parcel.clone();
    decided.event(Event::ShipmentLabelled { carrier, tracking })
}

/// The box stays as labelled as it was: only its number is another.
fn relabel(shipment: &Shipment, parcel: &Parcel) -> Result<Decided, Refused> {
    match shipment.state {
        ShipmentState::Labelled if shipment.parcel.as_ref() == Some(parcel) => Err(Refused::Already),
        ShipmentState::Labelled => Ok(labelled(Decided::keep(shipment), parcel)),
        ShipmentState::Ready
        | ShipmentState::OnHold
        | ShipmentState::StopAsked
        | ShipmentState::Shipped
        | ShipmentState::Delivered
        | ShipmentState::Cancelled => Err(Refused::Conflict),
    }
}

fn ship(shipment: &Shipment, given: Option<&Parcel>, now: Time) -> Result<Decided, Refused> {
    match shipment.state {
        ShipmentState::Ready | ShipmentState::Labelled => {
            let parcel = given.or(shipment.parcel.as_ref()).ok_or(Refused::NoParcel)?.clone();
            let mut decided = shipped(shipment, parcel.clone(), now);
            decided.shipment.parcel = Some(parcel);
            Ok(decided)
        }
        ShipmentState::Shipped if given.is_none() || given == shipment.parcel.as_ref() => {
            Err(Refused::Already)
        }
        ShipmentState::OnHold
        | ShipmentState::StopAsked
        | ShipmentState::Shipped
        | ShipmentState::Delivered
        | ShipmentState::Cancelled => Err(Refused::Conflict),
    }
}

fn shipped(shipment: &Shipment, parcel: Parcel, now: Time) -> Decided {
    let Parcel { carrier, tracking } = parcel;
    Decided::to(shipment, ShipmentState::Shipped, now).event(Event::ShipmentShipped { carrier, tracking })
}

/// It left when it left: the time in which that can be undone is the same, and what is undone then has the new number.
fn renumber(shipment: &Shipment, parcel: &Parcel) -> Result<Decided, Refused> {
    match shipment.state {
        ShipmentState::Shipped if shipment.parcel.as_ref() == Some(parcel) => Err(Refused::Already),
        ShipmentState::Shipped => {
            let mut decided = Decided::keep(shipment);
            decided.shipment.parcel = Some(parcel.clone());
            let Parcel { carrier, tracking } = parcel.clone();
            Ok(decided.event(Event::ShipmentRenumbered { carrier, tracking }))
        }
        ShipmentState::Ready
        | ShipmentState::OnHold
        | ShipmentState::Labelled
        | ShipmentState::StopAsked
        | ShipmentState::Delivered
        | ShipmentState::Cancelled => Err(Refused::Conflict),
    }
}

fn undo_ship(shipment: &Shipment, now: Time) -> Result<Decided, Refused> {
    match shipment.state {
        ShipmentState::Shipped if shipment.stop_refused => Err(Refused::StopRefused),
        ShipmentState::Shipped if now < shipment.since + UNDO => {
            Ok(Decided::to(shipment, ShipmentState::Labelled, now).event(Event::ShipmentReopened))
        }
        ShipmentState::Labelled => Err(Refused::Already),
        ShipmentState::Shipped => Err(Refused::TooLate),
        ShipmentState::Ready
        | ShipmentState::OnHold
        | ShipmentState::StopAsked
        | ShipmentState::Delivered
        | ShipmentState::Cancelled => Err(Refused::Conflict),
    }
}

fn hold(shipment: &Shipment, reason: &str, now: Time) -> Result<Decided, Refused> {
    match shipment.state {
        ShipmentState::Ready => {
            let mut decided = Decided::to(shipment, ShipmentState::OnHold, now);
            decided.shipment.hold_reason = Some(reason.to_owned());
            Ok(decided.event(Event::ShipmentHeld { reason: reason.to_owned() }))
        }
        ShipmentState::OnHold => Err(Refused::Already),
        ShipmentState::Labelled
        | ShipmentState::StopAsked
        | ShipmentState::Shipped
        | ShipmentState::Delivered
        | ShipmentState::Cancelled => Err(Refused::Conflict),
    }
}

fn release(shipment: &Shipment, now: Time) -> Result<Decided, Refused> {
    match shipment.state {
        ShipmentState::OnHold => {
            let mut decided = Decided::to(shipment, ShipmentState::Ready, now);
            decided.shipment.hold_reason = None;
            Ok(decided.event(Event::ShipmentReleased))
        }
        ShipmentState::Ready => Err(Refused::Already),
        ShipmentState::Labelled
        | ShipmentState::StopAsked
        | ShipmentState::Shipped
        | ShipmentState::Delivered
        | ShipmentState::Cancelled => Err(Refused::Conflict),
    }
}

fn deliver(shipment: &Shipment, now: Time) -> Result<Decided, Refused> {
    match shipment.state {
        ShipmentState::Shipped => {
            Ok(Decided::to(shipment, ShipmentState::Delivered, now).event(Event::ShipmentDelivered))
        }
        ShipmentState::Delivered => Err(Refused::Already),
        ShipmentState::Ready
        | ShipmentState::OnHold
        | ShipmentState::Labelled
        | ShipmentState::StopAsked
        | ShipmentState::Cancelled => Err(Refused::Conflict),
    }
}

fn answer_stop(shipment: &Shipment, answer: StopAnswer, now: Time) -> Result<Decided, Refused> {
    match (shipment.state, answer) {
        (ShipmentState::StopAsked, StopAnswer::Kept) => {
            Ok(Decided::to(shipment, ShipmentState::Cancelled, now).event(Event::ShipmentCancelled))
        }
        (ShipmentState::StopAsked, StopAnswer::Left) => {
            let parcel = shipment.parcel.clone().ok_or(Refused::NoParcel)?;
            Ok(shipped(shipment, parcel, now).refuse_stop())
        }
        (ShipmentState::Cancelled, StopAnswer::Kept) | (ShipmentState::Shipped, StopAnswer::Left) => {
            Err(Refused::Already)
        }
        (
            ShipmentState::Ready
            | ShipmentState::OnHold
            | ShipmentState::Labelled
            | ShipmentState::Shipped
            | ShipmentState::Delivered
            | ShipmentState::Cancelled,
            StopAnswer::Kept | StopAnswer::Left,
        ) => Err(Refused::Conflict),
    }
}
