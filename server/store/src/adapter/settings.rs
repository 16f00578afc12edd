//! What the shop says of itself: one row, and the forms of it that were refused.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use events::Unavailable;
use kernel::{SessionId, Time};
use settings::{Change, FieldError, Fields, Kept, Settings, SettingsRow, Typed};
use sqlx::types::Json;
use uuid::Uuid;

use super::{Main, Tx, audit};
use crate::command::Halt::Undo;
use crate::convert::{at, time};
use crate::dialect::unavailable;

const KEPT: &str = "SELECT version, settings FROM shop_settings WHERE id = 1";

/// Writes nothing when something was ever set.
const INSERT: &str = "
    INSERT INTO shop_settings (id, version, settings, changed_at) VALUES (1, 1, $1, $2) ON CONFLICT (id) DO NOTHING";

const UPDATE: &str = "
    UPDATE shop_settings SET version = version + 1, settings = $1, changed_at = $2 WHERE id = 1 AND version = $3";

const TYPED: &str = "SELECT * FROM settings_typed WHERE session_id = $1";

const KEEP_TYPED: &str = "
    INSERT INTO settings_typed (session_id, version, fields, errors, at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (session_id) DO UPDATE
    SET version = excluded.version, fields = excluded.fields, errors = excluded.errors, at = excluded.at";

const FORGET_TYPED: &str = "DELETE FROM settings_typed WHERE session_id = $1";

const FORGET_OLD: &str = "DELETE FROM settings_typed WHERE at < $1";

#[derive(sqlx::FromRow)]
struct TypedRow {
    session_id: Uuid,
    version: i64,
    fields: Json<Fields>,
    errors: Json<Vec<FieldError>>,
    at: DateTime<Utc>,
}

impl From<TypedRow> for Typed {
    fn from(row: TypedRow) -> Self {
        Self {
            session: SessionId(row.session_id),
            version: row.version,
            fields: row.fields.0,
            errors: row.errors.0,
            at: time(row.at),
        }
    }
}

#[async_trait]
impl SettingsRow for Main {
    async fn kept(&self) -> Result<Option<Kept>, Unavailable> {
        let kept = sqlx::query_as::<_, (i64, Json<Settings>)>(KEPT);
        let row = kept.fetch_optional(self.db.reads()).await.map_err(unavailable)?;
        Ok(row.map(|(version, Json(settings))| Kept { version, settings }))
    }

    async fn keep(&self, change: Change) -> Result<bool, Unavailable> {
        let keep = self.db.write(move |tx| {
            Box::pin(async move {
                if !write(tx, &change).await? {
                    return Err(Undo(false));
                }
                audit::write(tx, change.entry.as_ref(), change.now).await?;
                if let Some(session) = change.session {
                    sqlx::query(FORGET_TYPED).bind(session.uuid()).execute(tx.conn()).await?;
                }
                Ok(true)
            })
        });
        keep.await
    }

    async fn typed(&self, session: SessionId) -> Result<Option<Typed>, Unavailable> {
        let typed = sqlx::query_as::<_, TypedRow>(TYPED).bind(session.uuid());
        Ok(typed.fetch_optional(self.db.reads()).await.map_err(unavailable)?.map(Typed::from))
    }

    async fn keep_typed(&self, typed: Typed, before: Time) -> Result<(), Unavailable> {
        let keep = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(FORGET_OLD).bind(at(before)).execute(tx.conn()).await?;
                sqlx::query(KEEP_TYPED)
                    .bind(typed.session.uuid())
                    .bind(typed.version)
                    .bind(Json(&typed.fields))
                    .bind(Json(&typed.errors))
                    .bind(at(typed.at))
                    .execute(tx.conn())
                    .await?;
                Ok(())
            })
        });
        keep.await
    }

    async fn forget_typed(&self, session: SessionId) -> Result<(), Unavailable> {
        let forget = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(FORGET_TYPED).bind(session.uuid()).execute(tx.conn()).await?;
                Ok(())
            })
        });
        forget.await
    }
}

/// Writes the next version; whether the one it was decided on still stood.
async fn write(tx: &mut Tx, change: &Change) -> Result<bool, sqlx::Error> {
    let query = if change.version == 0 {
        sqlx::query(INSERT).bind(Json(&change.settings)).bind(at(change.now))
    } else {
        sqlx::query(UPDATE).bind(Json(&change.settings)).bind(at(change.now)).bind(change.version)
    };
    Ok(query.execute(tx.conn()).await?.rows_affected() == 1)
}
