//! `hanbeol`: one binary for the shop, its demo, the sandbox provider, migrations and moves.

use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use app::services::Shop as Settings;
use customer::mypage::MyPageConsumer;
use events::Role;
use kernel::Clock;
use mail::{Postbox, Retention};
use server::config::{Cli, Command, Databases, Demo, MigrateStore, MyPageCommand, Sandbox, Serve};
use server::demo::{SandboxProcess, greeting, lock};
use server::gateway::shown::Shown;
use server::http::Hub;
use server::migrate_store::{Moved, move_store, open_move};
use server::run::{run, stop_signal};
use server::system::{SystemClock, SystemIds};
use server::wiring::{Mail, Ports, Shop, wire};
use server::worker::{Built, build_view};
use server::{gateway, http, telemetry};
use store::moving::Opened;
use store::{Database, OpenError, ViewDatabase};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::read();
    telemetry::start(cli.log_json);
    match run_command(cli.command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

/// What stopped the program, for the person who started it: causes, but no backtrace.
#[expect(clippy::print_stderr, reason = "the last words of a command line go there")]
fn complain(error: &anyhow::Error) {
    eprintln!("hanbeol: {error:#}");
}

async fn run_command(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve(serve) => self::serve(*serve).await,
        Command::Demo(demo) => self::demo(demo).await,
        Command::Sandbox(sandbox) => self::sandbox(sandbox).await,
        #[cfg(feature = "faults")]
        Command::Faults(faults) => server::faults::command::run_command(faults).await,
        Command::Migrate(databases) => {
            let (main, view) = open(&databases, existing(&databases)?).await?;
            main.close().await;
            view.close().await;
            let _ = writeln!(std::io::stdout(), "both databases are as this version wants them");
            Ok(())
        }
        Command::MigrateStore(options) => migrate_store(options).await,
        Command::Mypage(MyPageCommand::Rebuild(databases)) => rebuild(&databases).await,
    }
}

/// Moves the shop, and builds MyPage's view where it was asked for.
async fn migrate_store(options: MigrateStore) -> anyhow::Result<()> {
    let say = |line: &str| {
        // Whoever does not read it any more need not be told.
        let _ = writeln!(std::io::stdout(), "{line}");
    };
    let no_view = "nothing was moved: MyPage's view cannot be built (--to-view)";
    let view = match &options.to_view {
        Some(url) => Some(ViewDatabase::connect(url, Arc::new(SystemIds)).await.context(no_view)?),
        None => None,
    };
    let opened = open_move(&options.from, &options.to, Arc::new(SystemClock)).await?;
    if let Some(view) = view {
        // By now the database to move to has its schema, and so is none of a view.
        view.migrate().await.context(no_view)?;
        // One that was moved to before may have orders of its own, and its view is looked at when that is built.
        if matches!(opened, Opened::Ready(_)) {
            let from = Database::connect(&options.from, Arc::new(SystemIds)).await.context(no_view)?;
            ensure!(!folds(&from, &view).is_foreign().await?, "{no_view}: {FOREIGN}");
            from.close().await;
        }
        view.close().await;
    }
    let moved = move_store(opened, Arc::new(SystemClock), say).await?;
    match (options.to_view, moved) {
        (Some(view), _) => {
            rebuild(&Databases { database: Some(options.to), view_database: Some(view) }).await?
        }
        (None, Moved::Before) => {}
        (None, Moved::Now) => say(
            "MyPage's view stays behind: the shop builds it when it starts over the new addresses, or `hanbeol mypage \
             rebuild` before, so that nobody finds orders missing",
        ),
    }
    Ok(())
}

/// Builds MyPage's view anew, and says how far it is and how fast it goes.
async fn rebuild(databases: &Databases) -> anyhow::Result<()> {
    let (main, view) = open(databases, existing(databases)?).await?;
    let my_page = folds(&main, &view);
    ensure!(!my_page.is_foreign().await?, "MyPage's view (--view-database) stays as it was: {FOREIGN}");
    let (clock, begun) = (SystemClock, SystemClock.now());
    let say = |rows: usize| {
        let millis = (clock.now() - begun).duration().as_millis().max(1);
        let rate = u128::try_from(rows).unwrap_or(u128::MAX) * 1_000 / millis;
        // Whoever does not read it any more need not be told.
        let _ = writeln!(std::io::stdout(), "{rows} orders, {rate} per second");
    };
    let built = build_view(main.instances().as_ref(), view.pages().as_ref(), &my_page, say).await;
    let Built { rows, counts } = built.context("MyPage's view stays as it was")?;
    let _ = writeln!(std::io::stdout(), "MyPage shows {rows} orders, built anew");
    if !counts {
        let _ = writeln!(
            std::io::stdout(),
            "It does not count as whole: programs have another --view-database, or began to build this one meanwhile. The next \
             that starts over it builds it once more"
        );
    }
    main.close().await;
    view.close().await;
    Ok(())
}

