//! From the commit of an event to the browser that follows MyPage.

use std::path::Path;
use std::time::Duration;

use app::mypage::view::{Happened, OrderRow};
use kernel::Clock;
use reqwest::header::COOKIE;
use server::system::SystemClock;
use tokio::sync::mpsc;

use crate::buyers::Buyer;
use crate::program::Program;

const ORDERS: usize = 200;

/// p50 and p99 over the frames that say an order was placed.
pub(crate) async fn measure(binary: &Path, folder: &Path) -> anyhow::Result<String> {
    let program = Program::demo(binary, &folder.join("live"), true).await?;
    let mut buyer = Buyer::new(&program.base)?;
    let first = buyer.begin().await?;
    let (heard, mut frames) = mpsc::unbounded_channel();
    let url = format!("{}/live/mypage", program.base);
    let stream = reqwest::Client::new().get(url).header(COOKIE, buyer.cookie()).send().await?;
    let listening = tokio::spawn(listen(stream, heard));
    buyer.order(&first).await?;
    for _ in 1..ORDERS {
        let draft = buyer.begin().await?;
        buyer.order(&draft).await?;
    }
    let mut delays = Vec::with_capacity(ORDERS);
    while delays.len() < ORDERS {
        match tokio::time::timeout(Duration::from_secs(5), frames.recv()).await {
            Ok(Some(delay)) => delays.push(delay),
            Ok(None) | Err(_) => break,
        }
    }
    listening.abort();
    program.end().await?;
    delays.sort_unstable();
    let at = |percent: usize| delays.get(delays.len() * percent / 100).copied().unwrap_or_default();
    Ok(format!(
        "commit to browser, one order after another: p50 {:.1} ms, p99 {:.1} ms ({} frames of {ORDERS} orders)",
        millis(at(50)),
        millis(at(99)),
        delays.len()
    ))
}

#[expect(clippy::cast_precision_loss, reason = "microseconds here are far below 2^52")]
fn millis(micros: i64) -> f64 {
    micros as f64 / 1000.0
}

/// Sends the age of each frame whose newest line is that the order was placed, in microseconds.
async fn listen(mut stream: reqwest::Response, heard: mpsc::UnboundedSender<i64>) -> anyhow::Result<()> {
    let mut buffer = String::new();
    while let Some(chunk) = stream.chunk().await? {
        let now = SystemClock.now();
        buffer.push_str(&String::from_utf8_lossy(&chunk));
        while let Some((frame, rest)) = buffer.split_once("\n\n") {
            let data = frame.lines().find_map(|line| line.strip_prefix("data:"));
            let row = data.and_then(|json| serde_json::from_str::<OrderRow>(json.trim()).ok());
            let newest = row.and_then(|row| row.timeline.last().cloned());
            if let Some(entry) = newest.filter(|entry| entry.what == Happened::Placed) {
                heard.send((now - entry.at).micros())?;
            }
            buffer = rest.to_owned();
        }
    }
    Ok(())
}
