//! Bad input: each a clear page in the visitor's language or a coded error, nothing stored, nothing lost, nothing
//! panics (a panic would be a 500 where a test wants something else).

use std::sync::OnceLock;

use catalogue::Variant;
use kernel::{DraftId, Lang, OrderId};
use order::State;
use uuid::Uuid;

use super::{Ask, Front, Visitor, assert_refused};
use crate::shop::{Bought, PIECES, chosen, garment};
use crate::till::GOOD;

/// The path that begins a checkout of so many pieces.
pub fn choice(quantity: &str) -> String {
    let variant = chosen();
    choice_of(&variant.garment, &variant.dye, &variant.size, quantity)
}

/// The same, as the form's fields.
pub fn choice_pairs(quantity: &str) -> Vec<(&'static str, &str)> {
    static CHOSEN: OnceLock<Variant> = OnceLock::new();
    let Variant { garment, dye, size, .. } = CHOSEN.get_or_init(chosen);
    vec![("garment", garment), ("dye", dye), ("size", size), ("quantity", quantity)]
}

fn choice_of(garment: &str, dye: &str, size: &str, quantity: &str) -> String {
    let pairs = [("garment", garment), ("dye", dye), ("size", size), ("quantity", quantity)];
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("/checkout?{query}")
}

/// Begins a checkout of one piece.
async fn begin(front: &Front, buyer: &Visitor) -> String {
    begin_many(front, buyer, "1").await
}

/// Begins a checkout of so many pieces.
pub async fn begin_many(front: &Front, buyer: &Visitor, quantity: &str) -> String {
    let answer = front.send(Ask::get(&choice(quantity)).by_browser().by(buyer)).await;
    answer.leads_to("/checkout/").trim_start_matches("/checkout/").to_owned()
}

/// A filled-in form for a draft, with one field as given.
pub fn form<'t>(draft: &'t str, field: &str, value: &'t str) -> Vec<(&'static str, &'t str)> {
    let good = [
        ("draft", draft),
        ("lang", "ko"),
        ("email", "buyer@example.com"),
        ("name", "김한벌"),
        ("phone", "010-1234-5678"),
        ("postcode", "04524"),
        ("address1", "서울 중구 세종대로 110"),
        ("address2", "3층"),
        ("note", ""),
        ("agree", "on"),
        ("privacy", "on"),
    ];
    good.map(|(name, text)| (name, if name == field { value } else { text })).to_vec()
}

/// Places an order of one piece.
pub async fn place(front: &Front, buyer: &Visitor) -> String {
    let draft = begin(front, buyer).await;
    let ask = Ask::post("/api/place_order", form(&draft, "", "")).by_browser().by(buyer);
    let to = front.send(ask).await.leads_to("/orders/");
    to.split('/').nth(2).unwrap().to_owned()
}

#[tokio::test]
async fn forms_alone_take_an_order_from_the_shelf_to_paid() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let order = place(&front, &buyer).await;
    let pay_page = front.send(Ask::get(&format!("/orders/{order}/pay")).by_browser().by(&buyer)).await;
    pay_page.is_page(200, Lang::Ko);
    let attempt = front.shop.order(order.parse().unwrap()).await.next_attempt().to_string();
    assert!(pay_page.body.contains(&attempt), "the page offers the next attempt");
    for words in ["김한벌", "서울 중구 세종대로 110 3층", &format!("href=\"/orders/{order}\"")] {
        assert!(
            pay_page.body.contains(words),
            "it says where the parcel goes, and what to do if that is wrong"
        );
    }
    let pay = [("order", order.as_str()), ("attempt", &attempt), ("card", GOOD), ("lang", "ko")];
    let paid = front.send(Ask::post("/api/pay", pay).by_browser().by(&buyer)).await;
    let confirmation = paid.leads_to(&format!("/orders/{order}?placed=1"));
    front.send(Ask::get(&confirmation).by_browser().by(&buyer)).await.is_page(200, Lang::Ko);
    front.shop.settle().await;
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn a_garment_that_is_not_there_is_a_page_that_says_so() {
    let front = Front::open().await;
    for slug in ["nothing", "%EC%98%B7", "%FF%FE", "..%2F..%2Fetc%2Fpasswd", "%00", "a'--"] {
        front.send(Ask::get(&format!("/garments/{slug}")).by_browser()).await.is_page(404, Lang::Ko);
        front.send(Ask::get(&format!("/en/garments/{slug}")).by_browser()).await.is_page(404, Lang::En);
    }
    front.send(Ask::get("/c/nothing").by_browser()).await.is_page(404, Lang::Ko);
    front.send(Ask::get("/api/garment?slug=nothing")).await.is_error(404, "not_found");
    front.send(Ask::get("/api/garment")).await.is_error(400, "bad_input");
    let unknown = choice_of("nothing", "ink", "M", "1");
    front.send(Ask::get(&unknown)).await.is_error(404, "not_found");
    front.send(Ask::get(&format!("/en{unknown}")).by_browser()).await.is_page(404, Lang::En);
}

