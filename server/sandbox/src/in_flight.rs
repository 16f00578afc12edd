//! Which idempotency keys are being worked on, so that a second request under one of them is refused
//! instead of waiting for the first one's answer.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// In memory on purpose: a request that dies with the process left nothing behind in the ledger.
#[derive(Debug, Clone, Default)]
pub(crate) struct InFlight(Arc<Mutex<HashSet<(String, String)>>>);

/// One key's turn, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    keys: InFlight,
    key: (String, String),
}

impl InFlight {
    /// The key's turn within its scope, or nothing while somebody has it.
    pub(crate) fn enter(&self, scope: &str, key: &str) -> Option<Turn> {
        let key = (scope.to_owned(), key.to_owned());
        let entered = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone());
        entered.then(|| Turn { keys: self.clone(), key })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.keys.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}
