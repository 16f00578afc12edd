//! 결제: attempts to pay, refunds, and the provider they are asked of.
//!
//! What is about to be sent is committed first; a definite answer and an unknown one are different types;
//! every transition is a pure function ([`Decided`]) and a compare-and-set. The context never changes an
//! order's row: it replies, and it publishes events.

mod attempt;
mod breaker;
mod bulkhead;
mod consume;
mod gate;
mod hint;
mod pay;
mod ports;
mod reconcile;
mod refund;
mod returned;
mod service;
mod settle;
mod settlement;
mod sweep;
mod transfer;

pub use attempt::{Answer, Attempt, AttemptState, Decided, RETRY_AFTER_BUSY, answer};
pub use breaker::{Breaker, Call, Circuit, Counts, Outcome, Refused};
pub use bulkhead::{Bulkhead, Place};
pub use consume::{RefundDue, refund_due};
pub use gate::{Gate, Permit, Snapshot};
pub use hint::{HintCounts, Hints};
pub use ports::{
    Attempts, CallError, Capabilities, CapturedBy, Commit, Committed, Confirm, Inserted, LookUp, Orders,
    PageUrl, PaymentProvider, Prepare, Prepared, ProviderRef, ProviderRefund, ProviderRefundState,
    ProviderState, RefundCall, RefundCommit, Refunds, Replays, Settlements,
};
pub use refund::{LANDED, Refund, RefundAnswer, RefundDecided, RefundState, refund_answer, refund_send};
pub use returned::{Claim, Returned};
pub use service::{PaymentConsumer, Reply, Service};
pub use settle::{SETTLE_AFTER, SettleError, SettleRefused, Settled, Verdict, may_settle, settle};
pub use settlement::{
    Difference, DifferenceKind, KeptDifference, Movement, Ours, ProviderTransaction, compare,
};
pub use sweep::Settlement;
pub use transfer::{
    Retry, RetryError, Shown, TransferError, TransferRefused, Transferred, refund_by_transfer, refund_retry,
};
