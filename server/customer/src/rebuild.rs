//! Putting all of MyPage right while the shop goes on: row by row, so that no buyer ever finds an empty page.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use events::Unavailable;
use kernel::{Clock, Time};

use crate::MyPageConsumer;

/// How far a rebuild has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub began_at: Time,
    /// Orders held against Main.
    pub done: usize,
    /// Of how many; 0 until they are counted.
    pub of: usize,
    /// Rows that said something else, and were put right.
    pub mended: usize,
    pub ended: Option<Ended>,
}

/// How a rebuild ended, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Whole(Time),
    /// A database was away: what was done is done, and it can be begun again.
    Broken(Time),
}

/// The one rebuild there may be at a time. Clones share it; it is remembered until the program stops.
#[derive(Clone)]
pub struct Rebuild {
    my_page: MyPageConsumer,
    clock: Arc<dyn Clock>,
    progress: Arc<Mutex<Option<Progress>>>,
}

impl std::fmt::Debug for Rebuild {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rebuild").field("progress", &self.progress()).finish_non_exhaustive()
    }
}

impl Rebuild {
    /// None has been begun yet.
    #[must_use]
    pub fn new(my_page: MyPageConsumer, clock: Arc<dyn Clock>) -> Self {
        Self { my_page, clock, progress: Arc::default() }
    }

    /// The rebuild under way, or the last one.
    #[must_use]
    pub fn progress(&self) -> Option<Progress> {
        *self.lock()
    }

    /// Puts one order's row right. Says whether it had to be.
    ///
    /// # Errors
    /// When a database is away.
    pub async fn one(&self, order: kernel::OrderId) -> Result<bool, Unavailable> {
        self.my_page.mend(order).await
    }

    /// Begins a rebuild in a task of its own. `false` while another is under way.
    #[must_use]
    pub fn begin(&self) -> bool {
        let now = self.clock.now();
        let mut progress = self.lock();
        if progress.is_some_and(|progress| progress.ended.is_none()) {
            return false;
        }
        *progress = Some(Progress { began_at: now, done: 0, of: 0, mended: 0, ended: None });
        drop(progress);
        let rebuild = self.clone();
        tokio::spawn(async move {
            let whole = rebuild.run().await;
            if let Err(why) = &whole {
                tracing::warn!(%why, "a rebuild of MyPage broke off");
            }
            let now = rebuild.clock.now();
            let ended = if whole.is_ok() { Ended::Whole(now) } else { Ended::Broken(now) };
            rebuild.change(|progress| progress.ended = Some(ended));
        });
        true
    }

    async fn run(&self) -> Result<(), Unavailable> {
        let orders = self.my_page.orders().await?;
        self.change(|progress| progress.of = orders.len());
        for order in orders {
            let mended = self.my_page.mend(order).await?;
            self.change(|progress| {
                progress.done += 1;
                progress.mended += usize::from(mended);
            });
        }
        Ok(())
    }

    fn change(&self, change: impl FnOnce(&mut Progress)) {
        if let Some(progress) = self.lock().as_mut() {
            change(progress);
        }
    }

    /// Nothing panics while it is held.
    fn lock(&self) -> MutexGuard<'_, Option<Progress>> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
