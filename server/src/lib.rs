//! The program: reads its configuration, wires the contexts to their adapters, serves, works, drains.
//!
//! As a library so that tests run the whole shop in one process, on a clock that they set.

pub mod config;
pub mod demo;
#[cfg(feature = "faults")]
pub mod faults;
pub mod gateway;
mod hex;
pub mod http;
pub mod migrate_store;
mod passwords;
pub mod run;
pub mod system;
pub mod telemetry;
pub mod wiring;
pub mod worker;
