//! Refused forms, for an hour, so that what was typed comes back.

use async_trait::async_trait;
use customer::{Forms, Refused};
use events::Unavailable;
use kernel::{DeviceId, Time};
use sqlx::types::Json;

use super::Main;
use crate::convert::at;
use crate::dialect::unavailable;

const KEEP: &str = "
    INSERT INTO refused_forms (device_id, form, refused, refused_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (device_id, form) DO UPDATE SET refused = excluded.refused, refused_at = excluded.refused_at";

const REFUSED: &str = "
    SELECT refused FROM refused_forms WHERE device_id = $1 AND form = $2 AND refused_at >= $3";

const FORGET: &str = "DELETE FROM refused_forms WHERE refused_at < $1";

#[async_trait]
impl Forms for Main {
    async fn keep(
        &self,
        device: DeviceId,
        form: &str,
        refused: Refused,
        now: Time,
    ) -> Result<(), Unavailable> {
        let form = form.to_owned();
        let keep = self.db.write(move |tx| {
            Box::pin(async move {
                let keep =
                    sqlx::query(KEEP).bind(device.uuid()).bind(form).bind(Json(&refused)).bind(at(now));
                keep.execute(tx.conn()).await?;
                Ok(())
            })
        });
        keep.await
    }

    async fn refused(
        &self,
        device: DeviceId,
        form: &str,
        since: Time,
    ) -> Result<Option<Refused>, Unavailable> {
        let refused = sqlx::query_scalar::<_, Json<Refused>>(REFUSED).bind(device.uuid()).bind(form);
        let refused = refused.bind(at(since)).fetch_optional(self.db.reads()).await.map_err(unavailable)?;
        Ok(refused.map(|refused| refused.0))
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
}
