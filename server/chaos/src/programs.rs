//! The processes of a run: the provider, which lives as long as it, and the shop, which does not.

use std::fs::{File, OpenOptions};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use anyhow::{Context, bail};
use kernel::Time;
use kernel::time::hours;
use reqwest::Client;
use sandbox::FaultPlan;
use tokio::process::{Child, Command};

use crate::plan::Plan;

/// Between shop and provider.
const KEY: &str = "sk_test_chaos";
const WEBHOOK_SECRET: &str = "whsec_chaos";
/// The seller's.
pub(crate) const PASSWORD: &str = "chaos-chaos";
/// Of one call of the provider; what hangs is noticed by it.
const CALL: Duration = Duration::from_millis(900);
/// How long a program gets to answer after its start.
pub(crate) const STARTS: Duration = Duration::from_secs(20);

/// Where the programs of one run are and live.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) program: PathBuf,
    pub(crate) folder: PathBuf,
    /// When the clocks began to hurry, in microseconds since 1970.
    pub(crate) epoch: Time,
    /// How many times as fast they run.
    pub(crate) rate: i64,
    /// Hours that have passed while everything was off.
    pub(crate) ahead: i64,
    pub(crate) shop_port: u16,
    pub(crate) sandbox_port: u16,
}

impl Place {
    /// Makes the folder, and takes two ports.
    pub(crate) fn new(program: &Path, folder: PathBuf, epoch: Time, rate: i64) -> anyhow::Result<Self> {
        if folder.exists() {
            std::fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
        }
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let program = program.to_owned();
        let (shop_port, sandbox_port) = (free_port()?, free_port()?);
        Ok(Self { program, folder, epoch, rate, ahead: 0, shop_port, sandbox_port })
    }

    pub(crate) fn shop(&self) -> String {
        format!("http://127.0.0.1:{}", self.shop_port)
    }

    /// The shop that is one program over files.
    pub(crate) fn alone(&self) -> Home {
        let file = |name: &str| format!("sqlite:{}", self.folder.join(name).display());
        Home { port: self.shop_port, main: file("shop.db"), view: file("view.db") }
    }

    pub(crate) fn sandbox(&self) -> String {
        format!("http://127.0.0.1:{}", self.sandbox_port)
    }

    /// What time it is there.
    pub(crate) fn now(&self, machine: Time) -> Time {
        Time::from_micros(self.epoch.micros() + (machine - self.epoch).micros() * self.rate)
            + hours(self.ahead)
    }

    /// Where a shop that ends itself leaves the point's name.
    pub(crate) fn reached(&self) -> PathBuf {
        self.folder.join("reached")
    }

    fn command(&self, what: &str, port: u16) -> anyhow::Result<Command> {
        let log = |name: &str| -> anyhow::Result<File> {
            let path = self.folder.join(name);
            OpenOptions::new().create(true).append(true).open(path).context("cannot write a log")
        };
        let mut command = Command::new(&self.program);
        command.args(["faults", what, "--port", &port.to_string(), "--key", KEY]);
        command.args(["--epoch", &self.epoch.micros().to_string(), "--rate", &self.rate.to_string()]);
        command.args(["--ahead", &self.ahead.to_string()]);
        command.env("HANBEOL_LOG", "warn").stdin(Stdio::null());
        command.stdout(log(&format!("{what}-{port}.out"))?).stderr(log(&format!("{what}-{port}.log"))?);
        command.kill_on_drop(true);
        Ok(command)
    }
}

/// Where one program of the shop listens, and where its databases are.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    pub(crate) port: u16,
    pub(crate) main: String,
    pub(crate) view: String,
}

/// A port that is free, below those that the machine gives to clients: a shop that starts again has to get it back.
pub(crate) fn free_port() -> anyhow::Result<u16> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let begin = 18_000 + u16::try_from(std::process::id() % 8_000).unwrap_or_default();
    for _ in 0..4_000 {
        let port = begin + NEXT.fetch_add(1, Ordering::Relaxed) % 4_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no free port")
}

