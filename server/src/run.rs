//! Runs a wired shop: workers, streams, HTTP, and an orderly end.

use std::future::{Future, IntoFuture};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::http::{HttpState, router};
use crate::wiring::Shop;
use crate::worker::{
    ACCOUNTS_EVERY, CARTS_EVERY, FORGET_EVERY, MAIL_EVERY, ORDERS_EVERY, PAYMENTS_EVERY, SETTLEMENT_EVERY,
    every, supervise,
};

/// How long open requests get to end.
const DRAIN: Duration = Duration::from_secs(10);

/// Serves until told to stop, then ends streams, requests and workers, in this order.
///
/// # Errors
/// When the listener fails.
pub async fn run(
    shop: Shop,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let (closing, resting) = (CancellationToken::new(), CancellationToken::new());
    let state = HttpState::new(
        shop.services.clone(),
        shop.hub.clone(),
        shop.queue.clone(),
        Arc::new(shop.clone()),
        closing.clone(),
    );
    let mut workers = workers(&shop, &resting);
    let ending = closing.clone();
    tokio::spawn(async move {
        stop.await;
        tracing::info!("stopping: streams end, requests finish");
        ending.cancel();
    });
    let draining = closing.clone();
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(draining.cancelled_owned());
    tokio::select! {
        served = server.into_future() => served.context("the listener failed")?,
        () = async { closing.cancelled().await; tokio::time::sleep(DRAIN).await } => {
            tracing::warn!("some requests did not end in time");
        }
    }
    resting.cancel();
    let rested = async { while workers.join_next().await.is_some() {} };
    if tokio::time::timeout(DRAIN, rested).await.is_err() {
        tracing::warn!("a worker did not end in time");
    }
    shop.main.close().await;
    shop.view.close().await;
    Ok(())
}

/// The background work.
fn workers(shop: &Shop, stop: &CancellationToken) -> JoinSet<()> {
    let mut workers = JoinSet::new();
    for consumer in shop.relay.consumers() {
        let (relay, committed, ends) = (shop.relay.clone(), shop.main.committed(), stop.clone());
        workers.spawn(supervise(consumer.as_str(), stop.clone(), move || {
            relay.clone().run(consumer, committed.clone(), ends.clone())
        }));
    }
    let (order, ends) = (shop.services.order.clone(), stop.clone());
    workers.spawn(supervise("orders", stop.clone(), move || {
        let (order, ends) = (order.clone(), ends.clone());
        every("orders", ORDERS_EVERY, ends, move || {
            let order = order.clone();
            async move { order.tick().await }
        })
    }));
    let (cart, ends) = (shop.services.cart.clone(), stop.clone());
    workers.spawn(supervise("carts", stop.clone(), move || {
        let (cart, ends) = (cart.clone(), ends.clone());
        every("carts", CARTS_EVERY, ends, move || {
            let cart = cart.clone();
            async move { cart.tick().await }
        })
    }));
    let (payment, ends) = (shop.services.payment.clone(), stop.clone());
    workers.spawn(supervise("payments", stop.clone(), move || {
        let (payment, ends) = (payment.clone(), ends.clone());
        every("payments", PAYMENTS_EVERY, ends, move || {
            let payment = payment.clone();
            async move { payment.tick().await }
        })
    }));
    let (settlement, ends) = (shop.services.settlement.clone(), stop.clone());
    workers.spawn(supervise("settlement", stop.clone(), move || {
        let (settlement, ends) = (settlement.clone(), ends.clone());
        every("settlement", SETTLEMENT_EVERY, ends, move || {
            let settlement = settlement.clone();
            async move { settlement.sweep().await }
        })
    }));
    let (membership, ends) = (shop.services.membership.clone(), stop.clone());
    workers.spawn(supervise("accounts", stop.clone(), move || {
        let (membership, ends) = (membership.clone(), ends.clone());
        every("accounts", ACCOUNTS_EVERY, ends, move || {
            let membership = membership.clone();
            async move { membership.tick().await }
        })
    }));
    let (mail, ends) = (shop.services.mail.clone(), stop.clone());
    workers.spawn(supervise("mailer", stop.clone(), move || {
        let (mail, ends) = (mail.clone(), ends.clone());
        every("mailer", MAIL_EVERY, ends, move || {
            let mail = mail.clone();
            async move { mail.tick().await }
        })
    }));
    let (mail, ends) = (shop.services.mail.clone(), stop.clone());
    workers.spawn(supervise("old letters", stop.clone(), move || {
        let (mail, ends) = (mail.clone(), ends.clone());
        every("old letters", FORGET_EVERY, ends, move || {
            let mail = mail.clone();
            async move { mail.forget().await }
        })
    }));
    let (queue, services, committed, ends) =
        (shop.queue.clone(), shop.services.clone(), shop.main.committed(), stop.clone());
    workers.spawn(supervise("queue feed", stop.clone(), move || {
        queue.clone().follow(services.clone(), committed.clone(), ends.clone())
    }));
    let my_page = shop.my_page.clone();
    workers.spawn(async move {
        match my_page.build_if_lost().await {
            Ok(0) => {}
            Ok(rows) => tracing::info!(rows, "MyPage's view was built from Main"),
            Err(why) => {
                tracing::warn!(%why, "MyPage's view could not be built; rows come with their next event")
            }
        }
    });
    workers
}

/// Ctrl-C, or the signal by which a service is told to stop.
pub async fn stop_signal() {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
