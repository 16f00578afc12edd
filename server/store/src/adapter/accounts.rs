//! The accounts. Of their passwords only hashes are kept.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use customer::{Account, Accounts, Email, Link, Opening};
use events::Unavailable;
use kernel::{AccountId, DeviceId, Lang, Time};
use uuid::Uuid;

use super::sessions::log_out_all_but;
use super::{Main, Tx};
use crate::convert::{at, time, unreadable};
use crate::dialect::unavailable;

const KEEP_OPENING: &str = "
    INSERT INTO openings (hash, email, expires) VALUES ($1, $2, $3)
    ON CONFLICT (email) DO UPDATE SET hash = excluded.hash, expires = excluded.expires";

const OPENING: &str = "SELECT email FROM openings WHERE hash = $1 AND expires > $2";

/// Of two that come at once, one deletes no row.
const USE_OPENING: &str = "DELETE FROM openings WHERE hash = $1 AND email = $2 AND expires > $3";

/// Of two that ask for one address, one inserts no row.
const INSERT: &str = "
    INSERT INTO accounts (id, email, name, password, verified_at, lang, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (email) DO NOTHING";

const ACCOUNT: &str = "SELECT * FROM accounts WHERE id = $1";

const BY_EMAIL: &str = "SELECT * FROM accounts WHERE email = $1";

const SET_PASSWORD: &str = "UPDATE accounts SET password = $2 WHERE id = $1";

const RENAME: &str = "UPDATE accounts SET name = $2 WHERE id = $1";

/// What ends with an account after it was logged out, in this order: the account last. An order that was begun and placed
/// keeps its draft for the day that every draft is kept.
const CLOSE: [&str; 6] = [
    "DELETE FROM openings WHERE email = (SELECT email FROM accounts WHERE id = $1)",
    "DELETE FROM account_links WHERE account_id = $1",
    "DELETE FROM addresses WHERE account_id = $1",
    "DELETE FROM drafts WHERE session_id = $1 AND order_id IS NULL",
    "DELETE FROM carts WHERE session_id = $1",
    "DELETE FROM accounts WHERE id = $1",
];

const END_LINKS: &str = "DELETE FROM account_links WHERE account_id = $1";

const INSERT_LINK: &str = "INSERT INTO account_links (hash, account_id, expires) VALUES ($1, $2, $3)";

const OF_LINK: &str = "
    SELECT accounts.* FROM accounts JOIN account_links ON account_links.account_id = accounts.id
    WHERE account_links.hash = $1 AND account_links.expires > $2";

/// As [`USE_OPENING`].
const USE_LINK: &str = "DELETE FROM account_links WHERE hash = $1 AND expires > $2 RETURNING account_id";

const FORGET_OPENINGS: &str = "DELETE FROM openings WHERE expires < $1";

const FORGET_LINKS: &str = "DELETE FROM account_links WHERE expires < $1";

const VERIFIED: &str = "UPDATE accounts SET verified_at = COALESCE(verified_at, $2) WHERE id = $1";

#[derive(sqlx::FromRow)]
struct AccountRow {
    id: Uuid,
    email: String,
    name: String,
    password: String,
    verified_at: Option<DateTime<Utc>>,
    lang: String,
    created_at: DateTime<Utc>,
}

impl TryFrom<AccountRow> for Account {
    type Error = sqlx::Error;

    fn try_from(row: AccountRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: AccountId(row.id),
            email: read_email(&row.email)?,
            name: row.name,
            password: row.password,
            verified_at: row.verified_at.map(time),
            lang: if row.lang == Lang::En.tag() { Lang::En } else { Lang::Ko },
            created_at: time(row.created_at),
        })
    }
}

#[async_trait]
impl Accounts for Main {
    async fn keep_opening(&self, opening: Opening) -> Result<(), Unavailable> {
        let keep = self.db.write(move |tx| {
            Box::pin(async move {
                let keep = sqlx::query(KEEP_OPENING).bind(opening.hash).bind(opening.email.as_str());
                keep.bind(at(opening.expires)).execute(tx.conn()).await?;
                Ok(())
            })
        });
        keep.await
    }

    async fn opening(&self, hash: &str, now: Time) -> Result<Option<Email>, Unavailable> {
        let email = sqlx::query_scalar::<_, String>(OPENING).bind(hash).bind(at(now));
        let email = email.fetch_optional(self.db.reads()).await.map_err(unavailable)?;
        email.map(|email| read_email(&email)).transpose().map_err(unavailable)
    }

    async fn create(&self, hash: &str, account: Account) -> Result<bool, Unavailable> {
        let hash = hash.to_owned();
        let create = self.db.write(move |tx| {
            Box::pin(async move {
                let used = sqlx::query(USE_OPENING).bind(hash).bind(account.email.as_str());
                if used.bind(at(account.created_at)).execute(tx.conn()).await?.rows_affected() == 0 {
                    return Ok(false);
                }
                let insert = sqlx::query(INSERT)
                    .bind(account.id.uuid())
                    .bind(account.email.as_str())
                    .bind(&account.name)
                    .bind(&account.password)
                    .bind(account.verified_at.map(at))
                    .bind(account.lang.tag())
                    .bind(at(account.created_at));
                Ok(insert.execute(tx.conn()).await?.rows_affected() == 1)
            })
        });
        create.await
    }

