//! Keeps MyPage's view whole: what a program with another view heard of is built into this one when that program has ended.

use std::time::Duration;

use customer::mypage::{MyPageConsumer, MyPages};
use events::{ConsumerName, Instances, Outbox, Unavailable, ViewStanding};
use kernel::InstanceId;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::wiring::Shop;

/// How long the view is asked for its name, and Main about the views of others: leases are to be renewed meanwhile.
const PATIENCE: Duration = Duration::from_secs(1);
const PATIENCE_OF_OTHERS: Duration = Duration::from_secs(3);
/// How long a rebuild that broke off rests, doubled each time, and at most.
const REST: Duration = Duration::from_secs(5);
const LONGEST_REST: Duration = Duration::from_secs(5 * 60);

/// A view that was built anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Built {
    pub rows: usize,
    /// Whether it has heard of everything since: not where programs folded into another view meanwhile.
    pub counts: bool,
}

/// Builds a view anew from the orders, and writes down that it has heard of everything. Says after each page how many rows so
/// far.
///
/// # Errors
/// When a database is away, or the view is another shop's; it can be begun again.
pub async fn build_view(
    instances: &dyn Instances,
    pages: &dyn MyPages,
    my_page: &MyPageConsumer,
    progress: impl FnMut(usize) + Send,
) -> Result<Built, Unavailable> {
    let name = pages.name().await?;
    let mark = instances.mark(&name).await?;
    let rows = my_page.rebuild(progress).await?;
    let counts = match mark {
        Some(mark) => instances.built(&name, mark).await?,
        None => false,
    };
    Ok(Built { rows, counts })
}

/// The view that this program was given. Clones share what is known of it.
#[derive(Clone)]
pub(crate) struct View {
    shop: Shop,
    /// Whether this program folds into it.
    folds: bool,
    /// How it stands, once it was asked.
    standing: watch::Sender<Option<ViewStanding>>,
    /// The name of the one that was seen to be this shop's, or another's.
    seen: watch::Sender<Option<(String, Whose)>>,
}

/// Whose orders a view shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    Ours,
    AnotherShops,
}

impl View {
    pub(crate) fn new(shop: Shop, folds: bool) -> Self {
        Self { shop, folds, standing: watch::Sender::new(None), seen: watch::Sender::new(None) }
    }

    /// Its name, and whose it is. `None` while it is away, or not as this version wants it.
    pub(crate) async fn find(&self) -> Option<(String, Whose)> {
        let asked = async {
            let name = self.shop.services.my_pages.name().await?;
            let whose = self.whose(&name).await?;
            Ok::<_, Unavailable>((name, whose))
        };
        tokio::time::timeout(PATIENCE, asked).await.ok()?.ok()
    }

    /// Whose it is. Of a name that was seen to be ours it is not asked again.
    async fn whose(&self, name: &str) -> Result<Whose, Unavailable> {
        let seen = self.seen.borrow().clone().filter(|(seen, _)| seen == name).map(|(_, whose)| whose);
        if seen == Some(Whose::Ours) {
            return Ok(Whose::Ours);
        }
        let is_foreign = self.shop.my_page.is_foreign().await?;
        let whose = if is_foreign { Whose::AnotherShops } else { Whose::Ours };
        if is_foreign && seen.is_none() {
            tracing::error!(
                "MyPage's view shows orders that the database of orders does not know, and is left alone: is it \
                 another shop's? (--view-database)"
            );
        }
        self.seen.send_replace(Some((name.to_owned(), whose)));
        Ok(whose)
    }

