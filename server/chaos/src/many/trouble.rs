//! What happens to the server and its connections, each in a task of its own until the run is over.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cluster::{Cluster, Stop};
use sqlx::{Connection, PgConnection};
use tokio::task::JoinSet;

use super::watch::Watch;
use crate::dice::Dice;
use crate::plan::Plan;

/// How long shipping rests.
const SHIPPING_RESTS: Duration = Duration::from_secs(20);
/// Before what failed because the server was away is tried again.
const AGAIN: Duration = Duration::from_millis(200);

const CLOSE_LISTENERS: &str = "
    SELECT COUNT(*) FROM (
        SELECT pg_terminate_backend(pid) AS closed FROM pg_stat_activity
        WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()) AS listening
    WHERE closed";

/// Who makes it.
pub(super) struct Trouble {
    watch: Arc<Watch>,
    cluster: Arc<Mutex<Cluster>>,
    seed: u64,
}

impl Trouble {
    pub(super) fn new(watch: &Arc<Watch>, cluster: Cluster, plan: &Plan) -> Self {
        Self { watch: Arc::clone(watch), cluster: Arc::new(Mutex::new(cluster)), seed: plan.seed }
    }

    /// Begins all of it. `aside` is another database of the server.
    pub(super) fn begin(
        &self,
        tasks: &mut JoinSet<anyhow::Result<()>>,
        aside: String,
        shipping_rests_after: Duration,
    ) {
        let watch = || Arc::clone(&self.watch);
        tasks.spawn(restart(watch(), Arc::clone(&self.cluster), Dice::new(self.seed, "restarts")));
        tasks.spawn(close_listeners(watch(), Dice::new(self.seed, "listeners")));
        tasks.spawn(hold_a_transaction(aside));
        tasks.spawn(rest_shipping(watch(), shipping_rests_after));
    }

    /// Leaves the databases with the run's files, for a person to look at.
    pub(super) fn dump(&self, folder: &Path) -> anyhow::Result<()> {
        let cluster = self.cluster.lock().unwrap_or_else(PoisonError::into_inner);
        for database in ["shop", "view"] {
            cluster.dump(database, &folder.join(database).with_extension("sql"))?;
        }
        Ok(())
    }
}

/// Restarts the server every 5 to 40 seconds, by turns in order and as if it had crashed.
async fn restart(watch: Arc<Watch>, cluster: Arc<Mutex<Cluster>>, mut dice: Dice) -> anyhow::Result<()> {
    loop {
        tokio::time::sleep(dice.duration(5_000, 40_000)).await;
        let stop = if dice.percent(50) { Stop::Immediate } else { Stop::Fast };
        watch.note(|figures| figures.restarts += 1);
        let cluster = Arc::clone(&cluster);
        let restarted = move || cluster.lock().unwrap_or_else(PoisonError::into_inner).restart(stop);
        tokio::task::spawn_blocking(restarted).await??;
        watch.catch_up("PostgreSQL", "%").await;
    }
}

/// Closes the connections on which instances listen.
async fn close_listeners(watch: Arc<Watch>, mut dice: Dice) -> anyhow::Result<()> {
    loop {
        tokio::time::sleep(dice.duration(2_000, 7_000)).await;
        // While the server is away there are none.
        let closed = sqlx::query_scalar::<_, i64>(CLOSE_LISTENERS).fetch_one(&watch.main).await;
        watch.note(|figures| figures.closed += closed.unwrap_or_default());
    }
}

/// Keeps a transaction that has written open in another database of the server. By its age the server sees nothing of
/// what is younger as old, in all databases.
async fn hold_a_transaction(url: String) -> anyhow::Result<()> {
    loop {
        // It ends with its connection, which ends with the server.
        drop(hold_once(&url).await);
        tokio::time::sleep(AGAIN).await;
    }
}

async fn hold_once(url: &str) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::query("CREATE TABLE IF NOT EXISTS held (at TIMESTAMPTZ)").execute(&mut connection).await?;
    let mut transaction = connection.begin().await?;
    sqlx::query("INSERT INTO held VALUES (now())").execute(&mut *transaction).await?;
    loop {
        tokio::time::sleep(AGAIN).await;
        sqlx::query("SELECT 1").execute(&mut *transaction).await?;
    }
}

/// Lets shipping rest once, and measures how it catches up.
async fn rest_shipping(watch: Arc<Watch>, after: Duration) -> anyhow::Result<()> {
    tokio::time::sleep(after).await;
    while watch.pause_shipping(true).await.is_err() {
        tokio::time::sleep(AGAIN).await;
    }
    tokio::time::sleep(SHIPPING_RESTS).await;
    watch.shipping_works().await?;
    watch.catch_up("shipping", "shipping").await;
    std::future::pending().await
}
