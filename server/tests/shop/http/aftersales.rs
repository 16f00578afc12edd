//! What follows a purchase, without a script: the shop's cancel with its reason, a part of the price given back, the
//! receipt, another address, and the same again.

use kernel::Lang;
use order::State;

use super::{Ask, Front, Visitor, assert_refused, input};
use crate::shop::{Bought, PIECES, variant};

impl Front {
    /// Somebody who has paid for one piece.
    pub(super) async fn customer(&self) -> (Visitor, Bought) {
        let buyer = self.visitor().await;
        let order = input::place(self, &buyer).await.parse().unwrap();
        let bought = Bought { session: buyer.session, order };
        self.shop.pay(bought, crate::till::GOOD).await.unwrap();
        self.shop.settle().await;
        (buyer, bought)
    }

    pub(super) async fn shown(&self, visitor: &Visitor, path: &str) -> String {
        let page = self.send(Ask::get(path).by_browser().by(visitor)).await;
        page.is_page(200, Lang::of_path(path).0);
        page.body
    }

    /// Posts a form and reads the page that it leads to, of a path that begins so.
    pub(super) async fn posts(
        &self,
        visitor: &Visitor,
        action: &str,
        fields: &[(&str, &str)],
        start: &str,
    ) -> String {
        let post = Ask::post(action, fields.iter().copied()).by_browser().by(visitor);
        let page = self.send(post).await.leads_to(start);
        self.shown(visitor, &page).await
    }
}