#[tokio::test]
async fn a_page_that_is_not_there_speaks_of_orders_where_one_was_asked_for_alone() {
    let front = Front::open().await;
    let missing = format!("/orders/{}", Uuid::from_u128(404));
    for (path, told) in [("/garments/nope", false), ("/nowhere", false), (missing.as_str(), true)] {
        for (lang, words) in [(Lang::Ko, "다른 분의 주문"), (Lang::En, "somebody else’s")] {
            let page = front.send(Ask::get(&lang.path(path)).by_browser()).await;
            page.is_page(404, lang);
            assert_eq!(page.body.contains(words), told, "{path}: {}", page.body);
        }
    }
}

#[tokio::test]
async fn a_slash_at_the_end_leads_to_the_page_for_good() {
    let front = Front::open().await;
    for (from, to) in [("/en/", "/en"), ("/garments/oxford/?dye=ink", "/garments/oxford?dye=ink")] {
        let answer = front.send(Ask::get(from).by_browser()).await;
        assert_eq!((answer.status, answer.header("location")), (308, to));
    }
    front.send(Ask::get("/en").by_browser()).await.is_page(200, Lang::En);
}

#[tokio::test]
async fn a_choice_that_cannot_be_sold_leads_back_to_the_garment_with_what_is_wrong() {
    let front = Front::open().await;
    let (buyer, variant) = (front.visitor().await, chosen());
    let before = front.rows().await;
    let quantities =
        ["0", "-1", "11", "99999999999999999999", "1.5", "다섯", "１１", "\0", "1;DROP TABLE orders"];
    let mut asked: Vec<(String, &str)> = quantities.map(|n| (choice(n), "quantity")).to_vec();
    asked.push((choice_of(&variant.garment, "no such dye", &variant.size, "1"), "size"));
    asked.push((choice_of(&variant.garment, &variant.dye, "no such size", "1"), "size"));
    asked.push((choice_of(&variant.garment, "", "", "1"), "size"));
    for (path, error) in asked {
        for lang in [Lang::Ko, Lang::En] {
            let ask = Ask::get(&lang.path(&path)).by_browser().by(&buyer);
            let back = front.send(ask).await.leads_to(&lang.path("/garments/"));
            assert!(back.ends_with(&format!("error={error}")), "{path}: {back}");
            front.send(Ask::get(&back).by_browser()).await.is_page(200, lang);
        }
    }
    assert_eq!(front.rows().await, before);
}

#[tokio::test]
async fn what_is_sold_out_cannot_be_begun() {
    let front = Front::open().await;
    sqlx::query("UPDATE stock SET on_hand = 2").execute(&front.shop.main).await.unwrap();
    let back = front.send(Ask::get(&choice("3")).by_browser()).await.leads_to("/garments/");
    assert!(back.ends_with("error=sold_out"));
}

