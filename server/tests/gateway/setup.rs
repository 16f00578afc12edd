//! A sandbox, an adapter in front of it, and what tests say past both.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use kernel::time::Span;
use kernel::{AttemptId, Clock, Money, OrderId, RefundId, Secret, Time};
use payment::{
    CallError, Confirm, PageUrl, PaymentProvider, Prepare, Prepared, ProviderRef, ProviderRefundState,
    ProviderState, RefundCall,
};
use sandbox::{Capture, Ledger};
use serde_json::{Value, json};
use server::gateway::wire::Patience;
use server::gateway::{self, Account, Way};
use tokio::net::TcpListener;
use uuid::Uuid;

/// Where buyers come back to.
pub const SHOP: &str = "https://hanbeol.example";
pub const ORDER: OrderId = OrderId(Uuid::from_u128(1));
/// What each payment is about, in won.
pub const TOTAL: i64 = 39_000;
/// Approved.
pub const VISA: &str = "4242424242424242";
/// Declined.
pub const DECLINED: &str = "4000000000000002";
/// The issuer asks the buyer first, then approves.
pub const ASKS: &str = "4000002760003184";

/// An adapter, and the way to pay that it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    StripeWithOurPage,
    StripeWithItsPage,
    Toss,
}

/// A clock that tests set.
#[derive(Debug)]
struct ManualClock(AtomicI64);

impl Clock for ManualClock {
    fn now(&self) -> Time {
        Time::from_micros(self.0.load(Ordering::Relaxed))
    }
}

/// What one test has.
pub struct Setup {
    pub kind: Kind,
    pub provider: Arc<dyn PaymentProvider>,
    /// A browser that does not follow where it is led, and the hand of whoever does something at the provider.
    pub browser: reqwest::Client,
    /// Of the sandbox.
    pub url: String,
    clock: Arc<ManualClock>,
}

/// A payment that was made known.
#[derive(Debug, Clone)]
pub struct Payment {
    pub attempt: AttemptId,
    pub reference: ProviderRef,
    pub page: Option<PageUrl>,
}

impl Kind {
    /// What only this adapter's provider calls the endpoints: as `/control/faults` names them.
    pub fn endpoints(self) -> Endpoints {
        match self {
            Self::StripeWithOurPage => Endpoints {
                prepare: "POST /v1/payment_intents",
                charge: "POST /v1/payment_intents/{id}/confirm",
                ask: "GET /v1/payment_intents/{id}",
                close: "POST /v1/payment_intents/{id}/cancel",
                refund: "POST /v1/refunds",
                refunds: "GET /v1/refunds",
            },
            Self::StripeWithItsPage => Endpoints {
                prepare: "POST /v1/checkout/sessions",
                charge: "POST /pay/{session}",
                ask: "GET /v1/checkout/sessions/{id}",
                close: "POST /v1/checkout/sessions/{id}/expire",
                refund: "POST /v1/refunds",
                refunds: "GET /v1/refunds",
            },
            Self::Toss => Endpoints {
                prepare: "POST /toss/v1/payments",
                charge: "POST /toss/v1/payments/confirm",
                ask: "GET /toss/v1/payments/{payment_key}",
                close: "GET /toss/v1/payments/{payment_key}",
                refund: "POST /toss/v1/payments/{payment_key}/cancel",
                refunds: "GET /toss/v1/payments/{payment_key}",
            },
        }
    }

    /// Of the sandbox's face.
    pub fn key(self) -> &'static str {
        match self {
            Self::StripeWithOurPage | Self::StripeWithItsPage => "sk_test_sandbox",
            Self::Toss => "test_sk_sandbox",
        }
    }

    fn way(self) -> Way {
        match self {
            Self::StripeWithOurPage => Way::TestCards(Vec::new()),
            Self::StripeWithItsPage => Way::Stripe,
            Self::Toss => Way::Toss,
        }
    }

    /// An adapter for a provider at this address.
    pub fn adapter(self, url: &str, key: &str, total: Duration) -> Arc<dyn PaymentProvider> {
        let face = if self == Self::Toss { "/toss" } else { "" };
        let account = Account {
            url: format!("{url}{face}"),
            key: Secret::new(key.to_owned()),
            patience: Patience { total, ..Patience::default() },
            shop: SHOP.to_owned(),
        };
        gateway::open(self.way(), account).expect("a client without TLS").provider
    }
}

/// The endpoints that the port's calls come to.
#[derive(Debug, Clone, Copy)]
pub struct Endpoints {
    pub prepare: &'static str,
    /// The one that captures.
    pub charge: &'static str,
    pub ask: &'static str,
    pub close: &'static str,
    pub refund: &'static str,
    pub refunds: &'static str,
}

impl Setup {
    pub async fn stripe_with_our_page() -> Self {
        Self::open(Kind::StripeWithOurPage).await
    }

