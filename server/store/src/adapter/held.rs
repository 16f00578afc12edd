//! What was typed at the desk and is too long for an address.

use async_trait::async_trait;
use desk::{Held, HeldForms};
use events::Unavailable;
use kernel::Time;
use sqlx::types::Json;

use super::Main;
use crate::convert::at;
use crate::dialect::unavailable;

const FORGET: &str = "DELETE FROM held_forms WHERE held_at < $1";

const HOLD: &str = "INSERT INTO held_forms (key, fields, held_at) VALUES ($1, $2, $3)";

const HELD: &str = "SELECT fields FROM held_forms WHERE key = $1 AND held_at >= $2";

#[async_trait]
impl HeldForms for Main {
    async fn hold(&self, key: &str, fields: Held, now: Time, forget: Time) -> Result<(), Unavailable> {
        let key = key.to_owned();
        let hold = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(FORGET).bind(at(forget)).execute(tx.conn()).await?;
                let hold = sqlx::query(HOLD).bind(key).bind(Json(&fields)).bind(at(now));
                hold.execute(tx.conn()).await?;
                Ok(())
            })
        });
        hold.await
    }

    async fn held(&self, key: &str, since: Time) -> Result<Option<Held>, Unavailable> {
        let held = sqlx::query_scalar::<_, Json<Held>>(HELD).bind(key).bind(at(since));
        let held = held.fetch_optional(self.db.reads()).await.map_err(unavailable)?;
        Ok(held.map(|fields| fields.0))
    }
}