#[tokio::test]
async fn a_shop_cancels_with_a_reason_that_the_buyer_reads() {
    let front = Front::open().await;
    let ((buyer, bought), seller) = (front.customer().await, front.seller().await);
    let order = bought.order.to_string();
    let desk = format!("/seller/orders/{order}");
    assert!(front.shown(&seller, &desk).await.contains(&format!("href=\"{desk}/cancel\"")));
    let ask = front.shown(&seller, &format!("{desk}/cancel")).await;
    assert!(ask.contains("이 주문을 취소할까요?") && ask.contains("되돌릴 수 없어요"), "{ask}");

    let form = [("order", order.as_str()), ("lang", "ko")];
    let unsaid = front.posts(&seller, "/api/cancel_for_shop", &form, &format!("{desk}/cancel")).await;
    assert!(unsaid.contains("오류: ") && unsaid.contains("href=\"#cause\""), "{unsaid}");
    assert_eq!(front.shop.state(bought).await, State::Paid);

    let whole = [&form[..], &[("cause", "sold_out")]].concat();
    let done = front.posts(&seller, "/api/cancel_for_shop", &whole, &desk).await;
    assert!(done.contains("취소를 시작했어요"), "{done}");
    front.shop.quiet().await;
    let desk_page = front.shown(&seller, &desk).await;
    assert!(desk_page.contains("주문을 취소했어요") && desk_page.contains("품절"), "{desk_page}");
    for (lang, words) in [
        (Lang::Ko, ["남은 옷이 없어서 가게가 취소했어요", "가게가 취소하기로 했어요"]),
        (Lang::En, ["it is sold out", "The shop decided to cancel it"]),
    ] {
        let page = front.shown(&buyer, &lang.path(&format!("/orders/{order}"))).await;
        assert!(words.iter().all(|words| page.contains(words)), "{page}");
    }
    assert_eq!((front.shop.state(bought).await, front.shop.kept().await), (State::Cancelled, 0));
    assert_eq!(front.shop.pieces().await, (PIECES - 1, 0), "what is not there is not sold again");
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn only_a_seller_cancels_for_the_shop_and_only_for_its_own_reasons() {
    let front = Front::open().await;
    let ((buyer, bought), seller) = (front.customer().await, front.seller().await);
    let order = bought.order.to_string();
    let form = [("order", order.as_str()), ("cause", "sold_out")];
    assert_refused(&front, || Ask::post("/api/cancel_for_shop", form).by(&buyer), 401, "sign_in").await;
    let forged = [("order", order.as_str()), ("cause", "changed_mind"), ("lang", "en")];
    let page = front.posts(&seller, "/api/cancel_for_shop", &forged, "/en/seller/orders/").await;
    assert!(page.contains("Choose why it is cancelled"), "{page}");
    let theirs = [("order", order.as_str()), ("reason", "sold_out")];
    assert_refused(&front, || Ask::post("/api/cancel_order", theirs).by(&buyer), 400, "bad_input").await;
    assert_eq!(front.shop.state(bought).await, State::Paid);
}

#[tokio::test]
async fn an_order_that_was_never_paid_is_not_the_shops_to_cancel() {
    let front = Front::open().await;
    let (bought, seller) = (front.shop.place().await, front.seller().await);
    let order = bought.order.to_string();
    let form = [("order", order.as_str()), ("cause", "sold_out")];
    assert_refused(&front, || Ask::post("/api/cancel_for_shop", form).by(&seller), 404, "not_found").await;
    let path = format!("/seller/orders/{order}/cancel");
    front.send(Ask::get(&path).by_browser().by(&seller)).await.is_page(404, Lang::Ko);
}

#[tokio::test]
async fn a_receipt_says_what_was_paid_with_its_tax_and_what_went_back() {
    let front = Front::open().await;
    let (buyer, bought) = front.customer().await;
    let path = format!("/orders/{}/receipt", bought.order);
    let (total, tax) = (front.shop.order(bought.order).await.details.total, |total: i64| (total + 5) / 11);
    let paid = front.shown(&buyer, &path).await;
    assert!(paid.contains(&total.text(Lang::Ko)), "{paid}");
    assert!(paid.contains(&kernel::Money::won(tax(total.amount)).text(Lang::Ko)), "{paid}");
    assert!(!paid.contains("환불"), "{paid}");

    front.shop.cancel(bought).await.unwrap();
    front.shop.quiet().await;
    let back = front.shown(&buyer, &format!("/en{path}")).await;
    assert!(back.contains("Order cancelled") && back.contains("to the card you paid with"), "{back}");
    assert!(back.contains(&format!("−{}", total.text(Lang::En))) && back.contains("₩0"), "{back}");
}

#[tokio::test]
async fn nobody_else_reads_a_receipt_and_what_was_not_paid_has_none() {
    let front = Front::open().await;
    let ((buyer, bought), stranger) = (front.customer().await, front.visitor().await);
    let unpaid = input::place(&front, &buyer).await;
    for (visitor, path) in [
        (&stranger, format!("/orders/{}/receipt", bought.order)),
        (&stranger, format!("/orders/{}/again", bought.order)),
        (&buyer, format!("/orders/{unpaid}/receipt")),
    ] {
        front.send(Ask::get(&path).by_browser().by(visitor)).await.is_page(404, Lang::Ko);
    }
}

#[tokio::test]
async fn the_same_again_leads_to_a_checkout_and_says_first_what_is_left_out() {
    let front = Front::open().await;
    let ((buyer, bought), stranger) = (front.customer().await, front.visitor().await);
    let order = bought.order.to_string();
    let form = [("order", order.as_str()), ("lang", "ko")];
    let checkout = front.posts(&buyer, "/api/reorder", &form, "/checkout/").await;
    assert!(checkout.contains("결제로 가기"), "{checkout}");
    assert_refused(&front, || Ask::post("/api/reorder", form).by(&stranger), 404, "not_found").await;

    let none = "UPDATE stock SET on_hand = held WHERE variant_id = $1";
    sqlx::query(none).bind(variant().uuid()).execute(&front.shop.main).await.unwrap();
    for part in ["", "on"] {
        let form = [&form[..], &[("part", part)]].concat();
        let asked = front.posts(&buyer, "/api/reorder", &form, &format!("/orders/{order}/again")).await;
        assert!(asked.contains("품절이에요") && asked.contains("모두 구할 수 없어요"), "{asked}");
    }
}

fn address<'t>(order: &'t str, field: &str, value: &'t str) -> Vec<(&'static str, &'t str)> {
    let good = [
        ("order", order),
        ("lang", "ko"),
        ("name", "이바다"),
        ("phone", "010-9876-5432"),
        ("postcode", "48094"),
        ("address1", "부산 해운대구 우동 1"),
        ("address2", "2층"),
        ("note", ""),
    ];
    good.map(|(name, text)| (name, if name == field { value } else { text })).to_vec()
}

