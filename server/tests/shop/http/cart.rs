//! The cart over HTTP: what forms put in, change and order, and what it shows of what changed meanwhile.

use catalogue::ShelfGarment;
use kernel::Lang;
use kernel::time::minutes;
use order::MAX_QUANTITY;

use super::accounts::PASSWORD;
use super::input::{choice_pairs, form};
use super::{Answer, Ask, Front, Visitor, assert_refused};
use crate::shop::{Bought, PIECES, variant};
use crate::till::{DECLINED, GOOD};

impl Front {
    /// Puts so many pieces of what buyers choose into the cart.
    async fn put(&self, buyer: &Visitor, quantity: &str) -> Answer {
        self.send(Ask::post("/cart", choice_pairs(quantity)).by_browser().by(buyer)).await
    }

    async fn cart(&self, path: &str, buyer: &Visitor) -> String {
        let page = self.send(Ask::get(path).by_browser().by(buyer)).await;
        page.is_page(200, if path.starts_with("/en") { Lang::En } else { Lang::Ko });
        page.body
    }

    async fn post(&self, action: &str, buyer: &Visitor, more: &[(&str, &str)]) -> Answer {
        let id = variant().to_string();
        let pairs = [("variant", id.as_str()), ("lang", "ko")].into_iter().chain(more.iter().copied());
        self.send(Ask::post(action, pairs).by_browser().by(buyer)).await
    }

    async fn pieces_of(&self, buyer: &Visitor) -> u32 {
        self.shop.shop.services.cart.pieces(buyer.session).await.unwrap()
    }
}

#[tokio::test]
async fn somebody_new_gets_a_session_with_the_first_piece_and_finds_it_again() {
    let front = Front::open().await;
    let answer = front.send(Ask::post("/cart", choice_pairs("2")).by_browser()).await;
    answer.leads_to("/cart?notice=added");
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    assert!(!cookie.is_empty() && answer.header("set-cookie").contains("Max-Age=31536000"));
    for (lang, words) in [(Lang::Ko, "장바구니 2"), (Lang::En, "Cart 2")] {
        let ask = Ask::get(&lang.path("/cart")).by_browser().with("cookie", &cookie);
        let page = front.send(ask).await;
        page.is_page(200, lang);
        assert!(page.body.contains(words), "the count stands in the header: {}", page.body);
    }
    let page = front.send(Ask::get("/cart").by_browser()).await;
    assert!(page.body.contains("장바구니가 비어 있어요"), "{}", page.body);
}

#[tokio::test]
async fn what_cannot_be_put_in_leads_back_to_the_garment_with_all_that_was_chosen() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    for quantity in ["0", "11", "많이", "-1"] {
        let to = front.put(&buyer, quantity).await.leads_to("/garments/");
        assert!(to.contains("error=quantity"), "{to}");
    }
    let mut pairs = choice_pairs("1");
    pairs.retain(|(name, _)| *name != "size");
    let to = front.send(Ask::post("/cart", pairs).by_browser().by(&buyer)).await.leads_to("/garments/");
    assert!(to.contains("error=size"), "{to}");
    for lang in [Lang::Ko, Lang::En] {
        let nowhere = || Ask::post(&lang.path("/cart"), [("garment", "socks")]).by(&buyer);
        front.send(nowhere()).await.is_error(404, "not_found");
        front.send(nowhere().by_browser()).await.is_page(404, lang);
    }
    assert_eq!(front.pieces_of(&buyer).await, 0);
}

#[tokio::test]
async fn quantities_are_typed_or_stepped_from_one_to_ten() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    front.put(&buyer, "1").await;
    front.post("/api/step_cart", &buyer, &[("step", "1")]).await.leads_to("/cart");
    assert_eq!(front.pieces_of(&buyer).await, 2);
    front.post("/api/set_cart_quantity", &buyer, &[("quantity", " 7 ")]).await.leads_to("/cart");
    assert_eq!(front.pieces_of(&buyer).await, 7);
    front.post("/api/set_cart_quantity", &buyer, &[("quantity", "８")]).await.leads_to("/cart");
    assert_eq!(front.pieces_of(&buyer).await, 8, "a Korean keyboard may write wide digits");
    for typed in ["0", "11", "일곱", ""] {
        let to = front.post("/api/set_cart_quantity", &buyer, &[("quantity", typed)]).await;
        let page = front.cart(&to.leads_to("/cart?error=quantity"), &buyer).await;
        assert!(page.contains("<title>오류: 장바구니") && page.contains("href=\"#quantity-1\""), "{page}");
        assert!(page.contains(&format!("value=\"{typed}\"")), "what was typed stays: {page}");
    }
    assert_eq!(front.pieces_of(&buyer).await, 8);
    front.put(&buyer, "１０").await.leads_to("/cart?notice=capped");
    assert_eq!(front.pieces_of(&buyer).await, MAX_QUANTITY);
}

