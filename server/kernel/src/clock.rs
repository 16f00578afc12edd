//! Time and chance come in through these two ports, so that tests can set both.

use std::fmt::Debug;

use uuid::Uuid;

use crate::Time;

/// What time it is. A test sets it.
pub trait Clock: Send + Sync + Debug {
    /// Now, in whole microseconds.
    fn now(&self) -> Time;
}

/// Where ids and chance come from. A test seeds it.
pub trait Ids: Send + Sync + Debug {
    /// A fresh time-ordered id (UUIDv7).
    fn uuid(&self) -> Uuid;

    /// 64 bits of chance, for order numbers and jitter; not for secrets.
    fn chance(&self) -> u64;
}
