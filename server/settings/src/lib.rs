//! 가게 설정: what the owner says of the shop, once and for all pages: who sells, what delivery costs, when parcels
//! leave, and where returns go.
//!
//! No page promises a day or a fee but from here. What the owner typed becomes [`Settings`] in a pure function
//! ([`Fields::check`]), kept in one versioned row; who has looked at an older version is shown both.

mod change;
mod demo;
mod dispatch;
mod fields;
mod ports;
mod service;
mod shop;

pub use change::{Difference, differences};
pub use demo::demo;
pub use dispatch::{Dispatch, ShipBy};
pub use fields::{Field, FieldError, Fields, Why};
pub use ports::{Change, Kept, SettingsRow, Typed};
pub use service::{Form, Outcome, Service};
pub use shop::{Business, DeliveryFee, Settings};
