//! Configuration: flags and environment variables, secrets also from files.

mod mail;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use app::services::Webhooks;
use clap::builder::BoolishValueParser;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum, value_parser};
use events::{ConsumerName, NoSuchRole, Role};
use kernel::Secret;

use crate::demo::test_cards;
use crate::gateway::wire::Patience;
use crate::gateway::{Account, Way};

pub use self::mail::MailOptions;

/// Hanbeol (한벌): a clothing shop for one seller.
#[derive(Debug, Parser)]
#[command(name = "hanbeol", version, about)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// Log lines as JSON.
    #[arg(long, global = true, env = "HANBEOL_LOG_JSON", value_parser = BoolishValueParser::new())]
    pub log_json: bool,
}

impl Cli {
    /// What the command line and the environment say. Ends the program with a message where they cannot be understood.
    #[must_use]
    pub fn read() -> Self {
        let matches = without_empty_variables(Self::command()).get_matches();
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

/// The command for which an empty variable is an unset one: so compose files and CI pass on what nobody has set.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    let unset = |arg: clap::Arg| {
        let empty = arg.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
        if empty { arg.env(None) } else { arg }
    };
    command.mut_args(unset).mut_subcommands(without_empty_variables)
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs the shop with a real payment provider.
    Serve(Box<Serve>),
    /// Runs a shop to try out: embedded databases, drawn garments, a sandbox provider. No money moves.
    Demo(Demo),
    /// Runs the sandbox payment provider alone, on the loopback interface.
    Sandbox(Sandbox),
    /// Brings both databases to this version and ends.
    Migrate(Databases),
    /// Carries all that the shop owns over to an empty database of the other kind, SQLite or PostgreSQL, while the shop is
    /// stopped. Broken off, it goes on where it was when it is run again.
    MigrateStore(MigrateStore),
    /// What concerns MyPage's view.
    #[command(subcommand)]
    Mypage(MyPageCommand),
    /// What the runs of faults start.
    #[cfg(feature = "faults")]
    #[command(subcommand, hide = true)]
    Faults(crate::faults::command::Command),
}

/// [`Role::ALL`], as it can be typed.
const ALL_ROLES: &str = "web,relay,order,payment,shipping,mypage,mail,reconciler,expiry";

/// One word of a list, which may have spaces after its commas.
fn role(text: &str) -> Result<Role, NoSuchRole> {
    text.trim().parse()
}

/// What can be done to MyPage's view.
#[derive(Debug, Subcommand)]
pub enum MyPageCommand {
    /// Builds it anew from the orders, beside the one that stands, and puts it in its place. The shop goes on meanwhile.
    Rebuild(Databases),
}

/// From where to where a shop moves.
#[derive(Debug, Clone, Args)]
pub struct MigrateStore {
    /// The database where the shop's orders are: `sqlite:PATH` or `postgres://...`. It is only read.
    #[arg(long, env = "HANBEOL_DATABASE", hide_env_values = true)]
    pub from: String,
    /// The one to move to, of the other kind. It is empty, or has the beginning of this move.
    #[arg(long)]
    pub to: String,
    /// Where to build MyPage's view at the end. Without it, the shop does so when it starts, or `hanbeol
    /// mypage rebuild` before.
    #[arg(long)]
    pub to_view: Option<String>,
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
    /// What this program does of what there is to do; each has to be done by some program over the same databases.
    #[arg(long, env = "HANBEOL_ROLES", value_delimiter = ',', value_parser = role, default_value = ALL_ROLES)]
    pub roles: Vec<Role>,
    /// Consumers to start paused, as the seller's events page can: order, payment, shipping, mypage, mail.
    #[arg(long, value_delimiter = ',')]
    pub pause: Vec<ConsumerName>,
    /// Lets buyers search for their address with Kakao's script (카카오 우편번호 서비스), which then runs in the order form's
    /// page. Addresses can always be typed.
    #[arg(long, env = "HANBEOL_POSTCODE_SEARCH", value_parser = BoolishValueParser::new())]
    pub postcode_search: bool,
}

