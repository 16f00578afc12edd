//! Outbound adapters: what the shop asks of programs that are not its own.

pub mod stripe;
