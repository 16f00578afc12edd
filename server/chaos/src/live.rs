//! A live page: follows MyPage's stream through every restart of the shop, and keeps the newest state of each order.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use checker::Shown;
use kernel::OrderId;

use crate::browser::Browser;

/// Before a stream that ended is opened again.
const AGAIN: Duration = Duration::from_millis(80);

/// What a live page shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page(Arc<Mutex<BTreeMap<OrderId, Shown>>>);

impl Page {
    pub(crate) fn shows(&self) -> BTreeMap<OrderId, Shown> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// As the page does: the higher number stays.
    fn take(&self, order: OrderId, shown: Shown) {
        let mut rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if rows.get(&order).is_none_or(|known| known.seq < shown.seq) {
            rows.insert(order, shown);
        }
    }

    /// Loads the page, then follows its stream until it is dropped.
    pub(crate) async fn follow(self, browser: Browser) {
        let mut last = loop {
            match load(&browser).await.filter(|_| browser.has_session()) {
                Some((rows, since)) => {
                    rows.into_iter().for_each(|(order, shown)| self.take(order, shown));
                    break since;
                }
                None => tokio::time::sleep(AGAIN).await,
            }
        };
        loop {
            if let Some(mut stream) = browser.follow("/live/mypage", &last).await {
                let mut text = String::new();
                while let Ok(Some(chunk)) = stream.chunk().await {
                    text.push_str(&String::from_utf8_lossy(&chunk));
                    while let Some((event, rest)) = text.split_once("\n\n") {
                        self.hear(event, &mut last);
                        text = rest.to_owned();
                    }
                }
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    fn hear(&self, event: &str, last: &mut String) {
        let field = |name| event.lines().find_map(|line| line.strip_prefix(name).map(str::trim));
        if field("event:") != Some("row") {
            return;
        }
        if let Some(id) = field("id:") {
            id.clone_into(last);
        }
        let row = field("data:").and_then(|json| serde_json::from_str(json).ok());
        if let Some((order, shown)) = row.as_ref().and_then(shown) {
            self.take(order, shown);
        }
    }
}

/// MyPage as it is loaded: its rows, and where its stream starts.
pub(crate) async fn load(browser: &Browser) -> Option<(BTreeMap<OrderId, Shown>, String)> {
    let page = browser.read("my_page").await?;
    let rows = page["rows"].as_array()?.iter().filter_map(shown).collect();
    Some((rows, page["since"].as_str()?.to_owned()))
}

fn shown(row: &serde_json::Value) -> Option<(OrderId, Shown)> {
    let shown = Shown { seq: row["seq"].as_i64()?, status: row["status"].as_str()?.to_owned() };
    Some((row["order"].as_str()?.parse().ok()?, shown))
}
