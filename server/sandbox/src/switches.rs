//! Whether the provider is there at all: up, down, or dead in one of two ways.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How a dead provider looks from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dead {
    /// Connections are refused, and those that were open are reset.
    Refusing,
    /// Connections come about, and nothing is ever answered.
    Hanging,
}

/// They live as long as the process: a provider that is started again is up.
#[derive(Debug)]
pub(crate) struct Switches {
    down: AtomicBool,
    dead: watch::Sender<Option<Dead>>,
    /// Control can be reached while the provider's own port refuses.
    has_control_port: AtomicBool,
    /// The parent of all connections that are open.
    connections: Mutex<CancellationToken>,
}

impl Default for Switches {
    fn default() -> Self {
        let connections = Mutex::new(CancellationToken::new());
        Self {
            down: AtomicBool::new(false),
            dead: watch::Sender::new(None),
            has_control_port: AtomicBool::new(false),
            connections,
        }
    }
}

impl Switches {
    /// Answering 503.
    pub(crate) fn is_down(&self) -> bool {
        self.down.load(Ordering::Relaxed)
    }

    pub(crate) fn dead(&self) -> Option<Dead> {
        *self.dead.borrow()
    }

    pub(crate) fn has_control_port(&self) -> bool {
        self.has_control_port.load(Ordering::Relaxed)
    }

    pub(crate) fn open_control_port(&self) {
        self.has_control_port.store(true, Ordering::Relaxed);
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Option<Dead>> {
        self.dead.subscribe()
    }

    pub(crate) fn turn(&self, down: bool, dead: Option<Dead>) {
        self.down.store(down, Ordering::Relaxed);
        self.dead.send_replace(dead);
        if dead == Some(Dead::Refusing) {
            let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *connections).cancel();
        }
    }

    /// What cuts a new connection.
    pub(crate) fn connection(&self) -> CancellationToken {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner).child_token()
    }
}