const FOREIGN: &str = "it shows orders that the database of orders does not know, and so is another shop's";

/// What builds a view from the orders, and tells no browser.
fn folds(main: &Database, view: &ViewDatabase) -> MyPageConsumer {
    MyPageConsumer::new(view.pages(), main.snapshots(), Arc::new(Hub::default()), Arc::new(SystemClock))
}

const ORDERS: &str = "the orders (--database)";
const VIEW: &str = "MyPage's view (--view-database)";
/// How long a view that is away is left in peace before it is tried again.
const VIEW_AGAIN: Duration = Duration::from_secs(2);

/// The address of the orders, which are there: a name that was mistyped makes no new shop.
fn existing(databases: &Databases) -> anyhow::Result<&str> {
    let main = databases.database.as_deref().context("HANBEOL_DATABASE (--database) is missing")?;
    if let Some(path) = main.strip_prefix("sqlite:") {
        ensure!(Path::new(path.trim_start_matches("//")).is_file(), "there is no file {path} (--database)");
    }
    Ok(main)
}

/// Both databases, brought to this version.
async fn open(databases: &Databases, main: &str) -> anyhow::Result<(Database, ViewDatabase)> {
    let (main, view) = open_orders(databases, main).await?;
    let view = open_view(&view).await.context(VIEW)?;
    Ok((main, view))
}

/// Both databases, of which MyPage's may be away: orders do not wait for it.
async fn open_to_serve(databases: &Databases, main: &str) -> anyhow::Result<(Database, ViewDatabase)> {
    let (main, url) = open_orders(databases, main).await?;
    let view = match open_view(&url).await {
        Ok(view) => view,
        Err(why) if why.is_away() && url.starts_with("postgres") => {
            tracing::warn!(%why, "MyPage's database is away: orders are taken, and MyPage waits for it");
            let view = ViewDatabase::connect_later(&url, Arc::new(SystemIds)).context(VIEW)?;
            tokio::spawn(bring_up_to_date(view.clone()));
            view
        }
        Err(why) => return Err(why).context(VIEW),
    };
    Ok((main, view))
}

/// Brings a view that was away at the start to this version, once it is there.
async fn bring_up_to_date(view: ViewDatabase) {
    let mut said = String::new();
    while let Err(why) = view.migrate().await {
        let why_not = why.to_string();
        if !why.is_away() && why_not != said {
            tracing::error!(%why, "MyPage's database cannot be used: orders go on without it");
            said = why_not;
        }
        tokio::time::sleep(VIEW_AGAIN).await;
    }
    tracing::info!("MyPage's database is there");
}

async fn open_view(url: &str) -> Result<ViewDatabase, OpenError> {
    let view = ViewDatabase::connect(url, Arc::new(SystemIds)).await?;
    view.migrate().await?;
    Ok(view)
}

/// The database of orders, brought to this version, and the address of the other.
async fn open_orders(databases: &Databases, main: &str) -> anyhow::Result<(Database, String)> {
    let view = databases.view_of(main).context("HANBEOL_VIEW_DATABASE (--view-database) is missing")?;
    let main = Database::connect(main, Arc::new(SystemIds)).await.context(ORDERS)?;
    main.migrate().await.context(ORDERS)?;
    main.garments().index_anew().await.context("the garments cannot be indexed")?;
    Ok((main, view))
}

async fn serve(serve: Serve) -> anyhow::Result<()> {
    let (way, account) = serve.account()?;
    let gateway = gateway::open(way, account.clone())?;
    let webhooks = serve.webhooks()?;
    if serve.common.roles.contains(&Role::Web)
        && let Some(warning) = serve.warning(&webhooks)
    {
        tracing::warn!("{warning}");
    }
    let postbox = serve.mail.postbox()?;
    let database = serve.databases.database.clone().context("HANBEOL_DATABASE is missing")?;
    let (main, view) = open_to_serve(&serve.databases, &database).await?;
    let shop = wire(Ports {
        main,
        view,
        provider: gateway.provider,
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
        password: serve.password()?,
        mail: Mail {
            postbox: postbox.map(|postbox| Arc::new(postbox) as Arc<dyn Postbox>),
            retention: serve.mail.retention(),
        },
        settings: Settings {
            demo: false,
            postcode_search: serve.common.postcode_search,
            webhooks,
            methods: gateway.methods,
            pay_pages: gateway.pay_pages,
            address: account.origin(),
            return_key: account.key,
            https: serve.https(),
            proxies: serve.proxies,
            site: http::site()?,
        },
    });
    if serve.common.roles.contains(&Role::Mail) && !shop.services.mail.sends() {
        tracing::warn!("no mail is sent without a mail server (--smtp-url): letters wait for one");
    }
    for consumer in &serve.common.pause {
        shop.services.outbox.pause(*consumer, true).await?;
    }
    let listener = TcpListener::bind(serve.listen)
        .await
        .with_context(|| format!("cannot listen on {}; another address: --listen", serve.listen))?;
    tracing::info!(address = %serve.listen, roles = listed(&serve.common.roles), "serving");
    run(shop, &serve.common.roles, listener, stop_signal(Duration::from_secs(serve.drain))).await
}