    pub async fn stripe_with_its_page() -> Self {
        Self::open(Kind::StripeWithItsPage).await
    }

    pub async fn toss() -> Self {
        Self::open(Kind::Toss).await
    }

    async fn open(kind: Kind) -> Self {
        let clock = Arc::new(ManualClock(AtomicI64::new(1_795_365_000_000_000)));
        let ledger = Ledger::in_memory().await.expect("SQLite starts");
        let (listener, address) = listener().await;
        let options = sandbox::Options::new("sk_test_sandbox".to_owned(), clock.clone());
        let sandbox = sandbox::router(ledger, options);
        tokio::spawn(sandbox::serve(listener, sandbox, std::future::pending()));
        let url = format!("http://{address}");
        let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        let provider = kind.adapter(&url, kind.key(), Patience::default().total);
        Self { kind, provider, browser: browser.build().unwrap(), url, clock }
    }

    /// The same adapter, with less patience.
    pub fn hurried(&self, total: Duration) -> Arc<dyn PaymentProvider> {
        self.kind.adapter(&self.url, self.kind.key(), total)
    }

    pub fn advance(&self, span: Span) {
        self.clock.0.fetch_add(span.micros(), Ordering::Relaxed);
    }

    /// Sets these faults instead of all others, as `/control/faults` takes them.
    pub async fn set_faults(&self, rules: Value) {
        self.control("faults", json!({ "seed": 1, "rules": rules })).await;
    }

    pub async fn control(&self, path: &str, body: Value) {
        let request = self.browser.post(format!("{}/control/{path}", self.url)).json(&body);
        request.send().await.unwrap().error_for_status().unwrap();
    }

    /// What the provider's own books say.
    pub async fn captures(&self) -> Vec<Capture> {
        let ledger = self.browser.get(format!("{}/ledger", self.url)).send().await.unwrap();
        let mut ledger: Value = ledger.json().await.unwrap();
        serde_json::from_value(ledger["captures"].take()).unwrap()
    }

    /// Whether the provider's own books have this payment as captured.
    pub async fn has_captured(&self, payment: &Payment) -> bool {
        let attempt = payment.attempt.to_string();
        let captures = self.captures().await;
        captures.iter().filter(|capture| capture.metadata["attempt"] == attempt).count() == 1
    }

    /// What went back, in won, as the provider's own books have it.
    pub async fn returned(&self) -> Vec<i64> {
        let captures = self.captures().await;
        captures.iter().flat_map(|capture| capture.refunds.iter().map(|refund| refund.amount)).collect()
    }

    /// The nth payment of the order, made known.
    pub async fn prepared(&self, n: u32) -> Payment {
        let Prepared { reference, page } = self.provider.prepare(prepare(n)).await.expect("prepared");
        Payment { attempt: AttemptId::nth(ORDER, n), reference, page }
    }

    /// The nth payment of the order, captured.
    pub async fn captured(&self, n: u32) -> Payment {
        let payment = self.prepared(n).await;
        assert_eq!(self.pays(&payment, VISA).await, Ok(ProviderState::Captured));
        payment
    }

    pub async fn confirm(&self, payment: &Payment, card: &str) -> Result<ProviderState, CallError> {
        self.provider.confirm(confirm(payment, card)).await
    }

    pub async fn ask(&self, payment: &Payment) -> Result<ProviderState, CallError> {
        self.provider.ask(&payment.reference).await
    }

    pub async fn close(&self, payment: &Payment) -> Result<ProviderState, CallError> {
        self.provider.close(&payment.reference).await
    }

    /// The nth refund, under its first key.
    pub async fn refund(
        &self,
        payment: &Payment,
        n: u32,
        amount: i64,
    ) -> Result<ProviderRefundState, CallError> {
        self.provider.refund(refund(payment, n, amount)).await
    }
}

pub fn prepare(n: u32) -> Prepare {
    Prepare { attempt: AttemptId::nth(ORDER, n), order: ORDER, amount: Money::won(TOTAL) }
}

pub fn confirm(payment: &Payment, card: &str) -> Confirm {
    let (attempt, reference) = (payment.attempt, payment.reference.clone());
    Confirm { attempt, reference, amount: Money::won(TOTAL), method: Secret::new(card.to_owned()) }
}

/// The id of the nth refund.
pub fn refund_id(n: u32) -> RefundId {
    RefundId::of(AttemptId::nth(ORDER, n), "cancelled")
}

pub fn refund(payment: &Payment, n: u32, amount: i64) -> RefundCall {
    let refund = refund_id(n);
    RefundCall {
        key: format!("{refund}:1"),
        refund,
        reference: payment.reference.clone(),
        amount: Money::won(amount),
    }
}

/// A port on loopback that is listened on, and its address.
pub async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("a bound socket");
    (listener, address)
}
