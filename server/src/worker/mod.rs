//! The background work: the relay, what the clock does to orders and payments, the comparison of the books, and
//! letters. Each worker is supervised: one that fails is started again, and says so.

mod relay;
mod view;

use std::future::Future;
use std::time::Duration;

use events::Unavailable;
use kernel::time::{Span, days};
use tokio_util::sync::CancellationToken;

pub use relay::{Relay, Round};
pub use view::{Built, build_view};
pub(crate) use view::{View, Whose};

/// How often a program says that it lives, and renews its leases: a few times within their length.
pub const TAKE_PART_EVERY: Duration = Duration::from_secs(2);
/// How often orders are looked at by the clock: expiry, 구매확정, lost attempts.
pub const ORDERS_EVERY: Duration = Duration::from_secs(1);
/// How often carts are looked at that nobody has touched for long.
pub const CARTS_EVERY: Duration = Duration::from_secs(60 * 60);
/// How often open payments and due refunds are looked at.
pub const PAYMENTS_EVERY: Duration = Duration::from_millis(500);
/// How often it is looked whether a day's books are to be compared with the provider's.
pub const SETTLEMENT_EVERY: Duration = Duration::from_secs(60 * 60);
/// How often it is looked for what accounts may forget.
pub const ACCOUNTS_EVERY: Duration = Duration::from_secs(10 * 60);
/// How often it is looked whether letters are due.
pub const MAIL_EVERY: Duration = Duration::from_secs(1);
/// How often old letters are forgotten.
pub const FORGET_EVERY: Duration = Duration::from_secs(60 * 60);
/// How often it is looked which events are old.
pub const OUTBOX_EVERY: Duration = Duration::from_secs(10 * 60);
/// How long an event stays after everybody is done with it, for who looks into what happened. (The timeline stays.)
pub const EVENTS_STAY: Span = days(30);
/// How long a worker rests after a failure.
const REST: Duration = Duration::from_secs(2);

/// Runs a worker until the program stops; after a panic it is started again.
pub async fn supervise<F>(name: &'static str, stop: CancellationToken, work: impl Fn() -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    while !stop.is_cancelled() {
        let mut task = tokio::spawn(work());
        tokio::select! {
            () = stop.cancelled() => {
                // A worker ends at its next rest; what it is in the middle of it finishes.
                if task.await.is_err() {
                    tracing::error!(worker = name, "a worker panicked while stopping");
                }
            }
            ended = &mut task => {
                if let Err(panic) = ended {
                    tracing::error!(worker = name, %panic, "a worker failed and is started again");
                }
                tokio::time::sleep(REST).await;
            }
        }
    }
}

/// Does something every so often until the program stops. A database that is away is waited for.
pub async fn every<F>(name: &'static str, pause: Duration, stop: CancellationToken, work: impl Fn() -> F)
where
    F: Future<Output = Result<usize, Unavailable>>,
{
    every_or_woken(name, pause, stop, work, std::future::pending).await;
}

/// The same, and earlier when it is woken.
pub async fn every_or_woken<F, W>(
    name: &'static str,
    pause: Duration,
    stop: CancellationToken,
    work: impl Fn() -> F,
    woken: impl Fn() -> W,
) where
    F: Future<Output = Result<usize, Unavailable>>,
    W: Future<Output = ()>,
{
    loop {
        let rest = match work().await {
            Ok(_) => pause,
            Err(why) => {
                tracing::warn!(worker = name, %why, "a worker waits");
                REST
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(rest) => {}
            () = woken() => {}
        }
    }
}
