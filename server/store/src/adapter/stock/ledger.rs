//! The ledger of the stock: a row for each movement of pieces on hand, in the transaction that moved them. What is on
//! hand is the sum of a variant's rows.

use kernel::{OrderId, Time, VariantId};
use order::{Adjust, Movement, Reason};

use super::super::Tx;
use crate::convert::{at, in_places};

/// After the rows were moved: what is on hand is read from them. An order has few variants, so they are written four at
/// a time.
const OF_ORDER: &str = "
    INSERT INTO stock_movements (at, kind, order_id, note, reason, variant_id, on_hand, difference)
    SELECT $1, $2, $3, '', $12, variant_id, on_hand,
           CASE variant_id WHEN $4 THEN CAST($8 AS BIGINT) WHEN $5 THEN CAST($9 AS BIGINT)
                           WHEN $6 THEN CAST($10 AS BIGINT) WHEN $7 THEN CAST($11 AS BIGINT) END
    FROM stock WHERE variant_id IN ($4, $5, $6, $7)";

const OPENING: &str = "
    INSERT INTO stock_movements (variant_id, at, kind, difference, on_hand, note)
    SELECT variant_id, $2, $3, on_hand, on_hand, '' FROM stock WHERE variant_id = $1";

const BY_HAND: &str = "
    INSERT INTO stock_movements (variant_id, at, kind, difference, on_hand, reason, note, who)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Writes what an order moved.
pub(super) async fn of_order(
    tx: &mut Tx,
    order: OrderId,
    movement: Movement,
    differences: &[(VariantId, i64)],
    now: Time,
) -> Result<(), sqlx::Error> {
    for places in in_places::<4, _>(differences) {
        let insert = sqlx::query(OF_ORDER).bind(at(now)).bind(movement.as_str()).bind(order.uuid());
        let insert = places.iter().fold(insert, |insert, (variant, _)| insert.bind(variant.uuid()));
        let insert = places.iter().fold(insert, |insert, (_, difference)| insert.bind(*difference));
        let insert = insert.bind(movement.reason().map(Reason::as_str));
        insert.execute(tx.conn()).await?;
    }
    Ok(())
}

/// Writes what there is of a new variant.
pub(in super::super) async fn opening(tx: &mut Tx, variant: VariantId, now: Time) -> Result<(), sqlx::Error> {
    let insert = sqlx::query(OPENING).bind(variant.uuid()).bind(at(now)).bind(Movement::Opening.as_str());
    insert.execute(tx.conn()).await.map(drop)
}

/// Writes what a person moved.
pub(super) async fn by_hand(
    tx: &mut Tx,
    adjust: &Adjust,
    variant: VariantId,
    difference: i64,
    on_hand: i64,
) -> Result<(), sqlx::Error> {
    let movement = Movement::Adjusted(adjust.reason);
    let insert = sqlx::query(BY_HAND)
        .bind(variant.uuid())
        .bind(at(adjust.now))
        .bind(movement.as_str())
        .bind(difference)
        .bind(on_hand)
        .bind(adjust.reason.as_str())
        .bind(adjust.note.clone())
        .bind(adjust.entry.who.text());
    insert.execute(tx.conn()).await.map(drop)
}
