//! The running programs: what they do, and the leases by which they share the orders.

use std::collections::HashMap;
use std::sync::Mutex;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use events::{
    ConsumerName, Instances, LEASE, PARTITIONS, Partitions, Progress, Role, Standing, Unavailable,
    ViewStanding,
};
use kernel::time::minutes;
use kernel::{InstanceId, OrderId, Time};
use uuid::Uuid;

use super::{Main, Tx, dialect};
use crate::convert::at;
use crate::dialect::unavailable;
use crate::news::News;

const BEAT: &str = "
    INSERT INTO instances (id, role, seen_at) VALUES ($1, $2, $3)
    ON CONFLICT (id, role) DO UPDATE SET seen_at = excluded.seen_at";

const FORGET: &str = "DELETE FROM instances WHERE id = $1 OR seen_at < $2";

const PRESENT: &str = "SELECT DISTINCT role FROM instances WHERE seen_at > $1";

/// Said again it writes nothing.
const SHOWS: &str = "UPDATE instances SET view_name = $2 WHERE id = $1 AND view_name IS DISTINCT FROM $2";

const VIEWS: &str = "SELECT COUNT(DISTINCT view_name) FROM instances WHERE seen_at > $1";

/// Instances that fold into another view, but for one.
const OTHERS: &str = "
    SELECT COUNT(*) FROM instances WHERE role = 'mypage' AND id <> $1 AND view_name <> $2 AND seen_at > $3";

/// The one that builds a view.
const FIRST: &str = "
    SELECT id FROM instances WHERE role = 'mypage' AND view_name = $1 AND seen_at > $2 ORDER BY id LIMIT 1";

/// Who folds into which view is asked by one after the other, so that of two at least one sees the other.
const ONE_BY_ONE: &str = "UPDATE mypage_view SET mark = mark WHERE id = 1 RETURNING whole, folded";

/// Another one is folded into now, or several are: the one that was whole is not any more, unless it is this one alone.
const FOLDED: &str = "
    UPDATE mypage_view
    SET folded = $1, mark = mark + 1, whole = CASE WHEN $2 THEN NULL WHEN whole = $1 THEN whole END
    WHERE id = 1";

/// Whoever folds into another one from now on moves the mark.
const CLAIM: &str = "UPDATE mypage_view SET folded = $1, mark = mark + 1 WHERE id = 1 RETURNING mark";

const BUILT: &str = "UPDATE mypage_view SET whole = $1 WHERE id = 1 AND mark = $2 AND folded = $1";

const COUNT: &str = "SELECT COUNT(*) FROM instances WHERE role = $1 AND seen_at > $2";

const RENEW: &str = "UPDATE leases SET until = $3 WHERE consumer = $1 AND owner = $2";

const TAKE: &str = "
    UPDATE leases SET owner = $3, epoch = epoch + 1, until = $4 WHERE consumer = $1 AND partition = $2";

const GIVE_BACK: &str = "
    UPDATE leases SET owner = NULL
    WHERE consumer = $1 AND owner = $2 AND partition IN (
        SELECT partition FROM leases WHERE consumer = $1 AND owner = $2 ORDER BY partition LIMIT $3)";

const GIVE_ALL_BACK: &str = "UPDATE leases SET owner = NULL WHERE owner = $1";

const HELD: &str = "SELECT partition, epoch FROM leases WHERE consumer = $1 AND owner = $2";

const STANDS: &str = "SELECT COUNT(*) FROM leases WHERE consumer = $1 AND partition = $2 AND epoch = $3";

/// The epochs of the leases that this program holds: with each new owner a lease gets the next one.
#[derive(Debug, Default)]
pub(super) struct Epochs(Mutex<HashMap<(ConsumerName, i64), i64>>);

impl Epochs {
    fn hold(&self, consumer: ConsumerName, held: &[(i64, i64)]) {
        if let Ok(mut epochs) = self.0.lock() {
            epochs.retain(|(of, _), _| *of != consumer);
            epochs.extend(held.iter().map(|(partition, epoch)| ((consumer, *partition), *epoch)));
        }
    }

    /// The epoch in which we serve this, if by a lease.
    pub(super) fn of(&self, step: Progress) -> Option<i64> {
        let key = (step.consumer, partition(step.order));
        self.0.lock().ok().and_then(|epochs| epochs.get(&key).copied())
    }
}

