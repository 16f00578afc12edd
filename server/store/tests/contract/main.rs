//! The contract of the store, kept by both databases: the same tests run on SQLite and on PostgreSQL, and between
//! them they run every query there is. This is what stands in for a compile-time check of the SQL.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod accounts;
mod carts;
mod customer;
mod database;
mod desk;
mod drafts;
mod events;
mod figures;
mod garments;
mod instances;
mod letters;
mod list;
mod moving;
mod orders;
mod payment;
mod photographs;
mod postgres;
mod returns;
mod settings;
mod settlements;
mod shelf;
mod shipping;
mod shop;
mod staff;
mod stock;

/// Runs each test on a fresh SQLite file and on a fresh PostgreSQL database.
macro_rules! on_both_databases {
    ($($test:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(&crate::shop::Shop::on_sqlite().await).await;
            })*
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                if let Some(shop) = crate::shop::Shop::on_postgres().await {
                    super::$test(&shop).await;
                }
            })*
        }
    };
}
use on_both_databases;
