//! The values that every context and the browser share: ids, money, time, language, and the two ports
//! (clock and id source) through which chance and time enter the program.
//!
//! Nothing here knows a database, HTTP or Leptos, and everything compiles to wasm.

pub mod clock;
pub mod id;
pub mod lang;
pub mod money;
pub mod secret;
pub mod time;

pub use clock::{Clock, Ids};
pub use id::{AttemptId, DraftId, EventId, OrderId, OrderNumber, RefundId, SessionId, VariantId};
pub use lang::{Lang, Text};
pub use money::{Currency, Money, MoneyError};
pub use secret::Secret;
pub use time::Time;
