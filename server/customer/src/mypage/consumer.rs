//! MyPage's consumer of events: folds each into its order's row, or builds the row from Main when it cannot.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use async_trait::async_trait;
use events::{Consumer, ConsumerName, Envelope, Failure, Unavailable};
use kernel::{OrderId, Time};
use uuid::Uuid;

use super::{Announce, MyPages, Row, Snapshots, fold};

const FOREIGN: &str = "it shows orders that the database of orders does not know: is it another shop's?";
const SUPERSEDED: &str = "another rebuild was begun after this one, and goes on in its place";
/// Orders that are read at a time.
const PAGE: i64 = 200;

/// What a view shows longest. One that Main does not know makes it another shop's.
///
/// # Errors
/// When the view's database is away.
pub async fn shown_longest(pages: &dyn MyPages) -> Result<Option<OrderId>, Unavailable> {
    let start = (Time::from_micros(0), OrderId(Uuid::nil()));
    Ok(pages.changed(start, 1).await?.first().map(|(_, row)| row.order))
}

/// MyPage's consumer of events.
#[derive(Clone)]
pub struct MyPageConsumer {
    pages: Arc<dyn MyPages>,
    snapshots: Arc<dyn Snapshots>,
    announce: Arc<dyn Announce>,
    clock: Arc<dyn kernel::Clock>,
}

impl std::fmt::Debug for MyPageConsumer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MyPageConsumer").finish_non_exhaustive()
    }
}

impl MyPageConsumer {
    /// Plugs the ports in.
    #[must_use]
    pub fn new(
        pages: Arc<dyn MyPages>,
        snapshots: Arc<dyn Snapshots>,
        announce: Arc<dyn Announce>,
        clock: Arc<dyn kernel::Clock>,
    ) -> Self {
        Self { pages, snapshots, announce, clock }
    }

    /// Builds the view when it is new, was lost, or is an older one that was put back: it lacks more rows than there are
    /// events waiting for it, which are counted when `waiting` is awaited. Says how many rows.
    ///
    /// # Errors
    /// When a database is away; it can be begun again.
    pub async fn build_if_lost(
        &self,
        waiting: impl Future<Output = Result<i64, Unavailable>>,
    ) -> Result<usize, Unavailable> {
        // In this order: of an order that is counted first and has no row at last, an event waits in between.
        let orders = self.snapshots.count().await?;
        let waiting = waiting.await?;
        let rows = self.pages.count().await?;
        if rows == 0 || orders - rows > waiting { self.rebuild(|_| {}).await } else { Ok(0) }
    }

    /// Builds every row anew from Main, beside those that stand, and puts them in their place; orders and events go on
    /// meanwhile. Says how many, and after each page how many so far.
    ///
    /// # Errors
    /// When a database is away, or another rebuild was begun meanwhile; it can be begun again. Also when the view is another
    /// shop's.
    pub async fn rebuild(&self, mut progress: impl FnMut(usize) + Send) -> Result<usize, Unavailable> {
        if self.is_foreign().await? {
            return Err(Unavailable(FOREIGN.to_owned()));
        }
        let anew = self.pages.begin_anew().await?;
        let (mut count, mut after) = (0, None);
        loop {
            let orders = self.snapshots.orders(after, PAGE).await?;
            let Some(last) = orders.last() else { break };
            after = Some(*last);
            count += self.build_beside(&orders).await?;
            progress(count);
        }
        // What changed meanwhile; and then, at once, what changed during that.
        self.build_beside(&self.pages.behind().await?).await?;
        let Some(behind) = self.pages.swap(anew).await? else {
            return Err(Unavailable(SUPERSEDED.to_owned()));
        };
        for order in behind {
            self.mend(order).await?;
        }
        Ok(count)
    }

    /// Whether Main does not know what the view shows longest: it is another shop's.
    ///
    /// # Errors
    /// When a database is away.
    pub async fn is_foreign(&self) -> Result<bool, Unavailable> {
        match shown_longest(self.pages.as_ref()).await? {
            Some(order) => Ok(self.snapshots.snapshot(order).await?.is_none()),
            None => Ok(false),
        }
    }

