//! Toss Payments over HTTP.

pub mod webhook;