#[tokio::test]
async fn what_went_meanwhile_is_named_with_a_way_to_it_and_the_next_form_has_what_was_typed() {
    let front = Front::open().await;
    let (buyer, variant) = (front.visitor().await, chosen());
    let draft = begin_many(&front, &buyer, "3").await;
    let garment = format!("/garments/{}?dye={}", variant.garment, variant.dye);
    for (on_hand, ko, en) in [
        (0, "지금은 남은 것이 없어요", "none left just now"),
        (2, "지금은 두 벌만 남았어요", "only two left just now"),
        (3, "한 번 더 눌러 주세요", "send the form once more"),
    ] {
        let some = on_hand.min(2);
        sqlx::query("UPDATE stock SET on_hand = $1").bind(some).execute(&front.shop.main).await.unwrap();
        let ask = Ask::post("/api/place_order", form(&draft, "", "")).by_browser().by(&buyer);
        let back = front.send(ask).await.leads_to("/checkout/");
        sqlx::query("UPDATE stock SET on_hand = $1").bind(on_hand).execute(&front.shop.main).await.unwrap();
        for (lang, words) in [(Lang::Ko, ko), (Lang::En, en)] {
            let page = front.send(Ask::get(&lang.path(&back)).by_browser().by(&buyer)).await;
            page.is_page(200, lang);
            assert!(page.body.contains(words), "{words}: {}", page.body);
            assert!(page.body.contains(&format!("href=\"{}\"", lang.path(&garment))), "{}", page.body);
        }
    }
    let next = begin(&front, &buyer).await;
    let page = front.send(Ask::get(&format!("/checkout/{next}")).by_browser().by(&buyer)).await;
    for typed in ["buyer@example.com", "김한벌", "010-1234-5678", "서울 중구 세종대로 110"] {
        assert!(page.body.contains(&format!("value=\"{typed}\"")), "{typed}: {}", page.body);
    }
    assert!(!page.body.contains(" checked"), "{}", page.body);
}

#[tokio::test]
async fn a_field_that_cannot_be_taken_leads_back_to_the_form_which_kept_what_was_typed() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let draft = begin(&front, &buyer).await;
    let before = front.rows().await;
    let long = "가".repeat(5_000);
    let mut bad: Vec<(&str, &str)> = Vec::new();
    for field in ["email", "name", "phone", "postcode", "address1", "address2"] {
        bad.extend([(field, long.as_str()), (field, "한\0벌"), (field, "\u{202e}\u{7}")]);
        if field != "address2" {
            bad.extend([(field, ""), (field, "   ")]);
        }
    }
    bad.extend([
        ("note", long.as_str()),
        ("agree", ""),
        ("privacy", ""),
        ("email", "a@b"),
        ("postcode", "1234"),
        ("phone", "1"),
    ]);
    for (field, value) in bad {
        let ask = Ask::post("/api/place_order", form(&draft, field, value)).by_browser().by(&buyer);
        let back = front.send(ask).await.leads_to(&format!("/checkout/{draft}"));
        let page = front.send(Ask::get(&back).by_browser().by(&buyer)).await;
        page.is_page(200, Lang::Ko);
        let kept = if field == "name" { "buyer@example.com" } else { "김한벌" };
        assert!(page.body.contains(kept), "{field} {value:?}: what was typed beside it is there");
    }
    assert_eq!(front.rows().await, before);
    assert_eq!(front.shop.order_count().await, 0);
}

#[tokio::test]
async fn missing_fields_are_missing_and_no_error_of_a_parser() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let draft = begin(&front, &buyer).await;
    let ask = Ask::post("/api/place_order", [("draft", draft.as_str())]).by_browser().by(&buyer);
    front.send(ask).await.leads_to(&format!("/checkout/{draft}"));
    assert_refused(&front, || Ask::post("/api/place_order", []).by(&buyer), 400, "bad_input").await;
    assert_refused(&front, || Ask::post("/api/pay", []).by(&buyer), 400, "bad_input").await;
    assert_refused(&front, || Ask::post("/api/cancel_order", []).by(&buyer), 400, "bad_input").await;
}

#[tokio::test]
async fn a_price_that_the_browser_says_is_not_heard() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let draft = begin(&front, &buyer).await;
    let mut forged = form(&draft, "", "");
    forged.extend([
        ("total", "1"),
        ("unit_price", "1"),
        ("amount", "-5"),
        ("quantity", "0"),
        ("state", "paid"),
    ]);
    let to = front.send(Ask::post("/api/place_order", forged).by_browser().by(&buyer)).await;
    let order: OrderId = to.leads_to("/orders/").split('/').nth(2).unwrap().parse().unwrap();
    let order = front.shop.order(order).await;
    assert_eq!((order.details.total, order.state), (garment().price, State::AwaitingPayment));
}

