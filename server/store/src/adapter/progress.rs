//! How far each consumer has come with each order. It moves in the transaction of the effect: that makes the
//! effect happen exactly once, however often the event is delivered.

use std::io;

use events::Progress;
use sqlx::QueryBuilder;

use super::{Db, Main, Tx, instances};
use crate::convert::in_portions;

/// What stands before the steps (consumer, order, number, partition, epoch), and after them. Where one is taken by a lease,
/// only while that is still of its epoch. (Each looks its own lease up: from EXISTS, PostgreSQL would make a list of all.)
const ADVANCE: (&str, &str) = (
    "INSERT INTO progress (consumer, order_id, seq) SELECT column1, column2, column3 FROM (",
    ") AS steps
    WHERE column5 IS NULL
       OR column5 = (SELECT epoch FROM leases WHERE consumer = column1 AND partition = column4)
    ON CONFLICT (consumer, order_id) DO UPDATE SET seq = excluded.seq WHERE progress.seq < excluded.seq",
);

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

/// Moves a consumer on with different orders. `false` when it has been there before with one of them: that event was applied.
///
/// # Errors
/// Also when a lease went to another instance, which does it then.
pub(super) async fn advance(tx: &mut Tx, steps: &[Step]) -> Result<bool, sqlx::Error> {
    let mut all = true;
    for some in in_portions(steps) {
        let mut advance = QueryBuilder::<Db>::new(ADVANCE.0);
        advance.push_values(some, |mut values, Step { progress, epoch }| {
            values
                .push_bind(progress.consumer.as_str())
                .push_bind(progress.order.uuid())
                .push_bind(progress.seq)
                .push_bind(instances::partition(progress.order))
                .push_bind(*epoch);
        });
        let advanced = advance.push(ADVANCE.1).build().execute(tx.conn()).await?.rows_affected();
        if usize::try_from(advanced).unwrap_or_default() < some.len() {
            leases_stand(tx, some).await?;
            all = false;
        }
    }
    Ok(all)
}

/// An epoch that is over does not come back: by one that stands now, a step was refused as taken before.
async fn leases_stand(tx: &mut Tx, steps: &[Step]) -> Result<(), sqlx::Error> {
    for Step { progress, epoch } in steps {
        if let Some(epoch) = epoch
            && !instances::stands(tx, *progress, *epoch).await?
        {
            return Err(io::Error::other("the lease went to another instance").into());
        }
    }
    Ok(())
}
