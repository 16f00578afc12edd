//! How far each consumer has come with each order. It moves in the transaction of the effect: that makes the
//! effect happen exactly once, however often the event is delivered.

use events::Progress;

use super::Tx;

const ADVANCE: &str = "
    INSERT INTO progress (consumer, order_id, seq) VALUES ($1, $2, $3)
    ON CONFLICT (consumer, order_id) DO UPDATE SET seq = excluded.seq WHERE progress.seq < excluded.seq";

/// Moves a consumer on. `false` when it has been there before: the event was applied.
pub(super) async fn advance(tx: &mut Tx, step: Progress) -> Result<bool, sqlx::Error> {
    let advance = sqlx::query(ADVANCE).bind(step.consumer.as_str()).bind(step.order.uuid()).bind(step.seq);
    Ok(advance.execute(tx.conn()).await?.rows_affected() == 1)
}
