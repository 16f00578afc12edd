//! The payment provider's control: it dies, comes back, and says what reached it and what it captured.

use anyhow::Context;
use kernel::{AttemptId, OrderId};
use reqwest::Client;
use serde::Deserialize;
use serde_json::json;

/// How a provider is dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dead {
    /// Connections are refused.
    Refusing,
    /// Requests are taken and never answered.
    Hanging,
}

impl Dead {
    /// As the control port names it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Refusing => "refusing",
            Self::Hanging => "hanging",
        }
    }
}

/// Money that the provider took, by its own ledger.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Capture {
    pub(crate) amount: i64,
    pub(crate) metadata: Metadata,
    pub(crate) refunds: Vec<serde_json::Value>,
}

/// Whose money it is.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Metadata {
    pub(crate) order: OrderId,
    pub(crate) attempt: AttemptId,
}

#[derive(Deserialize)]
struct Ledger {
    captures: Vec<Capture>,
}

#[derive(Deserialize)]
struct Calls {
    endpoints: std::collections::BTreeMap<String, usize>,
}

/// The sandbox behind the shop, by its control port.
#[derive(Debug, Clone)]
pub(crate) struct Provider {
    client: Client,
    base: String,
}

impl Provider {
    pub(crate) fn at(port: u16) -> Self {
        Self { client: Client::new(), base: format!("http://127.0.0.1:{port}") }
    }

    /// Lets it die, or brings it back.
    pub(crate) async fn set(&self, dead: Option<Dead>) -> anyhow::Result<()> {
        let switch = json!({ "dead": dead.map(Dead::as_str) });
        let asked = self.client.post(format!("{}/control", self.base)).json(&switch);
        asked.send().await?.error_for_status().context("the provider's switch does not work")?;
        Ok(())
    }

    /// Begins to count anew.
    pub(crate) async fn forget_calls(&self) -> anyhow::Result<()> {
        self.client.delete(format!("{}/control/calls", self.base)).send().await?.error_for_status()?;
        Ok(())
    }

    /// How many calls of payments came in. Questions about earlier ones are not counted: they have places of their own
    /// and feed no breaker.
    pub(crate) async fn calls(&self) -> anyhow::Result<usize> {
        let calls: Calls = self.get("control/calls").await?;
        let pays =
            |name: &str| matches!(name, "POST /v1/payment_intents" | "POST /v1/payment_intents/{id}/confirm");
        Ok(calls.endpoints.iter().filter(|(name, _)| pays(name)).map(|(_, count)| count).sum())
    }

    /// Everything it ever captured.
    pub(crate) async fn captures(&self) -> anyhow::Result<Vec<Capture>> {
        Ok(self.get::<Ledger>("ledger").await?.captures)
    }

    async fn get<T: serde::de::DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        let url = format!("{}/{path}", self.base);
        Ok(self.client.get(url).send().await?.error_for_status()?.json().await?)
    }
}
