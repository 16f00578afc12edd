//! Everything that can happen to an order, searched; and long walks where there is too much to search.
//!
//! The search takes the contexts' own decisions (`order::consume`, `payment::answer`, `shipping::command` and the rest)
//! and tries every order in which buyers, the seller, tasks, consumers, the network, the provider and crashes can come
//! between them. A state is some hundred bytes: rows are numbered, and each question is put to a real function once.
//! Breadth first, so that what is wrong is shown by the shortest way there. In each state the invariants of the domain
//! page hold, as far as one order has them; from each state the order comes to rest by itself; and there the books of
//! the provider are right. What a service does between two decisions (ask, commit, call) is not a pure function: the
//! steps in `actions` and `refund` stand for it, and the walks run the services themselves.
//!
//! A rule is known to be needed when the search finds what breaks without it: `mutations` leaves each one out.
//!
//! | module | holds |
//! |---|---|
//! | `search` | breadth first, the shortest way to damage, and whether everything comes to rest |
//! | `rows`, `asks`, `laws` | the real rows by their numbers, and what the real functions decide about them |
//! | `canonical` | that what the rows leave out decides nothing |
//! | `state`, `actions` | one order and all around it, and what can happen |
//! | `refund` | the same for one refund, its keys and their time |
//! | `provider` | what a provider does, for search and walks |
//! | `invariants` | what must hold |
//! | `bounds` | how far the searches go |
//! | `mutations` | each rule left out, and the damage found |
//! | `walks` | several orders, in quantities and with parts given back, through the services themselves |

#![expect(clippy::print_stdout, reason = "how far a search came is part of its result")]

mod actions;
mod asks;
mod bounds;
mod canonical;
mod invariants;
mod laws;
mod list;
mod mutations;
mod provider;
mod refund;
mod rows;
mod search;
mod state;
mod walks;
