//! What every request shares, and how it gets its one answer.

use std::sync::Arc;

use kernel::Time;

use crate::answer::Answer;
use crate::commands::Command;
use crate::endpoint::Calls;
use crate::face::Face;
use crate::faults::{Faults, Twist};
use crate::in_flight::InFlight;
use crate::ledger::{Key, Ledger};
use crate::options::Options;
use crate::switches::Switches;
use crate::webhooks::Endpoints;

/// What money did is in the ledger; everything else lives as long as the process.
#[derive(Debug)]
pub(crate) struct Provider {
    pub(crate) ledger: Ledger,
    pub(crate) options: Options,
    pub(crate) in_flight: InFlight,
    pub(crate) faults: Faults,
    pub(crate) calls: Calls,
    pub(crate) switches: Arc<Switches>,
    pub(crate) endpoints: Endpoints,
}

pub(crate) type Shared = Arc<Provider>;

impl Provider {
    pub(crate) fn new(ledger: Ledger, options: Options) -> Self {
        Self {
            ledger,
            endpoints: Endpoints::new(options.webhooks.clone()),
            options,
            in_flight: InFlight::default(),
            faults: Faults::default(),
            calls: Calls::default(),
            switches: Arc::default(),
        }
    }

    pub(crate) fn now(&self) -> Time {
        self.options.clock.now()
    }

    /// Carries a command out, once per key.
    pub(crate) async fn execute(
        &self,
        face: Face,
        key: Option<&Key>,
        command: Command,
        twist: Option<Twist>,
    ) -> Answer {
        let _turn = match key.map(|key| self.in_flight.enter(&key.scope, &key.value)) {
            Some(None) => return face.key_in_use(),
            turn => turn.flatten(),
        };
        let answer = self.ledger.execute(key, command, twist, self.now()).await;
        answer.unwrap_or_else(|error| face.ledger_failed(&error))
    }
}
