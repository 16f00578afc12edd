//! Orders placed and paid per second: 32 buyers, durable commits, the relay on, from the POST of place to the
//! answer of pay; beside the floor, the same rows by bare SQL in as many commits, before and after.

use std::path::Path;
use std::time::Duration;

use futures::future::try_join_all;

use crate::buyer::{Buyer, Choice, TRENCH};
use crate::program::Program;
use crate::{CLIENTS, floor, now, rate};

/// Orders of each buyer in the run that is measured.
const ORDERS: usize = 60;
/// And in the one before, which warms up and gives the first floor its rows.
const WARM_UP: usize = 10;

/// Buyers with their checkouts begun.
pub(crate) struct Ready(Vec<(Buyer, Vec<String>)>);

impl Ready {
    pub(crate) async fn new(base: &str, buyers: usize, orders: usize) -> anyhow::Result<Self> {
        Self::of(TRENCH, base, buyers, orders).await
    }

    /// Who order something else than most.
    pub(crate) async fn of(choice: Choice, base: &str, buyers: usize, orders: usize) -> anyhow::Result<Self> {
        let ready = (0..buyers).map(|_| async {
            let mut buyer = Buyer::new(base)?;
            let mut drafts = Vec::new();
            for _ in 0..orders / buyers {
                drafts.push(buyer.choose(choice).await?);
            }
            anyhow::Ok((buyer, drafts))
        });
        Ok(Self(try_join_all(ready).await?))
    }

    /// Places and pays everything. Says how many orders that were, and how long it took.
    pub(crate) async fn buy(self) -> anyhow::Result<(usize, Duration)> {
        let orders = self.0.iter().map(|(_, drafts)| drafts.len()).sum();
        let begun = now();
        let buying = self.0.into_iter().map(|(buyer, drafts)| async move {
            for draft in drafts {
                buyer.order(&draft).await?;
            }
            anyhow::Ok(())
        });
        try_join_all(buying).await?;
        Ok((orders, begun.elapsed()))
    }
}

/// One run of a fresh shop: how long its orders took, and the floor by the rows it left behind.
struct Run {
    orders: usize,
    took: Duration,
    commits: usize,
    floor: Duration,
}

async fn run(binary: &Path, data: &Path, in_memory: bool, orders: usize) -> anyhow::Result<Run> {
    let program = Program::demo(binary, data, in_memory).await?;
    let seeded = floor::row_counts(&data.join("shop.db")).await?;
    let (orders, took) = Ready::new(&program.base, CLIENTS, orders * CLIENTS).await?.buy().await?;
    let commits = program.end().await?;
    let floor = floor::measure(&data.join("shop.db"), &seeded, commits).await?;
    Ok(Run { orders, took, commits, floor })
}

/// Measures with the sandbox's ledger in memory (the shop alone) or durable (with a provider on the same disk).
pub(crate) async fn measure(binary: &Path, folder: &Path, in_memory: bool) -> anyhow::Result<String> {
    let name = if in_memory { "memory" } else { "durable" };
    let before = run(binary, &folder.join(format!("warm-{name}")), in_memory, WARM_UP).await?;
    let run = run(binary, &folder.join(name), in_memory, ORDERS).await?;
    let (shop, floor, floor_before) =
        (rate(run.orders, run.took), rate(run.orders, run.floor), rate(before.orders, before.floor));
    Ok(format!(
        "orders placed and paid, sandbox's ledger {}: {shop:.0}/s ({} orders, {CLIENTS} buyers, {:.2} s, {} commits; \
         goal 300/s)\n  floor, the same rows by bare SQL in as many commits: before {floor_before:.0}/s, after \
         {floor:.0}/s; ratio {:.2}",
        if in_memory { "in memory" } else { "durable" },
        run.orders,
        run.took.as_secs_f64(),
        run.commits,
        shop / floor
    ))
}