#[tokio::test]
async fn a_buyer_changes_where_it_goes_until_the_label_is_on() {
    let front = Front::open().await;
    let ((buyer, bought), stranger) = (front.customer().await, front.visitor().await);
    let order = bought.order.to_string();
    let (page, form) = (format!("/orders/{order}"), format!("/orders/{order}/address"));
    assert!(front.shown(&buyer, &page).await.contains(&format!("href=\"{form}\"")));
    assert!(front.shown(&buyer, &form).await.contains("value=\"김한벌\""));

    let bad = address(&order, "phone", "12");
    let refused = front.posts(&buyer, "/api/change_address", &bad, &format!("{form}?draft=")).await;
    assert!(refused.contains("오류: ") && refused.contains("href=\"#phone\""), "{refused}");
    assert!(refused.contains("value=\"12\"") && refused.contains("value=\"이바다\""), "{refused}");

    let done = front.posts(&buyer, "/api/change_address", &address(&order, "", ""), &page).await;
    assert!(done.contains("받는 곳을 바꿨어요") && done.contains("부산 해운대구"), "{done}");
    assert!(!done.contains("오류: "), "{done}");
    front.shop.settle().await;
    let seller = front.seller().await;
    let desk = front.shown(&seller, &format!("/seller/orders/{order}")).await;
    assert!(desk.contains("010-9876-5432") && desk.contains("우동 1"), "{desk}");
    assert_eq!(front.shop.my_page(bought).await.details.delivery.postcode, "48094");

    front.shop.seller(bought, shipping::Command::Label(crate::shop::parcel())).await.unwrap();
    assert!(!front.shown(&buyer, &page).await.contains(&form));
    let late = front.posts(&buyer, "/api/change_address", &address(&order, "name", "김하늘"), &page).await;
    assert!(late.contains("오류: ") && late.contains("바꾸지 못했어요") && late.contains("이바다"), "{late}");
    assert!(front.shown(&buyer, &format!("/en{form}")).await.contains("can no longer be changed"));
    let theirs = || Ask::post("/api/change_address", address(&order, "", "")).by(&stranger);
    assert_refused(&front, theirs, 404, "not_found").await;
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn a_shop_gives_a_part_back_by_a_form_that_decides_it_once() {
    let front = Front::open().await;
    let ((buyer, bought), seller) = (front.customer().await, front.seller().await);
    let (order, total) = (bought.order.to_string(), front.shop.order(bought.order).await.details.total);
    let desk = format!("/seller/orders/{order}");
    let form = |made_for, amount, part| {
        [
            ("order", order.as_str()),
            ("lang", "ko"),
            ("made_for", made_for),
            ("amount", amount),
            ("part", part),
        ]
    };
    let page = front.shown(&seller, &desk).await;
    assert!(page.contains("name=\"made_for\" value=\"0\""), "{page}");
    let most = total.amount.to_string();
    let too_much = (total.amount + 1).to_string();
    for (amount, part, remedy) in [
        ("", "late", "숫자로 적어 주세요"),
        ("오천", "late", "숫자로 적어 주세요"),
        ("-5,000", "late", "0보다 큰 금액을 적어 주세요"),
        ("0", "late", "0보다 큰 금액을 적어 주세요"),
        (too_much.as_str(), "late", "남은 돈보다 많아요"),
        ("5,000", "", "이유를 골라 주세요"),
    ] {
        let page = front.posts(&seller, "/api/refund_part", &form("0", amount, part), &desk).await;
        assert!(page.contains("오류: ") && page.contains(remedy), "{amount} {part}: {page}");
        assert!(page.contains(&format!("name=\"amount\" type=\"text\" value=\"{amount}\"")), "{page}");
    }
    for (amount, wrong) in [("오천", "숫자로 적어 주세요"), (too_much.as_str(), "남은 돈보다 많아요")]
    {
        let page = front.posts(&seller, "/api/refund_part", &form("0", amount, ""), &desk).await;
        assert!(page.contains("두 가지만 고쳐 주세요"), "all at once: {page}");
        assert!(page.contains(wrong) && page.contains("이유를 골라 주세요"), "{page}");
    }
    for _ in 0..2 {
        let done = front.posts(&seller, "/api/refund_part", &form("0", "5,000원", "late"), &desk).await;
        assert!(done.contains("돌려주기로 했어요"), "a second click is a replay: {done}");
    }
    front.shop.quiet().await;
    assert_eq!(front.shop.kept().await, total.amount - 5_000);
    let stale = front.posts(&seller, "/api/refund_part", &form("0", "4,000", "price"), &desk).await;
    assert!(stale.contains("다른 환불을 정했거나"), "{stale}");
    let rest = front.posts(&seller, "/api/refund_part", &form("1", &most, "price"), &desk).await;
    assert!(rest.contains("남은 돈보다 많아요"), "{rest}");

    let audit = front.shown(&seller, "/en/seller/events").await;
    assert!(audit.contains("Gave a part back") && audit.contains("₩5,000"), "{audit}");
    let page = front.shown(&buyer, &format!("/orders/{order}")).await;
    assert!(page.contains("늦게 보내서") && page.contains("5,000원"), "{page}");
    assert!(!page.contains("뒤늦게 승인된"), "nothing came twice: {page}");
    let receipt = front.shown(&buyer, &format!("/orders/{order}/receipt")).await;
    assert!(receipt.contains("남은 금액") && receipt.contains("−5,000원"), "{receipt}");

    front.shop.cancel(bought).await.unwrap();
    front.shop.quiet().await;
    assert_eq!((front.shop.state(bought).await, front.shop.kept().await), (State::Cancelled, 0));
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn a_part_is_given_back_by_the_seller_alone_and_of_what_was_paid() {
    let front = Front::open().await;
    let ((buyer, bought), seller) = (front.customer().await, front.seller().await);
    let form = |order| [("order", order), ("made_for", "0"), ("amount", "1"), ("part", "late")];
    let order = bought.order.to_string();
    assert_refused(&front, || Ask::post("/api/refund_part", form(&order)).by(&buyer), 401, "sign_in").await;
    let unpaid = front.shop.place().await.order.to_string();
    assert_refused(&front, || Ask::post("/api/refund_part", form(&unpaid)).by(&seller), 404, "not_found")
        .await;
    let forged = [("order", order.as_str()), ("made_for", "-1"), ("amount", "1"), ("part", "late")];
    assert_refused(&front, || Ask::post("/api/refund_part", forged).by(&seller), 400, "bad_input").await;
}

#[tokio::test]
async fn a_page_that_cannot_change_by_itself_promises_nothing_of_the_kind() {
    let front = Front::open().await;
    let (buyer, bought) = front.customer().await;
    let order = bought.order.to_string();
    let form = [("order", order.as_str()), ("reason", ""), ("lang", "ko")];
    let asked = front.posts(&buyer, "/api/cancel_order", &form, "/orders/").await;
    assert!(asked.contains("끝나면 이 페이지에서 볼 수 있어요"), "{asked}");
}

#[tokio::test]
async fn who_opened_an_order_does_all_that_its_page_offers() {
    let front = Front::open().await;
    let (_, bought) = front.customer().await;
    let order = bought.order.to_string();
    let page = format!("/orders/{order}");
    let link = front.shop.shop.services.membership.order_link(bought.order);
    let (opener, stranger) = (front.visitor().await, front.visitor().await);
    front.send(Ask::get(&link).by_browser().by(&opener)).await.leads_to(&page);
    let pages = ["address", "return", "receipt", "again"];
    for way in pages {
        front.shown(&opener, &format!("{page}/{way}")).await;
        let theirs = front.send(Ask::get(&format!("{page}/{way}")).by_browser().by(&stranger)).await;
        assert_eq!(theirs.status, 404, "{way}");
    }
    let bad = address(&order, "phone", "12");
    let refused = front.posts(&opener, "/api/change_address", &bad, &format!("{page}/address?draft=")).await;
    assert!(refused.contains("오류: ") && refused.contains("value=\"이바다\""), "{refused}");
    let done = front.posts(&opener, "/api/change_address", &address(&order, "", ""), &page).await;
    assert!(done.contains("받는 곳을 바꿨어요"), "{done}");

    let again = [("order", order.as_str()), ("lang", "ko")];
    let draft = front.send(Ask::post("/api/reorder", again).by_browser().by(&opener)).await;
    let draft = draft.leads_to("/checkout/");
    let form = front.shown(&opener, &draft).await;
    assert!(!form.contains("010-9876-5432"), "it is a checkout of theirs, not of the order's buyer: {form}");

    front.shop.settle().await;
    front.arrives(bought).await;
    let ask = [("order", order.as_str()), ("quantities[]", "1"), ("lang", "ko")];
    let asked = front.posts(&opener, "/api/ask_return", &ask, &page).await;
    assert!(asked.contains("반품을 신청했어요"), "{asked}");
    let keep = [("order", order.as_str()), ("number", "1"), ("lang", "ko")];
    let kept = front.posts(&opener, "/api/withdraw_return", &keep, &page).await;
    assert!(kept.contains("반품 취소"), "{kept}");
    front.shop.quiet().await;
    front.shop.assert_sound().await;
}
