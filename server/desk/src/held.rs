//! What was typed at the desk and is too long for an address: a refused form, or lines to ship with what became of them.
//! It stands under a key that the next page's address carries, so that Back and Reload send nothing again.

use std::collections::BTreeMap;

use kernel::time::{Span, days};

/// What is held is forgotten after so long.
pub const HELD: Span = days(1);

/// A form's fields, by the names of their inputs.
pub type Held = BTreeMap<String, String>;
