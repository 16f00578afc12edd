//! The whole shop in one process: every context, both databases, the relay and the pages, on a clock that the
//! tests set and with ids that are always the same. Nothing runs in the background and nothing sleeps: a test
//! says when the relay turns and when time passes.
//!
//! | module | asks |
//! |---|---|
//! | `story` | does an order go the ways of the domain page? |
//! | `money` | and what becomes of money that a person or a look at the provider's books has to settle? |
//! | `mail_server` | what becomes of letters, and of everything else, when the mail server is dead? |
//! | `saga` | and when each step fails, crashes, or is done twice? |
//! | `walks` | and when buyer, seller, clock and provider do what they like? |
//! | `rush` | and when five hundred want the last ten pieces at once? |
//! | `http` | and what of it can bad input, strangers and lost connections see or break? |
//!
//! What must hold after all of it stands in `invariants`.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod faults;
mod http;
mod invariants;
mod mail_server;
mod money;
mod post_office;
mod rush;
mod saga;
mod shop;
mod story;
mod till;
mod walks;