#[tokio::test]
async fn a_line_that_was_taken_out_can_be_put_back() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    front.put(&buyer, "3").await;
    front.post("/api/remove_from_cart", &buyer, &[]).await.leads_to("/cart");
    front.post("/api/remove_from_cart", &buyer, &[]).await.leads_to("/cart");
    let page = front.cart("/cart", &buyer).await;
    assert!(page.contains("되돌리기") && page.contains("장바구니가 비어 있어요"), "{page}");
    front.post("/api/put_back_into_cart", &buyer, &[]).await.leads_to("/cart");
    assert_eq!(front.pieces_of(&buyer).await, 3);
    assert!(!front.cart("/cart", &buyer).await.contains("되돌리기"));
}

#[tokio::test]
async fn a_price_that_changed_is_shown_against_the_one_that_was_seen() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    front.put(&buyer, "1").await;
    let dearer = "UPDATE garments SET garment = json_set(garment, '$.price.amount', 199000)";
    sqlx::query(dearer).execute(&front.shop.main).await.unwrap();
    let page = front.cart("/cart", &buyer).await;
    assert!(page.contains("담을 때는 189,000원이었어요") && page.contains("199,000원"), "{page}");
    assert!(front.cart("/en/cart", &buyer).await.contains("It was ₩189,000 when you put it in."));
}

#[tokio::test]
async fn what_is_sold_out_meanwhile_is_said_and_not_ordered() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    front.put(&buyer, "3").await;
    let two = "UPDATE stock SET on_hand = held + 2 WHERE variant_id = $1";
    sqlx::query(two).bind(variant().uuid()).execute(&front.shop.main).await.unwrap();
    assert!(front.cart("/cart", &buyer).await.contains("두 벌만 남았어요"));
    let to = front.post("/api/order_cart", &buyer, &[]).await.leads_to("/cart?error=short");
    assert!(front.cart(&to, &buyer).await.contains("그대로는 주문할 수 없어요"));
    front.post("/api/set_cart_quantity", &buyer, &[("quantity", "2")]).await;
    front.post("/api/order_cart", &buyer, &[]).await.leads_to("/checkout/");
}

#[tokio::test]
async fn an_ordered_cart_becomes_one_order_and_is_empty_once_that_is_paid() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    front.put(&buyer, "2").await;
    let draft = front.post("/api/order_cart", &buyer, &[]).await.leads_to("/checkout/");
    assert_eq!(front.pieces_of(&buyer).await, 2, "until it is ordered, it stays");
    let draft = draft.trim_start_matches("/checkout/");
    let place = Ask::post("/api/place_order", form(draft, "", "")).by_browser().by(&buyer);
    let pay = front.send(place).await.leads_to("/orders/");
    assert_eq!(front.pieces_of(&buyer).await, 2, "until it is paid, too");
    assert_eq!(front.shop.pieces().await, (PIECES, 2));
    front.shop.settle().await;
    let page = front.cart("/cart", &buyer).await;
    assert!(
        page.contains("결제를 기다리는 주문이 있어요") && page.contains(&format!("href=\"{pay}\"")),
        "{page}"
    );

    let order = pay.split('/').nth(2).unwrap().parse().unwrap();
    let bought = Bought { session: buyer.session, order };
    front.shop.pay(bought, DECLINED).await.unwrap();
    assert_eq!(front.pieces_of(&buyer).await, 2, "a declined card takes nothing");
    front.shop.pay(bought, GOOD).await.unwrap();
    front.shop.settle().await;
    assert_eq!(front.pieces_of(&buyer).await, 0);
    assert!(front.cart("/cart", &buyer).await.contains("장바구니가 비어 있어요"));
}

