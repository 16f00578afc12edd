//! 반품 without a script: the buyer asks, the shop receives, gives the value back or says why not, and both see each
//! step.

use kernel::time::days;
use kernel::{Lang, Money};
use shipping::Command;

use super::{Ask, Front, Visitor, assert_refused, input};
use crate::shop::{Bought, PIECES, parcel};

impl Front {
    /// Somebody whose order of one piece has just been delivered.
    async fn at_the_door(&self) -> (Visitor, Bought) {
        let (buyer, bought) = self.customer().await;
        self.arrives(bought).await;
        (buyer, bought)
    }

    pub(super) async fn arrives(&self, bought: Bought) {
        for command in [Command::Ship(Some(parcel())), Command::Deliver] {
            self.shop.seller(bought, command).await.unwrap();
        }
    }

    /// Posts a form about the first return, and reads the page that it leads to.
    async fn of_return(&self, who: &Visitor, bought: Bought, action: &str, more: &[(&str, &str)]) -> String {
        let order = bought.order.to_string();
        let form = [("order", order.as_str()), ("number", "1"), ("lang", "ko")];
        self.posts(who, action, &[&form[..], more].concat(), "").await
    }

    async fn asks(&self, buyer: &Visitor, bought: Bought, count: &str, reason: &str) -> String {
        let order = bought.order.to_string();
        let form = [("order", order.as_str()), ("quantities[]", count), ("reason", reason), ("lang", "ko")];
        self.posts(buyer, "/api/ask_return", &form, "/orders/").await
    }
}

