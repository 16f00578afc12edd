//! 주문: an order's way from the draft to 구매확정, its lines, its totals, and the stock it holds.
//!
//! Every decision is a pure function from a row and a command or event to what should change
//! ([`Decided`]); [`Service`] loads, decides and commits. The context never calls a payment provider and
//! never ships: it asks through its ports and hears through events.

mod address;
mod cancel;
mod cart;
mod claim;
mod complete;
mod consume;
mod delivery;
mod draft;
mod expire;
mod figures;
mod find;
mod inventory;
mod limits;
mod order;
mod pay;
mod place;
mod ports;
mod refund;
mod reorder;
mod returns;
mod service;
mod stock;

pub use address::{AddressForm, Readdressed, change_address};
pub use cancel::cancel;
pub use cart::{
    Cart, CartError, CartLine, CartService, Contents, Gone, Item, MAX_LINES, Put, Removed, merge,
};
pub use claim::claim;
pub use complete::{COMPLETES_AFTER, CompletedBy, complete};
pub use consume::consume;
pub use delivery::{DeliveryTerms, Shown, Sum};
pub use draft::{Draft, DraftLine, Field, FieldError, Fields, Given, LastSent, MAX_QUANTITY, Request, Why};
pub use expire::expire;
pub use figures::{Best, Day, Period, Sale, WAITS, Waited, best, by_day, total, waited};
pub use find::{Finder, Found, email_key};
pub use inventory::Inventory;
pub use limits::{Limit, Network, Unpaid, over_limit};
pub use order::{
    Decided, HOLD, HOLD_AFTER_BUSY, HOLD_AFTER_FAILURE, LENGTHENING_ATTEMPTS, Order, RefundDecision, State,
    StockMove, Verdict,
};
pub use pay::{Attempts, Start, answered, start};
pub use place::open;
pub use ports::{
    Calendar, Carts, Commit, Committed, DeliveryFees, Drafts, Figures, FreePieces, Lines, Orders, PayReply,
    PayRequest, Payments, Placed, Ports, Shipping, Stock,
};
pub use refund::{PartError, PartRefund, Rest, refund_part};
pub use reorder::{Again, LeftOut, Reordered, WhyLeft, again};
pub use returns::{
    Ask, ClosedDays, NoReturn, ReturnCommand, ReturnCounts, ReturnQuery, ReturnTab, Returns, ask_return,
    goes_back, may_deduct, move_return, refund_due, return_until,
};
pub use service::{CommandError, OrderConsumer, PayOutcome, PlaceOutcome, Service};
pub use stock::{
    Adjust, Adjusted, Adjustment, Level, MAX_DIFFERENCE, MAX_FEW, MAX_NOTE, Moved, Movement, Reason, Refusal,
    adjusted,
};
