//! Addresses that accounts have saved.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use customer::{Address, Addresses, MOST_ADDRESSES};
use events::Unavailable;
use kernel::{AccountId, AddressId};
use uuid::Uuid;

use super::{Main, Tx};
use crate::command::Halt::Undo;
use crate::convert::{at, time};
use crate::dialect::unavailable;

const OF_ACCOUNT: &str = "
    SELECT * FROM addresses WHERE account_id = $1 ORDER BY is_default DESC, created_at DESC, id DESC";

const OWNER: &str = "SELECT account_id FROM addresses WHERE id = $1";

const NO_DEFAULT: &str = "UPDATE addresses SET is_default = $2 WHERE account_id = $1 AND is_default = $3";

const PUT: &str = "
    INSERT INTO addresses (id, account_id, name, phone, postcode, address1, address2, is_default, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (id) DO UPDATE
    SET name = excluded.name, phone = excluded.phone, postcode = excluded.postcode, address1 = excluded.address1,
        address2 = excluded.address2, is_default = excluded.is_default";

const DELETE: &str = "DELETE FROM addresses WHERE account_id = $1 AND id = $2";

const MAKE_DEFAULT: &str = "UPDATE addresses SET is_default = $2 WHERE id = $1";

#[derive(sqlx::FromRow)]
struct AddressRow {
    id: Uuid,
    account_id: Uuid,
    name: String,
    phone: String,
    postcode: String,
    address1: String,
    address2: String,
    is_default: bool,
    created_at: DateTime<Utc>,
}

impl From<AddressRow> for Address {
    fn from(row: AddressRow) -> Self {
        Self {
            id: AddressId(row.id),
            account: AccountId(row.account_id),
            name: row.name,
            phone: row.phone,
            postcode: row.postcode,
            address1: row.address1,
            address2: row.address2,
            default: row.is_default,
            created_at: time(row.created_at),
        }
    }
}

#[async_trait]
impl Addresses for Main {
    async fn of_account(&self, account: AccountId) -> Result<Vec<Address>, Unavailable> {
        let addresses = sqlx::query_as::<_, AddressRow>(OF_ACCOUNT).bind(account.uuid());
        let rows = addresses.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        Ok(rows.into_iter().map(Address::from).collect())
    }

    async fn put(&self, address: Address) -> Result<bool, Unavailable> {
        let put = self.db.write(move |tx| {
            Box::pin(async move {
                let others = others(tx, address.account, address.id).await?;
                let owner = sqlx::query_scalar(OWNER).bind(address.id.uuid());
                let owner: Option<Uuid> = owner.fetch_optional(tx.conn()).await?;
                let strangers = owner.is_some_and(|owner| owner != address.account.uuid());
                if strangers || others.len() >= MOST_ADDRESSES {
                    return Err(Undo(false));
                }
                let default = address.default || others.iter().all(|other| !other.default);
                if default {
                    let none = sqlx::query(NO_DEFAULT).bind(address.account.uuid()).bind(false).bind(true);
                    none.execute(tx.conn()).await?;
                }
                write(tx, &address, default).await?;
                Ok(true)
            })
        });
        put.await
    }

    async fn delete(&self, account: AccountId, address: AddressId) -> Result<bool, Unavailable> {
        let delete = self.db.write(move |tx| {
            Box::pin(async move {
                let others = others(tx, account, address).await?;
                let delete = sqlx::query(DELETE).bind(account.uuid()).bind(address.uuid());
                let deleted = delete.execute(tx.conn()).await?.rows_affected() == 1;
                if let Some(newest) = others.first().filter(|first| !first.default) {
                    let make = sqlx::query(MAKE_DEFAULT).bind(newest.id.uuid()).bind(true);
                    make.execute(tx.conn()).await?;
                }
                Ok(deleted)
            })
        });
        delete.await
    }
}

/// The account's other addresses: the default first, then the newest. Until the transaction ends nobody else changes them.
async fn others(tx: &mut Tx, account: AccountId, but: AddressId) -> Result<Vec<Address>, sqlx::Error> {
    tx.take_turns(account.uuid().as_u64_pair().1.cast_signed()).await?;
    let all = sqlx::query_as::<_, AddressRow>(OF_ACCOUNT).bind(account.uuid()).fetch_all(tx.conn()).await?;
    Ok(all.into_iter().map(Address::from).filter(|other| other.id != but).collect())
}

async fn write(tx: &mut Tx, address: &Address, default: bool) -> Result<(), sqlx::Error> {
    sqlx::query(PUT)
        .bind(address.id.uuid())
        .bind(address.account.uuid())
        .bind(&address.name)
        .bind(&address.phone)
        .bind(&address.postcode)
        .bind(&address.address1)
        .bind(&address.address2)
        .bind(default)
        .bind(at(address.created_at))
        .execute(tx.conn())
        .await
        .map(drop)
}
