//! Runs a wired shop: workers, streams, HTTP, and an orderly end.

use std::collections::BTreeMap;
use std::future::{Future, IntoFuture};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use events::{ConsumerName, Partitions, Role, Unavailable};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::http::{HttpState, health, router};
use crate::wiring::Shop;
use crate::worker::{
    ACCOUNTS_EVERY, CARTS_EVERY, EVENTS_STAY, FORGET_EVERY, MAIL_EVERY, ORDERS_EVERY, OUTBOX_EVERY,
    PAYMENTS_EVERY, SETTLEMENT_EVERY, TAKE_PART_EVERY, View, Whose, every, every_or_woken, supervise,
};

/// How long open requests get to end.
const DRAIN: Duration = Duration::from_secs(10);

/// Does what these roles do until told to stop, and for as long as it is told after that, while it says that it is not
/// ready. Then it ends streams, finishes requests, and meanwhile ends the workers and hands over what they served. Without the
/// role of the web it answers nothing but whether it lives.
///
/// # Errors
/// When the listener fails.
pub async fn run(
    shop: Shop,
    roles: &[Role],
    listener: TcpListener,
    stop: impl Future<Output = Duration> + Send + 'static,
) -> anyhow::Result<()> {
    let closing = CancellationToken::new();
    let state = HttpState::new(
        shop.services.clone(),
        shop.hub.clone(),
        shop.queue.clone(),
        Arc::new(shop.clone()),
        closing.clone(),
    );
    let workers = workers(&shop, roles, &closing);
    let (stopping, ending) = (state.stopping.clone(), closing.clone());
    tokio::spawn(async move {
        let lingers = stop.await;
        stopping.cancel();
        if !lingers.is_zero() {
            tracing::info!(seconds = lingers.as_secs(), "stopping: not ready, and still serving");
            tokio::time::sleep(lingers).await;
        }
        tracing::info!("stopping: streams end, requests finish");
        ending.cancel();
    });
    let draining = closing.clone();
    let routes = if roles.contains(&Role::Web) { router(state) } else { health(state) };
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(draining.cancelled_owned());
    let served = async {
        tokio::select! {
            served = server.into_future() => served.context("the listener failed"),
            () = async { closing.cancelled().await; tokio::time::sleep(DRAIN).await } => {
                tracing::warn!("some requests did not end in time");
                Ok(())
            }
        }
    };
    tokio::try_join!(served, hand_over(&shop, workers, &closing))?;
    shop.main.close().await;
    shop.view.close().await;
    Ok(())
}

/// Waits for the end, and then for the workers'; the others go on with what they served.
async fn hand_over(shop: &Shop, mut workers: JoinSet<()>, closing: &CancellationToken) -> anyhow::Result<()> {
    closing.cancelled().await;
    let rested = async { while workers.join_next().await.is_some() {} };
    if tokio::time::timeout(DRAIN, rested).await.is_err() {
        tracing::warn!("a worker did not end in time");
    }
    if let Err(why) = shop.services.instances.leave(shop.instance).await {
        tracing::warn!(%why, "the others take over when the leases have lapsed");
    }
    Ok(())
}

/// The background work of some roles, each worker supervised.
struct Workers<'a> {
    tasks: JoinSet<()>,
    stop: &'a CancellationToken,
}

impl Workers<'_> {
    fn supervised<F>(&mut self, name: &'static str, work: impl Fn() -> F + Send + Sync + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.tasks.spawn(supervise(name, self.stop.clone(), work));
    }

    fn every<S, F>(&mut self, name: &'static str, pause: Duration, service: &S, work: fn(S) -> F)
    where
        S: Clone + Send + Sync + 'static,
        F: Future<Output = Result<usize, Unavailable>> + Send + 'static,
    {
        let (service, ends) = (service.clone(), self.stop.clone());
        self.supervised(name, move || {
            let service = service.clone();
            every(name, pause, ends.clone(), move || work(service.clone()))
        });
    }
}

fn workers(shop: &Shop, roles: &[Role], stop: &CancellationToken) -> JoinSet<()> {
    let mut workers = Workers { tasks: JoinSet::new(), stop };
    let leases = Leases::default();
    let view = View::new(shop.clone(), roles.contains(&Role::MyPage));
    let taking_part =
        TakingPart { shop: shop.clone(), roles: roles.into(), leases: leases.clone(), view: view.clone() };
    let ends = stop.clone();
    workers.supervised("instance", move || taking_part.clone().run(ends.clone()));
    for role in roles {
        if let Some(consumer) = role.consumer() {
            serve_consumer(&mut workers, shop, consumer, &leases);
        }
        work_of(*role, shop, &view, &mut workers);
    }
    workers.tasks
}

fn serve_consumer(workers: &mut Workers<'_>, shop: &Shop, consumer: ConsumerName, leases: &Leases) {
    let (relay, wakes, held, ends) =
        (shop.relay.clone(), shop.main.wakes(), leases.of(consumer), workers.stop.clone());
    workers.supervised(consumer.as_str(), move || {
        relay.clone().run(consumer, wakes.clone(), held.clone(), ends.clone())
    });
}

