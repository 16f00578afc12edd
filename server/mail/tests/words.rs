//! Every letter in both languages and both shapes.

mod common;
#[path = "common/links.rs"]
mod links;

use common::{ORDER, PLACED, delivery, details, text};
use events::{
    CancelReason, Deduction, DeductionReason, Goods, OrderDetails, Requester, Return, ReturnLine,
    ReturnReason, ReturnSettled, ReturnState,
};
use kernel::time::{days, hours};
use kernel::{Lang, Money};
use links::Nowhere;
use mail::{Content, Extra, Sheet, sheet};

/// A return of one of the two shirts.
fn returned(order: &OrderDetails, state: ReturnState, settled: Option<ReturnSettled>) -> Return {
    Return {
        number: 1,
        state,
        lines: vec![ReturnLine { line: 0, quantity: 1 }],
        reason: ReturnReason::WrongSize,
        asked_at: PLACED,
        received_at: Some(PLACED),
        due: Some(PLACED + days(3)),
        closed_at: None,
        settled,
        refused: Some(order.lang.pick("단추가 떨어져 있어요", "A button is missing").to_owned()),
    }
}

fn settled(amount: i64, off: Option<(i64, DeductionReason)>) -> ReturnSettled {
    let deduction = off.map(|(off, reason)| Deduction { amount: Money::won(off), reason });
    ReturnSettled { amount: Money::won(amount), deduction, goods: Goods::BackToStock }
}

/// The letters about a return, and each way that they read.
fn of_returns(order: &OrderDetails) -> Vec<Content> {
    let ways = [
        settled(39_000, None),
        settled(36_000, Some((3_000, DeductionReason::Postage))),
        settled(0, Some((39_000, DeductionReason::Worn))),
    ];
    let order_of = || order.clone();
    let refunded = |way| Content::ReturnRefunded {
        order: order_of(),
        returned: returned(order, ReturnState::Refunded, Some(way)),
    };
    let mut contents: Vec<_> = ways.into_iter().map(refunded).collect();
    contents.extend([
        Content::ReturnAsked { order: order_of(), returned: returned(order, ReturnState::Asked, None) },
        Content::ReturnReceived { order: order_of(), returned: returned(order, ReturnState::Received, None) },
        Content::ReturnRefused { order: order_of(), returned: returned(order, ReturnState::Refused, None) },
    ]);
    contents
}

/// One of each letter, and of each way that it reads.
fn contents(order: &OrderDetails) -> Vec<Content> {
    let (link, until) = ("https://shop.example/link?a=1&b=2".to_owned(), PLACED + hours(1));
    let mut contents = of_returns(order);
    let order = || order.clone();
    contents.extend(vec![
        Content::Placed { order: order() },
        Content::Shipped { order: order(), carrier: "cj".to_owned(), tracking: "6302".to_owned() },
        Content::Renumbered { order: order(), carrier: "cj".to_owned(), tracking: "6302".to_owned() },
        Content::CancelAsked { order: order() },
        Content::CancelRejected { order: order() },
        Content::Refunded { order: order(), amount: Money::won(78_000), extra: Extra::No },
        Content::Refunded { order: order(), amount: Money::won(1_000), extra: Extra::BesideTheOrder },
        Content::PaidByTransfer { order: order(), amount: Money::won(78_000) },
        Content::ResetPassword { link: link.clone(), until },
        Content::Register { link: link.clone(), until },
        Content::HasAccount { log_in: link.clone(), reset: link.clone() },
        Content::Invitation { link, until, role: text("포장 담당", "Packer") },
    ]);
    let reasons = [CancelReason::Unsaid, CancelReason::SoldOut, CancelReason::Asked, CancelReason::Mistake];
    for by in [Requester::Buyer, Requester::Seller] {
        contents.extend(reasons.map(|reason| Content::Cancelled { order: order(), reason, by }));
    }
    contents
}

fn sheets(lang: Lang, order: &OrderDetails) -> Vec<(&'static str, Sheet)> {
    let of = |content: &Content| content.order().map(|_| (ORDER, PLACED));
    contents(order)
        .iter()
        .map(|content| (content.kind(), sheet(content, of(content), lang, &Nowhere)))
        .collect()
}

