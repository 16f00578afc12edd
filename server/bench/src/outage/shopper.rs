//! One buyer in the outage: orders a piece, tries to pay, and comes back until it is paid.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::bail;
use kernel::OrderId;
use reqwest::Client;
use tokio::sync::{Mutex, watch};
use tokio::time::{Interval, MissedTickBehavior, interval, sleep, sleep_until};

use crate::buyer::{Buyer, Choice, Said};
use crate::now;

/// A buyer who was told so often to come again has found a shop that does not recover.
const TRIES: u32 = 50;
/// How often a buyer whose payment is being checked looks, and how often before nobody believes in an answer: the shop
/// asks the provider every five minutes at the latest.
const LOOK: Duration = Duration::from_secs(2);
const LOOKS: u32 = 300;

/// One try to pay.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pay {
    pub(crate) at: Instant,
    pub(crate) took: Duration,
    pub(crate) said: Said,
}

/// What became of one buyer.
#[derive(Debug, Clone, Default)]
pub(crate) struct History {
    /// Once the shop has said that it stands.
    pub(crate) order: Option<OrderId>,
    pub(crate) pays: Vec<Pay>,
    /// Why it did not end with a paid order.
    pub(crate) trouble: Option<String>,
}

/// What all buyers share.
pub(crate) struct Street {
    client: Client,
    base: String,
    /// Whether the provider has died and is there again.
    back: watch::Receiver<bool>,
    /// Those who come back do it one after another.
    turns: Mutex<Interval>,
}

impl Street {
    /// Buyers come back at this distance from each other.
    pub(crate) fn to(base: &str, client: Client, back: watch::Receiver<bool>, distance: Duration) -> Self {
        let mut turns = interval(distance);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { client, base: base.to_owned(), back, turns: Mutex::new(turns) }
    }

    async fn provider_is_back(&self) -> anyhow::Result<()> {
        self.back.clone().wait_for(|back| *back).await?;
        Ok(())
    }

    /// One buyer, to the end.
    pub(crate) async fn shop(self: Arc<Self>, choice: Choice) -> History {
        let mut history = History::default();
        if let Err(why) = self.try_to_shop(choice, &mut history).await {
            history.trouble = Some(format!("{why:#}"));
        }
        history
    }

    async fn try_to_shop(&self, choice: Choice, history: &mut History) -> anyhow::Result<()> {
        let mut buyer = Buyer::of(self.client.clone(), &self.base);
        let draft = buyer.choose(choice).await?;
        let order = buyer.place(&draft).await?;
        history.order = Some(order);
        for n in 1..=TRIES {
            let at = now();
            let said = buyer.pay(order, n).await?;
            let took = at.elapsed();
            history.pays.push(Pay { at, took, said });
            let wait = match said {
                Said::Paid => return Ok(()),
                Said::Checking if self.was_paid(&buyer, order).await? => return Ok(()),
                Said::Checking | Said::NotCharged => Duration::ZERO,
                Said::Busy { retry_after } => Duration::from_secs(retry_after),
            };
            sleep_until((at + took + wait).into()).await;
            self.provider_is_back().await?;
            self.turns.lock().await.tick().await;
        }
        bail!("order {order} was not paid in {TRIES} tries")
    }

    /// Waits for the outcome of a payment that is being checked.
    async fn was_paid(&self, buyer: &Buyer, order: OrderId) -> anyhow::Result<bool> {
        self.provider_is_back().await?;
        for _ in 0..LOOKS {
            match buyer.status(order).await?.as_str() {
                "checking" => sleep(LOOK).await,
                "payment_failed" | "awaiting_payment" => return Ok(false),
                "paid" | "preparing" | "packed" => return Ok(true),
                other => bail!("order {order} is {other} after its payment was checked"),
            }
        }
        bail!("the payment of order {order} was never answered")
    }
}
