//! What goes wrong on purpose: rules with probabilities and one seed, which together decide each request.
//!
//! A decision depends on the seed, the rule, the endpoint and how many calls this endpoint has had since the
//! plan was set, and on nothing else: the same calls in the same order meet the same faults, however the calls
//! of other endpoints fall between them. [`FaultPlan`] is what `/control/faults` takes.

mod draw;
mod twist;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::endpoint::Endpoint;

pub(crate) use crate::faults::twist::{Late, Twist, status_of};

/// All faults at once; setting one forgets the last and begins to count anew. The default has none.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FaultPlan {
    pub seed: u64,
    /// The first that hits decides; latency comes on top of what another rule does.
    pub rules: Vec<Rule>,
}

impl FaultPlan {
    /// What is wrong with it, if anything is.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        let odd = |rule: &Rule| !(0.0..=1.0).contains(&rule.probability);
        let unknown =
            |rule: &Rule| matches!(rule.fault, Fault::Error { status, .. } if !(400..=599).contains(&status));
        if self.rules.iter().any(odd) {
            return Some("a probability is from 0 to 1");
        }
        self.rules.iter().any(unknown).then_some("an error's status is from 400 to 599")
    }
}

/// One fault, where, and how often.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub fault: Fault,
    /// An endpoint as `/control/calls` names it (`POST /v1/refunds`), or for a webhook's fault the event's
    /// type (`payment_intent.succeeded`, `DONE`). Without it, all calls of both APIs but not the buyer's pages,
    /// or all events.
    #[serde(default)]
    pub on: Option<String>,
    /// From 0 to 1; 1 without it.
    #[serde(default = "always")]
    pub probability: f64,
    /// How often it hits at most.
    #[serde(default)]
    pub times: Option<u32>,
}

fn always() -> f64 {
    1.0
}

/// Before or after a request has done its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    Before,
    After,
}

/// What is said at first of a payment that will be captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    Declined,
    Processing,
}

/// What goes wrong. Delays of requests are real milliseconds, which is what a client's timeout counts; all other
/// delays are milliseconds of the sandbox's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// The request arrives `ms` late, or with `up_to_ms` between the two, whether or not its caller still waits.
    Latency { ms: u64, up_to_ms: Option<u64> },
    /// A status from 400 to 599. Up to 500 it is the endpoint's own answer, which an idempotency key keeps; above,
    /// it comes from what stands in front, in HTML, and the key keeps what the endpoint said, if it was reached.
    Error { status: u16, when: When },
    /// 429 before any work.
    RateLimited {},
    /// The connection is reset (RST).
    Reset { when: When },
    /// The work is done, and no answer ever comes: it takes a timeout to notice.
    Hang {},
    /// The work is done, and the connection is closed in order without a word.
    HangUp {},
    /// The work is done, and the body of the answer is cut short and mangled.
    Unreadable {},
    /// A payment that its issuer approves is said to be declined, or to be under way, and captured afterwards.
    /// On Stripe's refunds: said to be pending, and succeeded afterwards.
    LateSuccess { shown: Shown, delay_ms: u32 },
    /// A webhook comes twice.
    WebhookTwice {},
    /// A webhook comes late.
    WebhookLate { delay_ms: u32 },
    /// A webhook waits until the next one of the same payment has gone ahead, or for `delay_ms`.
    WebhookReordered { delay_ms: u32 },
    /// A webhook never comes.
    WebhookLost {},
}

impl Fault {
    fn is_of_webhooks(self) -> bool {
        match self {
            Self::WebhookTwice {}
            | Self::WebhookLate { .. }
            | Self::WebhookReordered { .. }
            | Self::WebhookLost {} => true,
            Self::Latency { .. }
            | Self::Error { .. }
            | Self::RateLimited {}
            | Self::Reset { .. }
            | Self::Hang {}
            | Self::HangUp {}
            | Self::Unreadable {}
            | Self::LateSuccess { .. } => false,
        }
    }
}

/// What one request meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Fate {
    pub(crate) latency: Option<Duration>,
    pub(crate) fault: Option<Fault>,
}

/// The plan in force, and how far it has come.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Running>);

#[derive(Debug, Default)]
struct Running {
    plan: FaultPlan,
    /// How often each rule has hit.
    hits: Vec<u32>,
    /// How often each endpoint was called, and each type of event made.
    seen: HashMap<String, u64>,
}

/// A plan as `/control/faults` shows it: `hits` are how often each rule has hit, in their order.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    #[serde(flatten)]
    plan: FaultPlan,
    hits: Vec<u32>,
}

impl Faults {
    pub(crate) fn set(&self, plan: FaultPlan) {
        let hits = vec![0; plan.rules.len()];
        *self.running() = Running { plan, hits, seen: HashMap::new() };
    }

    pub(crate) fn report(&self) -> Report {
        let running = self.running();
        Report { plan: running.plan.clone(), hits: running.hits.clone() }
    }

    pub(crate) fn of_request(&self, endpoint: &Endpoint) -> Fate {
        let mut running = self.running();
        let nth = running.count(&endpoint.name);
        let mut fate = Fate::default();
        for index in 0..running.plan.rules.len() {
            let Rule { fault, ref on, .. } = running.plan.rules[index];
            let meant = on.as_ref().map_or(endpoint.is_api, |on| *on == endpoint.name);
            let free = match fault {
                Fault::Latency { .. } => fate.latency.is_none(),
                _ => fate.fault.is_none(),
            };
            if fault.is_of_webhooks() || !meant || !free || !running.hits(index, &endpoint.name, nth) {
                continue;
            }
            match fault {
                Fault::Latency { ms, up_to_ms } => {
                    let to = up_to_ms.unwrap_or(ms);
                    let chance = draw::chance(running.plan.seed, "latency", &endpoint.name, nth);
                    fate.latency = Some(Duration::from_millis(draw::between(ms, to, chance)));
                }
                fault => fate.fault = Some(fault),
            }
        }
        fate
    }

    /// The fault of an event's webhook.
    pub(crate) fn of_event(&self, kind: &str) -> Option<Fault> {
        let mut running = self.running();
        let nth = running.count(kind);
        (0..running.plan.rules.len()).find_map(|index| {
            let Rule { fault, ref on, .. } = running.plan.rules[index];
            let meant = on.as_ref().is_none_or(|on| on == kind);
            (fault.is_of_webhooks() && meant && running.hits(index, kind, nth)).then_some(fault)
        })
    }

    fn running(&self) -> std::sync::MutexGuard<'_, Running> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running {
    fn count(&mut self, name: &str) -> u64 {
        let seen = self.seen.entry(name.to_owned()).or_default();
        *seen += 1;
        *seen
    }

    fn hits(&mut self, index: usize, name: &str, nth: u64) -> bool {
        let rule = &self.plan.rules[index];
        let hit = rule.times.is_none_or(|times| self.hits[index] < times)
            && draw::hits(rule.probability, draw::chance(self.plan.seed, &index.to_string(), name, nth));
        self.hits[index] += u32::from(hit);
        hit
    }
}

#[cfg(test)]
mod tests;
