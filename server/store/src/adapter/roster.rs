//! Who works at the desk. Of their passwords and invitations only hashes are kept.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use customer::{Email, Role, Roster, StaffMember};
use events::{AuditEntry, Unavailable};
use kernel::{StaffId, Time};
use uuid::Uuid;

use super::{Main, Tx, audit};
use crate::command::Halt::Undo;
use crate::convert::{at, time, unreadable};
use crate::dialect::unavailable;

const ALL: &str = "
    SELECT * FROM staff ORDER BY CASE WHEN revoked_at IS NULL THEN 0 ELSE 1 END, created_at, id";

const BY_EMAIL: &str = "SELECT * FROM staff WHERE email = $1 AND revoked_at IS NULL";

/// Who has come is not invited again; who has not is invited by the newest link.
const INVITE: &str = "
    INSERT INTO staff (id, email, name, role, invitation, invited_until, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (email) WHERE revoked_at IS NULL DO UPDATE
    SET name = excluded.name, role = excluded.role, invitation = excluded.invitation,
        invited_until = excluded.invited_until
    WHERE staff.password IS NULL";

const INVITED: &str = "
    SELECT * FROM staff WHERE invitation = $1 AND invited_until > $2 AND revoked_at IS NULL";

/// Of two that come at once, one updates no row.
const JOIN: &str = "
    UPDATE staff SET password = $2, invitation = NULL
    WHERE invitation = $1 AND invited_until > $3 AND revoked_at IS NULL
    RETURNING *";

const CHANGE_ROLE: &str = "UPDATE staff SET role = $2 WHERE id = $1 AND revoked_at IS NULL";

const REVOKE: &str = "
    UPDATE staff SET revoked_at = $2, invitation = NULL, password = NULL WHERE id = $1 AND revoked_at IS NULL";

const END_SESSIONS: &str = "UPDATE sessions SET seller_until = NULL, staff_id = NULL WHERE staff_id = $1";

#[derive(sqlx::FromRow)]
struct StaffRow {
    id: Uuid,
    email: String,
    name: String,
    role: String,
    password: Option<String>,
    invited_until: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

impl TryFrom<StaffRow> for StaffMember {
    type Error = sqlx::Error;

    fn try_from(row: StaffRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: StaffId(row.id),
            email: Email::parse(&row.email).map_err(|_| unreadable("an address of the staff"))?,
            role: Role::parse(&row.role).ok_or_else(|| unreadable(format!("role {}", row.role)))?,
            name: row.name,
            password: row.password,
            invited_until: time(row.invited_until),
            revoked_at: row.revoked_at.map(time),
            created_at: time(row.created_at),
        })
    }
}

#[async_trait]
impl Roster for Main {
    async fn all(&self) -> Result<Vec<StaffMember>, Unavailable> {
        let rows =
            sqlx::query_as::<_, StaffRow>(ALL).fetch_all(self.db.reads()).await.map_err(unavailable)?;
        rows.into_iter().map(StaffMember::try_from).collect::<Result<_, _>>().map_err(unavailable)
    }

    async fn by_email(&self, email: &Email) -> Result<Option<StaffMember>, Unavailable> {
        let member = sqlx::query_as::<_, StaffRow>(BY_EMAIL).bind(email.as_str());
        one(member.fetch_optional(self.db.reads()).await).map_err(unavailable)
    }

    async fn invite(
        &self,
        member: StaffMember,
        hash: String,
        entry: AuditEntry,
    ) -> Result<bool, Unavailable> {
        let invite = self.db.write(move |tx| {
            Box::pin(async move {
                let invite = sqlx::query(INVITE)
                    .bind(member.id.uuid())
                    .bind(member.email.as_str())
                    .bind(&member.name)
                    .bind(member.role.as_str())
                    .bind(hash)
                    .bind(at(member.invited_until))
                    .bind(at(member.created_at));
                if invite.execute(tx.conn()).await?.rows_affected() == 0 {
                    return Err(Undo(false));
                }
                audit::write(tx, Some(&entry), member.created_at).await?;
                Ok(true)
            })
        });
        invite.await
    }

    async fn invited(&self, hash: &str, now: Time) -> Result<Option<StaffMember>, Unavailable> {
        let member = sqlx::query_as::<_, StaffRow>(INVITED).bind(hash).bind(at(now));
        one(member.fetch_optional(self.db.reads()).await).map_err(unavailable)
    }

    async fn join(
        &self,
        hash: &str,
        password: String,
        now: Time,
    ) -> Result<Option<StaffMember>, Unavailable> {
        let hash = hash.to_owned();
        let join = self.db.write(move |tx| {
            Box::pin(async move {
                let join = sqlx::query_as::<_, StaffRow>(JOIN).bind(hash).bind(password).bind(at(now));
                Ok(one(join.fetch_optional(tx.conn()).await)?)
            })
        });
        join.await
    }

    async fn change_role(
        &self,
        id: StaffId,
        role: Role,
        entry: AuditEntry,
        now: Time,
    ) -> Result<(), Unavailable> {
        let change = self.db.write(move |tx| {
            Box::pin(async move {
                let change = sqlx::query(CHANGE_ROLE).bind(id.uuid()).bind(role.as_str());
                let changed = change.execute(tx.conn()).await?.rows_affected() == 1;
                Ok(noted(tx, changed, &entry, now).await?)
            })
        });
        change.await
    }

    async fn revoke(&self, id: StaffId, entry: AuditEntry, now: Time) -> Result<(), Unavailable> {
        let revoke = self.db.write(move |tx| {
            Box::pin(async move {
                let revoke = sqlx::query(REVOKE).bind(id.uuid()).bind(at(now));
                let revoked = revoke.execute(tx.conn()).await?.rows_affected() == 1;
                sqlx::query(END_SESSIONS).bind(id.uuid()).execute(tx.conn()).await?;
                Ok(noted(tx, revoked, &entry, now).await?)
            })
        });
        revoke.await
    }
}

fn one(row: Result<Option<StaffRow>, sqlx::Error>) -> Result<Option<StaffMember>, sqlx::Error> {
    row.and_then(|row| row.map(StaffMember::try_from).transpose())
}

/// Writes the audit of what changed something.
async fn noted(tx: &mut Tx, changed: bool, entry: &AuditEntry, now: Time) -> Result<(), sqlx::Error> {
    audit::write(tx, changed.then_some(entry), now).await
}
