//! The adapters: every query of the shop, and the ports it serves.
//!
//! These files are compiled twice, as `sqlite::adapter` and `postgres::adapter`: they name the database only
//! as `Db`, `Conn`, `Tx` and `Connections`, which the module around them defines, and each query is one text
//! that means the same to both. So nothing is written twice, and both keep their native types.

mod accounts;
mod addresses;
mod alerts;
mod attempts;
mod audit;
mod carts;
mod catalogue;
mod demo;
mod drafts;
mod emit;
mod forms;
mod held;
mod instances;
mod letters;
mod moving;
mod mypage;
mod notes;
mod opened;
mod orders;
mod outbox;
mod outfits;
mod photographs;
mod progress;
mod refunds;
mod roster;
mod sessions;
mod settings;
mod settlements;
mod shipments;
mod stock;
mod terms;
mod tries;
mod views;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use events::Unavailable;
use kernel::{Ids, OrderId};
use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};

use super::{Conn, Connections, Db, Tx, dialect};
use crate::convert::in_lists;
use crate::dialect::unavailable;
use instances::Epochs;

/// Whether the database answers.
const READY: &str = "SELECT 1";

/// What stands before a list of values, and after it.
type Listed = (&'static str, &'static str);

/// The rows that a query finds by a list of values.
async fn listed<'v, R, V>(db: &Connections, query: Listed, values: &[V]) -> Result<Vec<R>, Unavailable>
where
    R: for<'r> FromRow<'r, <Db as Database>::Row> + Send + Unpin,
    V: Copy + Encode<'v, Db> + Type<Db>,
{
    let (before, after) = query;
    let mut rows = Vec::with_capacity(values.len());
    for some in in_lists(values) {
        let mut query = QueryBuilder::<Db>::new(before);
        push_list(&mut query, some).push(after);
        rows.extend(query.build_query_as::<R>().fetch_all(db.reads()).await.map_err(unavailable)?);
    }
    Ok(rows)
}

/// The rows of some orders, of those that have one, by a query that ends before the list of their ids.
async fn of_orders<R>(
    db: &Connections,
    query: &'static str,
    orders: &[OrderId],
) -> Result<Vec<R>, Unavailable>
where
    R: for<'r> FromRow<'r, <Db as Database>::Row> + Send + Unpin,
{
    let ids: Vec<_> = orders.iter().map(|order| order.uuid()).collect();
    listed(db, (query, ""), &ids).await
}

/// Binds values as a list in parentheses.
fn push_list<'v, V>(query: &mut QueryBuilder<Db>, values: Vec<V>) -> &mut QueryBuilder<Db>
where
    V: Encode<'v, Db> + Type<Db>,
{
    query.push(" (");
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind(value);
    }
    query.push(")")
}

/// The Main database. Clones share its connections.
#[derive(Debug, Clone)]
pub(crate) struct Main {
    pub(crate) db: Connections,
    ids: Arc<dyn Ids>,
    /// Of the leases that this program holds.
    epochs: Arc<Epochs>,
}

impl Main {
    pub(crate) fn new(db: Connections, ids: Arc<dyn Ids>) -> Self {
        Self { db, ids, epochs: Arc::default() }
    }

    pub(crate) async fn ready(&self) -> Result<(), Unavailable> {
        self.db.ready(READY).await
    }
}

/// The View database. Clones share its connections.
#[derive(Debug, Clone)]
pub(crate) struct View {
    pub(crate) db: Connections,
    ids: Arc<dyn Ids>,
    /// Whether it is as this version wants it: one of a newer version is not folded into.
    up_to_date: Arc<AtomicBool>,
}

impl View {
    pub(crate) fn new(db: Connections, ids: Arc<dyn Ids>) -> Self {
        Self { db, ids, up_to_date: Arc::default() }
    }

    pub(crate) async fn ready(&self) -> Result<(), Unavailable> {
        self.db.ready(READY).await
    }
}