#[tokio::test]
async fn what_a_guest_ordered_leaves_the_cart_of_the_account_that_they_logged_in_to_before_paying() {
    // An account of another address, and of the order's own, which claims the order, too.
    for email in ["haneul@example.com", "buyer@example.com"] {
        let front = Front::open().await;
        let guest = front.visitor().await;
        front.put(&guest, "2").await;
        let draft = front.post("/api/order_cart", &guest, &[]).await.leads_to("/checkout/");
        let place = form(draft.trim_start_matches("/checkout/"), "", "");
        let place = Ask::post("/api/place_order", place).by_browser().by(&guest);
        let pay = front.send(place).await.leads_to("/orders/");

        let token = front.opening(email).await;
        let fields = [("token", token), ("name", "김하늘"), ("new_password", PASSWORD)];
        let made = front.send(Ask::post("/api/register", fields).by_browser().by(&guest)).await;
        let member = guest.goes_on_with(&made);
        assert!(front.cart("/cart", &member).await.contains("장바구니 2"), "the cart goes along");
        front.put(&member, "1").await;

        let order = pay.split('/').nth(2).unwrap();
        let attempt = front.shop.order(order.parse().unwrap()).await.next_attempt().to_string();
        let fields = [("order", order), ("attempt", &attempt), ("card", GOOD), ("lang", "ko")];
        let paid = front.send(Ask::post("/api/pay", fields).by_browser().by(&member)).await;
        paid.leads_to(&format!("/orders/{order}?placed=1"));
        front.shop.settle().await;
        let cart = front.cart("/cart", &member).await;
        assert!(cart.contains("장바구니 1"), "what was put in since stays, and nothing else: {cart}");
        front.shop.assert_sound().await;
    }
}

#[tokio::test]
async fn what_an_account_claims_from_elsewhere_leaves_the_cart_that_it_was_ordered_from() {
    let front = Front::open().await;
    let (guest, elsewhere) = (front.visitor().await, front.visitor().await);
    front.put(&guest, "2").await;
    let draft = front.post("/api/order_cart", &guest, &[]).await.leads_to("/checkout/");
    let place = form(draft.trim_start_matches("/checkout/"), "", "");
    let place = Ask::post("/api/place_order", place).by_browser().by(&guest);
    let order = front.send(place).await.leads_to("/orders/").split('/').nth(2).unwrap().parse().unwrap();
    let token = front.opening("buyer@example.com").await;
    let fields = [("token", token), ("name", "김한벌"), ("new_password", PASSWORD)];
    front.send(Ask::post("/api/register", fields).by_browser().by(&elsewhere)).await.leads_to("/account");
    let session = front.shop.order(order).await.details.session;
    assert_ne!(session, guest.session, "it is claimed");
    front.shop.pay(Bought { session, order }, GOOD).await.unwrap();
    assert_eq!(front.pieces_of(&guest).await, 0);
}

#[tokio::test]
async fn an_order_whose_time_to_pay_ran_out_leaves_the_cart_as_it_was() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    front.put(&buyer, "2").await;
    let draft = front.post("/api/order_cart", &buyer, &[]).await.leads_to("/checkout/");
    let place = form(draft.trim_start_matches("/checkout/"), "", "");
    let pay =
        front.send(Ask::post("/api/place_order", place).by_browser().by(&buyer)).await.leads_to("/orders/");
    front.shop.wait(minutes(16)).await;
    assert_eq!((front.pieces_of(&buyer).await, front.shop.pieces().await), (2, (PIECES, 0)));
    let page = front.send(Ask::get(&pay).by_browser().by(&buyer)).await;
    assert!(page.body.contains("담은 옷이 그대로 있어요"), "{}", page.body);
    let cart = front.cart("/cart", &buyer).await;
    assert!(cart.contains("주문하기") && !cart.contains("결제를 기다리는"), "{cart}");
}

#[tokio::test]
async fn a_garment_that_is_not_sold_any_more_keeps_its_name_in_the_cart() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    front.put(&buyer, "2").await;
    sqlx::query("UPDATE garments SET hidden = 1").execute(&front.shop.main).await.unwrap();
    let name = crate::shop::garment().name;
    for (lang, name, words) in [
        (Lang::Ko, name.ko.as_str(), "이제 팔지 않는 옷이에요."),
        (Lang::En, name.en.as_str(), "This piece is not sold any more."),
    ] {
        let page = front.cart(&lang.path("/cart"), &buyer).await;
        assert!(page.contains(&format!("<b>{name}</b>")) && page.contains(words), "{page}");
    }
    front.post("/api/remove_from_cart", &buyer, &[]).await.leads_to("/cart");
    assert_eq!(front.pieces_of(&buyer).await, 0);
}

