//! Orders placed and paid per second: 32 buyers, durable commits, the relay on, from the POST of place to the
//! answer of pay; beside the floor, the same rows by bare SQL in as many commits, before and after.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use futures::future::try_join_all;
use kernel::{AttemptId, OrderId};
use reqwest::header::{ACCEPT, COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder, redirect};

use crate::program::Program;
use crate::{CLIENTS, floor, now, rate};

/// Orders of each buyer in the run that is measured.
const ORDERS: usize = 60;
/// And in the one before, which warms up and gives the first floor its rows.
const WARM_UP: usize = 10;

/// A buyer with a session of their own.
pub(crate) struct Buyer {
    client: Client,
    base: String,
    cookie: String,
}

impl Buyer {
    /// A new buyer; the first checkout brings the cookie.
    pub(crate) fn new(base: &str) -> anyhow::Result<Self> {
        let client = Client::builder().redirect(redirect::Policy::none()).build()?;
        Ok(Self { client, base: base.to_owned(), cookie: String::new() })
    }

    /// The session's cookie.
    pub(crate) fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Begins a checkout. Says the draft's id.
    pub(crate) async fn begin(&mut self) -> anyhow::Result<String> {
        let url = format!("{}/checkout?garment=trench&dye=sand&size=M&quantity=1", self.base);
        let answer = self.as_browser(self.client.get(url)).send().await?;
        if let Some(cookie) = answer.headers().get(SET_COOKIE) {
            self.cookie = cookie.to_str()?.split(';').next().unwrap_or_default().to_owned();
        }
        last_part(&answer).context("no draft")
    }

    /// Places a draft's order and pays it.
    pub(crate) async fn order(&self, draft: &str) -> anyhow::Result<()> {
        let fields = [
            ("draft", draft),
            ("lang", "ko"),
            ("email", "haneul@example.com"),
            ("name", "김하늘"),
            ("phone", "010-2345-6789"),
            ("postcode", "04524"),
            ("address1", "서울 중구 세종대로 110"),
            ("address2", "3층"),
            ("note", ""),
            ("agree", "on"),
        ];
        let placed = self.post("place_order", &fields).await?;
        let path = placed.trim_end_matches("/pay").to_owned();
        let order = path.rsplit('/').next().unwrap_or_default().to_owned();
        let id: OrderId = order.parse().with_context(|| format!("not placed: {placed}"))?;
        let attempt = AttemptId::nth(id, 1).to_string();
        let fields =
            [("order", order.as_str()), ("attempt", &attempt), ("card", "4242424242424242"), ("lang", "ko")];
        let paid = self.post("pay", &fields).await?;
        if !paid.ends_with("placed=1") {
            bail!("not paid: {paid}");
        }
        Ok(())
    }

    async fn post(&self, function: &str, fields: &[(&str, &str)]) -> anyhow::Result<String> {
        let url = format!("{}/api/{function}", self.base);
        let answer = self.as_browser(self.client.post(url)).form(fields).send().await?;
        let to = answer.headers().get(LOCATION).context("no answer that leads on")?;
        Ok(to.to_str()?.to_owned())
    }

    fn as_browser(&self, request: RequestBuilder) -> RequestBuilder {
        request.header(ACCEPT, "text/html").header(COOKIE, &self.cookie)
    }
}

fn last_part(answer: &reqwest::Response) -> Option<String> {
    Some(answer.headers().get(LOCATION)?.to_str().ok()?.rsplit('/').next()?.to_owned())
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
    let mut ready = Vec::with_capacity(CLIENTS);
    for _ in 0..CLIENTS {
        let mut buyer = Buyer::new(&program.base)?;
        let mut drafts = Vec::with_capacity(orders);
        for _ in 0..orders {
            drafts.push(buyer.begin().await?);
        }
        ready.push((buyer, drafts));
    }
    let begun = now();
    let buying = ready.into_iter().map(|(buyer, drafts)| async move {
        for draft in drafts {
            buyer.order(&draft).await?;
        }
        anyhow::Ok(())
    });
    try_join_all(buying).await?;
    let took = begun.elapsed();
    let commits = program.end().await?;
    let floor = floor::measure(&data.join("shop.db"), &seeded, commits).await?;
    Ok(Run { orders: orders * CLIENTS, took, commits, floor })
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
