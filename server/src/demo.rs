//! The demo: everything embedded, the sandbox as a process of its own, and where to look.

use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context;
use app::checkout::view::TestCard;
use app::services::Webhooks;
use kernel::{Secret, Text};
use tokio::net::TcpListener;
use tokio::process::{Child, ChildStdin, Command};
use tokio_util::sync::CancellationToken;

use crate::config::{Demo, DemoPay};
use crate::gateway::Account;
use crate::gateway::wire::Patience;

/// The key between the demo and its sandbox.
const KEY: &str = "sk_test_hanbeol";
/// The same on Toss's face: the sandbox's own.
const TOSS_KEY: &str = "test_sk_sandbox";
/// What the sandbox signs its webhooks with; nothing from another machine reaches the demo.
const WEBHOOK_SECRET: &str = "whsec_hanbeol";
/// How long the sandbox gets to answer after its start.
const SANDBOX_STARTS: Duration = Duration::from_secs(10);

/// The demo's sandbox provider.
#[derive(Debug)]
pub struct SandboxProcess {
    child: Child,
    /// The sandbox ends when this does, and so does not outlive a demo that was killed.
    input: Option<ChildStdin>,
    port: u16,
    demo: Demo,
}

impl SandboxProcess {
    /// Starts it on its port, or on a free one, and waits until it answers.
    ///
    /// # Errors
    /// When it cannot be started or does not answer.
    pub async fn start(demo: &Demo) -> anyhow::Result<Self> {
        // Whoever listens there already would be taken for this demo's sandbox.
        let wanted = demo.sandbox_port.unwrap_or(0);
        let port = TcpListener::bind(("127.0.0.1", wanted))
            .await
            .with_context(|| {
                format!("the sandbox cannot listen on 127.0.0.1:{wanted}; another port: --sandbox-port N")
            })?
            .local_addr()?
            .port();
        let (child, input) = spawn(demo, port)?;
        let sandbox = Self { child, input, port, demo: demo.clone() };
        tokio::time::timeout(SANDBOX_STARTS, sandbox.answers())
            .await
            .context("the sandbox provider did not start")?;
        Ok(sandbox)
    }

    /// The shop's account there.
    #[must_use]
    pub fn account(&self) -> Account {
        let (face, key) = match self.demo.pay {
            DemoPay::Cards | DemoPay::Stripe => ("", KEY),
            DemoPay::Toss => ("/toss", TOSS_KEY),
        };
        Account {
            url: format!("http://127.0.0.1:{}{face}", self.port),
            key: Secret::new(key.to_owned()),
            patience: Patience::default(),
            shop: format!("http://127.0.0.1:{}", self.demo.port),
        }
    }

    /// How its webhooks are known.
    #[must_use]
    pub fn webhooks(&self) -> Webhooks {
        match self.demo.pay {
            DemoPay::Cards | DemoPay::Stripe => Webhooks::Stripe(Secret::new(WEBHOOK_SECRET.to_owned())),
            DemoPay::Toss => Webhooks::Toss,
        }
    }

    async fn answers(&self) {
        while tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Starts it again whenever it ends, as a real provider would come back; ends it with the shop.
    pub async fn keep(mut self, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => {
                    // It may have ended already.
                    let _ = self.child.kill().await;
                    return;
                }
                ended = self.child.wait() => {
                    tracing::warn!(?ended, "the sandbox provider ended and is started again");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    match spawn(&self.demo, self.port) {
                        Ok((child, input)) => (self.child, self.input) = (child, input),
                        Err(error) => tracing::error!(%error, "the sandbox provider could not be started"),
                    }
                }
            }
        }
    }
}

/// The process, in a group of its own: a Ctrl-C is the demo's, which ends the sandbox when nobody pays any more.
fn spawn(demo: &Demo, port: u16) -> anyhow::Result<(Child, Option<ChildStdin>)> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args(["sandbox", "--until-input-ends", "--port", &port.to_string()])
        .env("HANBEOL_SANDBOX_KEY", KEY)
        .env("HANBEOL_SANDBOX_WEBHOOK_SECRET", WEBHOOK_SECRET);
    if let Some(port) = demo.sandbox_control_port {
        command.args(["--control-port", &port.to_string()]);
    }
    if !demo.ledger_in_memory {
        command
            .arg("--ledger")
            .arg(demo.data.join("sandbox.db"))
            .args(["--stripe-webhook", &format!("http://127.0.0.1:{}/webhooks/stripe", demo.port)])
            .args(["--toss-webhook", &format!("http://127.0.0.1:{}/webhooks/toss", demo.port)]);
    }
    command.stdin(Stdio::piped()).process_group(0).kill_on_drop(true);
    let mut child = command.spawn().context("the sandbox provider could not be started")?;
    // Taken out, because waiting for a child closes the input that it still has.
    let input = child.stdin.take();
    Ok((child, input))
}

/// The cards that the sandbox knows, as the pay page offers them.
#[must_use]
pub fn test_cards() -> Vec<TestCard> {
    let card = |number: &str, ko: &str, en: &str| TestCard {
        number: number.to_owned(),
        meaning: Text { ko: ko.to_owned(), en: en.to_owned() },
    };
    vec![
        card("4242424242424242", "승인돼요", "Approved"),
        card("4000000000000002", "거절돼요", "Declined"),
        card("4000000000009995", "잔액이 모자라요", "Insufficient funds"),
        card("4000000000000069", "유효기간이 지났어요", "Expired card"),
        card("4000002760003184", "본인 인증을 거쳐 승인돼요", "Approved after 3-D Secure"),
    ]
}

/// Takes the demo's folder for this process alone: two shops over one SQLite file would each think that it is theirs.
///
/// # Errors
/// When another demo has it.
pub fn lock(data: &Path) -> anyhow::Result<File> {
    let file =
        File::create(data.join("lock")).with_context(|| format!("cannot write in {}", data.display()))?;
    file.try_lock().with_context(|| {
        format!("another demo runs on {}; end it, or choose another folder: --data DIR", data.display())
    })?;
    Ok(file)
}

/// What a newcomer reads first.
#[must_use]
pub fn greeting(shop: &str, seller: &str, data: &Path) -> String {
    let cards: String = test_cards()
        .into_iter()
        .map(|card| format!("              {}  {}\n", grouped(&card.number), card.meaning.en))
        .collect();
    format!(
        "\n  Hanbeol (한벌) is open. No money moves.\n\n  \
         Shop        {shop}/  (English: {shop}/en)\n  \
         Seller      {seller}\n              (this link works once)\n  \
         Test cards\n{cards}  \
         Data        {}\n\n  Ctrl-C ends it.\n",
        data.display()
    )
}

fn grouped(number: &str) -> String {
    let groups: Vec<_> = number.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
    groups.join(" ")
}
