//! What the provider promises, asked through its HTTP faces on a clock that the test sets.

mod control;
mod faults;
mod harness;
mod intents;
mod keys;
mod ledger;
mod lines;
mod refunds;
mod sessions;
mod toss;
mod webhooks;
