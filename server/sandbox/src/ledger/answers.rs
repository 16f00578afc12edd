//! The first answer under each idempotency key.

use axum::http::StatusCode;
use kernel::Time;
use sqlx::sqlite::SqliteConnection;

use crate::answer::Answer;
use crate::face::Face;
use crate::stripe;

/// An idempotency key with what it was sent for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) face: Face,
    /// Within which the key stands for one request: the face, for Toss also the address.
    pub(crate) scope: String,
    pub(crate) value: String,
    /// A hash of what was asked; another one under the same key is refused. Toss does not compare: there it is
    /// empty.
    pub(crate) fingerprint: Vec<u8>,
}

/// What was answered under this key, or that it was used for something else; nothing once the key is too old.
pub(crate) async fn first(
    tx: &mut SqliteConnection,
    key: &Key,
    now: Time,
) -> Result<Option<Answer>, sqlx::Error> {
    let oldest = (now - key.face.key_life()).micros();
    let kept: Option<(Vec<u8>, u16, String)> =
        sqlx::query_as(FIRST).bind(&key.scope).bind(&key.value).bind(oldest).fetch_optional(tx).await?;
    let Some((fingerprint, status, body)) = kept else { return Ok(None) };
    if fingerprint != key.fingerprint {
        return Ok(Some(stripe::Refusal::key_reused().into()));
    }
    let status = StatusCode::from_u16(status).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(Some(Answer { status, body, replayed: true }))
}

pub(crate) async fn keep(
    tx: &mut SqliteConnection,
    key: &Key,
    answer: &Answer,
    now: Time,
) -> Result<(), sqlx::Error> {
    sqlx::query(KEEP)
        .bind(&key.scope)
        .bind(&key.value)
        .bind(&key.fingerprint)
        .bind(answer.status.as_u16())
        .bind(&answer.body)
        .bind(now.micros())
        .execute(tx)
        .await?;
    Ok(())
}

const FIRST: &str = "
    SELECT fingerprint, status, body FROM first_answers
    WHERE scope = $1 AND idempotency_key = $2 AND created_at > $3";

const KEEP: &str = "
    INSERT INTO first_answers (scope, idempotency_key, fingerprint, status, body, created_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (scope, idempotency_key) DO UPDATE SET
        fingerprint = excluded.fingerprint, status = excluded.status,
        body = excluded.body, created_at = excluded.created_at";
