//! Counted tries at what could be guessed.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use customer::tries::{Limit, Tried, Tries};
use events::Unavailable;
use kernel::Time;

use super::{Main, Tx};
use crate::command::Halt::Undo;
use crate::convert::{at, time};

const TRIED: &str = "SELECT count, last_at, wait_until FROM tries WHERE about = $1";

const KEEP: &str = "
    INSERT INTO tries (about, count, last_at, wait_until) VALUES ($1, $2, $3, $4)
    ON CONFLICT (about) DO UPDATE
    SET count = excluded.count, last_at = excluded.last_at, wait_until = excluded.wait_until";

const FORGET: &str = "DELETE FROM tries WHERE last_at < $1";

#[async_trait]
impl Tries for Main {
    async fn count(&self, limits: Vec<Limit>, now: Time) -> Result<Option<Time>, Unavailable> {
        let count = self.db.write(move |tx| {
            Box::pin(async move {
                let mut wait = None;
                for limit in &limits {
                    match tried(tx, limit).await?.again(limit, now) {
                        Ok(tried) => keep(tx, limit, tried).await?,
                        Err(until) => wait = wait.max(Some(until)),
                    }
                }
                if wait.is_some() { Err(Undo(wait)) } else { Ok(None) }
            })
        });
        count.await
    }

    async fn take_back(&self, limits: Vec<Limit>) -> Result<(), Unavailable> {
        let take_back = self.db.write(move |tx| {
            Box::pin(async move {
                for limit in &limits {
                    let tried = tried(tx, limit).await?.without();
                    keep(tx, limit, tried).await?;
                }
                Ok(())
            })
        });
        take_back.await
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

/// What was tried so far; until the transaction ends nobody else tries the same.
async fn tried(tx: &mut Tx, limit: &Limit) -> Result<Tried, sqlx::Error> {
    tx.take_turns(turn(&limit.about)).await?;
    let tried = sqlx::query_as::<_, (i64, DateTime<Utc>, Option<DateTime<Utc>>)>(TRIED).bind(&limit.about);
    let tried = tried.fetch_optional(tx.conn()).await?;
    Ok(tried.map_or_else(Tried::default, |(count, last, until)| Tried {
        count,
        last: time(last),
        until: until.map(time),
    }))
}

async fn keep(tx: &mut Tx, limit: &Limit, tried: Tried) -> Result<(), sqlx::Error> {
    let keep = sqlx::query(KEEP).bind(&limit.about).bind(tried.count).bind(at(tried.last));
    keep.bind(tried.until.map(at)).execute(tx.conn()).await.map(drop)
}

/// Names the turn of what is tried. Two that share one only wait for each other.
fn turn(about: &str) -> i64 {
    about.bytes().fold(0_i64, |turn, byte| turn.wrapping_mul(31).wrapping_add(byte.into()))
}
