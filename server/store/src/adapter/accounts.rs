//! The accounts. Of their passwords only hashes are kept.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use customer::{Account, Accounts, Email};
use events::Unavailable;
use kernel::{AccountId, DeviceId, Lang};
use uuid::Uuid;

use super::Main;
use super::sessions::LEAVE_ALL_BUT;
use crate::convert::{at, time, unreadable};
use crate::dialect::unavailable;

/// Of two that ask for one address, one inserts no row.
const INSERT: &str = "
    INSERT INTO accounts (id, email, name, password, lang, created_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (email) DO NOTHING";

const ACCOUNT: &str = "SELECT * FROM accounts WHERE id = $1";

const BY_EMAIL: &str = "SELECT * FROM accounts WHERE email = $1";

const SET_PASSWORD: &str = "UPDATE accounts SET password = $2 WHERE id = $1";

#[derive(sqlx::FromRow)]
struct AccountRow {
    id: Uuid,
    email: String,
    name: String,
    password: String,
    lang: String,
    created_at: DateTime<Utc>,
}

impl TryFrom<AccountRow> for Account {
    type Error = sqlx::Error;

    fn try_from(row: AccountRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: AccountId(row.id),
            email: Email::parse(&row.email).map_err(|_| unreadable("an account's address"))?,
            name: row.name,
            password: row.password,
            lang: if row.lang == Lang::En.tag() { Lang::En } else { Lang::Ko },
            created_at: time(row.created_at),
        })
    }
}

#[async_trait]
impl Accounts for Main {
    async fn create(&self, account: Account) -> Result<bool, Unavailable> {
        let create = self.db.write(move |tx| {
            Box::pin(async move {
                let insert = sqlx::query(INSERT)
                    .bind(account.id.uuid())
                    .bind(account.email.as_str())
                    .bind(&account.name)
                    .bind(&account.password)
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
            Box::pin(async move {
                sqlx::query(SET_PASSWORD).bind(id.uuid()).bind(password).execute(tx.conn()).await?;
                let leave = sqlx::query(LEAVE_ALL_BUT).bind(id.uuid()).bind(keep.map(DeviceId::uuid));
                leave.execute(tx.conn()).await?;
                Ok(())
            })
        });
        set.await
    }
}

fn one(row: Result<Option<AccountRow>, sqlx::Error>) -> Result<Option<Account>, Unavailable> {
    row.and_then(|row| row.map(Account::try_from).transpose()).map_err(unavailable)
}
