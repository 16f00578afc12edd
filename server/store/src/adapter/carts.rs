//! The carts: one row for each session that has put something aside.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use events::Unavailable;
use kernel::{SessionId, Time};
use order::{Cart, CartLine, Carts, DraftLine, Order, Removed};
use sqlx::Executor;
use sqlx::types::Json;
use uuid::Uuid;

use super::{Db, Main, Tx};
use crate::command::Halt::Undo;
use crate::convert::{at, time};
use crate::dialect::unavailable;

const CART: &str = "SELECT * FROM carts WHERE session_id = $1";

/// Writes nothing when the session has a cart.
const INSERT: &str = "
    INSERT INTO carts (session_id, version, lines, removed, changed_at) VALUES ($1, 1, $2, $3, $4)
    ON CONFLICT (session_id) DO NOTHING";

const UPDATE: &str = "
    UPDATE carts SET version = version + 1, lines = $2, removed = $3, changed_at = $4
    WHERE session_id = $1 AND version = $5";

/// Nothing of a draft that was not begun from the cart, nor of one that is forgotten: a payment that was unknown for so long
/// leaves the cart as it is.
const ORDERED: &str = "
    SELECT lines, COALESCE(cart_session_id, session_id) FROM drafts WHERE id = $1 AND from_cart = $2";

const FORGET: &str = "DELETE FROM carts WHERE changed_at < $1";

#[derive(sqlx::FromRow)]
struct CartRow {
    session_id: Uuid,
    version: i64,
    lines: Json<Vec<CartLine>>,
    removed: Option<Json<Removed>>,
    changed_at: DateTime<Utc>,
}

impl From<CartRow> for Cart {
    fn from(row: CartRow) -> Self {
        Self {
            session: SessionId(row.session_id),
            version: row.version,
            lines: row.lines.0,
            removed: row.removed.map(|removed| removed.0),
            changed_at: time(row.changed_at),
        }
    }
}

#[async_trait]
impl Carts for Main {
    async fn cart(&self, session: SessionId) -> Result<Option<Cart>, Unavailable> {
        read(self.db.reads(), session).await.map_err(unavailable)
    }

    async fn keep(&self, cart: Cart) -> Result<bool, Unavailable> {
        let keep = self.db.write(move |tx| {
            Box::pin(async move { if write(tx, &cart).await? { Ok(true) } else { Err(Undo(false)) } })
        });
        keep.await
    }

    async fn forget(&self, before: Time) -> Result<usize, Unavailable> {
        let forget = self.db.write(move |tx| {
            Box::pin(async move {
                let forgotten = sqlx::query(FORGET).bind(at(before)).execute(tx.conn()).await?;
                Ok(usize::try_from(forgotten.rows_affected()).unwrap_or(usize::MAX))
            })
        });
        forget.await
    }
}

/// What was ordered from the cart leaves it, in the transaction in which it is paid: the cart that holds it now, which is an
/// account's once a guest has logged in. Another tab may be faster: then again.
pub(super) async fn take(tx: &mut Tx, order: &Order, now: Time) -> Result<(), sqlx::Error> {
    let ordered = sqlx::query_as::<_, (Json<Vec<DraftLine>>, Uuid)>(ORDERED);
    let ordered = ordered.bind(order.checkout_key.uuid()).bind(true).fetch_optional(tx.conn()).await?;
    let Some((Json(ordered), holder)) = ordered else { return Ok(()) };
    while let Some(cart) = read(tx.conn(), SessionId(holder)).await? {
        let rest = Cart { changed_at: now, ..cart.without(&ordered) };
        if write(tx, &rest).await? {
            break;
        }
    }
    Ok(())
}

async fn read<'e>(
    from: impl Executor<'e, Database = Db>,
    session: SessionId,
) -> Result<Option<Cart>, sqlx::Error> {
    let row = sqlx::query_as::<_, CartRow>(CART).bind(session.uuid()).fetch_optional(from).await?;
    Ok(row.map(Cart::from))
}

/// Writes the next version; whether the one it was decided on still stood.
async fn write(tx: &mut Tx, cart: &Cart) -> Result<bool, sqlx::Error> {
    let text = if cart.version == 0 { INSERT } else { UPDATE };
    let mut query = sqlx::query(text)
        .bind(cart.session.uuid())
        .bind(Json(&cart.lines))
        .bind(cart.removed.map(Json))
        .bind(at(cart.changed_at));
    if cart.version > 0 {
        query = query.bind(cart.version);
    }
    Ok(query.execute(tx.conn()).await?.rows_affected() == 1)
}
