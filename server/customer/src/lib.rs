//! 고객: sessions, and MyPage, the read side that buyers look at.
//!
//! Decides nothing about an order: it shows. MyPage is folded from events into a view of its own, which may
//! be lost and built again.

pub mod mypage;
mod session;

pub use mypage::MyPageConsumer;
pub use session::{OneTimeLinks, Session, SessionError, Sessions, SignIn, token_hash};
