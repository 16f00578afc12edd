//! Outbound adapters: what the shop asks of programs that are not its own.

pub mod darkroom;
pub mod links;
pub mod returns;
pub mod shown;
pub mod smtp;
pub mod stripe;
pub mod toss;
pub mod wire;

use std::sync::Arc;

use app::checkout::view::{Methods, TestCard};
use kernel::{Secret, Text};
use payment::PaymentProvider;

use self::returns::Returns;
use self::stripe::{Paying, Stripe, StripeSettings};
use self::toss::{Toss, TossSettings};
use self::wire::Patience;

/// Where a payment provider is, and where buyers come back to.
#[derive(Debug, Clone)]
pub struct Account {
    /// Of the provider's API.
    pub url: String,
    pub key: Secret,
    pub patience: Patience,
    /// Where buyers reach the shop.
    pub shop: String,
}

impl Account {
    /// Where buyers reach the shop, so that a path can follow: `https://shop.example`.
    #[must_use]
    pub fn origin(&self) -> String {
        self.shop.trim_end_matches('/').to_owned()
    }
}

/// How buyers pay.
#[derive(Debug, Clone)]
pub enum Way {
    /// On our page, with test cards: the sandbox alone is given their numbers.
    TestCards(Vec<TestCard>),
    /// On Stripe's page.
    Stripe,
    /// In Toss's window.
    Toss,
}

/// A provider, and what pages have to know of it.
#[derive(Clone)]
pub struct Gateway {
    pub provider: Arc<dyn PaymentProvider>,
    pub methods: Methods,
    /// Where its pages for buyers are.
    pub pay_pages: Vec<String>,
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gateway").field("methods", &self.methods).finish_non_exhaustive()
    }
}

/// Sets the way to a provider up; nothing is sent yet.
///
/// # Errors
/// When TLS cannot be set up, as without any certificates on the machine.
pub fn open(way: Way, account: Account) -> Result<Gateway, reqwest::Error> {
    let returns = Returns::new(&account.shop, account.key.clone());
    match way {
        Way::TestCards(cards) => stripe(account, returns, Paying::Here, Methods::TestCards(cards)),
        Way::Stripe => stripe(account, returns, Paying::AtStripe, page("Stripe", "Stripe")),
        Way::Toss => toss(account, returns, page("토스페이먼츠", "Toss Payments")),
    }
}

fn stripe(
    account: Account,
    returns: Returns,
    paying: Paying,
    methods: Methods,
) -> Result<Gateway, reqwest::Error> {
    let Account { url, key, patience, .. } = account;
    let pay_pages = Stripe::page_origins(&url);
    let settings = StripeSettings { base_url: url, secret_key: key, patience, paying, returns };
    Ok(Gateway { provider: Arc::new(Stripe::new(settings)?), methods, pay_pages })
}

fn toss(account: Account, returns: Returns, methods: Methods) -> Result<Gateway, reqwest::Error> {
    let Account { url, key, patience, .. } = account;
    let pay_pages = Toss::page_origins(&url);
    let settings = TossSettings { base_url: url, secret_key: key, patience, returns };
    Ok(Gateway { provider: Arc::new(Toss::new(settings)?), methods, pay_pages })
}

/// A page of this provider's.
fn page(ko: &str, en: &str) -> Methods {
    Methods::Page { provider: Text { ko: ko.to_owned(), en: en.to_owned() } }
}
