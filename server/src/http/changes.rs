//! Follows what changes in a database for live pages: woken at commits, of this program and of others, with a poll as the
//! fallback.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use events::Unavailable;
use kernel::time::{Span, seconds};
use kernel::{Clock, OrderId, Time};
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// No transaction takes longer: a change may be seen so long after the moment that it bears.
pub(super) const OVERLAP: Span = seconds(10);
/// A look that a commit woke goes back so far; what takes longer to commit the next poll finds.
const BRIEFLY: Span = seconds(1);
/// How often it is looked in any case.
const POLL: Duration = Duration::from_secs(1);
/// Commits that follow each other within this time are looked at together.
const TOGETHER: Duration = Duration::from_millis(20);
/// Changes that are read at a time.
pub(super) const PAGE: i64 = 200;

/// When to look.
pub(super) struct Looks {
    committed: watch::Receiver<u64>,
    poll: Interval,
    stop: CancellationToken,
}

impl Looks {
    pub(super) fn new(committed: watch::Receiver<u64>, stop: CancellationToken) -> Self {
        let mut poll = tokio::time::interval(POLL);
        poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { committed, poll, stop }
    }

    /// Waits for the next look. Says how long before the last change it has to begin; `None` when the program stops.
    pub(super) async fn next(&mut self) -> Option<Span> {
        let back = tokio::select! {
            () = self.stop.cancelled() => return None,
            Ok(()) = self.committed.changed() => {
                tokio::time::sleep(TOGETHER).await;
                BRIEFLY
            }
            _ = self.poll.tick() => OVERLAP,
        };
        self.committed.mark_unchanged();
        Some(back)
    }
}

/// What was told lately of each order, so that each change is told once.
#[derive(Debug, Clone, Default)]
pub(super) struct Told(Arc<Mutex<HashMap<OrderId, (i64, Time)>>>);

impl Told {
    /// Tells of a change, by its version and moment, unless it or a later one of its order was told. One at a time.
    pub(super) fn once(&self, order: OrderId, change: (i64, Time), tell: impl FnOnce()) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if told.get(&order).is_none_or(|before| *before < change) {
            told.insert(order, change);
            tell();
        }
    }

    fn forget(&self, before: Time) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|_, (_, at)| *at >= before);
    }
}

/// At each look reads what changed from a little before the last change on, until the program stops; nothing while nobody
/// listens. `each` tells of a change by way of `told`.
pub(super) async fn follow<T: OfOrder, F>(
    mut looks: Looks,
    clock: &dyn Clock,
    told: &Told,
    is_heard: impl Fn() -> bool,
    read: impl Fn((Time, OrderId)) -> F,
    mut each: impl FnMut(Time, T),
) where
    F: Future<Output = Result<Vec<(Time, T)>, Unavailable>>,
{
    let mut last = clock.now();
    while let Some(back) = looks.next().await {
        if is_heard() {
            let looked = since(last - back, &read, |at, change| {
                last = last.max(at);
                each(at, change);
            });
            if let Err(why) = looked.await {
                tracing::warn!(%why, "live pages see changes later");
            }
        } else {
            last = clock.now();
        }
        told.forget(last - OVERLAP - OVERLAP);
    }
}

/// What has a place among the changes.
pub(super) trait OfOrder {
    fn order(&self) -> OrderId;
}

/// Everything that changed from a moment on, oldest first, read page by page. `read` gives the page after a change.
///
/// # Errors
/// When the database is away.
pub(super) async fn since<T: OfOrder, F>(
    from: Time,
    read: impl Fn((Time, OrderId)) -> F,
    mut each: impl FnMut(Time, T),
) -> Result<(), Unavailable>
where
    F: Future<Output = Result<Vec<(Time, T)>, Unavailable>>,
{
    let mut after = (from, OrderId(Uuid::nil()));
    loop {
        let page = read(after).await?;
        let is_last = i64::try_from(page.len()).is_ok_and(|count| count < PAGE);
        for (at, change) in page {
            after = (at, change.order());
            each(at, change);
        }
        if is_last {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    struct Change(OrderId);

    impl OfOrder for Change {
        fn order(&self) -> OrderId {
            self.0
        }
    }

    /// More changes of one moment than a page holds, and some later ones.
    #[tokio::test]
    async fn no_change_is_left_out_however_many_there_are_at_once() {
        let all: Vec<(Time, Change)> = (1..=500_u128)
            .map(|id| (Time::from_micros(if id < 450 { 7 } else { 8 }), Change(OrderId(Uuid::from_u128(id)))))
            .collect();
        let read = |after| {
            let later = all.iter().filter(move |(at, change)| (*at, change.0) > after).copied();
            let page = later.take(usize::try_from(PAGE).unwrap_or_default()).collect();
            async move { Ok(page) }
        };
        let mut seen = Vec::new();
        assert_eq!(since(Time::from_micros(7), read, |at, change| seen.push((at, change))).await, Ok(()));
        assert_eq!(seen, all);
    }

    #[test]
    fn a_change_is_told_once_and_none_after_a_later_one() {
        let (told, order, said) = (Told::default(), OrderId(Uuid::from_u128(1)), Mutex::new(Vec::new()));
        let tell = |version, at| {
            told.once(order, (version, Time::from_micros(at)), || said.lock().unwrap().push((version, at)));
        };
        for (version, at) in [(2, 5), (2, 5), (1, 9), (3, 6), (3, 7)] {
            tell(version, at);
        }
        told.forget(Time::from_micros(8));
        tell(3, 7);
        assert_eq!(*said.lock().unwrap(), [(2, 5), (3, 6), (3, 7), (3, 7)]);
    }
}