    async fn account(&self, id: AccountId) -> Result<Option<Account>, Unavailable> {
        let account = sqlx::query_as::<_, AccountRow>(ACCOUNT).bind(id.uuid());
        one(account.fetch_optional(self.db.reads()).await)
    }

    async fn by_email(&self, email: &Email) -> Result<Option<Account>, Unavailable> {
        let account = sqlx::query_as::<_, AccountRow>(BY_EMAIL).bind(email.as_str());
        one(account.fetch_optional(self.db.reads()).await)
    }

    async fn set_password(
        &self,
        id: AccountId,
        password: String,
        keep: Option<DeviceId>,
    ) -> Result<(), Unavailable> {
        let set = self.db.write(move |tx| {
            Box::pin(async move { Ok(change_password(tx, id.uuid(), password, keep).await?) })
        });
        set.await
    }

    async fn rename(&self, id: AccountId, name: String) -> Result<(), Unavailable> {
        let rename = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(RENAME).bind(id.uuid()).bind(name).execute(tx.conn()).await?;
                Ok(())
            })
        });
        rename.await
    }

    async fn close(&self, id: AccountId) -> Result<(), Unavailable> {
        let close = self.db.write(move |tx| {
            Box::pin(async move {
                log_out_all_but(tx, id.uuid(), None).await?;
                for end in CLOSE {
                    sqlx::query(end).bind(id.uuid()).execute(tx.conn()).await?;
                }
                Ok(())
            })
        });
        close.await
    }

    async fn keep_link(&self, link: Link) -> Result<(), Unavailable> {
        let keep = self.db.write(move |tx| {
            Box::pin(async move {
                let account = link.account.uuid();
                sqlx::query(END_LINKS).bind(account).execute(tx.conn()).await?;
                let insert = sqlx::query(INSERT_LINK).bind(link.hash).bind(account);
                insert.bind(at(link.expires)).execute(tx.conn()).await?;
                Ok(())
            })
        });
        keep.await
    }

    async fn link_stands(&self, hash: &str, now: Time) -> Result<Option<Account>, Unavailable> {
        let account = sqlx::query_as::<_, AccountRow>(OF_LINK).bind(hash).bind(at(now));
        one(account.fetch_optional(self.db.reads()).await)
    }

    async fn reset(&self, hash: &str, password: String, now: Time) -> Result<Option<Account>, Unavailable> {
        let hash = hash.to_owned();
        let reset = self.db.write(move |tx| {
            Box::pin(async move {
                let account = use_link(tx, hash, now).await?;
                if let Some(account) = &account {
                    change_password(tx, account.id.uuid(), password, None).await?;
                }
                Ok(account)
            })
        });
        reset.await
    }

    async fn forget_links(&self, before: Time) -> Result<(), Unavailable> {
        let forget = self.db.write(move |tx| {
            Box::pin(async move {
                for forget in [FORGET_LINKS, FORGET_OPENINGS] {
                    sqlx::query(forget).bind(at(before)).execute(tx.conn()).await?;
                }
                Ok(())
            })
        });
        forget.await
    }
}

/// Sets a password and logs the account out, but for the device that is kept.
async fn change_password(
    tx: &mut Tx,
    account: Uuid,
    password: String,
    keep: Option<DeviceId>,
) -> Result<(), sqlx::Error> {
    sqlx::query(SET_PASSWORD).bind(account).bind(password).execute(tx.conn()).await?;
    log_out_all_but(tx, account, keep).await
}

/// Uses a link up. Whoever followed it has read the mail, so the address is verified.
async fn use_link(tx: &mut Tx, hash: String, now: Time) -> Result<Option<Account>, sqlx::Error> {
    let used = sqlx::query_scalar(USE_LINK).bind(hash).bind(at(now));
    let Some(account): Option<Uuid> = used.fetch_optional(tx.conn()).await? else { return Ok(None) };
    sqlx::query(VERIFIED).bind(account).bind(at(now)).execute(tx.conn()).await?;
    let row = sqlx::query_as::<_, AccountRow>(ACCOUNT).bind(account).fetch_optional(tx.conn()).await?;
    row.map(Account::try_from).transpose()
}

fn read_email(text: &str) -> Result<Email, sqlx::Error> {
    Email::parse(text).map_err(|_| unreadable("an account's address"))
}

fn one(row: Result<Option<AccountRow>, sqlx::Error>) -> Result<Option<Account>, Unavailable> {
    row.and_then(|row| row.map(Account::try_from).transpose()).map_err(unavailable)
}
