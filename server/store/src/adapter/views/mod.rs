//! The queries of pages: read only, and free to join the tables of several contexts.

mod figures;
mod list;
mod queue;
mod register;
mod returns;
mod shelf;
mod snapshot;
mod stuck;
