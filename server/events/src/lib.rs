//! The published language: what contexts tell each other, and the ports by which it travels.
//!
//! An event says that something is true now. It is written in the transaction that made it true, numbered
//! within its order, and delivered at least once to each consumer that takes it. No rule of any context
//! stands here; the table of who takes what is the only policy ([`Event::taken_by`]).

mod audit;
mod envelope;
mod event;
mod instances;
mod ports;
mod returns;
mod sweep;

pub use audit::{Action, Actor, AuditEntry, AuditLog, AuditQuery, Audited, Who};
pub use envelope::{Envelope, VERSION, single};
pub use event::{
    Audience, CancelReason, Delivery, Event, Line, OrderDetails, PartReason, PaymentFailure, Recipient,
    RefundReason, Requester,
};
pub use instances::{Instances, LEASE, NoSuchRole, PARTITIONS, Partitions, Role, Standing, ViewStanding};
pub use ports::{
    Alert, Consumer, ConsumerName, DeadLetter, Due, Failure, Lag, Outbox, Progress, Unavailable, Unreadable,
};
pub use returns::{
    Deduction, DeductionReason, Goods, Return, ReturnLine, ReturnReason, ReturnSettled, ReturnState,
};
pub use sweep::Sweep;
