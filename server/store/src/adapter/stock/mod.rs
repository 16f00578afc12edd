//! The pieces: on hand, and held for orders that are not paid yet. Neither is ever negative.

mod by_hand;
mod ledger;

use std::collections::BTreeMap;

use async_trait::async_trait;
use events::Unavailable;
use kernel::{OrderId, Time, VariantId};
use order::{FreePieces, Movement, Order, Reason, StockMove};

use super::{Main, Tx};
use crate::dialect::unavailable;

pub(super) use ledger::opening;

/// On hand changes by $2 and held by $3, unless more would be held than there is.
const MOVE: &str = "
    UPDATE stock SET on_hand = on_hand + $2, held = held + $3
    WHERE variant_id = $1 AND on_hand + $2 >= held + $3";

const FREE: &str = "SELECT on_hand - held FROM stock WHERE variant_id = $1";

#[async_trait]
impl FreePieces for Main {
    async fn free(&self, variant: VariantId) -> Result<i64, Unavailable> {
        let free = sqlx::query_scalar::<_, i64>(FREE).bind(variant.uuid());
        Ok(free.fetch_optional(self.db.reads()).await.map_err(unavailable)?.unwrap_or(0))
    }
}

/// Moves the pieces of an order's lines, and writes the ledger of those that come or go. Answers the first variant of
/// which there are too few; what was moved before it is the caller's to undo. The last thing that a command writes: orders
/// for the same variant wait for each other from here to the commit.
pub(super) async fn shift(
    tx: &mut Tx,
    order: &Order,
    direction: StockMove,
    now: Time,
) -> Result<Option<VariantId>, sqlx::Error> {
    let pieces = order.pieces(direction);
    let (on_hand, held, movement) = match direction {
        StockMove::None => return Ok(None),
        StockMove::Hold => (0, 1, None),
        StockMove::Sell => (-1, -1, Some(Movement::Sold)),
        StockMove::Release => (0, -1, None),
        StockMove::Return | StockMove::WriteOff => (1, 0, Some(Movement::Returned)),
        StockMove::TakeBack(_) => (1, 0, Some(Movement::TakenBack)),
    };
    let short = move_all(tx, order.id, &pieces, (on_hand, held), movement, now).await?;
    if direction == StockMove::WriteOff && short.is_none() {
        let written_off = Some(Movement::Adjusted(Reason::SoldOut));
        return move_all(tx, order.id, &pieces, (-1, 0), written_off, now).await;
    }
    Ok(short)
}

/// Moves pieces by so many on hand and held for each, and writes the ledger of it.
async fn move_all(
    tx: &mut Tx,
    order: OrderId,
    pieces: &BTreeMap<VariantId, i64>,
    (on_hand, held): (i64, i64),
    movement: Option<Movement>,
    now: Time,
) -> Result<Option<VariantId>, sqlx::Error> {
    // In the order of their ids, so that two orders for the same variants never wait for each other in a ring.
    for (variant, pieces) in pieces {
        let shift = sqlx::query(MOVE).bind(variant.uuid()).bind(on_hand * pieces).bind(held * pieces);
        if shift.execute(tx.conn()).await?.rows_affected() == 0 {
            return Ok(Some(*variant));
        }
    }
    if let Some(movement) = movement {
        let differences: Vec<_> = pieces.iter().map(|(variant, it)| (*variant, on_hand * it)).collect();
        ledger::of_order(tx, order, movement, &differences, now).await?;
    }
    Ok(None)
}