#[tokio::test]
async fn a_return_goes_from_the_form_to_the_money_and_both_sides_see_each_step() {
    let front = Front::open().await;
    let ((buyer, bought), seller) = (front.at_the_door().await, front.seller().await);
    let (page, desk) = (format!("/orders/{}", bought.order), format!("/seller/orders/{}", bought.order));
    let total = front.shop.order(bought.order).await.details.total;
    assert!(front.shown(&buyer, &page).await.contains(&format!("href=\"{page}/return\"")));
    assert!(front.shown(&buyer, &format!("{page}/return")).await.contains("무엇을 돌려보낼까요?"));

    let asked = front.asks(&buyer, bought, "1", "changed_mind").await;
    assert!(asked.contains("반품을 신청했어요") && asked.contains("반품요청"), "{asked}");
    assert!(!asked.contains("구매확정하기"), "it waits while a return is open: {asked}");
    front.shop.settle().await;
    let list = front.shown(&seller, "/seller/returns").await;
    assert!(list.contains("마음이 바뀌었어요") && list.contains(&format!("{desk}#returns")), "{list}");

    let asked = front.shown(&seller, &format!("/seller/orders/{}", bought.order)).await;
    assert!(asked.contains("<h1>반품을 요청했어요</h1>") && !asked.contains("더 할 일이 없어요"), "{asked}");
    let received = front.of_return(&seller, bought, "/api/receive_return", &[]).await;
    assert!(received.contains("<h1>반품한 옷이 왔어요</h1>"), "{received}");
    assert!(received.contains("받았다고 적었어요") && received.contains("3영업일"), "{received}");
    for (form, remedy) in [
        (&[("off", "3,000"), ("off_why", "postage")][..], "어떻게 할지 골라 주세요"),
        (&[("off", "많이"), ("goods", "back_to_stock")][..], "빼는 금액을 숫자로"),
        (&[("off", "3,000"), ("goods", "back_to_stock")][..], "빼는 이유를 골라 주세요"),
        (&[("off", "99,000,000"), ("off_why", "worn"), ("goods", "written_off")][..], "옷값보다 적게"),
    ] {
        let refused = front.of_return(&seller, bought, "/api/refund_return", form).await;
        assert!(refused.contains("오류: ") && refused.contains(remedy), "{form:?}: {refused}");
    }
    let wrong = front.of_return(&seller, bought, "/api/refund_return", &[("off", "많이")]).await;
    assert!(wrong.contains("세 가지만 고쳐 주세요"), "all at once: {wrong}");
    for remedy in ["어떻게 할지 골라 주세요", "빼는 금액을 숫자로", "빼는 이유를 골라 주세요"]
    {
        assert!(wrong.contains(remedy), "{remedy}: {wrong}");
    }
    let whole = [("off", "3,000"), ("off_why", "postage"), ("goods", "back_to_stock")];
    for _ in 0..2 {
        let done = front.of_return(&seller, bought, "/api/refund_return", &whole).await;
        assert!(done.contains("반품을 받았어요. 환불은"), "a second click is a replay: {done}");
    }
    front.shop.quiet().await;
    assert_eq!((front.shop.kept().await, front.shop.pieces().await), (3_000, (PIECES, 0)));
    let back = Money::won(total.amount - 3_000);
    for (lang, words) in [(Lang::Ko, "돌려보내는 배송비"), (Lang::En, "the cost of sending it back")]
    {
        let told = front.shown(&buyer, &lang.path(&page)).await;
        assert!(told.contains(words) && told.contains(&back.text(lang)), "{told}");
    }
    let audit = front.shown(&seller, "/en/seller/events").await;
    assert!(audit.contains("Received a return") && audit.contains("Accepted a return"), "{audit}");
    assert!(front.shown(&seller, "/seller/returns?tab=done").await.contains("반품완료"));
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn a_return_for_a_fault_brings_the_delivery_back_and_the_button_says_what_is_paid() {
    let front = Front::open().await;
    let seller = front.seller().await;
    front.charge(&seller, "0", "3000").await;
    let (buyer, bought) = front.at_the_door().await;
    let total = front.shop.order(bought.order).await.details.total;
    let asked = front.asks(&buyer, bought, "1", "damaged").await;
    assert!(asked.contains(&format!("{}까지", total.text(Lang::Ko))), "it is promised: {asked}");
    let received = front.of_return(&seller, bought, "/api/receive_return", &[]).await;
    assert!(received.contains(&format!(">{} 돌려주기<", total.text(Lang::Ko))), "{received}");
    assert!(received.contains("배송비 3,000원까지"), "{received}");

    let order = bought.order.to_string();
    let part = [("order", order.as_str()), ("made_for", "0"), ("amount", "5,000"), ("part", "late")];
    let less = front.posts(&seller, "/api/refund_part", &part, "/seller/orders/").await;
    let left = Money::won(total.amount - 5_000);
    assert!(less.contains(&format!(">{} 돌려주기<", left.text(Lang::Ko))), "no more than is left: {less}");
    assert!(less.contains("만 남아 있어요"), "{less}");
    front.of_return(&seller, bought, "/api/refund_return", &[("goods", "written_off")]).await;
    front.shop.quiet().await;
    assert_eq!(front.shop.kept().await, 0);
    let page = front.shown(&buyer, &format!("/orders/{order}")).await;
    assert!(page.contains(&left.text(Lang::Ko)), "{page}");
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn a_refused_return_says_why_and_leaves_money_and_goods_where_they_are() {
    let front = Front::open().await;
    let ((buyer, bought), seller) = (front.at_the_door().await, front.seller().await);
    let total = front.shop.order(bought.order).await.details.total;
    front.asks(&buyer, bought, "1", "damaged").await;
    front.of_return(&seller, bought, "/api/receive_return", &[]).await;
    let unsaid = front.of_return(&seller, bought, "/api/refuse_return", &[("no", " ")]).await;
    assert!(unsaid.contains("오류: ") && unsaid.contains("href=\"#no\""), "{unsaid}");
    let why = [("no", "세탁한 흔적이 있어요")];
    let refused = front.of_return(&seller, bought, "/api/refuse_return", &why).await;
    assert!(refused.contains("거절했어요") && refused.contains("세탁한 흔적이 있어요"), "{refused}");
    let page = front.shown(&buyer, &format!("/orders/{}", bought.order)).await;
    assert!(page.contains("반품 거절") && page.contains("세탁한 흔적이 있어요"), "{page}");
    front.shop.quiet().await;
    assert_eq!((front.shop.kept().await, front.shop.pieces().await), (total.amount, (PIECES - 1, 0)));
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_chosen_and_a_late_one_says_so() {
    let front = Front::open().await;
    let (buyer, bought) = front.customer().await;
    let page = format!("/orders/{}", bought.order);
    assert!(front.shown(&buyer, &format!("{page}/return")).await.contains("지금은 반품할 수 없어요"));
    front.arrives(bought).await;
    let nothing = front.asks(&buyer, bought, "0", "wrong_size").await;
    assert!(nothing.contains("오류: ") && nothing.contains("돌려보낼 옷을 골라 주세요"), "{nothing}");
    assert!(nothing.contains("value=\"wrong_size\" checked"), "{nothing}");
    let many = front.asks(&buyer, bought, "2", "wrong_size").await;
    assert!(many.contains("가지고 계신 만큼만"), "{many}");

    front.shop.wait(days(8)).await;
    let late = front.asks(&buyer, bought, "1", "wrong_size").await;
    assert!(late.contains("오류: ") && late.contains("반품 기간이 지났어요"), "{late}");
    assert!(!front.shown(&buyer, &page).await.contains(&format!("{page}/return")));
}

#[tokio::test]
async fn a_return_needs_no_reason_and_then_counts_as_a_change_of_mind() {
    let front = Front::open().await;
    let (buyer, bought) = front.at_the_door().await;
    let form = front.shown(&buyer, &format!("/orders/{}/return", bought.order)).await;
    assert!(form.contains("이유 (고르지 않아도 돼요)") && form.contains("마음이 바뀌신 것으로"), "{form}");
    let order = bought.order.to_string();
    let forged = [("order", order.as_str()), ("quantities[]", "1"), ("reason", "no such reason")];
    assert_refused(&front, || Ask::post("/api/ask_return", forged).by(&buyer), 400, "bad_input").await;
    let asked = front.asks(&buyer, bought, "1", "").await;
    assert!(asked.contains("반품을 신청했어요"), "{asked}");
    assert_eq!(front.shop.order(bought.order).await.returns[0].reason, events::ReturnReason::ChangedMind);
}

#[tokio::test]
async fn a_withdrawn_return_lets_the_purchase_be_confirmed() {
    let front = Front::open().await;
    let (buyer, bought) = front.at_the_door().await;
    front.asks(&buyer, bought, "1", "changed_mind").await;
    front.shop.wait(days(9)).await;
    assert_eq!(front.shop.state(bought).await, order::State::Paid, "the clock waits, too");
    let withdrawn = front.of_return(&buyer, bought, "/api/withdraw_return", &[]).await;
    assert!(withdrawn.contains("반품을 거두었어요"), "{withdrawn}");
    front.shop.wait(days(1)).await;
    assert_eq!(front.shop.state(bought).await, order::State::Completed);
    front.shop.quiet().await;
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn what_was_received_and_not_refunded_in_three_business_days_is_counted() {
    let front = Front::open().await;
    let ((buyer, bought), seller) = (front.at_the_door().await, front.seller().await);
    front.asks(&buyer, bought, "1", "different").await;
    front.of_return(&seller, bought, "/api/receive_return", &[]).await;
    front.shop.wait(days(3)).await;
    let seller = front.seller().await;
    assert!(!front.shown(&seller, "/seller/returns?tab=received").await.contains("class=\"chip stop\""));
    front.shop.wait(days(1)).await;
    let seller = front.seller().await;
    let list = front.shown(&seller, "/seller/returns?tab=received").await;
    assert!(list.contains("class=\"chip stop\">3영업일 지남"), "{list}");
    let desk = front.shown(&seller, &format!("/seller/orders/{}", bought.order)).await;
    assert!(desk.contains("돌려줬어야 해요"), "{desk}");
    assert!(!desk.contains("name=\"off\""), "where the shop bears the cost nothing is taken off: {desk}");
}

#[tokio::test]
async fn a_return_is_its_buyers_to_ask_and_the_sellers_to_decide() {
    let front = Front::open().await;
    let ((buyer, bought), stranger) = (front.at_the_door().await, front.visitor().await);
    let seller = front.seller().await;
    let order = bought.order.to_string();
    let ask = [("order", order.as_str()), ("quantities[]", "1"), ("reason", "damaged")];
    assert_refused(&front, || Ask::post("/api/ask_return", ask).by(&stranger), 404, "not_found").await;
    let forged = [("order", order.as_str()), ("quantities[]", "-1"), ("reason", "damaged")];
    assert_refused(&front, || Ask::post("/api/ask_return", forged).by(&buyer), 400, "bad_input").await;
    front.asks(&buyer, bought, "1", "damaged").await;
    let form = [("order", order.as_str()), ("number", "1"), ("goods", "written_off"), ("no", "아니요")];
    for action in ["/api/receive_return", "/api/refund_return", "/api/refuse_return"] {
        assert_refused(&front, || Ask::post(action, form).by(&buyer), 401, "sign_in").await;
    }
    let list = Ask::get("/seller/returns").by_browser().by(&buyer);
    front.send(list).await.leads_to("/seller/log-in");
    let early = front.of_return(&seller, bought, "/api/refund_return", &[("goods", "written_off")]).await;
    assert!(early.contains("그 사이 주문이 바뀌어서"), "it has not come yet: {early}");
    let path = format!("/orders/{order}/return");
    front.send(Ask::get(&path).by_browser().by(&stranger)).await.is_page(404, Lang::Ko);
}

/// The mails about a return of an order in some language, in the order in which they went out: subjects without the order's
/// number, and texts.
async fn mails_of(front: &Front, bought: Bought, lang: Lang) -> Vec<(String, String)> {
    front.shop.quiet().await;
    let number = front.shop.order(bought.order).await.details.number.to_string();
    let taken = front.shop.post.taken().into_iter().filter(|post| post.subject.contains(&number));
    taken
        .inspect(|post| assert_eq!((post.to.as_str(), post.lang), ("buyer@example.com", lang), "{post:?}"))
        .inspect(|post| assert!(post.html.contains(&number) && post.text.contains(&number), "{post:?}"))
        .map(|post| (post.subject.split(" · ").next().unwrap_or_default().to_owned(), post.text))
        .collect()
}

impl Front {
    /// Somebody whose order in that language has just been delivered.
    async fn at_the_door_in(&self, lang: Lang) -> (Visitor, Bought) {
        let buyer = self.visitor().await;
        let draft = input::begin_many(self, &buyer, "1").await;
        let form = input::form(&draft, "lang", lang.tag());
        let placed = self.send(Ask::post("/api/place_order", form).by_browser().by(&buyer)).await;
        let order = placed.leads_to(&lang.path("/orders/"));
        let order = order.split("/orders/").nth(1).and_then(|rest| rest.split('/').next());
        let bought = Bought { session: buyer.session, order: order.unwrap().parse().unwrap() };
        self.shop.pay(bought, crate::till::GOOD).await.unwrap();
        self.shop.settle().await;
        self.arrives(bought).await;
        self.shop.quiet().await;
        (buyer, bought)
    }

    /// The buyer asks to return all of it and the shop has it, with each letter sent before the next is written.
    async fn is_back(&self, buyer: &Visitor, seller: &Visitor, bought: Bought, reason: &str) {
        self.asks(buyer, bought, "1", reason).await;
        self.shop.settle().await;
        self.of_return(seller, bought, "/api/receive_return", &[]).await;
        self.shop.settle().await;
    }
}

#[tokio::test]
async fn a_buyer_is_mailed_each_step_of_a_return_in_the_orders_language() {
    let front = Front::open().await;
    for (lang, subjects, deduction) in [
        (
            Lang::Ko,
            ["반품 요청을 받았어요", "돌려보낸 옷을 받았어요", "반품을 마쳤어요", "돈을 돌려드렸어요"],
            "돌려보내는 배송비 3,000원을 뺐어요.",
        ),
        (
            Lang::En,
            [
                "We have your request to return",
                "What you sent back is here",
                "Your return is accepted",
                "Your money is on its way back",
            ],
            "was taken off: the cost of sending it back.",
        ),
    ] {
        let (buyer, bought) = front.at_the_door_in(lang).await;
        let seller = front.seller().await;
        front.is_back(&buyer, &seller, bought, "changed_mind").await;
        let whole = [("off", "3,000"), ("off_why", "postage"), ("goods", "back_to_stock")];
        front.of_return(&seller, bought, "/api/refund_return", &whole).await;
        let mails = mails_of(&front, bought, lang).await;
        let all: Vec<_> = mails.iter().map(|(subject, _)| subject.as_str()).collect();
        let mut told = all[all.len() - 4..].to_vec();
        // The last two are written in one breath, and letters go out side by side.
        told[2..].sort_by_key(|subject| *subject != subjects[2]);
        assert_eq!(told, subjects, "each once");
        let total = front.shop.order(bought.order).await.details.total;
        let back = Money::won(total.amount - 3_000).text(lang);
        let (_, accepted) = mails.iter().find(|(subject, _)| subject == subjects[2]).unwrap();
        assert!(accepted.contains(deduction) && accepted.contains(&back), "{accepted}");
    }
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn a_buyer_whose_return_is_refused_is_mailed_why_and_of_no_refund() {
    let front = Front::open().await;
    for (lang, subject) in [(Lang::Ko, "반품을 받지 못했어요"), (Lang::En, "We could not accept your return")]
    {
        let (buyer, bought) = front.at_the_door_in(lang).await;
        let seller = front.seller().await;
        front.is_back(&buyer, &seller, bought, "damaged").await;
        front.of_return(&seller, bought, "/api/refuse_return", &[("no", "washed: 세탁한 흔적")]).await;
        let mails = mails_of(&front, bought, lang).await;
        let (last, text) = mails.last().unwrap();
        assert_eq!(last, subject);
        assert!(text.contains("washed: 세탁한 흔적"), "{text}");
    }
    front.shop.assert_sound().await;
}
