//! What the shop attaches to an intent or a refund to find it again.

use std::collections::BTreeMap;

/// `metadata[attempt]=...` of a form, as `{"attempt": "..."}` in answers and in the ledger.
pub type Metadata = BTreeMap<String, String>;
