//! Sessions and the one-time links that let a seller in. Only hashes of tokens are kept.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use customer::{DeskEntry, Device, Entry, Leaving, OnDuty, OneTimeLinks, Role, Session, Sessions, who};
use events::Unavailable;
use kernel::{AccountId, DeviceId, StaffId, Time};
use uuid::Uuid;

use super::{Main, Tx};
use crate::convert::{at, time};
use crate::dialect::unavailable;

const INSERT: &str = "
    INSERT INTO sessions (id, hash, seller_until, created_at, seen_at) VALUES ($1, $2, $3, $4, $5)";

const BY_HASH: &str = "
    SELECT sessions.id, accounts.id AS account_id, seller_until, staff_id, staff.name AS staff_name,
           staff.role AS staff_role, sessions.created_at, seen_at
    FROM sessions LEFT JOIN staff ON staff.id = sessions.staff_id AND staff.revoked_at IS NULL
         LEFT JOIN accounts ON accounts.id = sessions.account_id
    WHERE sessions.hash = $1";

const SEEN: &str = "UPDATE sessions SET seen_at = $2 WHERE id = $1";

/// Some at a time, so that no commit gets long. A desk's session is forgotten by its age alone.
const FORGET: &str = "
    DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions s
        WHERE seen_at < $1
           OR seen_at < $2 AND seen_at = created_at AND account_id IS NULL AND seller_until IS NULL
              AND NOT EXISTS (SELECT 1 FROM carts WHERE session_id = s.id)
              AND NOT EXISTS (SELECT 1 FROM drafts WHERE session_id = s.id)
              AND NOT EXISTS (SELECT 1 FROM orders WHERE session_id = s.id)
              AND NOT EXISTS (SELECT 1 FROM opened_orders WHERE device_id = s.id)
        LIMIT 10000)";

const LET_IN: &str = "
    UPDATE sessions SET seller_until = $2, staff_id = $3, hash = COALESCE($4, hash) WHERE id = $1";

const ENTER: &str = "
    UPDATE sessions SET account_id = $2, agent = $3, entered_at = $4, hash = $5 WHERE id = $1";

const DEVICES: &str = "
    SELECT id, agent, entered_at, seen_at FROM sessions
    WHERE account_id = $1 AND entered_at IS NOT NULL ORDER BY seen_at DESC, id";

const LEAVE: &str = "
    UPDATE sessions SET account_id = NULL, agent = '', entered_at = NULL WHERE account_id = $1 AND id = $2
    RETURNING id";

const LEAVE_ALL_BUT: &str = "
    UPDATE sessions SET account_id = NULL, agent = '', entered_at = NULL
    WHERE account_id = $1 AND ($2 IS NULL OR id <> $2)
    RETURNING id";

/// What hangs on a device and was somebody's who has logged out there.
const LEFT_BEHIND: [&str; 2] =
    ["DELETE FROM refused_forms WHERE device_id = $1", "DELETE FROM opened_orders WHERE device_id = $1"];

const INSERT_LINK: &str = "INSERT INTO seller_links (hash, expires) VALUES ($1, $2)";

/// Of two that come at once, one updates no row.
const USE_LINK: &str = "
    UPDATE seller_links SET used_at = $2 WHERE hash = $1 AND used_at IS NULL AND expires > $2";

#[derive(sqlx::FromRow)]
struct SessionRow {
    id: Uuid,
    account_id: Option<Uuid>,
    seller_until: Option<DateTime<Utc>>,
    staff_id: Option<Uuid>,
    staff_name: Option<String>,
    staff_role: Option<String>,
    created_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        let (device, account) = (DeviceId(row.id), row.account_id.map(AccountId));
        let role = row.staff_role.as_deref().and_then(Role::parse);
        let staff = row.staff_id.and_then(|id| Some((StaffId(id), row.staff_name?, role?)));
        let staff = staff.map(|(id, name, role)| OnDuty { id, name, role });
        // Of somebody who was sent away only the id is left, and that opens nothing.
        let stays = row.staff_id.is_none() || staff.is_some();
        Self {
            id: who(device, account),
            device,
            account,
            seller_until: row.seller_until.filter(|_| stays).map(time),
            staff,
            created_at: time(row.created_at),
            seen_at: time(row.seen_at),
        }
    }
}

#[derive(sqlx::FromRow)]
struct DeviceRow {
    id: Uuid,
    agent: String,
    entered_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
}

impl From<DeviceRow> for Device {
    fn from(row: DeviceRow) -> Self {
        let (entered_at, seen_at) = (time(row.entered_at), time(row.seen_at));
        Self { device: DeviceId(row.id), agent: row.agent, entered_at, seen_at }
    }
}

