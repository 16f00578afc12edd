//! A buyer's account: making one, logging in and out, its password and its devices. All of it is documents made on the
//! server; nothing of it reaches a browser's wasm.

pub mod addresses;
pub mod api;
pub mod page;
pub mod recovery;
pub mod view;

pub(crate) mod words;
