//! Configuration: flags and environment variables, secrets also from files.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand};
use events::ConsumerName;
use kernel::Secret;

/// Hanbeol (한벌): a clothing shop for one seller.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// Log lines as JSON.
    #[arg(long, global = true, env = "HANBEOL_LOG_JSON")]
    pub log_json: bool,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs the shop with a real payment provider.
    Serve(Serve),
    /// Runs a shop to try out: embedded databases, drawn garments, a sandbox provider. No money moves.
    Demo(Demo),
    /// Runs the sandbox payment provider alone, on the loopback interface.
    Sandbox(Sandbox),
    /// Brings both databases to this version and ends.
    Migrate(Databases),
    /// What the runs of faults start.
    #[cfg(feature = "faults")]
    #[command(subcommand, hide = true)]
    Faults(crate::faults::command::Command),
}

/// Where the shop keeps what it knows.
#[derive(Debug, Clone, Args)]
pub struct Databases {
    /// Orders and all that is owned: `sqlite:PATH` or `postgres://...`.
    #[arg(long, env = "HANBEOL_DATABASE")]
    pub database: Option<String>,
    /// MyPage's view, which may be another database. Without it, a file beside the SQLite database.
    #[arg(long, env = "HANBEOL_VIEW_DATABASE")]
    pub view_database: Option<String>,
}

/// What both shops take.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// Consumers to start paused, as the seller's events page can: order, payment, shipping, mypage.
    #[arg(long, value_delimiter = ',')]
    pub pause: Vec<ConsumerName>,
}

/// A shop with a real provider.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    #[command(flatten)]
    pub databases: Databases,
    #[command(flatten)]
    pub common: Common,
    /// Where to listen.
    #[arg(long, env = "HANBEOL_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// The site is reached over https by a proxy in front.
    #[arg(long, env = "HANBEOL_HTTPS")]
    pub https: bool,
    /// How many proxies in front write the address they were asked from into X-Forwarded-For. Nobody may reach the
    /// program past them.
    #[arg(long, env = "HANBEOL_PROXIES", default_value_t = 0)]
    pub proxies: usize,
    /// Address of the payment provider's API.
    #[arg(long, env = "HANBEOL_PAYMENT_URL")]
    pub payment_url: Option<String>,
    /// The provider's secret key.
    #[arg(long, env = "HANBEOL_PAYMENT_KEY", hide_env_values = true)]
    pub payment_key: Option<String>,
    /// A file that holds the provider's secret key.
    #[arg(long, env = "HANBEOL_PAYMENT_KEY_FILE")]
    pub payment_key_file: Option<PathBuf>,
    /// What the provider signs its webhooks with. Without it they are not taken, and payments are asked about alone.
    #[arg(long, env = "HANBEOL_WEBHOOK_SECRET", hide_env_values = true)]
    pub webhook_secret: Option<String>,
    /// A file that holds the secret of the webhooks.
    #[arg(long, env = "HANBEOL_WEBHOOK_SECRET_FILE")]
    pub webhook_secret_file: Option<PathBuf>,
    /// The seller's password.
    #[arg(long, env = "HANBEOL_SELLER_PASSWORD", hide_env_values = true)]
    pub seller_password: Option<String>,
    /// A file that holds the seller's password.
    #[arg(long, env = "HANBEOL_SELLER_PASSWORD_FILE")]
    pub seller_password_file: Option<PathBuf>,
}

/// A shop to try out.
#[derive(Debug, Clone, Args)]
pub struct Demo {
    #[command(flatten)]
    pub databases: Databases,
    #[command(flatten)]
    pub common: Common,
    /// Where the demo keeps its files.
    #[arg(long, default_value = ".hanbeol")]
    pub data: PathBuf,
    /// The port to serve on, on the loopback interface.
    #[arg(long, default_value_t = 3000)]
    pub port: u16,
    /// Writes the seller's one-time link there, for tests.
    #[arg(long)]
    pub seller_link_file: Option<PathBuf>,
    /// The port of the sandbox provider, on the loopback interface. Without it, a free one.
    #[arg(long)]
    pub sandbox_port: Option<u16>,
    /// Keeps the sandbox's ledger in memory, for measuring the shop alone.
    #[arg(long)]
    pub ledger_in_memory: bool,
}

