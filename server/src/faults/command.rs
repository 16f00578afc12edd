//! `hanbeol faults ...`: the shop and its provider as the runs of faults start them. What it serves is the demo's shop,
//! with a provider that lives on when the shop dies.

use std::io::Write;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use app::services::{Shop as Settings, Webhooks};
use clap::{Args, Subcommand, ValueEnum};
use events::Role;
use kernel::time::hours;
use kernel::{Secret, Time};
use mail::Retention;
use store::{Database, ViewDatabase};
use tokio::net::TcpListener;

use crate::demo::test_cards;
use crate::faults::guards::Guard;
use crate::faults::points::{self, Armed, Points};
use crate::faults::{FastClock, Faults, wire};
use crate::gateway::shown::Shown;
use crate::gateway::wire::Patience;
use crate::gateway::{self, Account, Way};
use crate::http;
use crate::run::{run, stop_signal};
use crate::system::SystemIds;
use crate::wiring::{Mail, Ports};

/// For the runs of faults.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Prints the names of the points.
    Points,
    /// Prints the names of the rules that can be left out.
    Guards,
    /// Runs a shop that can be killed at them.
    Shop(ShopOptions),
    /// Runs the provider.
    Sandbox(SandboxOptions),
}

/// The clock of both.
#[derive(Debug, Clone, Copy, Args)]
pub struct Hurry {
    /// When the clock says what the machine's does, in microseconds since 1970.
    #[arg(long)]
    epoch: i64,
    /// How many times as fast it runs.
    #[arg(long)]
    rate: i64,
    /// And how much later it is than that, in hours.
    #[arg(long, default_value_t = 0)]
    ahead: i64,
}

impl From<Hurry> for FastClock {
    fn from(Hurry { epoch, rate, ahead }: Hurry) -> Self {
        Self { epoch: Time::from_micros(epoch), rate, ahead: hours(ahead) }
    }
}

/// A shop, or one of its instances.
#[derive(Debug, Clone, Args)]
pub struct ShopOptions {
    #[command(flatten)]
    clock: Hurry,
    /// `sqlite:PATH` or `postgres://...`.
    #[arg(long)]
    database: String,
    /// MyPage's.
    #[arg(long)]
    view_database: String,
    #[arg(long)]
    port: u16,
    /// The provider's address.
    #[arg(long)]
    provider: String,
    #[arg(long)]
    key: String,
    #[arg(long)]
    webhook_secret: String,
    /// How the seller logs in.
    #[arg(long)]
    seller_password: String,
    /// How long a call of the provider may take.
    #[arg(long, default_value_t = 15_000)]
    call_ms: u64,
    /// Ends at this passing of this point: `order.paid.after_commit:2`. May be given again.
    #[arg(long)]
    crash: Vec<Armed>,
    /// Where the point's name is left then.
    #[arg(long)]
    reached: Option<PathBuf>,
    /// Waits at each point, for up to so long.
    #[arg(long, default_value_t = 0)]
    jitter_ms: u64,
    /// Leaves a rule of the protocol out. May be given again.
    #[arg(long)]
    skip: Vec<Guard>,
}

/// The sandbox with its ledger.
#[derive(Debug, Clone, Args)]
pub struct SandboxOptions {
    #[command(flatten)]
    clock: Hurry,
    #[arg(long)]
    port: u16,
    #[arg(long)]
    ledger: PathBuf,
    #[arg(long)]
    key: String,
}

/// Does what was asked, until told to stop.
///
/// # Errors
/// When something cannot be opened, or the listener fails.
pub async fn run_command(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Points => print(points::all()),
        Command::Guards => {
            let names = Guard::value_variants().iter().filter_map(ValueEnum::to_possible_value);
            print(names.map(|name| name.get_name().to_owned()))
        }
        Command::Shop(options) => shop(options).await,
        Command::Sandbox(options) => sandbox(options).await,
    }
}

fn print(names: impl Iterator<Item = String>) -> anyhow::Result<()> {
    let lines: String = names.map(|name| name + "\n").collect();
    std::io::stdout().write_all(lines.as_bytes()).context("cannot print the names")
}

async fn shop(options: ShopOptions) -> anyhow::Result<()> {
    let main = Database::connect(&options.database, Arc::new(SystemIds)).await?;
    let view = ViewDatabase::connect(&options.view_database, Arc::new(SystemIds)).await?;
    main.migrate().await?;
    view.migrate().await?;
    let faults = Arc::new(Faults {
        points: Points::new(options.crash, options.reached, Duration::from_millis(options.jitter_ms)),
        skipped: options.skip.into_iter().collect(),
    });
    let account = Account {
        url: options.provider,
        key: Secret::new(options.key),
        patience: Patience { total: Duration::from_millis(options.call_ms), ..Patience::default() },
        shop: format!("http://127.0.0.1:{}", options.port),
    };
    let gateway = gateway::open(Way::TestCards(test_cards()), account.clone())?;
    let ports = Ports {
        main,
        view,
        provider: gateway.provider,
        clock: Arc::new(FastClock::from(options.clock)),
        ids: Arc::new(SystemIds),
        password: Some(Secret::new(options.seller_password)),
        mail: Mail { postbox: Some(Arc::new(Shown)), retention: Retention::default() },
        settings: Settings {
            demo: true,
            postcode_search: false,
            webhooks: Webhooks::Stripe(Secret::new(options.webhook_secret)),
            methods: gateway.methods,
            pay_pages: gateway.pay_pages,
            address: account.origin(),
            return_key: account.key,
            https: false,
            proxies: 0,
            site: http::site()?,
        },
    };
    let shop = wire(ports, &faults);
    shop.services.catalogue.seed_demo().await?;
    shop.services.settings.seed_demo().await?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await.context("cannot listen")?;
    run(shop, &Role::ALL, listener, stop_signal(Duration::ZERO)).await
}

async fn sandbox(options: SandboxOptions) -> anyhow::Result<()> {
    let ledger = sandbox::Ledger::open(&options.ledger).await?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await.context("cannot listen")?;
    let clock = Arc::new(FastClock::from(options.clock));
    let router = sandbox::router(ledger, sandbox::Options::new(options.key, clock));
    let ends = async {
        stop_signal(Duration::ZERO).await;
    };
    sandbox::serve(listener, router, ends).await?;
    Ok(())
}