/// A shop with a real provider.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    #[command(flatten)]
    pub databases: Databases,
    #[command(flatten)]
    pub common: Common,
    /// Where to listen. A program without the role of the web answers there whether it lives.
    #[arg(long, env = "HANBEOL_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// Seconds for which a program that is told to end (SIGTERM) goes on serving while /readyz says that it is not ready,
    /// so that a proxy sends nobody here any more.
    #[arg(long, env = "HANBEOL_DRAIN", default_value_t = 5, value_parser = value_parser!(u64).range(0..=300))]
    pub drain: u64,
    /// How many proxies in front write the address they were asked from into X-Forwarded-For: one at least where the shop
    /// is reached over https. Nobody may reach the program past them.
    #[arg(long, env = "HANBEOL_PROXIES", default_value_t = 0)]
    pub proxies: usize,
    /// Where buyers reach the shop, such as https://shop.example: they come back there from the provider's page. Over
    /// https, by a proxy in front, cookies are Secure.
    #[arg(long, env = "HANBEOL_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Who takes the payments, on a page of their own.
    #[arg(long, env = "HANBEOL_PROVIDER", value_enum)]
    pub provider: Option<ProviderName>,
    /// Address of the provider's API, where it is not the provider's own.
    #[arg(long, env = "HANBEOL_PAYMENT_URL")]
    pub payment_url: Option<String>,
    /// Seconds for a connection to the provider; afterwards nothing was sent.
    #[arg(long, env = "HANBEOL_PAYMENT_CONNECT_TIMEOUT", default_value_t = 2, value_parser = value_parser!(u64).range(1..=60))]
    pub payment_connect_timeout: u64,
    /// Seconds for a whole call to the provider; afterwards its outcome is unknown, and asked about.
    #[arg(long, env = "HANBEOL_PAYMENT_TIMEOUT", default_value_t = 15, value_parser = value_parser!(u64).range(1..=60))]
    pub payment_timeout: u64,
    /// The provider's secret key.
    #[arg(long, env = "HANBEOL_PAYMENT_KEY", hide_env_values = true, conflicts_with = "payment_key_file")]
    pub payment_key: Option<String>,
    /// A file that holds the provider's secret key.
    #[arg(long, env = "HANBEOL_PAYMENT_KEY_FILE")]
    pub payment_key_file: Option<PathBuf>,
    /// What Stripe signs its webhooks with. Without it they are not taken, and payments are asked about alone. Toss signs
    /// none, and needs none.
    #[arg(
        long,
        env = "HANBEOL_WEBHOOK_SECRET",
        hide_env_values = true,
        conflicts_with = "webhook_secret_file"
    )]
    pub webhook_secret: Option<String>,
    /// A file that holds the secret of the webhooks.
    #[arg(long, env = "HANBEOL_WEBHOOK_SECRET_FILE")]
    pub webhook_secret_file: Option<PathBuf>,
    /// The seller's password.
    #[arg(
        long,
        env = "HANBEOL_SELLER_PASSWORD",
        hide_env_values = true,
        conflicts_with = "seller_password_file"
    )]
    pub seller_password: Option<String>,
    /// A file that holds the seller's password.
    #[arg(long, env = "HANBEOL_SELLER_PASSWORD_FILE")]
    pub seller_password_file: Option<PathBuf>,
    #[command(flatten)]
    pub mail: MailOptions,
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
    /// How buyers pay; the sandbox plays each of them.
    #[arg(long, value_enum, default_value = "cards")]
    pub pay: DemoPay,
    /// A port for the control of the sandbox provider alone, which answers while the provider plays dead.
    #[arg(long)]
    pub sandbox_control_port: Option<u16>,
    /// Keeps the sandbox's ledger in memory and lets it send no webhooks, for measuring the shop alone.
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
    /// Where Stripe's events are told, plain http.
    #[arg(long)]
    pub stripe_webhook: Option<String>,
    /// What they are signed with.
    #[arg(
        long,
        env = "HANBEOL_SANDBOX_WEBHOOK_SECRET",
        default_value = "whsec_hanbeol",
        hide_env_values = true
    )]
    pub webhook_secret: String,
    /// Where Toss's events are told, plain http.
    #[arg(long)]
    pub toss_webhook: Option<String>,
    /// End when the standard input does: with whoever started it, however that went.
    #[arg(long)]
    pub until_input_ends: bool,
}

