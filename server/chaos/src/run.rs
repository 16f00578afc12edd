//! One run: buyers and a seller over HTTP, a provider that fails, a shop that dies again and again; then rest, and the
//! checker.

use std::sync::Arc;

use anyhow::bail;
use checker::{Books, Capture, Report, Tables, check};
use kernel::{Clock, Ids};
use store::Database;
use uuid::Uuid;

use crate::clients::Clients;
use crate::machine::MachineClock;
use crate::plan::Plan;
use crate::programs::{Place, Sandbox, Shop};
use crate::rest;

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

/// How a run ended.
#[derive(Debug, Clone)]
pub(crate) enum Verdict {
    Checked(Report),
    /// It did not come to rest: what was still open.
    Restless(String),
    /// It could not be run.
    Broken(String),
}

impl Verdict {
    /// Whether all holds.
    pub(crate) fn is_sound(&self) -> bool {
        matches!(self, Self::Checked(report) if report.is_sound())
    }
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
    let armed = if plan.deadly { plan.life(0, points).armed } else { Vec::new() };
    let mut shop = Shop::start(place, plan, &place.alone(), &armed)?;
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
    shop = Shop::start(&place, plan, &place.alone(), &[])?;
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
    if let Err(open) = come_to_rest(&main, &place, &mut clients).await? {
        return Ok(Verdict::Restless(open));
    }
    let history = clients.history().await?;
    shop.kill().await?;
    let view = rest::reader(&place.folder.join("view.db"));
    let database = place.alone().main;
    let books = Open { main: &main, view: &view, database: &database, sandbox: &sandbox, place: &place };
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
        *shop = Shop::start(place, plan, &place.alone(), &plan.life(nth, points).armed)?;
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
pub(crate) async fn come_to_rest(
    main: &Tables,
    place: &Place,
    clients: &mut Clients,
) -> anyhow::Result<Result<(), String>> {
    if let Err(open) = rest::comes(main, place).await? {
        return Ok(Err(open));
    }
    clients.seller_goes_home().await;
    rest::comes(main, place).await
}

/// What is left, open to the checker.
pub(crate) struct Open<'o> {
    pub(crate) main: &'o Tables,
    pub(crate) view: &'o Tables,
    /// Main's address.
    pub(crate) database: &'o str,
    pub(crate) sandbox: &'o Sandbox,
    pub(crate) place: &'o Place,
}

impl Open<'_> {
    pub(crate) async fn check(&self, history: checker::History) -> anyhow::Result<Report> {
        let captures = self.sandbox.captures().await?;
        let captures = captures.iter().map(Capture::of_sandbox).collect::<Result<_, _>>()?;
        let shop = Database::connect(self.database, Arc::new(NoIds)).await?;
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
