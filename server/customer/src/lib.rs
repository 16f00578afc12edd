//! 고객: accounts and sessions, and MyPage, the read side that buyers look at.
//!
//! Decides nothing about an order: it shows. MyPage is folded from events into a view of its own, which may
//! be lost and built again.

pub mod account;
pub mod form;
mod membership;
pub mod mypage;
pub mod password;
mod rebuild;
mod session;
pub mod tries;

pub use account::{Account, Accounts, Email, Registration};
pub use form::{Field, FieldError, Forms, Refusal, Refused, Why};
pub use membership::{Belongings, Membership, MembershipPorts, Visit};
pub use mypage::MyPageConsumer;
pub use password::{Busy, Passwords};
pub use rebuild::{Ended, Progress, Rebuild};
pub use session::{
    Device, Entry, Leaving, OneTimeLinks, Session, SessionError, Sessions, SignIn, token_hash, who,
};
pub use tries::{Limit, Tries};
