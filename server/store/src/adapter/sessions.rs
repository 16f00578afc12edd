//! Sessions and the one-time links that let a seller in. Only hashes of tokens are kept.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use customer::{OneTimeLinks, Session, Sessions};
use events::Unavailable;
use kernel::{SessionId, Time};
use uuid::Uuid;

use super::Main;
use crate::convert::{at, time};
use crate::dialect::unavailable;

const INSERT: &str = "
    INSERT INTO sessions (id, hash, seller_until, created_at, seen_at) VALUES ($1, $2, $3, $4, $5)";

const BY_HASH: &str = "SELECT id, seller_until, created_at, seen_at FROM sessions WHERE hash = $1";

const SAVE: &str = "
    UPDATE sessions SET seller_until = $2, seen_at = $3, hash = COALESCE($4, hash) WHERE id = $1";

const INSERT_LINK: &str = "INSERT INTO seller_links (hash, expires) VALUES ($1, $2)";

/// Of two that come at once, one updates no row.
const USE_LINK: &str = "
    UPDATE seller_links SET used_at = $2 WHERE hash = $1 AND used_at IS NULL AND expires > $2";

#[derive(sqlx::FromRow)]
struct SessionRow {
    id: Uuid,
    seller_until: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        Self {
            id: SessionId(row.id),
            seller_until: row.seller_until.map(time),
            created_at: time(row.created_at),
            seen_at: time(row.seen_at),
        }
    }
}

#[async_trait]
impl Sessions for Main {
    async fn create(&self, session: Session, hash: String) -> Result<(), Unavailable> {
        let create = self.db.write(move |tx| {
            Box::pin(async move {
                let insert = sqlx::query(INSERT).bind(session.id.uuid()).bind(hash);
                let insert = insert.bind(session.seller_until.map(at));
                let insert = insert.bind(at(session.created_at)).bind(at(session.seen_at));
                insert.execute(tx.conn()).await?;
                Ok(())
            })
        });
        create.await
    }

    async fn by_hash(&self, hash: &str) -> Result<Option<Session>, Unavailable> {
        let by_hash = sqlx::query_as::<_, SessionRow>(BY_HASH).bind(hash);
        let row = by_hash.fetch_optional(self.db.reads()).await.map_err(unavailable)?;
        Ok(row.map(Session::from))
    }

    async fn save(&self, session: Session, hash: Option<String>) -> Result<(), Unavailable> {
        let save = self.db.write(move |tx| {
            Box::pin(async move {
                let save = sqlx::query(SAVE).bind(session.id.uuid()).bind(session.seller_until.map(at));
                save.bind(at(session.seen_at)).bind(hash).execute(tx.conn()).await?;
                Ok(())
            })
        });
        save.await
    }
}

#[async_trait]
impl OneTimeLinks for Main {
    async fn create_link(&self, hash: String, expires: Time) -> Result<(), Unavailable> {
        let create = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(INSERT_LINK).bind(hash).bind(at(expires)).execute(tx.conn()).await?;
                Ok(())
            })
        });
        create.await
    }

    async fn use_link(&self, hash: &str, now: Time) -> Result<bool, Unavailable> {
        let hash = hash.to_owned();
        let used = self.db.write(move |tx| {
            Box::pin(async move {
                let used = sqlx::query(USE_LINK).bind(hash).bind(at(now)).execute(tx.conn()).await?;
                Ok(used.rows_affected() == 1)
            })
        });
        used.await
    }
}
