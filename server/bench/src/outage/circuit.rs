//! What the shop's breaker did and when, as its log tells a person who watches.

use std::time::Instant;

use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::ChildStderr;
use tokio::sync::watch;

use crate::now;

/// The words of the line that the gate logs.
const CHANGED: &str = "the breaker before the payment provider changed";

/// The breaker's circuit changed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Change {
    pub(crate) at: Instant,
    pub(crate) to: Circuit,
}

/// Where the circuit went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Circuit {
    Closed,
    Open,
    HalfOpen,
}

/// Reads a log to its end and says every change as it comes.
pub(crate) fn follow(log: ChildStderr) -> watch::Receiver<Vec<Change>> {
    let (said, changes) = watch::channel(Vec::new());
    tokio::spawn(async move {
        let mut lines = BufReader::new(log).lines();
        // A log that ends has said everything.
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some(to) = change_in(&line) {
                said.send_modify(|changes| changes.push(Change { at: now(), to }));
            }
        }
    });
    changes
}

#[derive(Deserialize)]
struct Line {
    fields: Fields,
}

#[derive(Deserialize)]
struct Fields {
    message: String,
    #[serde(default)]
    circuit: String,
}

fn change_in(line: &str) -> Option<Circuit> {
    let Line { fields } = serde_json::from_str(line).ok()?;
    let name = fields.circuit.split_whitespace().next().filter(|_| fields.message == CHANGED)?;
    match name {
        "Closed" => Some(Circuit::Closed),
        "Open" => Some(Circuit::Open),
        "HalfOpen" => Some(Circuit::HalfOpen),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_the_circuit_is_read_from_its_line_and_from_no_other() {
        let line = |message: &str, circuit: &str| {
            format!(
                r#"{{"level":"WARN","fields":{{"message":"{message}","circuit":"{circuit}"}},"target":"x"}}"#
            )
        };
        assert_eq!(change_in(&line(CHANGED, "Open { until: 13.4s }")), Some(Circuit::Open));
        assert_eq!(change_in(&line(CHANGED, "HalfOpen { free: 3, succeeded: 0 }")), Some(Circuit::HalfOpen));
        assert_eq!(change_in(&line(CHANGED, "Closed")), Some(Circuit::Closed));
        assert_eq!(change_in(&line("a call failed", "Closed")), None);
        assert_eq!(change_in("hanbeol: no such folder"), None);
    }
}
