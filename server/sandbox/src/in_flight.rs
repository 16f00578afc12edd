//! Which idempotency keys are being worked on, so that a second request under one of them is refused
//! instead of waiting for the first one's answer.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// In memory on purpose: a request that dies with the process left nothing behind in the ledger.
#[derive(Debug, Clone, Default)]
pub(crate) struct InFlight(Arc<Mutex<HashSet<String>>>);

/// One key's turn, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    keys: InFlight,
    key: String,
}

impl InFlight {
    /// The key's turn, or nothing while somebody has it.
    pub(crate) fn enter(&self, key: &str) -> Option<Turn> {
        let entered = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned());
        entered.then(|| Turn { keys: self.clone(), key: key.to_owned() })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.keys.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}
