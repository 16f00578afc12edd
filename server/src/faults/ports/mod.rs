//! The decorators, a file for each context's ports.

mod events;
mod letters;
mod mypage;
mod orders;
mod payments;
mod provider;
mod shipments;
