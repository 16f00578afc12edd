//! The provider's webhooks: hints that make us ask, and what is forged.

use app::services::Webhooks;
use hmac::{Hmac, KeyInit, Mac};
use hmac_sha2::Sha256;
use kernel::time::{days, hours, minutes};
use kernel::{AttemptId, Clock, Lang, Secret, Time};
use order::State;
use payment::HintCounts;

use super::{Ask, Front};
use crate::till::{DECLINED, LOST, Line, UNHEARD};

const SECRET: &str = "whsec_test";

async fn open() -> Front {
    Front::configured(|settings| settings.webhooks = Webhooks::Stripe(Secret::new(SECRET.to_owned()))).await
}

fn body(attempt: &str) -> String {
    format!(
        r#"{{"type":"payment_intent.succeeded","data":{{"object":{{"metadata":{{"attempt":"{attempt}"}}}}}}}}"#
    )
}

fn signature(secret: &str, body: &str, at: Time) -> String {
    let stamp = (at.micros() / 1_000_000).to_string();
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    let mac = mac.chain_update(format!("{stamp}.{body}")).finalize().into_bytes();
    let hex: String = mac.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={stamp},v1={hex}")
}

/// A webhook about an attempt, signed now.
fn webhook(front: &Front, attempt: &str) -> Ask {
    let body = body(attempt);
    let signature = signature(SECRET, &body, front.shop.clock.now());
    Ask::new("POST", "/webhooks/stripe", body).with("stripe-signature", &signature)
}

fn counts(front: &Front) -> HintCounts {
    front.shop.shop.services.payment.hints().counts()
}

#[tokio::test]
async fn a_webhook_makes_us_ask_and_the_answer_pays_the_order() {
    let front = open().await;
    let bought = front.shop.place().await;
    front.shop.pay(bought, LOST).await.unwrap();
    // It was asked often: the next question would be minutes away.
    front.shop.till().set_line(Line::Silent);
    front.shop.wait(hours(1)).await;
    front.shop.till().set_line(Line::Up);
    assert!(matches!(front.shop.state(bought).await, State::Paying(_)));
    let attempt = AttemptId::nth(bought.order, 1).to_string();
    assert_eq!(front.send(webhook(&front, &attempt)).await.status, 204);
    front.shop.settle().await;
    assert_eq!(front.shop.state(bought).await, State::Paid);
    assert_eq!(counts(&front), HintCounts { taken: 1, ..HintCounts::default() });
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn a_webhook_of_a_late_capture_brings_its_refund_at_once() {
    let front = open().await;
    let buyer = front.visitor().await;
    let bought = front.bought_by(&buyer).await;
    front.shop.pay(bought, DECLINED).await.unwrap();
    front.shop.wait(days(2)).await;
    let attempt = AttemptId::nth(bought.order, 1);
    front.shop.till().capture_late(attempt);
    assert_eq!(front.send(webhook(&front, &attempt.to_string())).await.status, 204);
    front.shop.settle().await;
    assert_eq!(front.shop.kept().await, 0, "a surplus goes back in full");
    let words =
        [("뒤늦게 승인된 결제", "청구되지 않았"), ("A payment came through late", "Nothing was charged")];
    for (lang, (late, untrue)) in [Lang::Ko, Lang::En].into_iter().zip(words) {
        for path in [format!("/orders/{}", bought.order), "/mypage".to_owned()] {
            let page = front.send(Ask::get(&lang.path(&path)).by_browser().by(&buyer)).await;
            page.is_page(200, lang);
            assert!(!page.body.contains(untrue), "{path} denies the charge: {}", page.body);
            assert!(path == "/mypage" || page.body.contains(late), "{path} hides it: {}", page.body);
        }
    }
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn a_webhook_is_not_believed() {
    let front = open().await;
    let bought = front.shop.place().await;
    front.shop.pay(bought, UNHEARD).await.unwrap();
    let attempt = AttemptId::nth(bought.order, 1).to_string();
    // It says that it succeeded; the provider knows better.
    front.send(webhook(&front, &attempt)).await;
    front.shop.settle().await;
    assert_ne!(front.shop.state(bought).await, State::Paid);
    front.shop.quiet().await;
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn a_forged_or_old_webhook_and_one_of_nothing_we_know_change_nothing_and_are_counted() {
    let front = open().await;
    let bought = front.shop.place().await;
    front.shop.pay(bought, LOST).await.unwrap();
    front.shop.settle().await;
    let (now, text) = (front.shop.clock.now(), body(&AttemptId::nth(bought.order, 1).to_string()));
    let before = front.rows().await;
    let forged = [
        String::new(),
        "t=1,v1=00".to_owned(),
        signature("whsec_other", &text, now),
        signature(SECRET, "another body", now),
        signature(SECRET, &text, now - minutes(6)),
    ];
    for signature in &forged {
        let ask = Ask::new("POST", "/webhooks/stripe", text.clone()).with("stripe-signature", signature);
        front.send(ask).await.is_error(400, "bad_input");
    }
    for unknown in ["", "x", "018f4a3c-0000-7000-8000-000000000001"] {
        assert_eq!(front.send(webhook(&front, unknown)).await.status, 204);
    }
    assert_eq!(front.rows().await, before);
    assert!(matches!(front.shop.state(bought).await, State::Paying(_)));
    assert_eq!(counts(&front), HintCounts { unknown: 3, refused: 5, ..HintCounts::default() });
}

#[tokio::test]
async fn without_a_secret_no_webhook_is_taken() {
    let front = Front::open().await;
    front.send(webhook(&front, "x")).await.is_error(404, "not_found");
}
