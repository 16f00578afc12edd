//! How far each consumer has come with each order. It moves in the transaction of the effect: that makes the
//! effect happen exactly once, however often the event is delivered.

use std::io;

use events::Progress;

use super::{Main, Tx, instances};

/// Where the step is taken by a lease, only while that is still of its epoch.
const ADVANCE: &str = "
    INSERT INTO progress (consumer, order_id, seq)
    SELECT $1, $2, $3
    WHERE CAST($5 AS BIGINT) IS NULL
       OR EXISTS (SELECT 1 FROM leases WHERE consumer = $1 AND partition = $4 AND epoch = $5)
    ON CONFLICT (consumer, order_id) DO UPDATE SET seq = excluded.seq WHERE progress.seq < excluded.seq";

/// A consumer's step, and the epoch of the lease by which it is taken. (Tests and tools take steps without.)
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) progress: Progress,
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
    let advance = sqlx::query(ADVANCE).bind(progress.consumer.as_str()).bind(progress.order.uuid());
    let advance = advance.bind(progress.seq).bind(instances::partition(progress.order)).bind(epoch);
    if advance.execute(tx.conn()).await?.rows_affected() == 1 {
        return Ok(true);
    }
    // An epoch that is over does not come back: by one that stands now, the step above was refused as taken before.
    if let Some(epoch) = epoch
        && !instances::stands(tx, progress, epoch).await?
    {
        return Err(io::Error::other("the lease went to another instance").into());
    }
    Ok(false)
}