#[async_trait]
impl Sessions for Main {
    async fn create(&self, session: Session, hash: String) -> Result<(), Unavailable> {
        let create = self.db.write(move |tx| {
            Box::pin(async move {
                let insert = sqlx::query(INSERT).bind(session.device.uuid()).bind(hash);
                let insert = insert.bind(session.seller_until.map(at));
                let insert = insert.bind(at(session.created_at)).bind(at(session.seen_at));
                insert.execute(tx.conn()).await?;
                Ok(())
            })
        });
        create.await
    }

    async fn by_hash(&self, hash: &str) -> Result<Option<Session>, Unavailable> {
        let by_hash = sqlx::query_as::<_, SessionRow>(BY_HASH).bind(hash);
        let row = by_hash.fetch_optional(self.db.reads()).await.map_err(unavailable)?;
        Ok(row.map(Session::from))
    }

    async fn seen(&self, device: DeviceId, seen: Time) -> Result<(), Unavailable> {
        let seen = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(SEEN).bind(device.uuid()).bind(at(seen)).execute(tx.conn()).await?;
                Ok(())
            })
        });
        seen.await
    }

    async fn forget_sessions(&self, before: Time, lone: Time) -> Result<(), Unavailable> {
        let forget = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(FORGET).bind(at(before)).bind(at(lone)).execute(tx.conn()).await?;
                Ok(())
            })
        });
        forget.await
    }

    async fn let_in(
        &self,
        device: DeviceId,
        entry: Option<DeskEntry>,
        hash: Option<String>,
    ) -> Result<(), Unavailable> {
        let let_in = self.db.write(move |tx| {
            Box::pin(async move {
                let staff = entry.and_then(|entry| entry.staff).map(StaffId::uuid);
                let let_in = sqlx::query(LET_IN).bind(device.uuid()).bind(entry.map(|entry| at(entry.until)));
                let_in.bind(staff).bind(hash).execute(tx.conn()).await?;
                Ok(())
            })
        });
        let_in.await
    }

    async fn enter(&self, device: DeviceId, entry: Option<Entry>, hash: String) -> Result<(), Unavailable> {
        let enter = self.db.write(move |tx| {
            Box::pin(async move {
                let (account, entered) =
                    entry.as_ref().map(|entry| (entry.account.uuid(), at(entry.at))).unzip();
                let agent = entry.map(|entry| entry.agent).unwrap_or_default();
                let enter = sqlx::query(ENTER).bind(device.uuid()).bind(account).bind(agent);
                enter.bind(entered).bind(hash).execute(tx.conn()).await?;
                if account.is_none() {
                    forget_left_behind(tx, device.uuid()).await?;
                }
                Ok(())
            })
        });
        enter.await
    }

    async fn devices(&self, account: AccountId) -> Result<Vec<Device>, Unavailable> {
        let devices = sqlx::query_as::<_, DeviceRow>(DEVICES).bind(account.uuid());
        let rows = devices.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        Ok(rows.into_iter().map(Device::from).collect())
    }

    async fn leave(&self, account: AccountId, leaving: Leaving) -> Result<(), Unavailable> {
        let leave = self.db.write(move |tx| {
            Box::pin(async move {
                match leaving {
                    Leaving::On(device) => log_out(tx, LEAVE, account.uuid(), Some(device)).await?,
                    Leaving::AllBut(device) => log_out_all_but(tx, account.uuid(), Some(device)).await?,
                }
                Ok(())
            })
        });
        leave.await
    }
}

/// Logs an account out on all devices but the one that is kept, if one is.
pub(super) async fn log_out_all_but(
    tx: &mut Tx,
    account: Uuid,
    keep: Option<DeviceId>,
) -> Result<(), sqlx::Error> {
    log_out(tx, LEAVE_ALL_BUT, account, keep).await
}

async fn log_out(
    tx: &mut Tx,
    query: &'static str,
    account: Uuid,
    device: Option<DeviceId>,
) -> Result<(), sqlx::Error> {
    let left = sqlx::query_scalar(query).bind(account).bind(device.map(DeviceId::uuid));
    for device in left.fetch_all(tx.conn()).await? {
        forget_left_behind(tx, device).await?;
    }
    Ok(())
}

async fn forget_left_behind(tx: &mut Tx, device: Uuid) -> Result<(), sqlx::Error> {
    for forget in LEFT_BEHIND {
        sqlx::query(forget).bind(device).execute(tx.conn()).await?;
    }
    Ok(())
}

#[async_trait]
impl OneTimeLinks for Main {
    async fn create_link(&self, hash: String, expires: Time) -> Result<(), Unavailable> {
        let create = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(INSERT_LINK).bind(hash).bind(at(expires)).execute(tx.conn()).await?;
                Ok(())
            })
        });
        create.await
    }

    async fn use_link(&self, hash: &str, now: Time) -> Result<bool, Unavailable> {
        let hash = hash.to_owned();
        let used = self.db.write(move |tx| {
            Box::pin(async move {
                let used = sqlx::query(USE_LINK).bind(hash).bind(at(now)).execute(tx.conn()).await?;
                Ok(used.rows_affected() == 1)
            })
        });
        used.await
    }
}
