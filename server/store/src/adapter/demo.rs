//! Whether a shop is a demo's.

use events::Unavailable;
use kernel::Time;

use super::Main;
use super::moving::first_filled;
use crate::convert::at;

/// Demos that begin at once look one after the other.
const TURN: i64 = 0x6465_6d6f;

const MARKS: &str = "SELECT COUNT(*) FROM demo";

const MARK: &str = "INSERT INTO demo (id, begun_at) VALUES (1, $1) ON CONFLICT (id) DO NOTHING";

const PROGRAMS: &str = "SELECT COUNT(*) FROM instances";

impl Main {
    /// Takes the shop for a demo: one that a demo began, or one in which nothing is and over which nobody ran; with `own`
    /// any. Whether it is one now.
    pub(crate) async fn take_for_demo(&self, own: bool, now: Time) -> Result<bool, Unavailable> {
        let take = self.db.write(move |tx| {
            Box::pin(async move {
                tx.take_turns(TURN).await?;
                let marks: i64 = sqlx::query_scalar(MARKS).fetch_one(tx.conn()).await?;
                if marks == 0 && !own {
                    let programs: i64 = sqlx::query_scalar(PROGRAMS).fetch_one(tx.conn()).await?;
                    if programs > 0 || first_filled(tx.conn()).await?.is_some() {
                        return Ok(false);
                    }
                }
                sqlx::query(MARK).bind(at(now)).execute(tx.conn()).await?;
                Ok(true)
            })
        });
        take.await
    }
}