/// A payment provider that the shop has an adapter for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProviderName {
    Stripe,
    Toss,
}

impl ProviderName {
    const fn url(self) -> &'static str {
        match self {
            Self::Stripe => "https://api.stripe.com",
            Self::Toss => "https://api.tosspayments.com",
        }
    }

    const fn way(self) -> Way {
        match self {
            Self::Stripe => Way::Stripe,
            Self::Toss => Way::Toss,
        }
    }
}

/// How buyers pay in the demo; the sandbox plays each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DemoPay {
    /// With test cards on the shop's own page.
    Cards,
    /// On Stripe's page.
    Stripe,
    /// In Toss Payments' window.
    Toss,
}

impl Demo {
    /// How buyers pay.
    #[must_use]
    pub fn way(&self) -> Way {
        match self.pay {
            DemoPay::Cards => Way::TestCards(test_cards()),
            DemoPay::Stripe => Way::Stripe,
            DemoPay::Toss => Way::Toss,
        }
    }
}

impl Sandbox {
    /// Where events are told.
    #[must_use]
    pub fn webhooks(&self) -> sandbox::Webhooks {
        let to =
            |url: &String| sandbox::StripeWebhook { url: url.clone(), secret: self.webhook_secret.clone() };
        sandbox::Webhooks {
            stripe: self.stripe_webhook.as_ref().map(to),
            toss: self.toss_webhook.clone().map(|url| sandbox::TossWebhook { url }),
        }
    }
}

impl Serve {
    /// How the provider's webhooks are known.
    ///
    /// # Errors
    /// When the secret's file cannot be read.
    pub fn webhooks(&self) -> anyhow::Result<Webhooks> {
        if self.provider == Some(ProviderName::Toss) {
            return Ok(Webhooks::Toss);
        }
        let secret = secret(self.webhook_secret.as_deref(), self.webhook_secret_file.as_deref())?;
        Ok(secret.map_or(Webhooks::Off, Webhooks::Stripe))
    }