/// The sandbox provider.
#[derive(Debug, Clone, Args)]
pub struct Sandbox {
    /// The port to listen on, on the loopback interface.
    #[arg(long, default_value_t = 3010)]
    pub port: u16,
    /// A second port for its control alone, which answers while the provider plays dead.
    #[arg(long)]
    pub control_port: Option<u16>,
    /// The ledger's file. Without it the ledger is lost at the end.
    #[arg(long)]
    pub ledger: Option<PathBuf>,
    /// The key that requests must carry.
    #[arg(long, env = "HANBEOL_SANDBOX_KEY", default_value = "sk_test_hanbeol", hide_env_values = true)]
    pub key: String,
    /// End when the standard input does: with whoever started it, however that went.
    #[arg(long)]
    pub until_input_ends: bool,
}

/// What `serve` cannot do without, read and checked.
#[derive(Debug)]
pub struct Provider {
    pub url: String,
    pub key: Secret,
}

impl Serve {
    /// The provider, or everything that is missing, at once.
    ///
    /// # Errors
    /// What to set.
    pub fn provider(&self) -> anyhow::Result<Provider> {
        let key = secret(self.payment_key.as_deref(), self.payment_key_file.as_deref())?;
        for (name, url) in
            [("database", &self.databases.database), ("view-database", &self.databases.view_database)]
        {
            if let Some(url) = url
                && !["sqlite:", "postgres://", "postgresql://"].iter().any(|start| url.starts_with(start))
            {
                bail!("--{name} is neither sqlite:PATH nor postgres://...");
            }
        }
        let mut missing = Vec::new();
        if self.databases.database.is_none() {
            missing.push("HANBEOL_DATABASE (--database): where orders are kept");
        }
        if self.databases.database.as_deref().is_some_and(|main| self.databases.view_of(main).is_none()) {
            missing.push("HANBEOL_VIEW_DATABASE (--view-database): where MyPage's view is kept");
        }
        if self.payment_url.is_none() {
            missing.push("HANBEOL_PAYMENT_URL (--payment-url): the payment provider's API");
        }
        if key.is_none() {
            missing.push("HANBEOL_PAYMENT_KEY or HANBEOL_PAYMENT_KEY_FILE: the provider's secret key");
        }
        if self.password()?.is_none() {
            missing.push("HANBEOL_SELLER_PASSWORD or HANBEOL_SELLER_PASSWORD_FILE: how the seller logs in");
        }
        let (Some(url), Some(key), []) = (self.payment_url.clone(), key, missing.as_slice()) else {
            bail!(
                "`hanbeol serve` is for real orders and does not start without a payment provider. Missing:\n  {}\n\
                 To try the shop without one, run `hanbeol demo`.",
                missing.join("\n  ")
            );
        };
        if key.expose().starts_with("sk_live_") {
            bail!(
                "this version has no hosted payment page yet, and card numbers must not reach our server: \
                 live keys are refused. Use the provider's test mode."
            );
        }
        Ok(Provider { url, key })
    }

    /// What the provider signs its webhooks with, if it is configured.
    ///
    /// # Errors
    /// When its file cannot be read.
    pub fn webhook_secret(&self) -> anyhow::Result<Option<Secret>> {
        secret(self.webhook_secret.as_deref(), self.webhook_secret_file.as_deref())
    }

    /// The seller's password, if one is configured.
    ///
    /// # Errors
    /// When its file cannot be read.
    pub fn password(&self) -> anyhow::Result<Option<Secret>> {
        secret(self.seller_password.as_deref(), self.seller_password_file.as_deref())
    }
}

fn secret(value: Option<&str>, file: Option<&Path>) -> anyhow::Result<Option<Secret>> {
    let text = match (value, file) {
        (Some(value), _) => value.to_owned(),
        (None, Some(file)) => std::fs::read_to_string(file)
            .with_context(|| format!("cannot read the secret in {}", file.display()))?,
        (None, None) => return Ok(None),
    };
    Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()).map(Secret::new))
}

impl Databases {
    /// The view's database: as configured, else a file beside a SQLite database.
    #[must_use]
    pub fn view_of(&self, main: &str) -> Option<String> {
        let beside = || {
            let path = Path::new(main.strip_prefix("sqlite:")?.trim_start_matches("//"));
            Some(format!("sqlite:{}", path.with_file_name("view.db").display()))
        };
        self.view_database.clone().or_else(beside)
    }
}