#[test]
fn every_letter_says_the_same_as_text_and_as_html() {
    for lang in [Lang::Ko, Lang::En] {
        for (kind, sheet) in sheets(lang, &details(lang)) {
            let (text, html) = (sheet.text(lang), sheet.html(lang));
            assert!(html.starts_with("<!DOCTYPE html><html lang=\""), "{kind}");
            assert!(html.contains(&format!("<html lang=\"{}\">", lang.tag())), "{kind}");
            assert!(text.starts_with(&sheet.title) && html.contains(&sheet.title), "{kind}");
            assert!(text.contains("https://shop.example") && html.contains("https://shop.example"), "{kind}");
            assert_eq!(html.matches("<table").count(), html.matches("</table>").count(), "{kind}");
            assert_eq!(html.matches("<p ").count(), html.matches("</p>").count(), "{kind}");
        }
    }
}

#[test]
fn a_letter_is_in_one_language() {
    let hangul = |text: &str| text.chars().any(|c| ('가'..='힣').contains(&c));
    let mut order = details(Lang::En);
    order.delivery = delivery("110 Sejong-daero");
    order.delivery.recipient.name = "Kim Minji".to_owned();
    (order.delivery.address2, order.delivery.note) = ("3F".to_owned(), "At the door".to_owned());
    for (kind, sheet) in sheets(Lang::En, &order) {
        assert!(!hangul(&sheet.text(Lang::En)), "{kind}: {}", sheet.text(Lang::En));
        assert!(!hangul(&sheet.subject()), "{kind}");
    }
    for (kind, sheet) in sheets(Lang::Ko, &details(Lang::Ko)) {
        assert!(hangul(&sheet.subject()) && hangul(&sheet.text(Lang::Ko)), "{kind}");
    }
}

#[test]
fn a_letter_speaks_as_the_shop_does() {
    for (kind, sheet) in sheets(Lang::Ko, &details(Lang::Ko)) {
        let text = sheet.text(Lang::Ko);
        for word in ["!", "죄송", "고객님", "습니다"] {
            assert!(!text.contains(word), "{kind}: {word}");
        }
    }
}

#[test]
fn the_letter_about_an_order_has_its_number_its_goods_and_its_page() {
    let order = details(Lang::Ko);
    let content = Content::Placed { order: order.clone() };
    let sheet = sheet(&content, Some((ORDER, PLACED)), Lang::Ko, &Nowhere);
    assert_eq!(sheet.subject(), format!("주문을 받았어요 · {}", order.number));
    let page = format!("https://shop.example/orders/{ORDER}");
    for part in [
        "리넨 셔츠",
        "쪽 · M · 2벌",
        "78,000원",
        "배송비",
        "3,000원",
        "81,000원",
        "김민지",
        "(04524) 서울 중구 세종대로 110 3층",
        &page,
    ] {
        assert!(sheet.text(Lang::Ko).contains(part), "{part}");
        assert!(sheet.html(Lang::Ko).contains(part), "{part}");
    }
}

#[test]
fn the_letters_about_a_return_say_what_goes_back_and_what_was_taken_off() {
    let order = details(Lang::Ko);
    let texts: Vec<_> = of_returns(&order)
        .iter()
        .map(|content| sheet(content, Some((ORDER, PLACED)), Lang::Ko, &Nowhere).text(Lang::Ko))
        .collect();
    for text in &texts {
        assert!(text.contains("리넨 셔츠: 쪽 · M · 1벌"), "the one that goes back, not both: {text}");
    }
    let [whole, less, nothing, asked, received, refused] = texts.as_slice() else { panic!("{texts:?}") };
    assert!(whole.contains("39,000원을 결제하신 방법으로 돌려드려요") && !whole.contains("뺐어요"));
    assert!(less.contains("36,000원을 결제하신") && less.contains("배송비 3,000원을 뺐어요"));
    assert!(nothing.contains("남지 않았어요") && nothing.contains("39,000원을 뺐어요"));
    assert!(asked.contains("3영업일") && received.contains("까지 돈을 돌려드려요"));
    assert!(refused.contains("이유: 단추가 떨어져 있어요"));
}