async fn demo(mut demo: Demo) -> anyhow::Result<()> {
    std::fs::create_dir_all(&demo.data)
        .with_context(|| format!("cannot make the folder {}", demo.data.display()))?;
    let _lock = lock(&demo.data)?;
    let address = SocketAddr::from(([127, 0, 0, 1], demo.port));
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}; another port: --port N"))?;
    let sandbox = SandboxProcess::start(&demo).await?;
    let account = sandbox.account();
    let gateway = gateway::open(demo.way(), account.clone())?;
    let file = |name: &str| format!("sqlite:{}", demo.data.join(name).display());
    let has_own_files = demo.databases.database.is_none();
    let database = demo.databases.database.clone().unwrap_or_else(|| file("shop.db"));
    let view = demo.databases.view_of(&database).unwrap_or_else(|| file("view.db"));
    demo.databases.view_database = Some(view);
    let (main, view) = open_to_serve(&demo.databases, &database).await?;
    ensure!(
        main.take_for_demo(has_own_files, SystemClock.now()).await?,
        "no demo began the shop in the database of orders (--database, HANBEOL_DATABASE), and so none goes on there: its \
         letters would go to nobody, and its payments to a sandbox. Give the demo an empty database, or none"
    );
    let shop = wire(Ports {
        main,
        view,
        provider: gateway.provider,
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
        password: None,
        mail: Mail { postbox: Some(Arc::new(Shown)), retention: Retention::default() },
        settings: Settings {
            demo: true,
            postcode_search: demo.common.postcode_search,
            webhooks: sandbox.webhooks(),
            methods: gateway.methods,
            pay_pages: gateway.pay_pages,
            address: account.origin(),
            return_key: account.key,
            https: false,
            proxies: 0,
            site: http::site()?,
        },
    });
    shop.services.catalogue.seed_demo().await?;
    shop.services.settings.seed_demo().await?;
    for consumer in &demo.common.pause {
        shop.services.outbox.pause(*consumer, true).await?;
    }
    greet(&shop, &demo).await?;
    let ends = CancellationToken::new();
    let keeper = tokio::spawn(sandbox.keep(ends.clone()));
    let served = run(shop, &demo.common.roles, listener, stop_signal(Duration::ZERO)).await;
    ends.cancel();
    keeper.await.context("the sandbox's keeper failed")?;
    served
}

fn listed(roles: &[Role]) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
}

/// Prints where to look.
async fn greet(shop: &Shop, demo: &Demo) -> anyhow::Result<()> {
    let site = format!("http://127.0.0.1:{}", demo.port);
    if !demo.common.roles.contains(&Role::Web) {
        let roles = listed(&demo.common.roles);
        let _ = writeln!(std::io::stdout(), "\n  Works on {roles}. {site}/readyz answers, and no page.\n");
        return Ok(());
    }
    let token = shop.services.sign_in.one_time_link().await?;
    let seller = format!("{site}/seller/log-in?token={}", token.expose());
    if let Some(file) = &demo.seller_link_file {
        std::fs::write(file, &seller).with_context(|| format!("cannot write {}", file.display()))?;
    }
    // Whoever does not read it any more need not be told.
    let _ = writeln!(std::io::stdout(), "{}", greeting(&site, &seller, &demo.data));
    Ok(())
}

async fn sandbox(options: Sandbox) -> anyhow::Result<()> {
    let ledger = match &options.ledger {
        Some(path) => sandbox::Ledger::open(path).await?,
        None => sandbox::Ledger::in_memory().await?,
    };
    let listener = TcpListener::bind(("127.0.0.1", options.port))
        .await
        .with_context(|| format!("cannot listen on 127.0.0.1:{}; another port: --port N", options.port))?;
    let webhooks = options.webhooks();
    let settings = sandbox::Options { webhooks, ..sandbox::Options::new(options.key, Arc::new(SystemClock)) };
    let router = sandbox::router(ledger, settings);
    if let Some(port) = options.control_port {
        let control = TcpListener::bind(("127.0.0.1", port))
            .await
            .with_context(|| format!("cannot listen on 127.0.0.1:{port}; another port: --control-port N"))?;
        tokio::spawn(sandbox::serve_control(control, router.clone(), std::future::pending()));
    }
    let ends = async move {
        tokio::select! {
            _ = stop_signal(Duration::ZERO) => {}
            () = input_ends(), if options.until_input_ends => {}
        }
    };
    tracing::info!(address = %listener.local_addr()?, "the sandbox provider serves");
    sandbox::serve(listener, router, ends).await?;
    Ok(())
}

async fn input_ends() {
    // An input that cannot be read has ended, too.
    let _ = tokio::io::copy(&mut tokio::io::stdin(), &mut tokio::io::sink()).await;
}
