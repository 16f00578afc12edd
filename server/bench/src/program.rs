//! The program under measurement: a demo shop as a process of its own.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStderr, Command};

/// A running shop.
pub(crate) struct Program {
    pub(crate) base: String,
    child: Child,
}

/// A port that is free now.
pub(crate) fn free_port() -> anyhow::Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

impl Program {
    /// Starts a demo shop on the data in a folder and waits until it serves.
    pub(crate) async fn demo(binary: &Path, data: &Path, ledger_in_memory: bool) -> anyhow::Result<Self> {
        Self::demo_with(binary, data, if ledger_in_memory { &["--ledger-in-memory"] } else { &[] }).await
    }

    /// The same with more arguments.
    pub(crate) async fn demo_with(binary: &Path, data: &Path, more: &[&str]) -> anyhow::Result<Self> {
        let port = free_port()?;
        let mut command = Command::new(binary);
        command.arg("demo").arg("--data").arg(data).args(["--port", &port.to_string()]).args(more);
        let mut program = Self::spawn(command, format!("http://127.0.0.1:{port}"))?;
        // Also one without pages says that it lives.
        program.answers("/livez").await?;
        Ok(program)
    }

    /// Starts a command that will serve at a base address.
    pub(crate) fn spawn(mut command: Command, base: String) -> anyhow::Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        let child =
            command.env("HANBEOL_LOG", "warn,store=info").spawn().context("cannot start the program")?;
        Ok(Self { base, child })
    }

    /// The process.
    pub(crate) fn pid(&self) -> anyhow::Result<u32> {
        self.child.id().context("the program has ended already")
    }

    /// Sends it a signal, by the name that `kill` knows.
    pub(crate) async fn signal(&self, name: &str) -> anyhow::Result<()> {
        let pid = self.pid()?.to_string();
        let sent = Command::new("kill")
            .args(["-s", name, &pid])
            .status()
            .await
            .context("cannot signal the program")?;
        anyhow::ensure!(sent.success(), "no signal {name} to the program: {sent}");
        Ok(())
    }

    /// Its log, for one reader: who takes it MUST read it to its end, or the program waits for that with its next line.
    pub(crate) fn log(&mut self) -> anyhow::Result<ChildStderr> {
        self.child.stderr.take().context("the log has a reader already")
    }

    /// Waits for the first page with 200. A program that ends instead has said why.
    pub(crate) async fn serves(&mut self) -> anyhow::Result<()> {
        self.answers("").await
    }

    async fn answers(&mut self, path: &str) -> anyhow::Result<()> {
        let (client, base) = (reqwest::Client::new(), format!("{}{path}", self.base));
        let first = async {
            loop {
                match client.get(&base).send().await {
                    Ok(response) if response.status().is_success() => return,
                    _ => tokio::time::sleep(Duration::from_millis(1)).await,
                }
            }
        };
        tokio::select! {
            served = tokio::time::timeout(Duration::from_secs(20), first) => {
                served.context("the program does not serve")
            }
            ended = self.child.wait() => bail!("the program ended, {}: {}", ended?, self.last_words().await?),
        }
    }

    async fn last_words(&mut self) -> anyhow::Result<String> {
        let mut words = String::new();
        if let Some(mut log) = self.child.stderr.take() {
            log.read_to_string(&mut words).await?;
        }
        Ok(words)
    }

    /// Ends it in order. Says how many commits its databases made, by the last lines of a
    /// log that nobody took.
    pub(crate) async fn end(mut self) -> anyhow::Result<usize> {
        self.signal("TERM").await?;
        let mut commits = 0;
        if let Some(log) = self.child.stderr.take() {
            let mut lines = BufReader::new(log).lines();
            while let Some(line) = lines.next_line().await? {
                commits += commits_in(&line);
            }
        }
        self.child.wait().await?;
        Ok(commits)
    }
}

/// `... commits=1234 ...`, among the colours that a terminal would show.
fn commits_in(line: &str) -> usize {
    let mut parts = line.split('\u{1b}');
    let before: String = parts.next().unwrap_or_default().to_owned();
    let plain = parts.fold(before, |text, part| text + part.split_once('m').map_or(part, |(_, rest)| rest));
    let (_, count) = plain.split_once("commits=").unwrap_or_default();
    count.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_are_read_from_a_line_with_colours_and_without() {
        assert_eq!(commits_in("2026 INFO store: a database is closed commits=4273 of=main"), 4273);
        assert_eq!(
            commits_in("\u{1b}[2mINFO\u{1b}[0m store: \u{1b}[3mcommits\u{1b}[0m\u{1b}[2m=\u{1b}[0m17"),
            17
        );
        assert_eq!(commits_in("a page mentions comments"), 0);
    }
}