#[test]
fn the_letter_about_shipping_leads_to_the_parcel() {
    let (order, carrier, tracking) = (details(Lang::En), "cj".to_owned(), "6302".to_owned());
    let sheet =
        sheet(&Content::Shipped { order, carrier, tracking }, Some((ORDER, PLACED)), Lang::En, &Nowhere);
    for part in ["the carrier cj", "6302", "https://carrier.example/6302"] {
        assert!(sheet.text(Lang::En).contains(part) && sheet.html(Lang::En).contains(part), "{part}");
    }
}

#[test]
fn the_letter_about_a_corrected_number_says_the_new_one_and_leads_to_the_parcel() {
    let (order, carrier, tracking) = (details(Lang::Ko), "cj".to_owned(), "6303".to_owned());
    let number = order.number.clone();
    let content = Content::Renumbered { order, carrier, tracking };
    let sheet = sheet(&content, Some((ORDER, PLACED)), Lang::Ko, &Nowhere);
    assert_eq!(sheet.subject(), format!("송장 번호가 바뀌었어요 · {number}"));
    for part in ["6303", "https://carrier.example/6303"] {
        assert!(sheet.text(Lang::Ko).contains(part) && sheet.html(Lang::Ko).contains(part), "{part}");
    }
}

#[test]
fn what_a_person_typed_is_text_and_never_markup() {
    let mut order = details(Lang::Ko);
    let evil = "<img src=x onerror='alert(1)'>\"&";
    order.delivery = delivery(evil);
    order.delivery.recipient.name = evil.to_owned();
    order.delivery.note = format!("</table>{evil}");
    order.lines[0].size = evil.to_owned();
    for (kind, sheet) in sheets(Lang::Ko, &order) {
        let html = sheet.html(Lang::Ko);
        assert!(!html.contains("<img") && !html.contains("onerror='"), "{kind}");
        assert_eq!(html.matches("<table").count(), html.matches("</table>").count(), "{kind}");
    }
    let typed = "&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&quot;&amp;";
    let placed = Content::Placed { order };
    assert!(sheet(&placed, Some((ORDER, PLACED)), Lang::Ko, &Nowhere).html(Lang::Ko).contains(typed));
}

#[test]
fn a_line_break_that_was_typed_begins_neither_a_header_nor_a_line() {
    let mut order = details(Lang::Ko);
    order.delivery.note = "문 앞에\r\nBcc: everybody@example.kr\n합계  0원".to_owned();
    let placed = Content::Placed { order };
    let letter = sheet(&placed, Some((ORDER, PLACED)), Lang::Ko, &Nowhere);
    assert!(letter.text(Lang::Ko).contains("문 앞에  Bcc: everybody@example.kr 합계  0원\n"));
    let forged = Sheet { subject: "주문\r\nBcc: everybody@example.kr".to_owned(), ..letter };
    assert_eq!(forged.subject(), "주문  Bcc: everybody@example.kr");
}

#[test]
fn a_letter_loads_nothing_and_reads_in_the_dark() {
    for (kind, sheet) in sheets(Lang::Ko, &details(Lang::Ko)) {
        let html = sheet.html(Lang::Ko);
        for part in ["src=", "url(", "@import", "<link", "<script"] {
            assert!(!html.contains(part), "{kind}: {part}");
        }
        assert!(
            html.contains("prefers-color-scheme:dark") && html.contains("name=\"color-scheme\""),
            "{kind}"
        );
    }
}

#[test]
fn a_garment_of_one_size_is_told_in_the_pages_words() {
    for (lang, word) in [(Lang::Ko, "한 가지"), (Lang::En, "One size")] {
        let mut order = details(lang);
        order.lines[0].size = "F".to_owned();
        let shipped = Content::Shipped { order, carrier: "cj".to_owned(), tracking: "6302".to_owned() };
        let text = sheet(&shipped, Some((ORDER, PLACED)), lang, &Nowhere).text(lang);
        assert!(text.contains(&format!("· {word} ·")), "{text}");
    }
}