/// What a role does besides serving its consumer.
fn work_of(role: Role, shop: &Shop, view: &View, workers: &mut Workers<'_>) {
    let services = &shop.services;
    match role {
        Role::Web => {
            let (queue, of_queue, main, ends) =
                (shop.queue.clone(), services.clone(), shop.main.committed(), workers.stop.clone());
            workers.supervised("queue feed", move || {
                queue.clone().follow(of_queue.clone(), main.clone(), ends.clone())
            });
            let (hub, of_pages, view, ends) =
                (shop.hub.clone(), services.clone(), shop.view.committed(), workers.stop.clone());
            workers.supervised("live pages", move || {
                hub.clone().follow(of_pages.clone(), view.clone(), ends.clone())
            });
        }
        Role::MyPage => {
            let (view, ends) = (view.clone(), workers.stop.clone());
            workers.supervised("MyPage's view", move || view.clone().keep(ends.clone()));
        }
        Role::Mail => {
            workers.every("mailer", MAIL_EVERY, &services.mail, |mail| async move { mail.tick().await });
            workers.every("old letters", FORGET_EVERY, &services.mail, |it| async move { it.forget().await });
        }
        Role::Reconciler => {
            workers.every("payments", PAYMENTS_EVERY, &services.payment, |it| async move { it.tick().await });
            workers.every("settlement", SETTLEMENT_EVERY, &services.settlement, |it| async move {
                it.sweep().await
            });
        }
        Role::Expiry => {
            workers.every("orders", ORDERS_EVERY, &services.order, |it| async move { it.tick().await });
            workers.every("carts", CARTS_EVERY, &services.cart, |cart| async move { cart.tick().await });
            workers.every(
                "accounts",
                ACCOUNTS_EVERY,
                &services.membership,
                |it| async move { it.tick().await },
            );
        }
        Role::Relay => workers.every("outbox", OUTBOX_EVERY, services, |services| async move {
            let now = services.clock.now();
            services.outbox.forget(now - EVENTS_STAY, now).await
        }),
        Role::Order | Role::Payment | Role::Shipping => {}
    }
}

/// What this program serves of each consumer.
#[derive(Clone)]
struct Leases(Arc<BTreeMap<ConsumerName, watch::Sender<Partitions>>>);

impl Default for Leases {
    fn default() -> Self {
        let none = ConsumerName::ALL.map(|consumer| (consumer, watch::Sender::new(Partitions::NONE)));
        Self(Arc::new(none.into()))
    }
}

impl Leases {
    fn of(&self, consumer: ConsumerName) -> watch::Receiver<Partitions> {
        self.0[&consumer].subscribe()
    }

    fn hold(&self, consumer: ConsumerName, partitions: Partitions) {
        self.0[&consumer].send_if_modified(|held| {
            let changed = *held != partitions;
            if changed {
                tracing::info!(%consumer, partitions = partitions.count(), "serves");
            }
            *held = partitions;
            changed
        });
    }
}

/// This program among the others over its database.
#[derive(Clone)]
struct TakingPart {
    shop: Shop,
    roles: Arc<[Role]>,
    leases: Leases,
    view: View,
}

impl TakingPart {
    /// Takes part until the program stops, and at once where leases were given back.
    async fn run(self, stop: CancellationToken) {
        let wakes = self.shop.main.wakes();
        every_or_woken("instance", TAKE_PART_EVERY, stop, || self.take_part(), || wakes.leases()).await;
    }

    async fn take_part(&self) -> Result<usize, Unavailable> {
        let (services, me) = (&self.shop.services, self.shop.instance);
        // Who cannot fold leaves MyPage to who can.
        let view = self.view.find().await;
        let folds = matches!(view, Some((_, Whose::Ours)));
        let roles = self.roles.iter().copied().filter(|role| folds || *role != Role::MyPage);
        let standing = services.instances.take_part(me, &Vec::from_iter(roles)).await?;
        let mut of_view = Partitions::NONE;
        for (consumer, partitions) in &standing.held {
            match consumer {
                ConsumerName::MyPage => of_view = *partitions,
                _ => self.leases.hold(*consumer, *partitions),
            }
        }
        // The others do not wait for a view that is away.
        let may_fold = match view {
            Some((name, Whose::Ours)) => self.view.say(me, &name).await?,
            Some((name, Whose::AnotherShops)) => {
                self.view.say_foreign(me, &name).await?;
                false
            }
            None => {
                self.view.is_away();
                false
            }
        };
        self.leases.hold(ConsumerName::MyPage, if may_fold { of_view } else { Partitions::NONE });
        Ok(standing.held.len())
    }
}

/// Ctrl-C, or the signal by which a service is told to stop. Says for how long to go on serving: after Ctrl-C not at all,
/// after the signal for as long as a proxy may need to notice.
pub async fn stop_signal(lingers: Duration) -> Duration {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => Duration::ZERO,
        () = terminated => lingers,
    }
}
