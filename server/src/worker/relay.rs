//! The relay: hands the outbox's deliveries to their consumers, woken at commit, with a poll as fallback.
//!
//! Within one order events go in order; between orders they go side by side. A consumer that is unavailable
//! is paused as a whole and retried for ever; an event that is rejected five times parks its order for that
//! consumer, and the others go on. Of the instances over one database each serves the orders of the partitions that it
//! has leased.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use events::{Consumer, ConsumerName, Due, Failure, Outbox, Partitions, Unavailable, Unreadable};
use futures::{FutureExt, StreamExt};
use kernel::time::seconds;
use kernel::{Clock, Ids, OrderId};
use store::Wakes;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Deliveries taken at a time.
const BATCH: i64 = 512;
/// Orders applied side by side.
const SIDE_BY_SIDE: usize = 16;
/// An event is parked after so many rejections.
const TRIES: i64 = 5;
/// Without a wake the outbox is looked at this often.
const POLL: Duration = Duration::from_secs(1);
/// A rest is so many times as long as its round, which says how busy the database is.
const REST: u32 = 9;
/// Or so long for each order of its round, which says how much goes on.
const REST_OF_AN_ORDER: Duration = Duration::from_millis(50);
/// But at least and at most so long. People look at MyPage, the parcels and the orders while they change: so much later do
/// they see at most what happens.
const REST_OF_WATCHED: (Duration, Duration) = (Duration::from_millis(100), Duration::from_millis(500));
/// Nobody watches what the others do.
const REST_OF_OTHERS: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(1));
/// The longest pause of a consumer that is unavailable.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The relay.
#[derive(Clone)]
pub struct Relay {
    outbox: Arc<dyn Outbox>,
    consumers: Vec<Arc<dyn Consumer>>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

/// What one round came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Deliveries done.
    pub done: usize,
    /// Deliveries tried.
    pub tried: usize,
    /// Their orders.
    pub orders: usize,
    /// Deliveries rejected.
    pub rejected: usize,
}

/// What one order's deliveries came to.
struct Applied {
    done: Vec<i64>,
    stopped: Option<Stopped>,
}

enum Stopped {
    Unavailable(Unavailable),
    Rejected { position: i64, attempts: i64, reason: String },
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Relay").finish_non_exhaustive()
    }
}

impl Relay {
    /// Plugs the consumers in.
    #[must_use]
    pub fn new(
        outbox: Arc<dyn Outbox>,
        consumers: Vec<Arc<dyn Consumer>>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self { outbox, consumers, clock, ids }
    }

    /// The consumers it serves.
    pub fn consumers(&self) -> impl Iterator<Item = ConsumerName> {
        self.consumers.iter().map(|consumer| consumer.name())
    }

    /// Tries what is due for one consumer, once, of all orders.
    ///
    /// # Errors
    /// When the consumer or the outbox is unavailable; what was done is done.
    pub async fn round(&self, name: ConsumerName) -> Result<Round, Unavailable> {
        self.round_of(name, Partitions::ALL).await
    }

    /// Tries what is due for one consumer, once, of some orders.
    ///
    /// # Errors
    /// When the consumer or the outbox is unavailable; what was done is done.
    pub async fn round_of(&self, name: ConsumerName, of: Partitions) -> Result<Round, Unavailable> {
        let Some(consumer) = self.consumers.iter().find(|consumer| consumer.name() == name) else {
            return Ok(Round::default());
        };
        let due = self.outbox.due(name, of, self.clock.now(), BATCH).await?;
        let tried = due.len();
        let together = apply_together(consumer.as_ref(), &due).await;
        let (done, others): (Vec<_>, Vec<_>) =
            due.into_iter().partition(|delivery| together.contains(&delivery.order));
        let done = done.into_iter().map(|delivery| delivery.position).collect();
        let others = by_order(others);
        let orders = together.len() + others.len();
        let mut applied: Vec<Applied> = futures::stream::iter(others)
            .map(|deliveries| apply_in_order(consumer.as_ref(), deliveries))
            .buffer_unordered(SIDE_BY_SIDE)
            .collect()
            .await;
        applied.push(Applied { done, stopped: None });
        Ok(Round { tried, orders, ..self.write_down(name, applied).await? })
    }

