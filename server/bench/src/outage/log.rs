//! What the shop's log tells a person who watches an outage: what the breaker did, and which calls came to nothing.

use std::time::Instant;

use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::ChildStderr;
use tokio::sync::watch;

use crate::now;

/// The words of the line that the gate logs.
const CHANGED: &str = "the breaker before the payment provider changed";
/// And of those that payment logs of a call without an answer.
const UNANSWERED: [&str; 2] =
    ["the provider did not make a payment known", "the provider did not answer a confirmation"];

/// What was logged so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log {
    pub(crate) changes: Vec<Change>,
    /// When each call that came to nothing was over.
    pub(crate) unanswered: Vec<Instant>,
}

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

/// Reads a log to its end and says every line that counts as it comes.
pub(crate) fn follow(log: ChildStderr) -> watch::Receiver<Log> {
    let (said, heard) = watch::channel(Log::default());
    tokio::spawn(async move {
        let mut lines = BufReader::new(log).lines();
        // A log that ends has said everything.
        while let Ok(Some(line)) = lines.next_line().await {
            match read(&line) {
                Some(Said::Changed(to)) => said.send_modify(|log| log.changes.push(Change { at: now(), to })),
                Some(Said::Unanswered) => said.send_modify(|log| log.unanswered.push(now())),
                None => {}
            }
        }
    });
    heard
}

#[derive(Debug, PartialEq, Eq)]
enum Said {
    Changed(Circuit),
    Unanswered,
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

fn read(line: &str) -> Option<Said> {
    let Line { fields } = serde_json::from_str(line).ok()?;
    if UNANSWERED.contains(&fields.message.as_str()) {
        return Some(Said::Unanswered);
    }
    let name = fields.circuit.split_whitespace().next().filter(|_| fields.message == CHANGED)?;
    match name {
        "Closed" => Some(Said::Changed(Circuit::Closed)),
        "Open" => Some(Said::Changed(Circuit::Open)),
        "HalfOpen" => Some(Said::Changed(Circuit::HalfOpen)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_of_the_circuit_and_calls_without_an_answer_are_read_from_their_lines_and_from_no_other() {
        let line = |message: &str, circuit: &str| {
            format!(
                r#"{{"level":"WARN","fields":{{"message":"{message}","circuit":"{circuit}"}},"target":"x"}}"#
            )
        };
        let changed = |to| Some(Said::Changed(to));
        assert_eq!(read(&line(CHANGED, "Open { until: 13.4s }")), changed(Circuit::Open));
        assert_eq!(read(&line(CHANGED, "HalfOpen { free: 3, succeeded: 0 }")), changed(Circuit::HalfOpen));
        assert_eq!(read(&line(CHANGED, "Closed")), changed(Circuit::Closed));
        assert_eq!(read(&line(UNANSWERED[0], "")), Some(Said::Unanswered));
        assert_eq!(read(&line("a call failed", "Closed")), None);
        assert_eq!(read("hanbeol: no such folder"), None);
    }
}