    /// Says which view this program was given, once it has taken part. Whether it may fold into it: it is written down.
    ///
    /// # Errors
    /// When the database of orders is away.
    pub(crate) async fn say(&self, me: InstanceId, name: &str) -> Result<bool, Unavailable> {
        let instances = &self.shop.services.instances;
        if !self.folds {
            instances.shows(me, name).await?;
            return Ok(false);
        }
        // Leases are renewed in time, also when one who asks the same stands still.
        let Ok(standing) = tokio::time::timeout(PATIENCE_OF_OTHERS, instances.folds(me, name)).await else {
            tracing::warn!("it takes long to say which view of MyPage is folded into");
            return Ok(self.stands().is_some());
        };
        let standing = standing?;
        let before = self.standing.send_replace(Some(standing));
        if standing == ViewStanding::Disputed && before != Some(standing) {
            tracing::warn!(
                "another program has another database of MyPage's view, and each hears of some orders alone"
            );
        }
        Ok(true)
    }

    /// Says that it has another shop's, so that the others know.
    ///
    /// # Errors
    /// When the database of orders is away.
    pub(crate) async fn say_foreign(&self, me: InstanceId, name: &str) -> Result<(), Unavailable> {
        self.is_away();
        self.shop.services.instances.shows(me, name).await
    }

    /// The view is away: it is said anew when it is back.
    pub(crate) fn is_away(&self) {
        self.standing.send_replace(None);
    }

    /// Builds the view anew where it lacks something, until the program stops.
    pub(crate) async fn keep(self, stop: CancellationToken) {
        let (mut standing, mut rest) = (self.standing.subscribe(), REST);
        let mut may_be_lost = true;
        while !stop.is_cancelled() {
            let mended = tokio::select! {
                () = stop.cancelled() => return,
                mended = self.mend(&mut may_be_lost) => mended,
            };
            let pause = match mended {
                Ok(()) => {
                    rest = REST;
                    Duration::ZERO
                }
                Err(why) => {
                    tracing::warn!(%why, again_in = rest.as_secs(), "MyPage's view was not built");
                    let longer = (rest * 2).min(LONGEST_REST);
                    std::mem::replace(&mut rest, longer)
                }
            };
            let next = async {
                tokio::time::sleep(pause).await;
                standing.changed().await
            };
            tokio::select! {
                () = stop.cancelled() => return,
                said = next => if said.is_err() { return },
            }
        }
    }

    /// Looks how it stands, and mends that. Whether it has lost rows is asked once.
    async fn mend(&self, may_be_lost: &mut bool) -> Result<(), Unavailable> {
        let Shop { services, my_page, instance, .. } = &self.shop;
        if self.stands() == Some(ViewStanding::Lacks { ours: true })
            && let Some((name, Whose::Ours)) = self.find().await
        {
            // What was said last may be of before the last rebuild.
            self.say(*instance, &name).await?;
        }
        let rows = match self.stands() {
            Some(ViewStanding::Lacks { ours: true }) => {
                let (instances, pages) = (services.instances.as_ref(), services.my_pages.as_ref());
                let Built { rows, counts } = build_view(instances, pages, my_page, |_| {}).await?;
                if !counts {
                    return Err(Unavailable(
                        "another was folded into meanwhile, or this one begun anew".to_owned(),
                    ));
                }
                rows
            }
            Some(ViewStanding::Whole { ours: true }) if *may_be_lost => {
                build_if_lost(my_page, services.outbox.as_ref()).await?
            }
            _ => return Ok(()),
        };
        *may_be_lost = false;
        if rows > 0 {
            tracing::info!(rows, "MyPage's view was built from Main");
        }
        Ok(())
    }

    fn stands(&self) -> Option<ViewStanding> {
        *self.standing.borrow()
    }
}

/// Builds the view where it has lost rows, as an older one that was put back has.
async fn build_if_lost(my_page: &MyPageConsumer, outbox: &dyn Outbox) -> Result<usize, Unavailable> {
    let waiting = async {
        let lags = outbox.lags().await?;
        Ok(lags.iter().find(|lag| lag.consumer == ConsumerName::MyPage).map_or(0, |lag| lag.waiting))
    };
    my_page.build_if_lost(waiting).await
}
