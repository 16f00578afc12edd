//! The seller: labels, ships, holds, delivers, and answers stops, until the run is over.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use checker::Told;
use futures::future::join_all;
use kernel::OrderId;

use crate::browser::{Answer, Browser, Memory};
use crate::dice::Dice;
use crate::programs::PASSWORD;

/// Between two looks at the queue.
const LOOKS: Duration = Duration::from_millis(120);
/// Every order gets the same number, which is said to be meant.
const PARCEL: [(&str, &str); 3] =
    [("carrier", "cj"), ("tracking", "612345678901"), ("together", "612345678901")];

/// Works until the shop is shut.
pub(crate) async fn work(browser: Browser, memory: Memory, shut: Arc<AtomicBool>, seed: u64) {
    let mut dice = Dice::new(seed, "seller");
    while !shut.load(Ordering::Relaxed) {
        if !look(&browser, &memory, &mut dice).await {
            // Nobody answers, or the seller is not logged in yet.
            drop(browser.submit("sign_in", &[("password", PASSWORD), ("lang", "ko")]).await);
        }
        tokio::time::sleep(LOOKS).await;
    }
}

/// Goes through the queue once, with as many hands as there are orders; false when it cannot be read.
async fn look(browser: &Browser, memory: &Memory, dice: &mut Dice) -> bool {
    let mut moves = Vec::new();
    for tab in ["open", "shipped"] {
        let Some(queue) = browser.read(&format!("queue?tab={tab}")).await else { return false };
        for row in queue["rows"].as_array().into_iter().flatten() {
            let order = row["order"].as_str().and_then(|id| id.parse().ok());
            let (Some(order), Some(stage)) = (order, row["stage"].as_str()) else { continue };
            moves.extend(Move::at(stage, dice).map(|it| it.make(browser, memory, order)));
        }
    }
    join_all(moves).await;
    true
}

/// What the seller does to one order.
#[derive(Debug, Clone, Copy)]
enum Move {
    Label,
    ShipWithNumber,
    Ship,
    Hold,
    Release,
    Deliver,
    Kept,
    Left,
}

impl Move {
    /// What is done at a stage, if anything.
    fn at(stage: &str, dice: &mut Dice) -> Option<Self> {
        let roll = dice.between(1, 100);
        Some(match (stage, roll) {
            ("ready", 1..=30) => Self::Label,
            ("ready", 31..=40) => Self::ShipWithNumber,
            ("ready", 41..=50) => Self::Hold,
            ("on_hold", 1..=50) => Self::Release,
            ("labelled", 1..=35) => Self::Ship,
            // A stop is answered in the end, whatever is rolled.
            ("stop_asked", 1..=40) => Self::Kept,
            ("stop_asked", 41..=70) => Self::Left,
            ("shipped", 1..=30) => Self::Deliver,
            _ => return None,
        })
    }

    async fn make(self, browser: &Browser, memory: &Memory, order: OrderId) {
        let (function, more, done, told): (_, &[(&str, &str)], _, _) = match self {
            Self::Label => ("label", &PARCEL, "labelled", Told::Labelled),
            Self::ShipWithNumber => ("ship", &PARCEL, "shipped", Told::Shipped),
            Self::Ship => ("ship", &[], "shipped", Told::Shipped),
            Self::Hold => ("hold", &[("reason", "재고 확인")], "held", Told::Held),
            Self::Release => ("release", &[], "released", Told::Released),
            Self::Deliver => ("deliver", &[], "delivered", Told::Delivered),
            Self::Kept => ("answer_stop", &[("answer", "kept")], "kept", Told::Kept),
            Self::Left => ("answer_stop", &[("answer", "left")], "left", Told::Left),
        };
        let id = order.to_string();
        let fields: Vec<(&str, &str)> =
            [("order", id.as_str()), ("lang", "ko")].iter().chain(more).copied().collect();
        if matches!(browser.submit(function, &fields).await, Answer::Led(to) if to.ends_with(&format!("notice={done}")))
        {
            memory.told(order, told);
        }
    }
}