    async fn write_down(&self, name: ConsumerName, applied: Vec<Applied>) -> Result<Round, Unavailable> {
        let done: Vec<i64> = applied.iter().flat_map(|order| order.done.iter().copied()).collect();
        if !done.is_empty() {
            self.outbox.done(name, &done).await?;
        }
        let mut round = Round { done: done.len(), ..Round::default() };
        let mut unavailable = None;
        for stopped in applied.into_iter().filter_map(|order| order.stopped) {
            match stopped {
                Stopped::Unavailable(why) => unavailable = Some(why),
                Stopped::Rejected { position, attempts, reason } => {
                    self.reject(name, position, attempts, &reason).await?;
                    round.rejected += 1;
                }
            }
        }
        unavailable.map_or(Ok(round), Err)
    }

    async fn reject(
        &self,
        name: ConsumerName,
        position: i64,
        attempts: i64,
        reason: &str,
    ) -> Result<(), Unavailable> {
        let now = self.clock.now();
        let next = (attempts + 1 < TRIES).then(|| now + seconds(1 << attempts.clamp(0, 10)));
        tracing::warn!(consumer = %name, position, reason, parked = next.is_none(), "an event was rejected");
        self.outbox.rejected(name, position, reason, next, now).await
    }

    /// Serves one consumer until the program stops: of the orders that are this program's, which may change.
    pub async fn run(
        self,
        name: ConsumerName,
        wakes: Arc<Wakes>,
        mut held: watch::Receiver<Partitions>,
        stop: CancellationToken,
    ) {
        let mut failures: u32 = 0;
        loop {
            wakes.forget(name);
            let of = *held.borrow_and_update();
            let begun = Instant::now();
            let (pause, waits) = match self.round_of(name, of).await {
                Ok(round) => {
                    failures = 0;
                    if round.done > 0 {
                        (rest(name, round, begun.elapsed()), false)
                    } else {
                        (self.poll(), true)
                    }
                }
                Err(why) => {
                    failures += 1;
                    tracing::warn!(consumer = %name, %why, failures, "a consumer has to wait");
                    (self.backoff(failures), false)
                }
            };
            let woken = async {
                tokio::select! {
                    () = wakes.woken(name, of) => {}
                    Ok(()) = held.changed() => {}
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = woken, if waits => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// About a second, so that instances do not look all at once.
    fn poll(&self) -> Duration {
        POLL * (896 + u32::try_from(self.ids.chance() % 256).unwrap_or_default()) / 1024
    }

    /// 0.2, 0.4, 0.8 ... up to 30 seconds, each with up to half of it again as jitter.
    fn backoff(&self, failures: u32) -> Duration {
        let base = Duration::from_millis(100 << failures.min(9)).min(LONGEST_PAUSE);
        let jitter = u32::try_from(self.ids.chance() % 512).unwrap_or_default();
        (base + base * jitter / 1024).min(LONGEST_PAUSE)
    }
}

/// A round is followed by a rest in which more gathers: the more goes on and the busier the database is, the more a
/// consumer does at a time, and the more it leaves to those who order. There is no rest where more has gathered already than
/// a round takes.
fn rest(name: ConsumerName, round: Round, took: Duration) -> Duration {
    let (least, most) = match name {
        ConsumerName::MyPage | ConsumerName::Shipping | ConsumerName::Order => REST_OF_WATCHED,
        ConsumerName::Payment | ConsumerName::Mail => REST_OF_OTHERS,
    };
    if i64::try_from(round.tried).is_ok_and(|tried| tried < BATCH) {
        let orders = u32::try_from(round.orders).unwrap_or(u32::MAX);
        (took * REST).max(REST_OF_AN_ORDER.saturating_mul(orders)).clamp(least, most)
    } else {
        Duration::ZERO
    }
}

/// The deliveries of each order together, in their order.
fn by_order(due: Vec<Due>) -> Vec<Vec<Due>> {
    let mut orders: Vec<(OrderId, Vec<Due>)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for delivery in due {
        let place = *places.entry(delivery.order).or_insert(orders.len());
        match orders.get_mut(place) {
            Some((_, deliveries)) => deliveries.push(delivery),
            None => orders.push((delivery.order, vec![delivery])),
        }
    }
    orders.into_iter().map(|(_, deliveries)| deliveries).collect()
}

/// Applies one order's deliveries one after the other until one fails.
async fn apply_in_order(consumer: &dyn Consumer, deliveries: Vec<Due>) -> Applied {
    let mut done = Vec::with_capacity(deliveries.len());
    for Due { position, attempts, envelope, .. } in deliveries {
        let applied = match &envelope {
            Ok(envelope) => guarded(consumer.apply(envelope)).await,
            // In a rolling update the new program reads it; parked, it would wait for a person.
            Err(newer @ Unreadable::Newer(_)) => Err(Failure::Unavailable(newer.to_string())),
            Err(broken @ Unreadable::Broken(_)) => Err(Failure::Rejected(format!("unreadable: {broken}"))),
        };
        let stopped = match applied {
            Ok(()) => {
                done.push(position);
                continue;
            }
            Err(Failure::Unavailable(why)) => Stopped::Unavailable(Unavailable(why)),
            Err(Failure::Rejected(reason)) => Stopped::Rejected { position, attempts, reason },
        };
        return Applied { done, stopped: Some(stopped) };
    }
    Applied { done, stopped: None }
}

/// Applies what it can of all deliveries at once. Says of which orders: of the others, each by itself says what is wrong.
async fn apply_together(consumer: &dyn Consumer, deliveries: &[Due]) -> BTreeSet<OrderId> {
    let envelopes: Option<Vec<_>> = deliveries.iter().map(|due| due.envelope.as_ref().ok()).collect();
    match envelopes {
        Some(envelopes) if envelopes.len() > 1 => {
            guarded(consumer.apply_together(&envelopes)).await.unwrap_or_default()
        }
        Some(_) | None => BTreeSet::new(),
    }
}

/// A consumer that panics has rejected the event.
async fn guarded<T>(applied: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let applied = AssertUnwindSafe(applied).catch_unwind().await;
    applied.unwrap_or_else(|_| Err(Failure::Rejected("the consumer panicked".to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn millis(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    const fn round(orders: usize) -> Round {
        Round { tried: 4 * orders, orders, done: 4 * orders, rejected: 0 }
    }

    #[test]
    fn a_lone_order_is_followed_by_the_shortest_rest() {
        assert_eq!(rest(ConsumerName::MyPage, round(1), millis(2)), millis(100));
        assert_eq!(rest(ConsumerName::Mail, round(1), millis(2)), millis(500));
    }

    #[test]
    fn a_consumer_rests_longer_the_more_goes_on_and_the_busier_the_database_is() {
        assert_eq!(rest(ConsumerName::Order, round(6), millis(2)), millis(300));
        assert_eq!(rest(ConsumerName::Order, round(1), millis(20)), millis(180));
    }

    #[test]
    fn nobody_who_watches_waits_for_more_than_half_a_second() {
        assert_eq!(rest(ConsumerName::MyPage, round(100), millis(2)), millis(500));
        assert_eq!(rest(ConsumerName::Shipping, round(1), Duration::from_secs(9)), millis(500));
        assert_eq!(rest(ConsumerName::Mail, round(100), millis(2)), millis(1000));
    }

    #[test]
    fn a_backlog_that_fills_a_round_waits_for_nothing_whatever_was_rejected() {
        let tried = usize::try_from(BATCH).unwrap();
        let full = Round { tried, done: tried - 1, rejected: 1, ..round(200) };
        assert_eq!(rest(ConsumerName::MyPage, full, millis(200)), Duration::ZERO);
    }
}
