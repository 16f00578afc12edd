//! Wakes the other instances after commits, and hears theirs.
//!
//! A NOTIFY inside the transaction of an order takes a lock that all such commits queue for. So it follows the commits
//! instead, one for all of up to a tenth of a second, from a connection of its own; and what nobody hears a poll finds.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgArguments, PgListener, PgPoolOptions};
use sqlx::query::Query;
use sqlx::{PgPool, Postgres};
use tokio::sync::watch;
use tokio::time::Instant;
use uuid::Uuid;

use crate::dialect::postgres as dialect;
use crate::news::{Gathered, News, Wakes};

/// Commits within this time are told together.
const TOGETHER: Duration = Duration::from_millis(20);
/// And those within this time after some were told: so much later at most is a second commit heard of.
const APART: Duration = Duration::from_millis(100);
/// How long a lost connection rests before it is tried again.
const REST: Duration = Duration::from_secs(1);
/// How long to wait for the server: afterwards the poll has found what was to be told.
const ACQUIRE: Duration = Duration::from_secs(5);
/// One connection listens, one tells.
const CONNECTIONS: u32 = 2;

/// Under which an instance tells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sign {
    /// Names the database's part: Main and View may be one database.
    pub(super) channel: &'static str,
    /// Who tells: an instance does not wake itself.
    pub(super) instance: Uuid,
}

impl Sign {
    /// The statement that tells the others.
    pub(super) fn notify(self, news: News) -> Query<'static, Postgres, PgArguments> {
        sqlx::query(dialect::NOTIFY).bind(self.channel).bind(format!("{} {news}", self.instance))
    }
}

/// What goes between the instances over one database.
pub(super) struct Bell {
    pub(super) connections: PgPool,
    pub(super) sign: Sign,
    /// What is to be told.
    pub(super) to_tell: Arc<Gathered>,
    /// Counts all commits that are heard of, our own among them.
    pub(super) committed: Arc<watch::Sender<u64>>,
    /// Wakes those whom it concerns here.
    pub(super) wakes: Arc<Wakes>,
}

/// Connections of a bell's own, which are made when they are needed.
pub(super) fn connections(url: &str) -> Result<PgPool, sqlx::Error> {
    let connections = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(ACQUIRE);
    // What is told is not kept, and needs no disk.
    let options = dialect::options(url)?.options([("synchronous_commit", "off")]);
    Ok(connections.connect_lazy_with(options))
}

impl Bell {
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
        let (mut is_mute, mut next) = (false, Instant::now());
        while ours.changed().await.is_ok() {
            tokio::time::sleep_until(next.max(Instant::now() + TOGETHER)).await;
            ours.mark_unchanged();
            let news = self.to_tell.take();
            let told = self.sign.notify(news).execute(&self.connections).await;
            if let Err(error) = &told {
                // Of one outage it is said once.
                if !is_mute {
                    let channel = self.sign.channel;
                    tracing::warn!(%error, channel, "other instances are not woken, and look by themselves");
                }
                self.to_tell.add(news);
                ours.mark_changed();
                tokio::time::sleep(REST).await;
            }
            is_mute = told.is_err();
            next = Instant::now() + APART;
        }
    }

    async fn hear(&self) {
        let mut is_deaf = false;
        loop {
            let Err(error) = self.listen(&mut is_deaf).await;
            if !is_deaf {
                let channel = self.sign.channel;
                tracing::warn!(%error, channel, "other instances are not heard; the database is looked at every second");
            }
            is_deaf = true;
            tokio::time::sleep(REST).await;
        }
    }

    /// Listens until the connection cannot be had again. After each gap everybody looks: something may have been told.
    async fn listen(&self, is_deaf: &mut bool) -> Result<Infallible, sqlx::Error> {
        let mut listener = PgListener::connect_with(&self.connections).await?;
        listener.listen(self.sign.channel).await?;
        if std::mem::take(is_deaf) {
            tracing::info!(channel = self.sign.channel, "other instances are heard again");
        }
        self.wake(News::EVERYTHING);
        loop {
            match listener.try_recv().await? {
                Some(told) => self.heard(told.payload()),
                None => self.wake(News::EVERYTHING),
            }
        }
    }

    /// A program of another version may tell it in another way.
    fn heard(&self, told: &str) {
        let (instance, news) = told.split_once(' ').unwrap_or((told, ""));
        if instance != self.sign.instance.to_string() {
            self.wake(news.parse().unwrap_or(News::ALL));
        }
    }

    fn wake(&self, news: News) {
        self.wakes.wake(news);
        self.committed.send_modify(|count| *count += 1);
    }
}
