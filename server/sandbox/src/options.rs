//! How the provider is set up.

use std::fmt;
use std::sync::Arc;

use kernel::Clock;
use kernel::time::{Span, minutes};
use serde::{Deserialize, Serialize};

/// How the provider is set up: [`Options::new`], and what shall differ from it.
#[derive(Clone)]
pub struct Options {
    /// Stripe's face: the secret key that callers present as `Authorization: Bearer`.
    pub api_key: String,
    /// What time it is: it ages keys, sessions, windows and authorizations, and spaces webhooks. May run faster
    /// than the machine's.
    pub clock: Arc<dyn Clock>,
    /// Toss's face: the secret key that callers present as `Authorization: Basic base64(key + ":")`.
    pub toss_secret_key: String,
    /// Where events are told; `/control/webhooks` can change it.
    pub webhooks: Webhooks,
    /// How long Stripe's search does not find a new payment.
    pub search_lag: Span,
}

/// Where each face tells its events; nowhere by default.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Webhooks {
    pub stripe: Option<StripeWebhook>,
    pub toss: Option<TossWebhook>,
}

/// An endpoint for Stripe's events.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StripeWebhook {
    /// Plain http: nothing here leaves the machine.
    pub url: String,
    /// `whsec_...`, what each payload is signed with.
    pub secret: String,
}

/// An endpoint for Toss's events, which are not signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TossWebhook {
    /// Plain http: nothing here leaves the machine.
    pub url: String,
}

impl Options {
    /// With Toss's key `test_sk_sandbox`, no webhooks, and a search that lags by a minute.
    #[must_use]
    pub fn new(api_key: String, clock: Arc<dyn Clock>) -> Self {
        Self {
            api_key,
            clock,
            toss_secret_key: "test_sk_sandbox".to_owned(),
            webhooks: Webhooks::default(),
            search_lag: minutes(1),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("clock", &self.clock)
            .field("webhooks", &self.webhooks)
            .field("search_lag", &self.search_lag)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for StripeWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StripeWebhook").field("url", &self.url).finish_non_exhaustive()
    }
}
