//! How far each consumer has come with each order. It moves in the transaction of the effect: that makes the
//! effect happen exactly once, however often the event is delivered.

use std::io;

use events::Progress;

use super::{Main, Tx, instances};

const ADVANCE: &str = "
    INSERT INTO progress (consumer, order_id, seq) VALUES ($1, $2, $3)
    ON CONFLICT (consumer, order_id) DO UPDATE SET seq = excluded.seq WHERE progress.seq < excluded.seq";

/// A consumer's step, and the epoch of the lease by which it is taken. (Tests and tools take steps without.)
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    progress: Progress,
    epoch: Option<i64>,
}

impl Main {
    /// A step by the lease that this program holds.
    pub(super) fn step(&self, progress: Progress) -> Step {
        Step { progress, epoch: self.epochs.of(progress) }
    }
}

/// Moves a consumer on. `false` when it has been there before: the event was applied.
///
/// # Errors
/// Also when the lease went to another instance, which does it then.
pub(super) async fn advance(tx: &mut Tx, step: Step) -> Result<bool, sqlx::Error> {
    let Step { progress, epoch } = step;
    if let Some(epoch) = epoch
        && !instances::stands(tx, progress, epoch).await?
    {
        return Err(io::Error::other("the lease went to another instance").into());
    }
    let advance = sqlx::query(ADVANCE).bind(progress.consumer.as_str()).bind(progress.order.uuid());
    Ok(advance.bind(progress.seq).execute(tx.conn()).await?.rows_affected() == 1)
}