/// An order's place among the partitions. The low half of its id is chance, so it is a hash already.
pub(super) fn partition(order: OrderId) -> i64 {
    (order.uuid().as_u64_pair().1 % u64::from(PARTITIONS)).cast_signed()
}

/// Whether a lease is still that of this epoch, so that who lost it does not go on.
pub(super) async fn stands(tx: &mut Tx, step: Progress, epoch: i64) -> Result<bool, sqlx::Error> {
    let stands = sqlx::query_scalar(STANDS).bind(step.consumer.as_str()).bind(partition(step.order));
    let leases: i64 = stands.bind(epoch).fetch_one(tx.conn()).await?;
    Ok(leases == 1)
}

#[async_trait]
impl Instances for Main {
    async fn take_part(&self, me: InstanceId, roles: &[Role]) -> Result<Standing, Unavailable> {
        let roles = roles.to_vec();
        let part = self.db.write(move |tx| {
            Box::pin(async move {
                let now = now(tx).await?;
                forget(tx, None, now).await?;
                for role in &roles {
                    let beat = sqlx::query(BEAT).bind(me.uuid()).bind(role.as_str()).bind(at(now));
                    beat.execute(tx.conn()).await?;
                }
                let mut shares = Vec::new();
                for consumer in roles.iter().filter_map(|role| role.consumer()) {
                    let leases =
                        if dialect::LEASES { Some(share(tx, me, consumer, now).await?) } else { None };
                    shares.push((consumer, leases));
                }
                let present = sqlx::query_scalar(PRESENT).bind(at(now - LEASE));
                Ok((shares, read_roles(present.fetch_all(tx.conn()).await?)))
            })
        });
        let (shares, present) = part.await?;
        // Not before the commit: a step by an epoch that nobody else sees yet would look like one that was taken before.
        let held = shares.into_iter().map(|(consumer, leases)| match leases {
            None => (consumer, Partitions::ALL),
            Some(leases) => {
                self.epochs.hold(consumer, &leases);
                (consumer, partitions(&leases))
            }
        });
        Ok(Standing { held: held.collect(), present })
    }

    async fn present(&self) -> Result<Vec<Role>, Unavailable> {
        let present = sqlx::query_scalar(PRESENT).bind(self.living_since().await?);
        Ok(read_roles(present.fetch_all(self.db.reads()).await.map_err(unavailable)?))
    }

    async fn shows(&self, me: InstanceId, view: &str) -> Result<(), Unavailable> {
        let view = view.to_owned();
        let shows = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(SHOWS).bind(me.uuid()).bind(view).execute(tx.conn()).await?;
                Ok(())
            })
        });
        shows.await
    }

    async fn folds(&self, me: InstanceId, view: &str) -> Result<ViewStanding, Unavailable> {
        let view = view.to_owned();
        let folds = self.db.write(move |tx| {
            Box::pin(async move {
                let (whole, folded): (Option<String>, Option<String>) =
                    sqlx::query_as(ONE_BY_ONE).fetch_one(tx.conn()).await?;
                sqlx::query(SHOWS).bind(me.uuid()).bind(view.clone()).execute(tx.conn()).await?;
                let living = at(now(tx).await? - LEASE);
                let disputed = others_fold(tx, me.uuid(), &view, living).await?;
                let another_was_whole = whole.as_ref().is_some_and(|whole| *whole != view);
                if disputed || folded.as_ref() != Some(&view) || another_was_whole {
                    sqlx::query(FOLDED).bind(view.clone()).bind(disputed).execute(tx.conn()).await?;
                }
                if disputed {
                    return Ok(ViewStanding::Disputed);
                }
                let first = sqlx::query_scalar(FIRST).bind(view.clone()).bind(living);
                let first: Option<Uuid> = first.fetch_optional(tx.conn()).await?;
                let ours = first == Some(me.uuid());
                let is_whole = whole.as_ref() == Some(&view);
                Ok(if is_whole { ViewStanding::Whole { ours } } else { ViewStanding::Lacks { ours } })
            })
        });
        folds.await
    }

    async fn mark(&self, view: &str) -> Result<Option<i64>, Unavailable> {
        let view = view.to_owned();
        let mark = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(ONE_BY_ONE).execute(tx.conn()).await?;
                let living = at(now(tx).await? - LEASE);
                if others_fold(tx, Uuid::nil(), &view, living).await? {
                    return Ok(None);
                }
                Ok(Some(sqlx::query_scalar(CLAIM).bind(view).fetch_one(tx.conn()).await?))
            })
        });
        mark.await
    }

    async fn built(&self, view: &str, mark: i64) -> Result<bool, Unavailable> {
        let view = view.to_owned();
        let built = self.db.write(move |tx| {
            Box::pin(async move {
                let built = sqlx::query(BUILT).bind(view).bind(mark).execute(tx.conn()).await?;
                Ok(built.rows_affected() == 1)
            })
        });
        built.await
    }

    async fn views(&self) -> Result<i64, Unavailable> {
        let views = sqlx::query_scalar(VIEWS).bind(self.living_since().await?);
        views.fetch_one(self.db.reads()).await.map_err(unavailable)
    }

    async fn leave(&self, me: InstanceId) -> Result<(), Unavailable> {
        let leave = self.db.write(move |tx| {
            Box::pin(async move {
                let now = now(tx).await?;
                forget(tx, Some(me), now).await?;
                sqlx::query(GIVE_ALL_BACK).bind(me.uuid()).execute(tx.conn()).await?;
                tx.tells(News::LEASES);
                Ok(())
            })
        });
        leave.await
    }
}

