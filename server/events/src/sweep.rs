//! A look at many rows whose time has come, one after the other.

use crate::Unavailable;

/// What a sweep came to. A row that fails keeps no other from its turn, and the sweep still says that it failed.
#[derive(Debug, Default)]
pub struct Sweep {
    moved: usize,
    failed: Option<Unavailable>,
}

impl Sweep {
    /// Writes down what became of one row, whether it moved, or of several, how many did.
    pub fn note(&mut self, rows: Result<impl Into<usize>, Unavailable>) {
        match rows {
            Ok(moved) => self.moved += moved.into(),
            Err(why) => self.failed = Some(why),
        }
    }

    /// How many rows moved.
    ///
    /// # Errors
    /// The last failure, when a row failed; those that moved have moved.
    pub fn end(self) -> Result<usize, Unavailable> {
        self.failed.map_or(Ok(self.moved), Err)
    }
}