    /// What whoever runs the program should know of how it is set up; said once, at the start.
    #[must_use]
    pub fn warning(&self, webhooks: &Webhooks) -> Option<&'static str> {
        matches!(webhooks, Webhooks::Off).then_some(
            "no webhook secret: the provider's webhooks are not taken, and payments are asked about by time alone \
             (--webhook-secret)",
        )
    }

    /// Whether buyers reach the shop over https.
    #[must_use]
    pub fn https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }

    /// How buyers pay and the account that they pay to, or everything that is missing, at once.
    ///
    /// # Errors
    /// What to set.
    pub fn account(&self) -> anyhow::Result<(Way, Account)> {
        let key = secret(self.payment_key.as_deref(), self.payment_key_file.as_deref())?;
        for (name, url) in
            [("database", &self.databases.database), ("view-database", &self.databases.view_database)]
        {
            if let Some(url) = url
                && !["sqlite:", "postgres://", "postgresql://"].iter().any(|start| url.starts_with(start))
            {
                // Only what stands before the colon: the rest may hold a password.
                let begins = url.split(':').next().unwrap_or_default();
                bail!("--{name} is neither sqlite:PATH nor postgres://..., but begins with {begins:?}");
            }
        }
        let mut missing = Vec::new();
        if self.databases.database.is_none() {
            missing.push("HANBEOL_DATABASE (--database): where orders are kept");
        }
        if self.databases.database.as_deref().is_some_and(|main| self.databases.view_of(main).is_none()) {
            missing.push("HANBEOL_VIEW_DATABASE (--view-database): where MyPage's view is kept");
        }
        if self.provider.is_none() {
            missing.push("HANBEOL_PROVIDER (--provider): who takes the payments, stripe or toss");
        }
        if self.public_url.is_none() {
            missing.push("HANBEOL_PUBLIC_URL (--public-url): where buyers reach the shop, https://...");
        }
        // Without, all buyers would count as one, and so would all who guess the seller's password.
        if self.https() && self.proxies == 0 {
            missing.push("HANBEOL_PROXIES (--proxies): how many proxies that speak https in front write X-Forwarded-For");
        }
        if key.is_none() {
            missing.push("HANBEOL_PAYMENT_KEY or HANBEOL_PAYMENT_KEY_FILE: the provider's secret key");
        }
        if self.password()?.is_none() {
            missing.push("HANBEOL_SELLER_PASSWORD or HANBEOL_SELLER_PASSWORD_FILE: how the seller logs in");
        }
        let (Some(provider), Some(shop), Some(key), []) =
            (self.provider, self.public_url.clone(), key, missing.as_slice())
        else {
            bail!(
                "`hanbeol serve` is for real orders and does not start without all that they need. Missing:\n  {}\n\
                 To try the shop without a payment provider, run `hanbeol demo`.",
                missing.join("\n  ")
            );
        };
        for (name, url) in [("public-url", Some(&shop)), ("payment-url", self.payment_url.as_ref())] {
            if url.is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
                bail!("--{name} is no address such as https://shop.example");
            }
        }
        let patience = Patience {
            connect: Duration::from_secs(self.payment_connect_timeout),
            total: Duration::from_secs(self.payment_timeout),
        };
        let url = self.payment_url.clone().unwrap_or_else(|| provider.url().to_owned());
        Ok((provider.way(), Account { url, key, patience, shop }))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, clap::Parser)]
    struct Line {
        #[command(flatten)]
        serve: Serve,
    }

    fn serve(arguments: &[&str]) -> Serve {
        let Line { serve } = clap::Parser::parse_from([&["hanbeol"][..], arguments].concat());
        serve
    }

    fn warned(arguments: &[&str]) -> Option<&'static str> {
        let serve = serve(arguments);
        serve.warning(&serve.webhooks().unwrap())
    }

    #[test]
    fn a_move_says_from_where_to_where() {
        let line =
            ["hanbeol", "migrate-store", "--from", "sqlite:shop.db", "--to", "postgres://localhost/shop"];
        let Command::MigrateStore(options) = Cli::parse_from(line).command else { panic!("another command") };
        assert_eq!(
            (options.from.as_str(), options.to.as_str()),
            ("sqlite:shop.db", "postgres://localhost/shop")
        );
        assert_eq!(options.to_view, None);
        assert!(Cli::try_parse_from(&line[..4]).is_err(), "there is no place to go by default");
    }

    #[test]
    fn a_program_does_everything_unless_it_is_told_otherwise() {
        assert_eq!(serve(&[]).common.roles, Role::ALL);
        assert_eq!(serve(&["--roles", "web, mail"]).common.roles, [Role::Web, Role::Mail]);
    }

    #[test]
    fn a_secret_is_given_in_one_way() {
        for name in ["payment-key", "webhook-secret", "seller-password", "smtp-url"] {
            let (value, file) = (format!("--{name}=one"), format!("--{name}-file=/run/secrets/two"));
            let parse = |arguments: &[&String]| {
                Line::try_parse_from(["hanbeol"].into_iter().chain(arguments.iter().map(|it| it.as_str())))
            };
            assert!(parse(&[&value]).is_ok() && parse(&[&file]).is_ok(), "{name}");
            let refused = parse(&[&value, &file]).unwrap_err().to_string();
            assert!(refused.contains(&format!("--{name}-file")), "{refused}");
        }
    }

    #[test]
    fn a_start_without_the_webhooks_secret_says_what_follows_from_it() {
        let said = warned(&["--provider", "stripe"]);
        assert!(said.is_some_and(|text| text.contains("asked about by time alone")), "{said:?}");
        assert_eq!(warned(&["--provider", "stripe", "--webhook-secret", "whsec_1"]), None);
        assert_eq!(warned(&["--provider", "toss"]), None, "Toss signs none");
    }

    #[test]
    fn a_shop_that_is_reached_over_https_has_to_know_its_proxies() {
        let missing = |arguments: &[&str]| serve(arguments).account().unwrap_err().to_string();
        let secure = ["--public-url", "https://shop.example"];
        assert!(serve(&secure).https() && missing(&secure).contains("--proxies"));
        assert!(!missing(&["--public-url", "https://shop.example", "--proxies", "1"]).contains("--proxies"));
        let plain = ["--public-url", "http://127.0.0.1:3000"];
        assert!(!serve(&plain).https() && !missing(&plain).contains("--proxies"));
    }
}
