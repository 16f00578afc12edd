//! Events told to the shop: put on their way with the faults that they meet, sent one after another, and sent again
//! until the endpoint says 2xx or it has been tried for long enough.

mod retries;
mod signature;

use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use kernel::Time;
use kernel::time::Span;
use reqwest::redirect::Policy;
use reqwest::{Client, header};
use sqlx::Connection;
use tokio_util::sync::CancellationToken;

use crate::face::Face;
use crate::faults::Fault;
use crate::ledger::deliveries::{self, Delivery, Waiting};
use crate::ledger::{Ledger, LedgerError, events};
use crate::options::{StripeWebhook, TossWebhook, Webhooks};
use crate::provider::Provider;

/// Between two looks at what is due; a clock that runs faster is looked at no more often.
const PAUSE: Duration = Duration::from_millis(100);
/// How long an endpoint may take: <https://docs.tosspayments.com/guides/v2/webhook>.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Where events are told now.
#[derive(Debug)]
pub(crate) struct Endpoints(Mutex<Webhooks>);

impl Endpoints {
    pub(crate) fn new(webhooks: Webhooks) -> Self {
        Self(Mutex::new(webhooks))
    }

    pub(crate) fn get(&self) -> Webhooks {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set(&self, webhooks: Webhooks) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = webhooks;
    }
}

impl Webhooks {
    pub(crate) fn are_plain_http(&self) -> bool {
        let stripe = self.stripe.as_ref().map(|endpoint| &endpoint.url);
        let toss = self.toss.as_ref().map(|endpoint| &endpoint.url);
        stripe.into_iter().chain(toss).all(|url| url.starts_with("http://"))
    }

    fn wants(&self, face: Face) -> bool {
        match face {
            Face::Stripe => self.stripe.is_some(),
            Face::Toss => self.toss.is_some(),
        }
    }
}

/// A client that goes straight to the endpoint.
pub(crate) fn client() -> io::Result<Client> {
    let client = Client::builder().no_proxy().redirect(Policy::none()).timeout(TIMEOUT);
    client.build().map_err(io::Error::other)
}

/// Lets happen what is due and tells of it, until the server wants to end.
pub(crate) async fn keep_telling(provider: &Provider, client: &Client, closing: &CancellationToken) {
    let rounds = async {
        loop {
            if let Err(error) = round(provider, client).await {
                tracing::error!(%error, "the payment sandbox's ledger failed");
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    closing.run_until_cancelled(rounds).await;
}

/// Everything that is due by now. A dead provider does nothing.
pub(crate) async fn round(provider: &Provider, client: &Client) -> Result<(), LedgerError> {
    if provider.switches.dead().is_some() {
        return Ok(());
    }
    provider.ledger.settle(provider.now()).await?;
    post(provider).await?;
    while let Some(delivery) = provider.ledger.due(provider.now()).await? {
        let arrived = send(provider, client, &delivery).await;
        let now = provider.now();
        provider.ledger.delivered(&delivery, retries::next(&delivery, arrived, now), now).await?;
    }
    Ok(())
}

/// Puts new events on their way.
async fn post(provider: &Provider) -> Result<(), LedgerError> {
    let now = provider.now();
    let wanted = provider.endpoints.get();
    let mut connection = provider.ledger.reader().await;
    let unposted = events::unposted(&mut connection).await?;
    if unposted.is_empty() {
        return Ok(());
    }
    let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
    for event in unposted {
        if wanted.wants(event.face) {
            for (delay, held) in ways(provider.faults.of_event(&event.kind)) {
                deliveries::insert(&mut tx, event.number, now + delay, held).await?;
            }
        }
        events::mark_posted(&mut tx, event.number).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// How long each copy of a webhook waits, and whether it lets the next of its payment go ahead.
fn ways(fault: Option<Fault>) -> Vec<(Span, bool)> {
    let after = |ms: u32| Span::from_millis(ms.into());
    match fault {
        Some(Fault::WebhookLost {}) => Vec::new(),
        Some(Fault::WebhookTwice {}) => vec![(after(0), false); 2],
        Some(Fault::WebhookLate { delay_ms }) => vec![(after(delay_ms), false)],
        Some(Fault::WebhookReordered { delay_ms }) => vec![(after(delay_ms), true)],
        _ => vec![(after(0), false)],
    }
}

/// Whether the endpoint took it. One that is no longer wanted counts as taken.
async fn send(provider: &Provider, client: &Client, delivery: &Delivery) -> bool {
    let endpoints = provider.endpoints.get();
    let request = match delivery.face {
        Face::Stripe => {
            endpoints.stripe.map(|endpoint| to_stripe(client, &endpoint, delivery, provider.now()))
        }
        Face::Toss => endpoints.toss.map(|endpoint| to_toss(client, &endpoint, delivery, provider.now())),
    };
    let Some(request) = request else { return true };
    match request.header(header::CONTENT_TYPE, "application/json").body(delivery.body.clone()).send().await {
        Ok(response) => response.status().is_success(),
        Err(error) => {
            tracing::info!(%error, event = delivery.event, "a webhook of the payment sandbox did not arrive");
            false
        }
    }
}

fn to_stripe(client: &Client, to: &StripeWebhook, delivery: &Delivery, now: Time) -> reqwest::RequestBuilder {
    let at = now.micros().div_euclid(1_000_000);
    client.post(&to.url).header("stripe-signature", signature::of(&to.secret, at, &delivery.body))
}

fn to_toss(client: &Client, to: &TossWebhook, delivery: &Delivery, now: Time) -> reqwest::RequestBuilder {
    client
        .post(&to.url)
        .header("tosspayments-webhook-transmission-id", &delivery.event)
        .header("tosspayments-webhook-transmission-time", now.datetime())
        .header("tosspayments-webhook-transmission-retried-count", delivery.tries)
}

impl Ledger {
    pub(crate) async fn waiting(&self) -> Result<Vec<Waiting>, LedgerError> {
        Ok(deliveries::waiting(&mut *self.reader().await).await?)
    }

    async fn due(&self, now: Time) -> Result<Option<Delivery>, LedgerError> {
        Ok(deliveries::due(&mut *self.reader().await, now).await?)
    }

    /// Off the list, or due again.
    async fn delivered(
        &self,
        delivery: &Delivery,
        again: Option<Time>,
        now: Time,
    ) -> Result<(), LedgerError> {
        let mut connection = self.reader().await;
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        match again {
            Some(due) => deliveries::retry(&mut tx, delivery, due).await?,
            None => deliveries::finish(&mut tx, delivery, now).await?,
        }
        tx.commit().await?;
        Ok(())
    }
}