impl Main {
    /// Whoever was heard of after this lives.
    async fn living_since(&self) -> Result<DateTime<Utc>, Unavailable> {
        let now = sqlx::query_scalar(dialect::NOW).fetch_one(self.db.reads()).await.map_err(unavailable)?;
        Ok(at(Time::from_micros(now) - LEASE))
    }
}

/// Whether an instance, but for one, folds into another view than this. Whoever was heard of after a moment lives.
async fn others_fold(tx: &mut Tx, but: Uuid, view: &str, living: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    let others = sqlx::query_scalar(OTHERS).bind(but).bind(view.to_owned()).bind(living);
    let others: i64 = others.fetch_one(tx.conn()).await?;
    Ok(others > 0)
}

/// The moment by the database's clock, which all instances share.
async fn now(tx: &mut Tx) -> Result<Time, sqlx::Error> {
    let micros = sqlx::query_scalar(dialect::NOW).fetch_one(tx.conn()).await?;
    Ok(Time::from_micros(micros))
}

/// Forgets an instance, and those that have not been heard of for ten minutes.
async fn forget(tx: &mut Tx, one: Option<InstanceId>, now: Time) -> Result<(), sqlx::Error> {
    let long_ago = now - minutes(10);
    sqlx::query(FORGET).bind(one.map(InstanceId::uuid)).bind(at(long_ago)).execute(tx.conn()).await.map(drop)
}

/// Comes to hold as many of a consumer's leases as the instances that serve it leave to each.
async fn share(
    tx: &mut Tx,
    me: InstanceId,
    consumer: ConsumerName,
    now: Time,
) -> Result<Vec<(i64, i64)>, sqlx::Error> {
    let (name, until) = (consumer.as_str(), now + LEASE);
    let instances = sqlx::query_scalar(COUNT).bind(name).bind(at(now - LEASE));
    let instances: i64 = instances.fetch_one(tx.conn()).await?;
    let share = i64::from(PARTITIONS).unsigned_abs().div_ceil(instances.max(1).unsigned_abs()).cast_signed();
    let renew = sqlx::query(RENEW).bind(name).bind(me.uuid()).bind(at(until));
    let had = renew.execute(tx.conn()).await?.rows_affected().cast_signed();
    if had > share {
        let give = sqlx::query(GIVE_BACK).bind(name).bind(me.uuid()).bind(had - share);
        give.execute(tx.conn()).await?;
    } else {
        let free = sqlx::query_scalar(dialect::FREE_LEASES).bind(name).bind(at(now)).bind(share - had);
        let free: Vec<i64> = free.fetch_all(tx.conn()).await?;
        for partition in free {
            let take = sqlx::query(TAKE).bind(name).bind(partition).bind(me.uuid()).bind(at(until));
            take.execute(tx.conn()).await?;
        }
    }
    sqlx::query_as(HELD).bind(name).bind(me.uuid()).fetch_all(tx.conn()).await
}

fn partitions(leases: &[(i64, i64)]) -> Partitions {
    leases.iter().filter_map(|(partition, _)| u8::try_from(*partition).ok()).collect()
}

/// What a newer version of the program does is no role of ours.
fn read_roles(words: Vec<String>) -> Vec<Role> {
    let mut roles: Vec<Role> = words.iter().filter_map(|word| word.parse().ok()).collect();
    roles.sort_unstable();
    roles
}
