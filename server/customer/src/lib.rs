//! 고객: accounts and sessions, and MyPage, the read side that buyers look at.
//!
//! Decides nothing about an order: it shows. MyPage is folded from events into a view of its own, which may
//! be lost and built again.

pub mod account;
mod address;
pub mod form;
mod letters;
mod membership;
pub mod mypage;
mod opened;
pub mod password;
mod rebuild;
mod seal;
mod session;
pub mod staff;
mod staffing;
pub mod tries;

pub use account::{Account, Accounts, Email, Link, Opening, Registration};
pub use address::{Address, AddressForm, Addresses, MOST_ADDRESSES};
pub use form::{Field, FieldError, Forms, Refusal, Refused, Why};
pub use letters::{GuestOrders, LinkLetter, Post};
pub use membership::{Belongings, Membership, MembershipPorts, Visit};
pub use mypage::MyPageConsumer;
pub use opened::{FindOrder, OPEN, OpenedOrders};
pub use password::{Busy, Passwords};
pub use rebuild::{Ended, Progress, Rebuild};
pub use seal::OrderSeal;
pub use session::{
    DeskEntry, Device, Entry, Leaving, OnDuty, OneTimeLinks, Seat, Session, SessionError, Sessions, SignIn,
    token_hash, who,
};
pub use staff::{Invitation, InvitationLetter, Permission, Role, Roster, StaffMember};
pub use staffing::{Staffing, StaffingPorts};
pub use tries::{Limit, Tries};
