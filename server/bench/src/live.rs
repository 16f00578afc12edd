//! From the commit of OrderPlaced to the browser that follows MyPage: frames are timed as they arrive, and the
//! moments of the events are read from the database afterwards.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use kernel::{Clock, OrderId, Time};
use reqwest::header::COOKIE;
use server::system::SystemClock;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use tokio::sync::mpsc;

use crate::buyer::Buyer;
use crate::program::Program;
use crate::scale::Side;

const ORDERS: usize = 200;
/// What an order is that was placed, also where the same frame tells of its shipment.
const PAID: [&str; 2] = ["paid", "preparing"];

/// p50 and p99 over the frames that say an order was placed.
pub(crate) async fn measure(binary: &Path, folder: &Path) -> anyhow::Result<String> {
    let program = Program::demo(binary, &folder.join("live"), true).await?;
    let arrived = follow(&program.base).await?;
    program.end().await?;
    let file = SqliteConnectOptions::new().filename(folder.join("live").join("shop.db"));
    let placed = Side::Sqlite(file.connect().await?).placed().await?;
    Ok(delays(&arrived, &placed))
}

/// Places and pays one order after another. Says when the frame of each arrived.
pub(crate) async fn follow(base: &str) -> anyhow::Result<HashMap<OrderId, Time>> {
    let mut buyer = Buyer::new(base)?;
    let first = buyer.begin().await?;
    let (heard, mut frames) = mpsc::unbounded_channel();
    let url = format!("{base}/live/mypage");
    let stream = reqwest::Client::new().get(url).header(COOKIE, buyer.cookie()).send().await?;
    let listening = tokio::spawn(listen(stream, heard));
    buyer.order(&first).await?;
    for _ in 1..ORDERS {
        let draft = buyer.begin().await?;
        buyer.order(&draft).await?;
    }
    let mut arrived = HashMap::with_capacity(ORDERS);
    while arrived.len() < ORDERS {
        match tokio::time::timeout(Duration::from_secs(5), frames.recv()).await {
            // A later frame of the same order is of a later event.
            Ok(Some((order, at))) => arrived.entry(order).or_insert(at),
            Ok(None) | Err(_) => break,
        };
    }
    listening.abort();
    Ok(arrived)
}

/// How long the frames took from the moments of their events.
pub(crate) fn delays(arrived: &HashMap<OrderId, Time>, placed: &HashMap<OrderId, Time>) -> String {
    let delay = |(order, at): (&OrderId, &Time)| Some((*at - *placed.get(order)?).micros());
    let mut delays: Vec<i64> = arrived.iter().filter_map(delay).collect();
    delays.sort_unstable();
    let at = |percent: usize| delays.get(delays.len() * percent / 100).copied().unwrap_or_default();
    format!(
        "commit to browser, one order after another: p50 {:.1} ms, p99 {:.1} ms ({} frames of {ORDERS} orders)",
        millis(at(50)),
        millis(at(99)),
        delays.len()
    )
}

#[expect(clippy::cast_precision_loss, reason = "microseconds here are far below 2^52")]
fn millis(micros: i64) -> f64 {
    micros as f64 / 1000.0
}

/// Sends the order and the moment of arrival of each frame that says it was placed.
async fn listen(
    mut stream: reqwest::Response,
    heard: mpsc::UnboundedSender<(OrderId, Time)>,
) -> anyhow::Result<()> {
    let mut buffer = String::new();
    while let Some(chunk) = stream.chunk().await? {
        let now = SystemClock.now();
        buffer.push_str(&String::from_utf8_lossy(&chunk));
        while let Some((frame, rest)) = buffer.split_once("\n\n") {
            let data = frame.lines().find_map(|line| line.strip_prefix("data:"));
            let frame = data.and_then(|json| serde_json::from_str::<serde_json::Value>(json.trim()).ok());
            if let Some(frame) = frame.filter(|frame| PAID.iter().any(|status| frame["status"] == *status)) {
                let order = frame["order"].as_str().unwrap_or_default().parse()?;
                heard.send((order, now))?;
            }
            buffer = rest.to_owned();
        }
    }
    Ok(())
}
