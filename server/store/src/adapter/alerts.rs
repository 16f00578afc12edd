//! What a person should know of, written with the change that caused it.

use events::Alert;
use kernel::Time;

use super::Tx;
use crate::convert::at;

const INSERT: &str = "INSERT INTO alerts (order_id, at, text, seen) VALUES ($1, $2, $3, FALSE)";

const FORGET: &str = "DELETE FROM alerts WHERE order_id = $1 AND text = $2";

/// Writes the alerts of a commit of what is tried for ever: the same words about the same order stand once, with the
/// moment at which they were last true.
pub(super) async fn renew(tx: &mut Tx, alerts: &[Alert], now: Time) -> Result<(), sqlx::Error> {
    for alert in alerts {
        let forget = sqlx::query(FORGET).bind(alert.order.uuid()).bind(alert.text.clone());
        forget.execute(tx.conn()).await?;
    }
    raise(tx, alerts, now).await
}

/// Writes the alerts of a commit.
pub(super) async fn raise(tx: &mut Tx, alerts: &[Alert], now: Time) -> Result<(), sqlx::Error> {
    for alert in alerts {
        let insert = sqlx::query(INSERT).bind(alert.order.uuid()).bind(at(now)).bind(alert.text.clone());
        insert.execute(tx.conn()).await?;
    }
    Ok(())
}
