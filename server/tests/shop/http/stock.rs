//! The stock at the desk, without a script: looked at, changed by difference, refused with both values.

use kernel::Lang;

use super::{Ask, Front, Visitor, assert_refused};
use crate::shop::{PIECES, chosen, garment};

const FORM: &str = "/api/adjust_stock";

impl Front {
    async fn stock_page(&self, seller: &Visitor, path: &str) -> String {
        let page = self.send(Ask::get(path).by_browser().by(seller)).await;
        page.is_page(200, Lang::of_path(path).0);
        page.body
    }

    /// Posts the grid's form for what buyers choose, and reads the page that it leads to.
    async fn adjusts(&self, seller: &Visitor, change: &str, seen: i64, reason: &str, note: &str) -> String {
        let seen = seen.to_string();
        let key = key();
        let (change_name, seen_name) = (format!("change[{key}]"), format!("seen[{key}]"));
        let slug = garment().slug;
        let fields = [
            ("garment", slug.as_str()),
            (&change_name, change),
            (&seen_name, &seen),
            ("reason", reason),
            ("note", note),
        ];
        let post = Ask::post(FORM, fields).by_browser().by(seller);
        let page = self.send(post).await.leads_to("/seller/stock/");
        self.stock_page(seller, &page).await
    }
}

/// What buyers choose, as the form names it.
fn key() -> String {
    format!("{}.{}", chosen().dye, chosen().size)
}

#[tokio::test]
async fn nobody_but_a_seller_sees_or_changes_the_stock() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let slug = garment().slug;
    for path in ["/seller/stock".to_owned(), format!("/seller/stock/{slug}")] {
        let answer = front.send(Ask::get(&path).by_browser().by(&buyer)).await;
        answer.leads_to("/seller/log-in?next=/seller/stock");
    }
    for action in [FORM, "/api/set_few"] {
        assert_refused(&front, || Ask::post(action, [("garment", slug.as_str())]).by(&buyer), 401, "sign_in")
            .await;
    }
}

#[tokio::test]
async fn pieces_are_changed_by_difference_and_the_ledger_says_why() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let page = front.adjusts(&seller, "+3", PIECES, "received", "겨울 물량").await;
    assert!(page.contains("재고를 고쳤어요"), "{page}");
    assert_eq!(front.shop.pieces().await, (PIECES + 3, 0));
    let key = key();
    let ledger = format!("/seller/stock/{}/{}", garment().slug, key.replace('.', "/"));
    for (lang, word) in [(Lang::Ko, "입고"), (Lang::En, "Received")] {
        let page = front.stock_page(&seller, &lang.path(&ledger)).await;
        assert!(page.contains(word) && page.contains("겨울 물량") && page.contains("+3"), "{page}");
    }
    let events = front.stock_page(&seller, "/seller/events").await;
    assert!(events.contains("재고를 고쳤어요"), "it is audited: {events}");
    for path in ["/seller/audit", "/en/seller/audit"] {
        let (audit, name) = (front.stock_page(&seller, path).await, garment().name);
        assert!(audit.contains(name.get(Lang::of_path(path).0)), "it names the garment: {audit}");
    }
}

#[tokio::test]
async fn a_note_that_is_too_long_comes_back_whole() {
    let front = Front::open().await;
    let seller = front.seller().await;
    for length in [101, 20_000] {
        let note = format!("{}끝", "가".repeat(length));
        let page = front.adjusts(&seller, "+3", PIECES, "received", &note).await;
        assert!(page.contains("<title>오류: ") && page.contains("100자 안으로"), "{length}");
        assert!(
            page.contains(&format!("value=\"{note}\"")) && page.contains("value=\"+3\""),
            "{length}: {page}"
        );
    }
    assert_eq!(front.shop.pieces().await, (PIECES, 0));
}

#[tokio::test]
async fn what_was_sold_meanwhile_is_a_conflict_that_shows_both_values_and_keeps_what_was_typed() {
    let front = Front::open().await;
    let seller = front.seller().await;
    front.shop.paid().await;
    let page = front.adjusts(&seller, "+3", PIECES, "received", "겨울 물량").await;
    let now = PIECES - 1;
    assert!(page.contains(&format!("화면에는 {PIECES}벌이었는데 지금은 {now}벌이에요")), "{page}");
    assert!(page.contains("<title>오류: "), "{page}");
    assert!(page.contains(r#"value="+3""#) && page.contains(r#"value="겨울 물량""#), "{page}");
    assert!(page.contains(r#"<option value="received" selected"#), "{page}");
    assert_eq!(front.shop.pieces().await, (now, 0));
    let page = front.adjusts(&seller, "+3", now, "received", "겨울 물량").await;
    assert!(page.contains("재고를 고쳤어요"), "{page}");
}

#[tokio::test]
async fn an_adjustment_below_what_is_held_is_refused_with_both_values() {
    let front = Front::open().await;
    let seller = front.seller().await;
    front.shop.place().await;
    let page = front.adjusts(&seller, &format!("-{PIECES}"), PIECES, "damaged", "").await;
    assert!(page.contains("0벌이 되는데 주문이 1벌을 맡아 두었어요"), "{page}");
    assert_eq!(front.shop.pieces().await, (PIECES, 1));
}

#[tokio::test]
async fn a_form_that_says_too_little_says_what_is_missing() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let page = front.adjusts(&seller, "", PIECES, "", "").await;
    assert!(page.contains("바꿀 수를 적어 주세요") && page.contains("이유를 골라 주세요"), "{page}");
    let page = front.adjusts(&seller, "다섯~,", PIECES, "other", "").await;
    assert!(page.contains("+3이나 −1처럼") && page.contains("메모에 적어 주세요"), "{page}");
    assert!(page.contains(r#"value="다섯~""#), "{page}");
    assert_eq!(front.shop.pieces().await, (PIECES, 0));
}

#[tokio::test]
async fn what_is_low_is_said_by_a_number_that_the_seller_sets() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let page = front.stock_page(&seller, "/seller/stock?low=on").await;
    assert!(page.contains("적은 것은 없어요"), "{page}");
    let set = Ask::post("/api/set_few", [("few", "40")]).by_browser().by(&seller);
    front.send(set).await.leads_to("/seller/stock?notice=few_changed");
    let page = front.stock_page(&seller, "/seller/stock?low=on").await;
    assert!(page.contains(&garment().name.ko), "{page}");
    let set = Ask::post("/api/set_few", [("few", "많이")]).by_browser().by(&seller);
    let to = front.send(set).await.leads_to("/seller/stock?notice=bad_few");
    let page = front.stock_page(&seller, &to).await;
    assert!(page.contains(r#"value="많이""#) && page.contains("<title>오류: "), "{page}");
}

#[tokio::test]
async fn the_list_is_searched_in_both_languages_and_by_category() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let garment = garment();
    let (name, english) = (garment.name.ko.clone(), garment.name.en.to_lowercase().replace(' ', "+"));
    for query in ["", "?q=no+such", &format!("?q={english}"), &format!("?category={}", garment.category)] {
        let page = front.stock_page(&seller, &format!("/seller/stock{query}")).await;
        assert_eq!(page.contains(&name), query != "?q=no+such", "{query}");
    }
}
