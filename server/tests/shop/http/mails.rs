//! The demo's mails: on a page, and each as a document that may load and send nothing. In any other shop there are none.

use mail::LetterState;
use shipping::Command;

use super::{Ask, Front};

const PAGES: [&str; 2] = ["/mails", "/en/mails"];

#[tokio::test]
async fn a_demo_shows_its_mails_and_each_as_a_document_that_loads_nothing() {
    let front = Front::open().await;
    let bought = front.shop.paid().await;
    let letter = front.shop.shop.services.mail.of_order(bought.order).await.unwrap().remove(0).id;
    for page in PAGES {
        let list = front.send(Ask::get(page).by_browser()).await;
        assert_eq!(list.status, 200, "{page}");
        assert!(list.body.contains("buyer@example.com"), "{page}");
        assert!(list.body.contains(&format!("{page}/{letter}")), "{page}");

        let mail = front.send(Ask::get(&format!("{page}/{letter}")).by_browser()).await;
        assert_eq!(mail.status, 200);
        assert!(mail.body.contains(&format!("https://hanbeol.example/o/{}?until=", bought.order)));
        let policy = mail.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("form-action 'none'"),
            "{policy}"
        );
    }
    let found = front.send(Ask::get("/mails?to=BUYER%40").by_browser()).await;
    assert!(found.body.contains("buyer@example.com"));
    let strange = front.send(Ask::get("/mails?to=%25%27%3Cscript%3E").by_browser()).await;
    assert_eq!(strange.status, 200);
    assert!(!strange.body.contains("buyer@example.com") && !strange.body.contains("<script>'"));
}

#[tokio::test]
async fn a_mail_that_is_not_there_is_a_missing_page() {
    let front = Front::open().await;
    for path in ["/mails/x", "/mails/00000000-0000-0000-0000-000000000001", "/en/mails/x%00"] {
        let answer = front.send(Ask::get(path).by_browser()).await;
        assert_eq!(answer.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_real_shop_shows_nobodys_mail() {
    let front = Front::configured(|settings| settings.demo = false).await;
    let bought = front.shop.paid().await;
    let letter = front.shop.shop.services.mail.of_order(bought.order).await.unwrap().remove(0).id;
    for page in PAGES {
        for path in [page.to_owned(), format!("{page}/{letter}")] {
            let answer = front.send(Ask::get(&path).by_browser()).await;
            assert_eq!(answer.status, 404, "{path}");
            assert!(!answer.body.contains("buyer@example.com"), "{path}");
        }
    }
}

#[tokio::test]
async fn the_seller_alone_sends_a_letter_again() {
    let front = Front::open().await;
    let bought = front.shop.paid().await;
    let mail = &front.shop.shop.services.mail;
    let letter = mail.of_order(bought.order).await.unwrap().remove(0).id.to_string();
    let order = bought.order.to_string();
    let form = [("order", order.as_str()), ("letter", letter.as_str()), ("lang", "ko")];
    let stranger = front.visitor().await;
    let refused =
        front.send(Ask::post("/api/send_letter_again", form.to_vec()).by_browser().by(&stranger)).await;
    assert_ne!(refused.status, 303);
    assert_eq!(mail.of_order(bought.order).await.unwrap().len(), 1);

    let seller = front.seller().await;
    let page = format!("/seller/orders/{order}");
    let sent = front.send(Ask::post("/api/send_letter_again", form.to_vec()).by_browser().by(&seller)).await;
    sent.leads_to(&format!("{page}?notice=letter_again"));
    let twice = front.send(Ask::post("/api/send_letter_again", form.to_vec()).by_browser().by(&seller)).await;
    twice.leads_to(&format!("{page}?notice=letter_waits"));
    assert_eq!(mail.of_order(bought.order).await.unwrap().len(), 2);
    let shown = front.send(Ask::get(&page).by_browser().by(&seller)).await;
    assert!(shown.body.contains("주문한 분에게 보낸 메일"));
}

#[tokio::test]
async fn a_letter_that_was_withdrawn_is_not_sent_by_anybody() {
    let front = Front::open().await;
    let (bought, seller) = (front.shop.shipped().await, front.seller().await);
    front.shop.seller(bought, Command::UndoShip).await.unwrap();
    front.shop.settle().await;
    let mail = &front.shop.shop.services.mail;
    let letters = mail.of_order(bought.order).await.unwrap();
    let withdrawn = letters.iter().find(|it| it.state == LetterState::Withdrawn).unwrap().id.to_string();
    let (order, page) = (bought.order.to_string(), format!("/seller/orders/{}", bought.order));
    let shown = front.send(Ask::get(&page).by_browser().by(&seller)).await.body;
    assert!(shown.contains("보내지 않음") && !shown.contains(&withdrawn), "no button is about it: {shown}");

    let form = [("order", order.as_str()), ("letter", withdrawn.as_str())];
    let refused = front.send(Ask::post("/api/send_letter_again", form).by_browser().by(&seller)).await;
    let told = refused.leads_to(&format!("{page}?notice=letter_withdrawn"));
    let told = front.send(Ask::get(&told).by_browser().by(&seller)).await.body;
    assert!(told.contains("보내지 않기로 한 메일이에요"), "{told}");
    assert_eq!(mail.of_order(bought.order).await.unwrap(), letters);
}
