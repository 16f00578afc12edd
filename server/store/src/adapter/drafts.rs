//! The drafts: checkouts that are being filled in.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use events::{OrderDetails, Unavailable};
use kernel::{DraftId, OrderId, SessionId, Time};
use order::{Draft, DraftLine, Drafts, FieldError, Fields, Given, LastSent};
use sqlx::types::Json;
use uuid::Uuid;

use super::{Main, Tx};
use crate::convert::{at, time};
use crate::dialect::unavailable;

const DRAFT: &str = "SELECT * FROM drafts WHERE id = $1";

const INSERT: &str = "
    INSERT INTO drafts (id, session_id, lines, fields, errors, refused, order_id, created_at, from_cart)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// What is refused late does not overwrite what was placed meanwhile.
const SAVE: &str = "
    UPDATE drafts SET fields = $2, errors = $3, refused = $4, order_id = $5
    WHERE id = $1 AND (order_id IS NULL OR order_id = $5)";

const FORGET: &str = "DELETE FROM drafts WHERE created_at < $1";

const TO_GIVE: &str = "SELECT * FROM drafts WHERE session_id = $1 AND order_id IS NULL";

const GIVE: &str = "
    UPDATE drafts SET session_id = $2, fields = $3, errors = $4, refused = $5
    WHERE id = $1 AND order_id IS NULL";

/// A guest's cart goes along once: what was ordered from it before then is in that cart since.
const CART_GOES_ALONG: &str = "
    UPDATE drafts SET cart_session_id = $2
    WHERE session_id = $1 AND order_id IS NOT NULL AND cart_session_id IS NULL";

const LAST_REFUSED: &str = "
    SELECT * FROM drafts WHERE session_id = $1 AND order_id IS NULL AND refused IS NOT NULL
    ORDER BY created_at DESC, id DESC LIMIT 1";

const LAST_ORDER: &str = "
    SELECT details FROM orders WHERE session_id = $1 ORDER BY opened_at DESC, id DESC LIMIT 1";

#[derive(sqlx::FromRow)]
struct DraftRow {
    id: Uuid,
    session_id: Uuid,
    lines: Json<Vec<DraftLine>>,
    fields: Json<Fields>,
    errors: Json<Vec<FieldError>>,
    refused: Option<String>,
    order_id: Option<Uuid>,
    created_at: DateTime<Utc>,
    from_cart: bool,
}

impl From<DraftRow> for Draft {
    fn from(row: DraftRow) -> Self {
        Self {
            id: DraftId(row.id),
            session: SessionId(row.session_id),
            lines: row.lines.0,
            from_cart: row.from_cart,
            fields: row.fields.0,
            errors: row.errors.0,
            refused: row.refused,
            order: row.order_id.map(OrderId),
            created_at: time(row.created_at),
        }
    }
}

#[async_trait]
impl Drafts for Main {
    async fn create(&self, draft: Draft) -> Result<(), Unavailable> {
        let create = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(INSERT)
                    .bind(draft.id.uuid())
                    .bind(draft.session.uuid())
                    .bind(Json(&draft.lines))
                    .bind(Json(&draft.fields))
                    .bind(Json(&draft.errors))
                    .bind(draft.refused)
                    .bind(draft.order.map(OrderId::uuid))
                    .bind(at(draft.created_at))
                    .bind(draft.from_cart)
                    .execute(tx.conn())
                    .await?;
                Ok(())
            })
        });
        create.await
    }

    async fn draft(&self, id: DraftId) -> Result<Option<Draft>, Unavailable> {
        let row = sqlx::query_as::<_, DraftRow>(DRAFT).bind(id.uuid()).fetch_optional(self.db.reads()).await;
        Ok(row.map_err(unavailable)?.map(Draft::from))
    }

    async fn save(&self, draft: Draft) -> Result<(), Unavailable> {
        self.db.write(move |tx| Box::pin(async move { Ok(keep(tx, &draft).await?) })).await
    }

    async fn forget(&self, before: Time) -> Result<(), Unavailable> {
        let forget = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(FORGET).bind(at(before)).execute(tx.conn()).await?;
                Ok(())
            })
        });
        forget.await
    }

    async fn give(&self, from: SessionId, to: Given) -> Result<(), Unavailable> {
        let give = self.db.write(move |tx| {
            Box::pin(async move {
                let goes_along = sqlx::query(CART_GOES_ALONG).bind(from.uuid()).bind(to.session.uuid());
                goes_along.execute(tx.conn()).await?;
                let rows = sqlx::query_as::<_, DraftRow>(TO_GIVE).bind(from.uuid());
                for row in rows.fetch_all(tx.conn()).await? {
                    let draft = to.take(row.into());
                    sqlx::query(GIVE)
                        .bind(draft.id.uuid())
                        .bind(draft.session.uuid())
                        .bind(Json(&draft.fields))
                        .bind(Json(&draft.errors))
                        .bind(draft.refused)
                        .execute(tx.conn())
                        .await?;
                }
                Ok(())
            })
        });
        give.await
    }

    async fn last_sent(&self, session: SessionId) -> Result<Option<LastSent>, Unavailable> {
        let last = sqlx::query_scalar::<_, Json<OrderDetails>>(LAST_ORDER).bind(session.uuid());
        let ordered = last.fetch_optional(self.db.reads()).await.map_err(unavailable)?;
        let refused = sqlx::query_as::<_, DraftRow>(LAST_REFUSED).bind(session.uuid());
        let refused = refused.fetch_optional(self.db.reads()).await.map_err(unavailable)?.map(Draft::from);
        let ordered_at = ordered.as_ref().map(|details| details.opened_at);
        let refused = refused.filter(|draft| Some(draft.created_at) > ordered_at);
        let refused = refused.map(|draft| LastSent { fields: draft.fields, ordered: false });
        Ok(refused.or(ordered.map(|details| LastSent { fields: Fields::of(&details.0), ordered: true })))
    }
}

/// Keeps a draft as it is now.
pub(super) async fn keep(tx: &mut Tx, draft: &Draft) -> Result<(), sqlx::Error> {
    sqlx::query(SAVE)
        .bind(draft.id.uuid())
        .bind(Json(&draft.fields))
        .bind(Json(&draft.errors))
        .bind(draft.refused.as_deref())
        .bind(draft.order.map(OrderId::uuid))
        .execute(tx.conn())
        .await
        .map(drop)
}
