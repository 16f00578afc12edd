//! Wakes the other instances after commits, and hears theirs.
//!
//! A NOTIFY inside the transaction of an order takes a lock that all such commits queue for. So it follows the commits
//! instead, one for all of a few milliseconds, from a connection of its own; and what nobody hears a poll finds.

use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::{PgListener, PgPoolOptions};
use tokio::sync::watch;
use uuid::Uuid;

use crate::dialect::postgres as dialect;

/// Commits within this time are told together.
const TOGETHER: Duration = Duration::from_millis(20);
/// How long a lost connection rests before it is tried again.
const REST: Duration = Duration::from_secs(1);
/// How long to wait for the server: afterwards the poll has found what was to be told.
const ACQUIRE: Duration = Duration::from_secs(5);
/// One connection listens, one tells.
const CONNECTIONS: u32 = 2;

/// What goes between the instances over one database.
pub(super) struct Bell {
    connections: PgPool,
    /// Names the database's part: Main and View may be one database.
    channel: &'static str,
    /// Who tells: an instance does not wake itself.
    instance: Uuid,
    /// Counts all commits that are heard of, our own among them.
    committed: std::sync::Arc<watch::Sender<u64>>,
}

impl Bell {
    /// Over connections of its own, which it makes when it needs them.
    pub(super) fn new(
        url: &str,
        channel: &'static str,
        instance: Uuid,
        committed: std::sync::Arc<watch::Sender<u64>>,
    ) -> Result<Self, sqlx::Error> {
        let connections = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(ACQUIRE);
        let connections = connections.connect_lazy_with(dialect::options(url)?);
        Ok(Self { connections, channel, instance, committed })
    }

    /// Tells of our commits, which `ours` counts, and hears the others', until the database is closed.
    pub(super) async fn run(self, mut ours: watch::Receiver<u64>, closed: impl Future<Output = ()>) {
        tokio::select! {
            () = closed => {}
            () = self.tell(&mut ours) => {}
            () = self.hear() => {}
        }
        self.connections.close().await;
    }

    /// Ends when nothing can commit any more.
    async fn tell(&self, ours: &mut watch::Receiver<u64>) {
        while ours.changed().await.is_ok() {
            tokio::time::sleep(TOGETHER).await;
            ours.mark_unchanged();
            let notify = sqlx::query(dialect::NOTIFY).bind(self.channel).bind(self.instance.to_string());
            if let Err(error) = notify.execute(&self.connections).await {
                tracing::warn!(%error, "other instances are not woken, and look by themselves");
                tokio::time::sleep(REST).await;
            }
        }
    }

    async fn hear(&self) {
        loop {
            if let Err(error) = self.listen().await {
                tracing::warn!(%error, "other instances are not heard; the database is looked at every second");
            }
            tokio::time::sleep(REST).await;
        }
    }

    /// Listens until the connection cannot be had again. After each gap everybody looks: something may have been told.
    async fn listen(&self) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(&self.connections).await?;
        listener.listen(self.channel).await?;
        self.wake();
        loop {
            match listener.try_recv().await? {
                Some(told) if told.payload() == self.instance.to_string() => {}
                Some(_) | None => self.wake(),
            }
        }
    }

    fn wake(&self) {
        self.committed.send_modify(|count| *count += 1);
    }
}
