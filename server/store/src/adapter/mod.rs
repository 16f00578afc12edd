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

use kernel::Ids;

use super::{Conn, Connections, Db, Tx, dialect};
use instances::Epochs;

/// Whether the database answers.
const READY: &str = "SELECT 1";

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

    pub(crate) async fn ready(&self) -> Result<(), events::Unavailable> {
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

    pub(crate) async fn ready(&self) -> Result<(), events::Unavailable> {
        self.db.ready(READY).await
    }
}
