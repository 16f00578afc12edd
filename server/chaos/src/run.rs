//! One run: buyers and a seller over HTTP, a provider that fails, a shop that dies again and again; then rest, and the
//! checker.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, bail};
use checker::{Books, Capture, Report, check};
use kernel::{Clock, Ids};
use sqlx::SqlitePool;
use store::Database;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::browser::{Browser, Memory};
use crate::live::{self, Page};
use crate::machine::MachineClock;
use crate::plan::Plan;
use crate::programs::{Place, Sandbox, Shop, client};
use crate::{buyer, rest, seller};

/// For buyers to end what they have begun, once the shop stays up.
const BUYERS_END: Duration = Duration::from_secs(25);
/// For the last frames to reach the pages, once nothing moves any more.
const FRAMES_ARRIVE: Duration = Duration::from_secs(3);
const LOOKS: Duration = Duration::from_millis(40);

/// How often the shop died, and where.
#[derive(Debug, Clone, Default)]
pub(crate) struct Deaths {
    /// Points at which it ended itself.
    pub(crate) points: Vec<String>,
    /// At moments of no meaning.
    pub(crate) killed: usize,
}

impl Deaths {
    pub(crate) fn count(&self) -> usize {
        self.points.len() + self.killed
    }
}

/// Everybody who talks to the shop.
struct Clients {
    memory: Memory,
    /// New orders are begun until then.
    closing: Arc<AtomicBool>,
    /// The seller works until then.
    shut: Arc<AtomicBool>,
    buyers: JoinSet<()>,
    seller: JoinSet<()>,
    followers: JoinSet<()>,
    /// Live pages, with the browsers that have them open.
    pages: Vec<(Page, Browser)>,
}

impl Clients {
    fn begin(place: &Place, plan: &Plan) -> anyhow::Result<Self> {
        let (client, shop) = (client()?, place.shop());
        let mut clients = Self {
            memory: Memory::default(),
            closing: Arc::default(),
            shut: Arc::default(),
            buyers: JoinSet::new(),
            seller: JoinSet::new(),
            followers: JoinSet::new(),
            pages: Vec::new(),
        };
        for (nth, purchases) in plan.buyers.iter().enumerate() {
            let browser = Browser::new(&client, &shop);
            if nth < 2 {
                let page = Page::default();
                clients.followers.spawn(page.clone().follow(browser.clone()));
                clients.pages.push((page, browser.clone()));
            }
            let (memory, closing) = (clients.memory.clone(), clients.closing.clone());
            clients.buyers.spawn(buyer::buy(browser, memory, closing, purchases.clone()));
        }
        let (memory, shut) = (clients.memory.clone(), clients.shut.clone());
        clients.seller.spawn(seller::work(Browser::new(&client, &shop), memory, shut, plan.seed));
        Ok(clients)
    }

    /// Lets the buyers end what they have begun.
    async fn leave(&mut self) -> anyhow::Result<()> {
        self.closing.store(true, Ordering::Relaxed);
        let gone = async { while self.buyers.join_next().await.is_some() {} };
        tokio::time::timeout(BUYERS_END, gone).await.context("a buyer never came to an end")
    }

    /// What the seller has begun is done by then.
    async fn seller_goes_home(&mut self) {
        self.shut.store(true, Ordering::Relaxed);
        while self.seller.join_next().await.is_some() {}
    }

    /// What everybody was told, and what the live pages show once nothing moves any more.
    async fn history(&self) -> anyhow::Result<checker::History> {
        let mut history = self.memory.history();
        for (page, browser) in &self.pages {
            let mut seen = checker::Browser::default();
            let same = async {
                loop {
                    let (loaded, _) = live::load(browser).await.context("MyPage cannot be loaded")?;
                    seen = checker::Browser { live: page.shows(), loaded };
                    if seen.live == seen.loaded {
                        return anyhow::Ok(());
                    }
                    tokio::time::sleep(LOOKS).await;
                }
            };
            // A page that stays behind is the checker's to report.
            if let Ok(failed) = tokio::time::timeout(FRAMES_ARRIVE, same).await {
                failed?;
            }
            history.browsers.push(seen);
        }
        Ok(history)
    }
}

/// How a run ended.
#[derive(Debug, Clone)]
pub(crate) enum Verdict {
    Checked(Report),
    /// It did not come to rest: what was still open.
    Restless(String),
    /// It could not be run.
    Broken(String),
}

