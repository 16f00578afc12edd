//! The contract of the payment port, kept by every adapter: the same tests run for Stripe with our page, Stripe with its
//! own and Toss, each against a sandbox of its own over loopback, on a clock that tests set.
//!
//! | module | asks |
//! |---|---|
//! | `paying` | what is charged, when, and what is said of it? |
//! | `refunding` | what goes back, once, and how is it found again? |
//! | `books` | what do its lists show of all that moved? |
//! | `keys` | is a repeat the same request, and for how long? |
//! | `faults` | is an answer that never came ever taken for a no? |
//! | `smtp` | and mail: when is a letter taken, refused, to be sent later, or out of sight? |
//! | `localstripe` | does Stripe's adapter speak with somebody else's Stripe, too? |
//!
//! What an adapter says of itself ([`payment::Capabilities`]) is held against what it does.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod books;
mod buyer;
mod faults;
mod keys;
mod localstripe;
mod paying;
mod refunding;
mod setup;
mod smtp;

/// Runs each test once for every adapter and way to pay, with a sandbox of its own.
macro_rules! for_every_adapter {
    ($($test:ident),* $(,)?) => {
        mod stripe_with_our_page {
            $(#[tokio::test]
            async fn $test() {
                super::$test(&crate::setup::Setup::stripe_with_our_page().await).await;
            })*
        }
        mod stripe_with_its_page {
            $(#[tokio::test]
            async fn $test() {
                super::$test(&crate::setup::Setup::stripe_with_its_page().await).await;
            })*
        }
        mod toss {
            $(#[tokio::test]
            async fn $test() {
                super::$test(&crate::setup::Setup::toss().await).await;
            })*
        }
    };
}
use for_every_adapter;
