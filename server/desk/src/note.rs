//! A note on an order, for the shop alone. It is kept as it was written: a later one stands beside it.

use events::{Action, Actor, AuditEntry};
use kernel::{OrderId, Time};

/// The longest note, in characters.
pub const MAX_NOTE: usize = 2_000;

/// A note to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub order: OrderId,
    pub who: Actor,
    pub text: String,
}

/// A note that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub at: Time,
    pub note: Note,
}

/// Why a note was not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    #[error("the note says nothing")]
    Empty,
    #[error("the note is longer than {MAX_NOTE} characters")]
    TooLong,
    #[error(transparent)]
    Unavailable(#[from] events::Unavailable),
}

impl Note {
    /// What the audit says of it: that it was written. Its words stand in the note.
    #[must_use]
    pub const fn entry(&self) -> AuditEntry {
        AuditEntry {
            who: self.who,
            action: Action::Noted,
            order: Some(self.order),
            subject: String::new(),
            text: String::new(),
        }
    }
}

/// Reads what was typed: its lines, without what is empty around them, and without what cannot be seen.
///
/// # Errors
/// When there is nothing to keep, or too much.
pub fn note(order: OrderId, who: Actor, typed: &str) -> Result<Note, NoteError> {
    let seen = |c: char| !c.is_control() || c == '\n';
    let text: String = typed.replace("\r\n", "\n").trim().chars().filter(|c| seen(*c)).collect();
    match text.chars().count() {
        0 => Err(NoteError::Empty),
        1..=MAX_NOTE => Ok(Note { order, who, text }),
        _ => Err(NoteError::TooLong),
    }
}
