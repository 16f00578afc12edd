//! Orders that browsers have opened, by a link or by number and mail address.

use async_trait::async_trait;
use customer::OpenedOrders;
use events::Unavailable;
use kernel::{DeviceId, OrderId, Time};

use super::Main;
use crate::convert::at;
use crate::dialect::unavailable;

const OPEN: &str = "
    INSERT INTO opened_orders (device_id, order_id, expires) VALUES ($1, $2, $3)
    ON CONFLICT (device_id, order_id) DO UPDATE SET expires = excluded.expires
    WHERE opened_orders.expires < excluded.expires";

const HAS_OPENED: &str = "
    SELECT COUNT(*) FROM opened_orders WHERE device_id = $1 AND order_id = $2 AND expires > $3";

const FORGET: &str = "DELETE FROM opened_orders WHERE expires < $1";

#[async_trait]
impl OpenedOrders for Main {
    async fn open(&self, device: DeviceId, order: OrderId, until: Time) -> Result<(), Unavailable> {
        let open = self.db.write(move |tx| {
            Box::pin(async move {
                let open = sqlx::query(OPEN).bind(device.uuid()).bind(order.uuid()).bind(at(until));
                open.execute(tx.conn()).await?;
                Ok(())
            })
        });
        open.await
    }

    async fn has_opened(&self, device: DeviceId, order: OrderId, now: Time) -> Result<bool, Unavailable> {
        let has = sqlx::query_scalar(HAS_OPENED).bind(device.uuid()).bind(order.uuid()).bind(at(now));
        let count: i64 = has.fetch_one(self.db.reads()).await.map_err(unavailable)?;
        Ok(count > 0)
    }

    async fn forget_opened(&self, before: Time) -> Result<(), Unavailable> {
        let forget = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(FORGET).bind(at(before)).execute(tx.conn()).await?;
                Ok(())
            })
        });
        forget.await
    }
}
