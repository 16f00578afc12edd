//! The values that every context and the browser share: ids, money, time, language, what a typed line may be,
//! and the two ports (clock and id source) through which chance and time enter the program.
//!
//! Nothing here knows a database, HTTP or Leptos, and everything compiles to wasm.

pub mod clock;
pub mod day;
pub mod id;
pub mod lang;
pub mod money;
pub mod secret;
pub mod time;
pub mod typed;

pub use clock::{Clock, Ids};
pub use day::{Day, TimeOfDay, Weekday};
pub use id::{
    AccountId, AddressId, AttemptId, DeviceId, DraftId, EventId, InstanceId, LetterId, OrderId, OrderNumber,
    PhotographId, RefundId, SessionId, StaffId, VariantId,
};
pub use lang::{Lang, Text};
pub use money::{Currency, Money, MoneyError, grouped};
pub use secret::Secret;
pub use time::Time;