#[tokio::test]
async fn an_order_form_whose_garment_was_hidden_leads_to_the_cart_which_says_so() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    front.put(&buyer, "2").await;
    let page = front.post("/api/order_cart", &buyer, &[]).await.leads_to("/checkout/");
    sqlx::query("UPDATE garments SET hidden = 1").execute(&front.shop.main).await.unwrap();
    let form = form(page.trim_start_matches("/checkout/"), "name", "이한벌");
    let refused = front.send(Ask::post("/api/place_order", form).by_browser().by(&buyer)).await;
    assert_eq!(refused.leads_to("/checkout/"), page);
    let to = front.send(Ask::get(&page).by_browser().by(&buyer)).await.leads_to("/cart?error=short");
    let cart = front.cart(&to, &buyer).await;
    assert!(
        cart.contains("그대로는 주문할 수 없어요") && cart.contains("이제 팔지 않는 옷이에요."),
        "{cart}"
    );

    sqlx::query("UPDATE garments SET hidden = 0").execute(&front.shop.main).await.unwrap();
    let next = front.post("/api/order_cart", &buyer, &[]).await.leads_to("/checkout/");
    let form = front.send(Ask::get(&next).by_browser().by(&buyer)).await;
    assert!(form.body.contains("이한벌"), "what was typed stands in the next form: {}", form.body);
}

#[tokio::test]
async fn a_direct_order_leaves_the_cart_as_it_is() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    front.put(&buyer, "2").await;
    super::input::place(&front, &buyer).await;
    assert_eq!(front.pieces_of(&buyer).await, 2);
}

#[tokio::test]
async fn nobody_changes_anothers_cart() {
    let front = Front::open().await;
    let (buyer, stranger) = (front.visitor().await, front.visitor().await);
    front.put(&buyer, "2").await;
    let id = variant().to_string();
    for (path, more) in [("/api/set_cart_quantity", ("quantity", "1")), ("/api/step_cart", ("step", "1"))] {
        let ask = || Ask::post(path, [("variant", id.as_str()), more]).by(&stranger);
        assert_refused(&front, ask, 404, "not_found").await;
        assert_refused(&front, || Ask::post(path, [("variant", id.as_str()), more]), 404, "not_found").await;
    }
    front.post("/api/remove_from_cart", &stranger, &[]).await.leads_to("/cart");
    assert_eq!(front.pieces_of(&buyer).await, 2);
}

/// All of an outfit's pieces, in sizes that are there.
fn whole(shop: &[ShelfGarment], slugs: &[&str]) -> Vec<(String, String)> {
    let pieces = slugs.iter().flat_map(|slug| {
        let piece = shop.iter().find(|it| it.garment.slug == *slug).unwrap();
        let left = &piece.variants.iter().find(|it| it.free > 0).unwrap().variant;
        [(format!("dye-{slug}"), left.dye.clone()), (format!("size-{slug}"), left.size.clone())]
    });
    pieces.collect()
}

