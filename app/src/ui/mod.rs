//! What the features share: drawings, money, time, badges, fields, the timeline, the live connection, and the
//! storefront's frame. What an island may use compiles for the server and the browser; the rest is the server's.

pub mod badge;
pub mod drawing;
pub mod field;
pub mod line;
pub mod live;
pub mod money;
pub mod photo;
pub mod time;
pub mod timeline;

#[cfg(feature = "ssr")]
pub mod around;
#[cfg(feature = "ssr")]
pub mod barcode;
#[cfg(feature = "ssr")]
pub mod countdown;
#[cfg(feature = "ssr")]
pub mod device;
#[cfg(feature = "ssr")]
pub mod failure;
#[cfg(feature = "ssr")]
pub mod frame;
#[cfg(feature = "ssr")]
pub mod head;
#[cfg(feature = "ssr")]
pub mod terms;
#[cfg(feature = "ssr")]
pub mod told;

#[cfg(feature = "ssr")]
pub use barcode::Barcode;
#[cfg(feature = "ssr")]
pub use drawing::Sprite;
pub use drawing::{Drawing, Thumb};
pub use timeline::Timeline;

/// Text as it may stand between tags, where Leptos writes it as it is.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
