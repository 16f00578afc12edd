//! Everybody who talks to the shop of a run.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context;
use tokio::task::JoinSet;

use crate::browser::{Browser, Memory};
use crate::live::{self, Page};
use crate::plan::Plan;
use crate::programs::{Place, client};
use crate::{buyer, seller};

/// For buyers to end what they have begun, once the shop stays up.
const BUYERS_END: Duration = Duration::from_secs(25);
/// For the last frames to reach the pages, once nothing moves any more.
const FRAMES_ARRIVE: Duration = Duration::from_secs(3);
const LOOKS: Duration = Duration::from_millis(40);

/// Everybody who talks to the shop.
pub(crate) struct Clients {
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
    pub(crate) fn begin(place: &Place, plan: &Plan) -> anyhow::Result<Self> {
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
    pub(crate) async fn leave(&mut self) -> anyhow::Result<()> {
        self.closing.store(true, Ordering::Relaxed);
        let gone = async { while self.buyers.join_next().await.is_some() {} };
        tokio::time::timeout(BUYERS_END, gone).await.context("a buyer never came to an end")
    }

    /// What the seller has begun is done by then.
    pub(crate) async fn seller_goes_home(&mut self) {
        self.shut.store(true, Ordering::Relaxed);
        while self.seller.join_next().await.is_some() {}
    }

    /// What everybody was told, and what the live pages show once nothing moves any more.
    pub(crate) async fn history(&self) -> anyhow::Result<checker::History> {
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