/// Waits until something answers 200.
pub(crate) async fn answers(client: &Client, url: &str) {
    loop {
        match client.get(url).send().await {
            Ok(answer) if answer.status().is_success() => return,
            _ => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
}

/// The provider.
#[derive(Debug)]
pub(crate) struct Sandbox {
    child: Child,
    client: Client,
    url: String,
}

impl Sandbox {
    pub(crate) async fn start(place: &Place) -> anyhow::Result<Self> {
        let mut command = place.command("sandbox", place.sandbox_port)?;
        command.arg("--ledger").arg(place.folder.join("sandbox.db"));
        let child = command.spawn().context("cannot start the provider")?;
        let (client, url) = (client()?, place.sandbox());
        let health = format!("{url}/health");
        tokio::time::timeout(STARTS, answers(&client, &health))
            .await
            .context("the provider does not answer")?;
        Ok(Self { child, client, url })
    }

    /// Begins to fail as planned, or ends it.
    pub(crate) async fn set_faults(&self, plan: &FaultPlan) -> anyhow::Result<()> {
        self.post("control/faults", &serde_json::to_value(plan)?).await
    }

    /// Tells the shop what happens.
    pub(crate) async fn tell(&self, shop: &str) -> anyhow::Result<()> {
        let stripe =
            serde_json::json!({ "url": format!("{shop}/webhooks/stripe"), "secret": WEBHOOK_SECRET });
        self.post("control/webhooks", &serde_json::json!({ "stripe": stripe })).await
    }

    /// Answers nothing but 503, or works again.
    pub(crate) async fn set_down(&self, down: bool) -> anyhow::Result<()> {
        self.post("control", &serde_json::json!({ "down": down })).await
    }

    /// SIGKILL: it is started again on its ledger.
    pub(crate) async fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill().await.context("the provider cannot be killed")
    }

    async fn post(&self, path: &str, body: &serde_json::Value) -> anyhow::Result<()> {
        let answer = self.client.post(format!("{}/{path}", self.url)).json(body).send().await?;
        answer.error_for_status().with_context(|| format!("the provider refuses {path}"))?;
        Ok(())
    }

    /// What it captured and gave back.
    pub(crate) async fn captures(&self) -> anyhow::Result<Vec<sandbox::Capture>> {
        let answer = self.client.get(format!("{}/ledger", self.url)).send().await?.error_for_status()?;
        let mut ledger: serde_json::Value = answer.json().await?;
        Ok(serde_json::from_value(ledger["captures"].take())?)
    }
}

/// One life of the shop, or of one of its instances.
#[derive(Debug)]
pub(crate) struct Shop {
    child: Child,
    client: Client,
    ready: String,
}

impl Shop {
    pub(crate) fn start(place: &Place, plan: &Plan, home: &Home, armed: &[String]) -> anyhow::Result<Self> {
        let mut command = place.command("shop", home.port)?;
        command.args(["--database", &home.main, "--view-database", &home.view]);
        command.args(["--provider", &place.sandbox()]);
        command.args(["--webhook-secret", WEBHOOK_SECRET, "--seller-password", PASSWORD]);
        command.args(["--call-ms", &CALL.as_millis().to_string()]);
        command.args(["--jitter-ms", &plan.jitter.as_millis().to_string()]);
        command.arg("--reached").arg(place.reached());
        for point in armed {
            command.args(["--crash", point]);
        }
        if let Some(guard) = &plan.guard {
            command.args(["--skip", guard]);
        }
        let child = command.spawn().context("cannot start the shop")?;
        Ok(Self { child, client: client()?, ready: format!("http://127.0.0.1:{}/readyz", home.port) })
    }

    /// Waits until it serves; false when it ends before.
    pub(crate) async fn serves(&mut self) -> anyhow::Result<bool> {
        tokio::select! {
            ended = self.child.wait() => {
                ended?;
                Ok(false)
            }
            ready = tokio::time::timeout(STARTS, answers(&self.client, &self.ready)) => {
                ready.context("the shop does not answer")?;
                Ok(true)
            }
        }
    }

    /// Waits until it has ended by itself.
    pub(crate) async fn ended(&mut self) -> anyhow::Result<ExitStatus> {
        Ok(self.child.wait().await?)
    }

    /// How it has ended, if it has.
    pub(crate) fn end(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// SIGKILL.
    pub(crate) async fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill().await.context("the shop cannot be killed")
    }
}

/// A client that goes straight there, and waits no longer than people do.
pub(crate) fn client() -> anyhow::Result<Client> {
    let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    Ok(client.timeout(Duration::from_secs(6)).tls_certs_only([]).build()?)
}
