//! The use cases: read, check, write by version.

use std::sync::Arc;

use events::{Action, Actor, AuditEntry, Unavailable};
use kernel::time::days;
use kernel::{Clock, SessionId};

use crate::change::audit_text;
use crate::{Change, Fields, Kept, SettingsRow, Typed, demo, differences};

/// What was typed and refused is kept for a day.
const TYPED_KEPT: kernel::time::Span = days(1);

/// What changing came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Saved,
    /// Something typed could not be taken; it was kept, with what was wrong.
    Refused,
    /// Somebody else was faster; what was typed was kept.
    Conflict,
}

/// The settings as the owner's form shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    pub kept: Kept,
    /// What this session typed over them and was not taken.
    pub typed: Option<Typed>,
}

/// The settings context. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    row: Arc<dyn SettingsRow>,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("settings::Service").finish_non_exhaustive()
    }
}

impl Service {
    /// Plugs the ports in.
    #[must_use]
    pub fn new(row: Arc<dyn SettingsRow>, clock: Arc<dyn Clock>) -> Self {
        Self { row, clock }
    }

    /// The settings as they stand; a new shop's say nothing.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn current(&self) -> Result<Kept, Unavailable> {
        Ok(self.row.kept().await?.unwrap_or_default())
    }

    /// The settings, and what this session typed over them and was refused.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn form(&self, session: SessionId) -> Result<Form, Unavailable> {
        let fresh = self.clock.now() - TYPED_KEPT;
        let typed = self.row.typed(session).await?.filter(|typed| typed.at >= fresh);
        Ok(Form { kept: self.current().await?, typed })
    }

    /// Changes the settings, if nobody did since the version that was looked at.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn change(
        &self,
        who: Actor,
        session: SessionId,
        version: i64,
        fields: Fields,
    ) -> Result<Outcome, Unavailable> {
        let now = self.clock.now();
        let kept = self.current().await?;
        let checked = fields.check();
        let typed = |errors| Typed { session, version, fields: fields.clone().cut(), errors, at: now };
        let settings = match checked {
            Ok(settings) => settings,
            Err(errors) => return self.refuse(typed(errors), Outcome::Refused).await,
        };
        if kept.version != version {
            return self.refuse(typed(Vec::new()), Outcome::Conflict).await;
        }
        let changed = differences(&Fields::of(&kept.settings), &Fields::of(&settings));
        if changed.is_empty() && version > 0 {
            self.row.forget_typed(session).await?;
            return Ok(Outcome::Saved);
        }
        let entry = AuditEntry {
            who,
            action: Action::SettingsChanged,
            order: None,
            subject: format!("v{}", version + 1),
            text: audit_text(&changed),
        };
        let change = Change { version, settings, session: Some(session), entry: Some(entry), now };
        if self.row.keep(change).await? {
            return Ok(Outcome::Saved);
        }
        self.refuse(typed(Vec::new()), Outcome::Conflict).await
    }

    async fn refuse(&self, typed: Typed, outcome: Outcome) -> Result<Outcome, Unavailable> {
        self.keep_typed(typed).await?;
        Ok(outcome)
    }

    /// Keeps what was typed, and forgets what was typed long ago.
    async fn keep_typed(&self, typed: Typed) -> Result<(), Unavailable> {
        let before = typed.at - TYPED_KEPT;
        self.row.keep_typed(typed, before).await
    }

    /// Keeps what this session has typed so far, to show it again; nothing is changed by it. What was said to be wrong is
    /// looked at anew.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn hold(&self, session: SessionId, version: i64, fields: Fields) -> Result<(), Unavailable> {
        let Form { kept, typed } = self.form(session).await?;
        let checked = fields.check();
        if version == kept.version && checked.as_ref() == Ok(&kept.settings) {
            return self.row.forget_typed(session).await;
        }
        let was_refused = typed.as_ref().is_some_and(|typed| !typed.errors.is_empty());
        // Whoever was shown that the settings changed meanwhile is shown it again.
        let version = typed.map_or(version, |typed| typed.version.min(version));
        let errors = checked.err().filter(|_| was_refused).unwrap_or_default();
        let typed = Typed { session, version, fields: fields.cut(), errors, at: self.clock.now() };
        self.keep_typed(typed).await
    }

    /// Forgets what this session typed and was refused: its form shows the settings again.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn start_over(&self, session: SessionId) -> Result<(), Unavailable> {
        self.row.forget_typed(session).await
    }

    /// Sets what the demo's shop says, unless somebody has set something.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn seed_demo(&self) -> Result<(), Unavailable> {
        let change =
            Change { version: 0, settings: demo(), session: None, entry: None, now: self.clock.now() };
        self.row.keep(change).await.map(drop)
    }
}
