//! A run of several instances over PostgreSQL, behind a proxy. Instances are killed and come back, the server restarts,
//! connections that listen are closed, a transaction of somebody else stays open, shipping rests for a while; then quiet
//! comes without anybody being started anew, and the checker decides.

mod figures;
mod instances;
mod proxy;
mod trouble;
mod watch;

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use checker::Tables;
use cluster::{Cluster, Kept};
use tokio::task::JoinSet;

use crate::clients::Clients;
use crate::dice::Dice;
use crate::plan::Plan;
use crate::programs::{Place, Sandbox};
use crate::run::{Deaths, Open, Verdict, come_to_rest};

pub(crate) use self::figures::Figures;
use self::instances::Instances;
use self::proxy::Proxy;
use self::trouble::Trouble;
use self::watch::Watch;

/// Lives through a run, and checks what is left.
///
/// # Errors
/// When an instance ends by itself, or something cannot be started or read.
pub(crate) async fn run(
    place: &Place,
    plan: &Plan,
    haproxy: &Path,
    deaths: &mut Deaths,
    figures: &mut Figures,
) -> anyhow::Result<Verdict> {
    let cluster = Cluster::start(Kept::Quick)?.context("this machine has no PostgreSQL")?;
    let (main, view) = (cluster.create("shop")?, cluster.create("view")?);
    let aside = cluster.create("aside")?;
    let sandbox = Sandbox::start(place).await?;
    let mut instances = Instances::start(place, plan, &main, &view).await?;
    let _proxy = Proxy::start(place, haproxy, instances.ports()).await?;
    if plan.webhooks {
        sandbox.tell(&place.shop()).await?;
    }
    sandbox.set_faults(&plan.faults).await?;
    let mut clients = Clients::begin(place, plan)?;
    let watch = Arc::new(Watch::new(&main)?);
    let trouble = Trouble::new(&watch, cluster, plan);
    let mut troubles = JoinSet::new();
    trouble.begin(&mut troubles, aside, plan.busy / 3);
    let dies = async {
        tokio::select! {
            failed = die_again_and_again(&mut instances, &watch, plan, deaths) => failed,
            Some(ended) = troubles.join_next() => ended?,
        }
    };
    if let Ok(failed) = tokio::time::timeout(plan.busy, dies).await {
        failed?;
    }
    troubles.shutdown().await;
    *figures = watch.figures();
    sandbox.set_faults(&sandbox::FaultPlan::default()).await?;
    instances.come_up().await?;
    watch.shipping_works().await?;
    let verdict = settle(place, &sandbox, &mut clients, &mut instances, (&watch, &main, &view)).await?;
    if !verdict.is_sound() {
        trouble.dump(&place.folder)?;
    }
    Ok(verdict)
}

/// Waits for quiet, then checks. No instance is started anew: what one has got stuck in, it has to get out of.
async fn settle(
    place: &Place,
    sandbox: &Sandbox,
    clients: &mut Clients,
    instances: &mut Instances,
    (watch, main, view): (&Watch, &str, &str),
) -> anyhow::Result<Verdict> {
    clients.leave().await?;
    let tables = Tables::from(watch.main.clone());
    if let Err(open) = come_to_rest(&tables, place, clients).await? {
        return Ok(Verdict::Restless(open));
    }
    let history = clients.history().await?;
    instances.still_live()?;
    instances.kill_all().await?;
    let view = Tables::from(watch::pool(view)?);
    let books = Open { main: &tables, view: &view, database: main, sandbox, place };
    Ok(Verdict::Checked(books.check(history).await?))
}

/// Kills one instance or two, and starts them again after a while, for ever.
async fn die_again_and_again(
    instances: &mut Instances,
    watch: &Watch,
    plan: &Plan,
    deaths: &mut Deaths,
) -> anyhow::Result<()> {
    let mut dice = Dice::new(plan.seed, "kills");
    loop {
        tokio::time::sleep(dice.duration(3_000, 9_000)).await;
        instances.still_live()?;
        let (first, both) = (dice.between(0, 2), dice.percent(25));
        for nth in [Some(first), both.then_some((first + 1) % 3)].into_iter().flatten() {
            instances.kill(usize::try_from(nth)?).await?;
            deaths.killed += 1;
        }
        let away = dice.duration(300, 14_000);
        let comes_back = async {
            tokio::time::sleep(away).await;
            instances.come_up().await
        };
        let ((), up) = tokio::join!(watch.takeover(), comes_back);
        up?;
    }
}
