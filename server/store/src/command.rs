//! What a command may come to inside its transaction, the same for both databases.

/// A command's answer, or why its transaction is undone.
pub(crate) type Written<T> = Result<T, Halt<T>>;

/// Why a command keeps nothing of what it wrote.
#[derive(Debug)]
pub(crate) enum Halt<T> {
    /// It decided so: this is its answer.
    Undo(T),
    /// The database failed it.
    Failed(sqlx::Error),
}

impl<T> From<sqlx::Error> for Halt<T> {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error)
    }
}

/// When what a command wrote is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// When it returns.
    AtOnce,
    /// Soon after, but before whatever is committed later: for what tells nobody anything, and is done again where it was
    /// lost with the machine.
    Soon,
}
