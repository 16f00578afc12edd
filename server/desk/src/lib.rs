//! What the seller looks up: every placed order, the ones that are stuck and why, the shop's own notes, and what was
//! typed and is shown again.
//!
//! As `customer` is the read side that buyers look at, this is the seller's. It decides nothing about an order: what
//! is done to one is done by the context that owns it.

mod held;
mod note;
mod ports;
mod register;
mod service;
mod stuck;

pub use held::{HELD, Held};
pub use note::{Kept, MAX_NOTE, Note, NoteError, note};
pub use ports::{HeldForms, Notes, Register, StuckOrders};
pub use register::{Filter, Found, Numbered, Page, Place, Standing};
pub use service::Service;
pub use stuck::{CANCEL_LONG, Moments, Next, PAYING_LONG, SETTLED_AFTER, STOP_LONG, Stuck, Why};
