//! Buyers: they order, pay, click twice, change their minds, and try again when the shop does not answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use checker::Told;
use futures::future::join;
use kernel::OrderId;

use crate::browser::{Answer, Browser, Memory};
use crate::plan::{Purchase, Wish};

/// Between two tries of somebody who gets no answer.
const AGAIN: Duration = Duration::from_millis(120);
/// Between two looks of somebody who waits for something.
const LOOKS: Duration = Duration::from_millis(60);
/// Tries before they give up.
const TRIES: usize = 40;

/// A buyer with their orders, one after another, until the shop is closing.
pub(crate) async fn buy(
    browser: Browser,
    memory: Memory,
    closing: Arc<AtomicBool>,
    purchases: Vec<Purchase>,
) {
    for purchase in purchases {
        tokio::time::sleep(purchase.pause).await;
        if closing.load(Ordering::Relaxed) {
            return;
        }
        if let Some(order) = place(&browser, &purchase).await {
            memory.told(order, Told::Opened);
            let patient = || !closing.load(Ordering::Relaxed);
            let wish = wish(&browser, &memory, order, purchase.wish, &patient);
            join(pay(&browser, &memory, order, &purchase), wish).await;
        }
    }
}

/// Does what the buyer wants beside paying, as long as there is patience.
async fn wish(
    browser: &Browser,
    memory: &Memory,
    order: OrderId,
    wish: Wish,
    patient: &(dyn Fn() -> bool + Sync),
) {
    match wish {
        Wish::Nothing => {}
        Wish::CancelAfterClick(after) => {
            tokio::time::sleep(after).await;
            cancel(browser, memory, order).await;
        }
        Wish::CancelOncePreparing(after) => {
            if comes_to(browser, order, &["preparing", "packed"], patient).await {
                tokio::time::sleep(after).await;
                cancel(browser, memory, order).await;
            }
        }
        Wish::Complete => {
            if comes_to(browser, order, &["delivered"], patient).await {
                complete(browser, memory, order).await;
            }
        }
    }
}

/// Looks at the order's page until it says one of these.
async fn comes_to(
    browser: &Browser,
    order: OrderId,
    statuses: &[&str],
    patient: &(dyn Fn() -> bool + Sync),
) -> bool {
    while patient() {
        let page = browser.read(&format!("order?order={order}")).await;
        let status = page.as_ref().and_then(|page| page["row"]["status"].as_str());
        if status.is_some_and(|status| statuses.contains(&status)) {
            return true;
        }
        tokio::time::sleep(LOOKS).await;
    }
    false
}

/// The order, unless it is refused.
async fn place(browser: &Browser, purchase: &Purchase) -> Option<OrderId> {
    let (garment, dye, size) = purchase.item;
    let path = format!("/checkout?garment={garment}&dye={dye}&size={size}&quantity={}", purchase.quantity);
    let led = answered(|| browser.open(&path)).await?;
    let draft = led.strip_prefix("/checkout/")?.to_owned();
    let fields = [
        ("draft", draft.as_str()),
        ("lang", "ko"),
        ("email", "haneul@example.com"),
        ("name", "김하늘"),
        ("phone", "010-2345-6789"),
        ("postcode", "04524"),
        ("address1", "서울 중구 세종대로 110"),
        ("address2", "3층"),
        ("note", ""),
        ("agree", "on"),
        ("privacy", "on"),
    ];
    let led = answered(|| browser.submit("place_order", &fields)).await?;
    led.strip_prefix("/orders/")?.strip_suffix("/pay")?.parse().ok()
}

/// Pays with one card after another, until it is paid or nothing is left to pay.
async fn pay(browser: &Browser, memory: &Memory, order: OrderId, purchase: &Purchase) {
    for card in &purchase.cards {
        let Some(attempt) = offered(browser, order).await else { return };
        let id = order.to_string();
        let fields = [("order", id.as_str()), ("attempt", &attempt), ("card", card), ("lang", "ko")];
        let click = || browser.submit("pay", &fields);
        let answers = match purchase.double_click {
            true => {
                let (first, second) = join(click(), click()).await;
                vec![first, second]
            }
            false => vec![click().await],
        };
        for answer in answers {
            match answer {
                Answer::Led(to) if to.ends_with("placed=1") => {
                    memory.told(order, Told::Paid);
                    return;
                }
                Answer::Led(_) | Answer::Refused(_) | Answer::None => {}
            }
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// The attempt that the pay page offers; nothing when there is nothing to pay any more, or nobody answers. While a
/// payment is being checked, people wait.
async fn offered(browser: &Browser, order: OrderId) -> Option<String> {
    for _ in 0..TRIES {
        if let Some(page) = browser.read(&format!("pay_page?order={order}")).await
            && page["state"]["checking"].is_null()
        {
            return page["attempt"].as_str().map(str::to_owned);
        }
        tokio::time::sleep(AGAIN).await;
    }
    None
}

async fn cancel(browser: &Browser, memory: &Memory, order: OrderId) {
    let order_id = order.to_string();
    let fields = [("order", order_id.as_str()), ("reason", "changed_mind"), ("lang", "ko")];
    if let Some(to) = answered(|| browser.submit("cancel_order", &fields)).await
        && !to.contains("notice=")
    {
        memory.told(order, Told::Cancelled);
    }
}

/// 구매확정.
async fn complete(browser: &Browser, memory: &Memory, order: OrderId) {
    let order_id = order.to_string();
    let fields = [("order", order_id.as_str()), ("lang", "ko")];
    if let Some(to) = answered(|| browser.submit("complete_order", &fields)).await
        && !to.contains("notice=")
    {
        memory.told(order, Told::Completed);
    }
}

/// Where it leads, asked again for as long as nobody answers. Nothing when it is refused.
async fn answered<F: Future<Output = Answer>>(ask: impl Fn() -> F) -> Option<String> {
    for _ in 0..TRIES {
        match ask().await {
            Answer::Led(to) => return Some(to),
            Answer::Refused(_) => return None,
            Answer::None => tokio::time::sleep(AGAIN).await,
        }
    }
    None
}