#[tokio::test]
async fn a_draft_that_is_forged_unknown_or_somebody_elses_is_missing() {
    let front = Front::open().await;
    let (buyer, stranger) = (front.visitor().await, front.visitor().await);
    let draft = begin(&front, &buyer).await;
    let unknown = DraftId(Uuid::from_u128(7)).to_string();
    for (draft, status, code) in [
        ("' OR 1=1 --", 400, "bad_input"),
        (unknown.as_str(), 404, "not_found"),
        (draft.as_str(), 404, "not_found"),
    ] {
        let place = || Ask::post("/api/place_order", form(draft, "", "")).by(&stranger);
        assert_refused(&front, place, status, code).await;
        let read = format!("/api/draft?draft={draft}").replace(' ', "+");
        front.send(Ask::get(&read).by(&stranger)).await.is_error(status, code);
    }
    assert_refused(&front, || Ask::post("/api/place_order", form(&draft, "", "")), 404, "not_found").await;
    for path in [format!("/checkout/{draft}"), format!("/checkout/{unknown}"), "/checkout/7".to_owned()] {
        front.send(Ask::get(&path).by_browser().by(&stranger)).await.is_page(404, Lang::Ko);
    }
}

#[tokio::test]
async fn somebody_elses_order_is_missing_on_every_way_to_it() {
    let front = Front::open().await;
    let (buyer, stranger) = (front.visitor().await, front.visitor().await);
    let order = place(&front, &buyer).await;
    let attempt = front.shop.order(order.parse().unwrap()).await.next_attempt().to_string();
    let unknown = OrderId(Uuid::from_u128(7)).to_string();
    for order in [order.as_str(), unknown.as_str()] {
        let fields = [("order", order), ("attempt", attempt.as_str()), ("card", GOOD)];
        for path in ["/api/pay", "/api/cancel_order", "/api/complete_order"] {
            assert_refused(&front, || Ask::post(path, fields).by(&stranger), 404, "not_found").await;
            assert_refused(&front, || Ask::post(path, fields), 404, "not_found").await;
        }
        for path in [format!("/orders/{order}"), format!("/orders/{order}/pay")] {
            for lang in [Lang::Ko, Lang::En] {
                let ask = Ask::get(&lang.path(&path)).by_browser().by(&stranger);
                let page = front.send(ask).await;
                page.is_page(404, lang);
                assert!(!page.body.contains("김한벌"));
            }
        }
        for path in [
            format!("/live/orders/{order}"),
            format!("/api/order?order={order}"),
            format!("/api/pay_page?order={order}"),
        ] {
            front.send(Ask::get(&path).by(&stranger)).await.is_error(404, "not_found");
            front.send(Ask::get(&path)).await.is_error(404, "not_found");
        }
    }
    let bought = Bought { session: buyer.session, order: order.parse().unwrap() };
    assert_eq!(front.shop.state(bought).await, State::AwaitingPayment);
}

#[tokio::test]
async fn an_attempt_that_was_not_offered_charges_nothing() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let order = place(&front, &buyer).await;
    let forged = Uuid::from_u128(7).to_string();
    let fields = [("order", order.as_str()), ("attempt", forged.as_str()), ("card", GOOD)];
    let before = front.rows().await;
    front.send(Ask::post("/api/pay", fields).by_browser().by(&buyer)).await.leads_to("/orders/");
    assert_eq!((front.rows().await, front.shop.kept().await), (before, 0));
    let long = "4".repeat(65);
    for (order, attempt, card) in
        [(order.as_str(), "1", GOOD), ("1", "1", GOOD), (&order, &forged, ""), (&order, &forged, &long)]
    {
        let fields = [("order", order), ("attempt", attempt), ("card", card)];
        assert_refused(&front, || Ask::post("/api/pay", fields).by(&buyer), 400, "bad_input").await;
    }
    let reason = [("order", order.as_str()), ("reason", "because")];
    assert_refused(&front, || Ask::post("/api/cancel_order", reason).by(&buyer), 400, "bad_input").await;
}

#[tokio::test]
async fn more_than_64_kib_is_too_much() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let huge = "a".repeat(64 * 1024);
    for path in ["/api/place_order", "/api/pay", "/api/deliver", "/api/sign_in"] {
        let ask = || Ask::post(path, [("draft", huge.as_str())]).by(&buyer);
        assert_refused(&front, ask, 413, "too_large").await;
        let chunked = || Ask::chunked(path, format!("draft={huge}").as_bytes()).by(&buyer);
        assert_refused(&front, chunked, 413, "too_large").await;
    }
}