/// Lives through a run, and checks what is left.
///
/// # Errors
/// When the shop ends by itself, or something cannot be started or read.
pub(crate) async fn run(
    place: &Place,
    plan: &Plan,
    points: &[String],
    deaths: &mut Deaths,
) -> anyhow::Result<Verdict> {
    let mut sandbox = Sandbox::start(place).await?;
    if plan.webhooks {
        sandbox.tell(&place.shop()).await?;
    }
    let mut shop =
        Shop::start(place, plan, &if plan.deadly { plan.life(0, points).armed } else { Vec::new() })?;
    if !shop.serves().await? {
        bail!("the shop ended before anybody came");
    }
    let main = rest::reader(&place.folder.join("shop.db"));
    sandbox.set_faults(&plan.faults).await?;
    let mut clients = Clients::begin(place, plan)?;
    if plan.deadly {
        let dies = die_again_and_again(place, plan, points, &mut shop, deaths);
        if let Ok(failed) = tokio::time::timeout(plan.busy, dies).await {
            failed?;
        }
    } else {
        tokio::time::sleep(plan.busy).await;
    }
    shop.kill().await?;
    note_points(place, deaths)?;
    sandbox.set_faults(&sandbox::FaultPlan::default()).await?;
    let mut place = place.clone();
    if let Some(hours) = plan.night {
        sandbox.kill().await?;
        place.ahead = hours;
        sandbox = Sandbox::start(&place).await?;
        sandbox.set_down(true).await?;
    }
    shop = Shop::start(&place, plan, &[])?;
    if !shop.serves().await? {
        bail!("the shop does not start any more");
    }
    if plan.night.is_some() {
        if let Some(untold) = rest::untold(&main, &place).await? {
            return Ok(Verdict::Restless(untold));
        }
        sandbox.set_down(false).await?;
        sandbox.tell(&place.shop()).await?;
    }
    clients.leave().await?;
    if let Err(open) = come_to_rest(&main, &mut clients).await? {
        return Ok(Verdict::Restless(open));
    }
    let history = clients.history().await?;
    shop.kill().await?;
    let view = rest::reader(&place.folder.join("view.db"));
    let books = Open { main: &main, view: &view, sandbox: &sandbox, place: &place };
    Ok(Verdict::Checked(books.check(history).await?))
}

/// Kills the shop, and starts it again, for ever.
async fn die_again_and_again(
    place: &Place,
    plan: &Plan,
    points: &[String],
    shop: &mut Shop,
    deaths: &mut Deaths,
) -> anyhow::Result<()> {
    for nth in 1.. {
        let ends = tokio::time::timeout(plan.life(nth - 1, points).at_most, shop.ended()).await;
        match ends {
            Ok(ended) => {
                let before = deaths.points.len();
                let status = ended?;
                note_points(place, deaths)?;
                if deaths.points.len() == before {
                    bail!("the shop ended by itself: {status}");
                }
            }
            Err(_) => {
                shop.kill().await?;
                deaths.killed += 1;
            }
        }
        *shop = Shop::start(place, plan, &plan.life(nth, points).armed)?;
        // One that ends while it starts is seen in the next round.
        shop.serves().await?;
    }
    Ok(())
}

/// Reads at which points the shop has ended itself so far.
fn note_points(place: &Place, deaths: &mut Deaths) -> anyhow::Result<()> {
    let file = place.reached();
    if file.exists() {
        let text = std::fs::read_to_string(file)?;
        deaths.points = text.lines().map(str::to_owned).collect();
    }
    Ok(())
}

/// Waits until nothing is open any more. The seller is there until every stop is answered, and then goes home.
async fn come_to_rest(main: &SqlitePool, clients: &mut Clients) -> anyhow::Result<Result<(), String>> {
    if let Err(open) = rest::comes(main).await? {
        return Ok(Err(open));
    }
    clients.seller_goes_home().await;
    rest::comes(main).await
}

/// What is left, open to the checker.
struct Open<'o> {
    main: &'o SqlitePool,
    view: &'o SqlitePool,
    sandbox: &'o Sandbox,
    place: &'o Place,
}

impl Open<'_> {
    async fn check(&self, history: checker::History) -> anyhow::Result<Report> {
        let captures = self.sandbox.captures().await?;
        let captures = captures.iter().map(Capture::of_sandbox).collect::<Result<_, _>>()?;
        let file = format!("sqlite:{}", self.place.folder.join("shop.db").display());
        let shop = Database::connect(&file, Arc::new(NoIds)).await?;
        let snapshots = shop.snapshots();
        let report = check(Books {
            main: self.main,
            view: self.view,
            snapshots: snapshots.as_ref(),
            captures,
            history,
            now: self.place.now(MachineClock.now()),
        })
        .await;
        shop.close().await;
        Ok(report?)
    }
}

/// Reading needs no ids.
#[derive(Debug)]
struct NoIds;

impl Ids for NoIds {
    fn uuid(&self) -> Uuid {
        Uuid::nil()
    }

    fn chance(&self) -> u64 {
        0
    }
}