    async fn build_beside(&self, orders: &[OrderId]) -> Result<usize, Unavailable> {
        let mut count = 0;
        for order in orders {
            if let Some(row) = self.snapshots.snapshot(*order).await? {
                self.pages.put_anew(row, self.clock.now()).await?;
                count += 1;
            }
        }
        Ok(count)
    }

    /// Writes the rows of some orders as they are after these events, and says so, unless they are in them.
    async fn fold_in(&self, envelopes: &[&Envelope]) -> Result<(), Failure> {
        let mut news: BTreeMap<OrderId, Vec<&Envelope>> = BTreeMap::new();
        for envelope in envelopes {
            news.entry(envelope.order).or_default().push(envelope);
        }
        let orders: Vec<OrderId> = news.keys().copied().collect();
        let mut stand: HashMap<OrderId, Row> =
            self.pages.rows(&orders).await?.into_iter().map(|row| (row.order, row)).collect();
        // In the order of their ids: who else writes some of them waits, and neither for ever.
        let mut changed = Vec::with_capacity(orders.len());
        for (order, envelopes) in news {
            changed.extend(self.folded(order, stand.remove(&order), &envelopes).await?);
        }
        if changed.is_empty() {
            return Ok(());
        }
        let now = self.clock.now();
        let put = self.pages.put(changed.clone(), now).await;
        // Also when the answer was lost: the rows may stand, and then the next deliveries have nothing to tell.
        for row in changed {
            self.announce.changed(row, now);
        }
        Ok(put?)
    }

    /// An order's row after these events. `None` when they are in the one that stands.
    async fn folded(
        &self,
        order: OrderId,
        stands: Option<Row>,
        envelopes: &[&Envelope],
    ) -> Result<Option<Row>, Failure> {
        let before = stands.as_ref().map(|row| row.seq);
        let mut row = stands;
        for envelope in envelopes {
            if row.as_ref().is_none_or(|row| row.seq < envelope.seq) {
                row = match fold(row, envelope) {
                    None => self.snapshots.snapshot(order).await?,
                    folded => folded,
                };
            }
        }
        let row = row.ok_or_else(|| Failure::Rejected("Main knows no such order".to_owned()))?;
        Ok((before != Some(row.seq)).then_some(row))
    }

    /// Holds an order's row against Main, and puts it right where it says something else. Says whether it did.
    ///
    /// # Errors
    /// When a database is away; it can be asked again.
    pub async fn mend(&self, order: OrderId) -> Result<bool, Unavailable> {
        let stands = self.pages.row(order).await?;
        let Some(row) = self.snapshots.snapshot(order).await? else { return Ok(false) };
        if stands.as_ref() == Some(&row) {
            return Ok(false);
        }
        let now = self.clock.now();
        self.pages.mend(row.clone(), now).await?;
        self.announce.changed(row, now);
        Ok(true)
    }

    /// Every order there is, in the order of their ids.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn orders(&self) -> Result<Vec<OrderId>, Unavailable> {
        let mut all = Vec::new();
        loop {
            let orders = self.snapshots.orders(all.last().copied(), 1_000).await?;
            if orders.is_empty() {
                return Ok(all);
            }
            all.extend(orders);
        }
    }
}

#[async_trait]
impl Consumer for MyPageConsumer {
    fn name(&self) -> ConsumerName {
        ConsumerName::MyPage
    }

    async fn apply(&self, envelope: &Envelope) -> Result<(), Failure> {
        self.fold_in(&[envelope]).await
    }

    async fn apply_together(&self, envelopes: &[&Envelope]) -> Result<BTreeSet<OrderId>, Failure> {
        self.fold_in(envelopes).await?;
        Ok(envelopes.iter().map(|envelope| envelope.order).collect())
    }
}