#[tokio::test]
async fn a_form_whose_length_is_not_said_beforehand_is_taken() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let draft = begin(&front, &buyer).await;
    let note = "가".repeat(6_000);
    let mut typed = form_urlencoded::Serializer::new(String::new());
    let typed = typed.extend_pairs(form(&draft, "note", &note)).finish();
    assert!(typed.len() > 50_000);
    let refused =
        front.send(Ask::chunked("/api/place_order", typed.as_bytes()).by_browser().by(&buyer)).await;
    refused.leads_to(&format!("/checkout/{draft}"));
    let mut good = form_urlencoded::Serializer::new(String::new());
    let good = good.extend_pairs(form(&draft, "", "")).finish();
    let placed = front.send(Ask::chunked("/api/place_order", good.as_bytes()).by_browser().by(&buyer)).await;
    placed.leads_to("/orders/");
}

#[tokio::test]
async fn a_way_that_is_not_there_is_a_page_in_the_visitors_language() {
    let front = Front::open().await;
    for path in
        ["/nothing", "/api/nothing", "/live/nothing", "/wp-login.php", "/%FF", "/site.json", "/pkg/x.js.br"]
    {
        front.send(Ask::get(path)).await.is_error(404, "not_found");
        front.send(Ask::get(path).by_browser()).await.is_page(404, Lang::Ko);
    }
    front.send(Ask::get("/en/nothing").by_browser()).await.is_page(404, Lang::En);
    front.send(Ask::get("/live/orders/7")).await.is_error(404, "not_found");
}

#[tokio::test]
async fn a_method_that_a_way_does_not_take_is_refused() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let before = front.rows().await;
    for (method, path) in [
        ("GET", "/api/place_order"),
        ("GET", "/api/pay"),
        ("DELETE", "/api/cancel_order"),
        ("PUT", "/api/ship"),
        ("POST", "/api/my_page"),
        ("POST", "/mypage"),
        ("DELETE", "/"),
        ("POST", "/checkout"),
        ("POST", "/live/mypage"),
    ] {
        front.send(Ask::new(method, path, "").by(&buyer)).await.is_error(404, "not_found");
        front.send(Ask::new(method, path, "").by_browser().by(&buyer)).await.is_page(404, Lang::Ko);
    }
    assert_eq!(front.rows().await, before);
}

#[tokio::test]
async fn a_form_that_another_site_posts_is_refused() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let order = place(&front, &buyer).await;
    let before = front.rows().await;
    let cancel = || Ask::post("/api/cancel_order", [("order", order.as_str())]).by(&buyer);
    front.send(cancel().with("sec-fetch-site", "cross-site")).await.is_error(403, "forbidden");
    front.send(cancel().with("sec-fetch-site", "same-site")).await.is_error(403, "forbidden");
    front.send(cancel().with("origin", "https://evil.example")).await.is_error(403, "forbidden");
    let by_browser = cancel().with("sec-fetch-site", "cross-site").with("accept", "text/html");
    front.send(by_browser).await.is_page(403, Lang::Ko);
    assert_eq!(front.rows().await, before);
    let ours = cancel().with("origin", "https://hanbeol.example").with("accept", "text/html");
    front.send(ours).await.leads_to("/orders/");
}

