//! What the settings need from outside, and what an adapter MUST do.

use async_trait::async_trait;
use events::{AuditEntry, Unavailable};
use kernel::{SessionId, Time};

use crate::{FieldError, Fields, Settings};

/// The settings as they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// Counts the changes; 0 while nothing was ever set.
    pub version: i64,
    pub settings: Settings,
}

/// What somebody typed and the shop did not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    pub session: SessionId,
    /// The version that they looked at.
    pub version: i64,
    pub fields: Fields,
    /// What was wrong with it; nothing, if only somebody else was faster.
    pub errors: Vec<FieldError>,
    pub at: Time,
}

/// A change on its way to the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The version that it was decided on.
    pub version: i64,
    pub settings: Settings,
    /// Whose refused form it settles.
    pub session: Option<SessionId>,
    /// `None` only for the demo's own.
    pub entry: Option<AuditEntry>,
    pub now: Time,
}

/// The one row of settings, and the forms that were refused.
#[async_trait]
pub trait SettingsRow: Send + Sync {
    /// The settings; `None` while nothing was ever set.
    async fn kept(&self) -> Result<Option<Kept>, Unavailable>;

    /// Writes the next version with its entry of the audit, and forgets what the session had typed, in one
    /// transaction. MUST write nothing and say `false` unless the version still stands.
    async fn keep(&self, change: Change) -> Result<bool, Unavailable>;

    /// What a session typed last and was refused.
    async fn typed(&self, session: SessionId) -> Result<Option<Typed>, Unavailable>;

    /// Keeps that, one for each session, and forgets those that are older than `before`.
    async fn keep_typed(&self, typed: Typed, before: Time) -> Result<(), Unavailable>;

    /// Forgets what a session typed.
    async fn forget_typed(&self, session: SessionId) -> Result<(), Unavailable>;
}