#[tokio::test]
async fn an_outfit_goes_into_the_cart_whole_or_not_at_all() {
    let front = Front::open().await;
    let services = &front.shop.shop.services;
    services.catalogue.seed_demo().await.unwrap();
    let shelf = services.catalogue.shelf.all().await.unwrap();
    let buyer = front.visitor().await;
    let send = async |path: &str, sent: &[(String, String)]| {
        let pairs: Vec<_> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        front.send(Ask::post(path, pairs).by_browser().by(&buyer)).await
    };
    let outfit = services.catalogue.outfits.outfit("firstday").await.unwrap().unwrap().outfit;
    let mut slugs: Vec<_> = outfit.items.iter().map(|it| it.slug.as_str()).collect();
    slugs.sort_unstable();
    let mut sent = whole(&shelf, &slugs);
    let size = sent.iter().position(|(name, _)| name.starts_with("size-")).unwrap();
    let kept = sent[size].1.clone();
    sent[size].1.clear();
    let to = send("/en/outfits/firstday", &sent).await.leads_to("/en/outfits/firstday?");
    assert!(to.contains(&format!("error-{}=size", slugs[0])) && to.matches("error-").count() == 1, "{to}");
    let page = front.send(Ask::get(&to).by_browser().by(&buyer)).await;
    page.is_page(200, Lang::En);
    assert!(page.body.contains("<title>Error: First day") && page.body.contains("Choose a size."));
    assert_eq!(front.pieces_of(&buyer).await, 0);

    sent[size].1 = kept;
    send("/en/outfits/firstday", &sent).await.leads_to("/en/cart?notice=added");
    assert_eq!(usize::try_from(front.pieces_of(&buyer).await), Ok(slugs.len()));
    sent.push(("only".into(), slugs[1].into()));
    send("/outfits/firstday", &sent).await.leads_to("/cart?notice=added");
    assert_eq!(usize::try_from(front.pieces_of(&buyer).await), Ok(slugs.len() + 1));
    sent.pop();
    sent.push(("order".into(), slugs[0].into()));
    send("/outfits/firstday", &sent).await.leads_to("/checkout/");
    sent.pop();
    sent.push(("order".into(), "socks".into()));
    send("/outfits/firstday", &sent).await.leads_to("/outfits/firstday?");
    send("/outfits/nowhere", &sent).await.is_page(404, Lang::Ko);
    assert_eq!(usize::try_from(front.pieces_of(&buyer).await), Ok(slugs.len() + 1));
}

#[tokio::test]
async fn an_outfit_goes_on_without_a_piece_that_is_not_sold() {
    let front = Front::open().await;
    let services = &front.shop.shop.services;
    services.catalogue.seed_demo().await.unwrap();
    sqlx::query("UPDATE garments SET hidden = 1 WHERE slug = 'beanie'")
        .execute(&front.shop.main)
        .await
        .unwrap();
    let shelf = services.catalogue.shelf.all().await.unwrap();
    let buyer = front.visitor().await;
    for (lang, words) in
        [(Lang::Ko, "한 가지는 지금 팔지 않아요"), (Lang::En, "One piece of this outfit is not sold now")]
    {
        let page = front.send(Ask::get(&lang.path("/outfits/morning")).by_browser().by(&buyer)).await;
        page.is_page(200, lang);
        assert!(page.body.contains(words) && page.body.contains("id=\"size-trench\""), "{}", page.body);
        assert!(!page.body.contains("size-beanie"), "{}", page.body);
    }
    let sent = whole(&shelf, &["stripe", "trousers", "trench", "tote"]);
    let pairs: Vec<_> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let put = front.send(Ask::post("/outfits/morning", pairs).by_browser().by(&buyer)).await;
    put.leads_to("/cart?notice=added");
    assert_eq!(front.pieces_of(&buyer).await, 4);
}

#[tokio::test]
async fn a_garment_of_one_size_asks_for_none() {
    let front = Front::open().await;
    front.shop.shop.services.catalogue.seed_demo().await.unwrap();
    let buyer = front.visitor().await;
    let tote = |dye: &'static str| [("garment", "tote"), ("dye", dye), ("quantity", "1")];
    front
        .send(Ask::post("/cart", tote("cotton")).by_browser().by(&buyer))
        .await
        .leads_to("/cart?notice=added");
    let without = front.send(Ask::post("/cart", tote("no such dye")).by_browser().by(&buyer)).await;
    assert!(without.leads_to("/garments/tote?").ends_with("error=size"));
    let page = front.send(Ask::get("/garments/tote").by_browser().by(&buyer)).await;
    assert!(page.body.contains("name=\"size\" value=\"F\" checked"), "{}", page.body);
}

#[tokio::test]
async fn a_search_of_signs_alone_finds_nothing_and_says_so() {
    let front = Front::open().await;
    for (lang, words) in [(Lang::Ko, "그런 옷은 없어요"), (Lang::En, "No clothes are called that")] {
        for typed in ["!!!", "%3F", "%E2%98%85+%E2%99%A5"] {
            let page = front.send(Ask::get(&lang.path(&format!("/garments?q={typed}"))).by_browser()).await;
            page.is_page(200, lang);
            assert!(page.body.contains(words) && !page.body.contains("/garments/trench"), "{}", page.body);
        }
    }
    let all = front.send(Ask::get("/garments?q=+").by_browser()).await;
    let all =
        if all.status == 303 { front.send(Ask::get(all.header("location")).by_browser()).await } else { all };
    assert!(all.body.contains("/garments/trench"), "nothing typed hides nothing: {}", all.body);
}
