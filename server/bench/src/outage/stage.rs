//! The busy day itself: the shop as a process, orders at a steady rate, somebody who looks at a page, and the switch.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::Client;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{interval, sleep, sleep_until};

use super::log::{self, Change, Circuit, Log};
use super::provider::{Capture, Dead, Provider};
use super::seen::{Look, Seen};
use super::shopper::{History, Street};
use super::{CALM, Plan, books};
use crate::buyer::{Choice, client};
use crate::now;
use crate::program::{Program, free_port};

/// Between two looks at the garment's page.
const PAGE_EVERY: Duration = Duration::from_millis(100);
/// The demo has two thousand of each.
const CHOICES: [Choice; 8] = [
    ("trench", "sand", "S"),
    ("trench", "sand", "M"),
    ("trench", "sand", "L"),
    ("trench", "sand", "XL"),
    ("parka", "mugwort", "S"),
    ("parka", "mugwort", "M"),
    ("parka", "mugwort", "L"),
    ("parka", "mugwort", "XL"),
];

/// Runs a demo shop in a folder through one outage. Says what was seen, and what the provider captured.
pub(crate) async fn run(
    binary: &Path,
    data: &Path,
    dead: Dead,
    plan: Plan,
) -> anyhow::Result<(Seen, Vec<Capture>)> {
    let port = free_port()?;
    let arguments = ["--log-json", "--sandbox-control-port", &port.to_string()];
    let mut program = Program::demo_with(binary, data, &arguments).await?;
    let (provider, heard) = (Provider::at(port), log::follow(program.log()?));
    let (client, (is_back, back)) = (client()?, watch::channel(false));
    let (enough, until) = oneshot::channel();
    let pages = tokio::spawn(look(client.clone(), format!("{}/garments/trench", program.base), until));
    let distance = Duration::from_secs(1) / plan.rate;
    let street = Arc::new(Street::to(&program.base, client, back, distance));
    let busy = CALM + Duration::from_secs(plan.seconds);
    let buyers = tokio::spawn(arrive(street, distance, busy));

    sleep(CALM).await;
    provider.forget_calls().await?;
    provider.set(Some(dead)).await?;
    let died = now();
    let opening = tokio::spawn(received_by_opening(provider.clone(), heard.clone(), died));
    sleep_until((died + Duration::from_secs(plan.seconds)).into()).await;
    let received_in_all = provider.calls().await?;
    provider.set(None).await?;
    let back = now();
    is_back.send_replace(true);

    let histories = buyers.await?.join_all().await;
    sleep(CALM).await;
    books::settled(&data.join("shop.db")).await?;
    let received = if opening.is_finished() { Some(opening.await??) } else { None };
    let mut log = heard.borrow().clone();
    log.changes.retain(|change| change.at >= died);
    log.unanswered.retain(|at| (died..back).contains(at));
    let captures = provider.captures().await?;
    // Dropped, it says so, too.
    let _ = enough.send(());
    let looks = pages.await??;
    program.end().await?;
    Ok((Seen { died, back, log, received, received_in_all, histories, looks }, captures))
}

/// Buyers at a steady rate, whatever becomes of those before.
async fn arrive(street: Arc<Street>, distance: Duration, during: Duration) -> JoinSet<History> {
    let mut buyers = JoinSet::new();
    let (mut arrivals, begun) = (interval(distance), now());
    for choice in CHOICES.into_iter().cycle() {
        if begun.elapsed() >= during {
            break;
        }
        arrivals.tick().await;
        buyers.spawn(Arc::clone(&street).shop(choice));
    }
    buyers
}

/// What the provider had received when the breaker opened: nothing more comes through from then on, so there is no
/// hurry to ask.
async fn received_by_opening(
    provider: Provider,
    mut heard: watch::Receiver<Log>,
    died: Instant,
) -> anyhow::Result<usize> {
    let opened = |change: &Change| change.at >= died && change.to == Circuit::Open;
    heard.wait_for(|log| log.changes.iter().any(opened)).await?;
    provider.calls().await
}

/// Looks at a page at a steady rate until told that it is enough.
async fn look(client: Client, url: String, mut until: oneshot::Receiver<()>) -> anyhow::Result<Vec<Look>> {
    let (mut times, mut looks) = (interval(PAGE_EVERY), JoinSet::new());
    loop {
        tokio::select! {
            _ = &mut until => break,
            _ = times.tick() => {}
        }
        let page = client.get(&url);
        looks.spawn(async move {
            let at = now();
            page.send().await?.error_for_status()?.bytes().await?;
            anyhow::Ok(Look { at, took: at.elapsed() })
        });
    }
    looks.join_all().await.into_iter().collect()
}
