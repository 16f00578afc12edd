//! The cart over HTTP: what forms put in, change and order, and what it shows of what changed meanwhile.

use catalogue::ShelfGarment;
use kernel::Lang;
use order::MAX_QUANTITY;

use super::input::{choice_pairs, form};
use super::{Answer, Ask, Front, Visitor, assert_refused};
use crate::shop::{PIECES, variant};

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
    for typed in ["0", "11", "일곱", ""] {
        let to = front.post("/api/set_cart_quantity", &buyer, &[("quantity", typed)]).await;
        let page = front.cart(&to.leads_to("/cart?error=quantity"), &buyer).await;
        assert!(page.contains("<title>오류: 장바구니") && page.contains("href=\"#quantity-1\""), "{page}");
        assert!(page.contains(&format!("value=\"{typed}\"")), "what was typed stays: {page}");
    }
    assert_eq!(front.pieces_of(&buyer).await, 7);
    front.put(&buyer, "10").await.leads_to("/cart?notice=capped");
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
async fn an_ordered_cart_becomes_one_order_and_is_empty() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    front.put(&buyer, "2").await;
    let draft = front.post("/api/order_cart", &buyer, &[]).await.leads_to("/checkout/");
    assert_eq!(front.pieces_of(&buyer).await, 2, "until it is ordered, it stays");
    let draft = draft.trim_start_matches("/checkout/");
    let place = Ask::post("/api/place_order", form(draft, "", "")).by_browser().by(&buyer);
    front.send(place).await.leads_to("/orders/");
    assert_eq!(front.pieces_of(&buyer).await, 0);
    assert_eq!(front.shop.pieces().await, (PIECES, 2));
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