#[tokio::test]
async fn a_cookie_that_is_none_is_no_visitor_and_no_error() {
    let front = Front::open().await;
    let long = format!("hanbeol={}", "a".repeat(8_000));
    let cookies: [&[u8]; 7] =
        [b"hanbeol=", b"hanbeol", b"=", b"hanbeol=\xff\xfe", b"hanbeol=' OR 1=1", b";;;", long.as_bytes()];
    for cookie in cookies {
        front.send(Ask::get("/mypage").by_browser().with("cookie", cookie)).await.is_page(200, Lang::Ko);
        front.send(Ask::get("/live/mypage").with("cookie", cookie)).await.is_error(404, "not_found");
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_refused() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let order = place(&front, &buyer).await;
    let before = front.rows().await;
    for body in
        [&b"order=\xff\xfe&reason=\xc3"[..], b"order=%FF%FE", b"%%%=&&&=%", b"\0\0\0", b"{\"order\": 1}"]
    {
        let ask = || Ask::raw_post("/api/cancel_order", body.to_vec()).by(&buyer);
        front.send(ask()).await.is_error(400, "bad_input");
        front.send(ask().by_browser()).await.is_page(400, Lang::Ko);
    }
    let json = Ask::new("POST", "/api/cancel_order", "[]").with("content-type", "application/json");
    assert!(matches!(front.send(json.by(&buyer)).await.status, 400 | 415));
    for path in ["/?color=%FF", "/?price=%FF-%FE", "/mypage?tab=%00", "/seller/log-in?next=%FF&error=%FF"] {
        front.send(Ask::get(path).by_browser()).await.is_page(200, Lang::Ko);
    }
    assert_eq!(front.rows().await, before);
    let bought = Bought { session: buyer.session, order: order.parse().unwrap() };
    assert_eq!(front.shop.state(bought).await, State::AwaitingPayment);
}

#[tokio::test]
async fn the_sellers_commands_and_reads_are_the_sellers_alone() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let order = place(&front, &buyer).await;
    let fields = [
        ("order", order.as_str()),
        ("carrier", "cj"),
        ("tracking", "1"),
        ("reason", "x"),
        ("answer", "kept"),
        ("consumer", "shipping"),
        ("id", "shipping:1"),
    ];
    let commands = [
        "label",
        "relabel",
        "renumber",
        "ship",
        "undo_ship",
        "hold",
        "release",
        "answer_stop",
        "deliver",
        "pause_consumer",
        "resume_consumer",
        "replay",
        "replay_all",
        "ship_many",
        "write_note",
        "rebuild_order",
        "rebuild_mypage",
    ];
    for command in commands {
        let path = format!("/api/{command}");
        assert_refused(&front, || Ask::post(&path, fields).by(&buyer), 401, "sign_in").await;
        assert_refused(&front, || Ask::post(&path, fields), 401, "sign_in").await;
    }
    for path in ["/api/queue", "/api/events", "/live/queue"] {
        front.send(Ask::get(path).by(&buyer)).await.is_error(401, "sign_in");
    }
    let pages = ["", "/events", "/orders", "/ship", "/slips?of=ready", "/labels", "/pick-list", "/audit"];
    let order_page = format!("/orders/{order}");
    for page in pages.into_iter().chain([order_page.as_str()]) {
        let path = format!("/seller{page}");
        front.send(Ask::get(&path).by_browser().by(&buyer)).await.leads_to("/seller/log-in?next=");
    }
}

#[tokio::test]
async fn what_a_seller_mistypes_leads_back_with_what_was_typed() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let bought = front.shop.paid().await;
    let order = bought.order.to_string();
    let long = "1".repeat(41);
    for (carrier, tracking, notice) in [
        ("no such carrier", "123", "bad_carrier"),
        ("cj", "", "bad_tracking-cj"),
        ("cj", "한벌", "bad_tracking-cj"),
        ("cj", &long, "bad_tracking-cj"),
        ("cj", "1&notice=shipped", "bad_tracking-cj"),
    ] {
        let fields = [("order", order.as_str()), ("carrier", carrier), ("tracking", tracking)];
        let back = front.send(Ask::post("/api/label", fields).by_browser().by(&seller)).await;
        let page = back.leads_to(&format!("/seller/orders/{order}?notice={notice}&"));
        front.send(Ask::get(&page).by_browser().by(&seller)).await.is_page(200, Lang::Ko);
    }
    for (path, field, value) in [
        ("/api/answer_stop", "answer", "perhaps"),
        ("/api/pause_consumer", "consumer", "everything"),
        ("/api/replay", "id", "shipping:one"),
        ("/api/label", "order", "7"),
        ("/api/deliver", "order", "7"),
    ] {
        assert_refused(&front, || Ask::post(path, [(field, value)]).by(&seller), 400, "bad_input").await;
    }
    assert_eq!(front.shop.shipment(bought).await, Some(shipping::ShipmentState::Ready));
    assert_eq!(front.shop.kept().await, garment().price.amount);
    assert_eq!(front.shop.pieces().await, (PIECES - 1, 0));
}
