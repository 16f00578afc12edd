//! Watches the shop's database from outside, and measures how long things take.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use sqlx::types::chrono::{DateTime, Utc};

use super::figures::{CatchUp, Figures, Takeover};
use crate::machine;

/// Between two looks.
const LOOKS: Duration = Duration::from_millis(50);
/// After this time nothing more is expected.
const AT_MOST: Duration = Duration::from_secs(40);

/// What waits, and the last place of it. `$1` is whose it is, `%` for everybody's.
const WAITING: &str = "
    SELECT COUNT(*), COALESCE(MAX(position), 0), clock_timestamp() FROM deliveries
    WHERE parked_at IS NULL AND attempts = 0 AND consumer LIKE $1";
/// What of it waits still, but for what a consumer that rests has to do.
const LEFT: &str = "
    SELECT COUNT(*) FROM deliveries d JOIN consumers c ON c.name = d.consumer
    WHERE d.position <= $2 AND d.parked_at IS NULL AND d.attempts = 0 AND NOT c.paused AND d.consumer LIKE $1";
/// Leases that nobody holds who has been heard of since.
const UNHELD: &str = "
    SELECT COUNT(*) FROM leases l
    WHERE NOT EXISTS (SELECT 1 FROM instances i WHERE i.id = l.owner AND i.seen_at > $1)";
const PAUSE_SHIPPING: &str = "UPDATE consumers SET paused = $1 WHERE name = 'shipping'";

/// A way into Main past the shop, and what was measured.
#[derive(Debug)]
pub(super) struct Watch {
    pub(super) main: PgPool,
    figures: Mutex<Figures>,
}

/// A few connections, each made when it is needed: the server may be away.
pub(super) fn pool(url: &str) -> anyhow::Result<PgPool> {
    let options = PgPoolOptions::new().max_connections(4).acquire_timeout(Duration::from_secs(3));
    options.connect_lazy(url).context("not a database's address")
}

/// What waits at a moment.
struct Waiting {
    count: i64,
    last: i64,
    at: DateTime<Utc>,
}

impl Watch {
    pub(super) fn new(main: &str) -> anyhow::Result<Self> {
        Ok(Self { main: pool(main)?, figures: Mutex::default() })
    }

    /// Everything that was measured so far.
    pub(super) fn figures(&self) -> Figures {
        self.note(|figures| figures.clone())
    }

    pub(super) fn note<T>(&self, note: impl FnOnce(&mut Figures) -> T) -> T {
        note(&mut self.figures.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Measures how long it takes from now, after a kill, until others hold everything and did what had waited.
    pub(super) async fn takeover(&self) {
        let (begun, restarts) = (machine::now(), self.figures().restarts);
        // A server that is away just now says nothing about the takeover.
        let Ok(waiting) = self.waiting("%").await else { return };
        let taken = self.until(|| async {
            let unheld = sqlx::query_scalar::<_, i64>(UNHELD).bind(waiting.at).fetch_one(&self.main).await?;
            Ok(unheld + self.left("%", waiting.last).await?)
        });
        taken.await;
        let took = begun.elapsed();
        self.note(|figures| {
            let undisturbed = figures.restarts == restarts;
            figures.takeovers.push(Takeover { took, undisturbed });
        });
    }

    /// Measures how long it takes from now until what waits is done.
    pub(super) async fn catch_up(&self, after: &'static str, whose: &str) {
        let begun = machine::now();
        let Ok(waiting) = self.waiting(whose).await else { return };
        self.until(|| self.left(whose, waiting.last)).await;
        let (waited, took) = (waiting.count, begun.elapsed());
        self.note(|figures| figures.catch_ups.push(CatchUp { after, waited, took }));
    }

    /// Lets shipping rest, or work.
    pub(super) async fn pause_shipping(&self, paused: bool) -> Result<(), sqlx::Error> {
        sqlx::query(PAUSE_SHIPPING).bind(paused).execute(&self.main).await.map(drop)
    }

    /// Lets shipping work, whether or not the server is there just now.
    pub(super) async fn shipping_works(&self) -> anyhow::Result<()> {
        let works = async {
            while self.pause_shipping(false).await.is_err() {
                tokio::time::sleep(LOOKS).await;
            }
        };
        tokio::time::timeout(AT_MOST, works).await.context("PostgreSQL does not come back")
    }

    async fn waiting(&self, whose: &str) -> Result<Waiting, sqlx::Error> {
        let (count, last, at) = sqlx::query_as(WAITING).bind(whose).fetch_one(&self.main).await?;
        Ok(Waiting { count, last, at })
    }

    async fn left(&self, whose: &str, last: i64) -> Result<i64, sqlx::Error> {
        sqlx::query_scalar(LEFT).bind(whose).bind(last).fetch_one(&self.main).await
    }

    /// Waits until nothing is left of it, whenever the server is there to say so.
    async fn until<F: Future<Output = Result<i64, sqlx::Error>>>(&self, left: impl Fn() -> F) {
        let none_left = async {
            while left().await.ok() != Some(0) {
                tokio::time::sleep(LOOKS).await;
            }
        };
        // What takes longer is so long a figure.
        drop(tokio::time::timeout(AT_MOST, none_left).await);
    }
}
