//! What is typed into a form of the shop goes along when its page is read in the other language.

use kernel::Lang;

use super::accounts::{EMAIL, PASSWORD, TOKEN};
use super::{Ask, Front, Visitor, assert_refused, input};

impl Front {
    /// Reads a page's form, types, and presses the button of the other language: where it leads, and the page there.
    async fn switches(
        &self,
        visitor: &Visitor,
        page: &str,
        form: &str,
        typed: &[(&str, &str)],
    ) -> (String, String) {
        let shown = self.shown(visitor, page).await;
        let start = format!("<button form=\"{form}\" formaction=\"/api/keep_typed\" formnovalidate");
        let (_, button) = shown.split_once(&start).unwrap_or_else(|| panic!("no {start} in {shown}"));
        let (_, to) = button.split_once("name=\"to\" value=\"").expect("it says where to");
        let to = to.split('"').next().unwrap_or_default().replace("&amp;", "&");
        let typed = [typed, &[("to", to.as_str())]].concat();
        let post = Ask::post("/api/keep_typed", typed).by_browser().by(visitor);
        let led = self.send(post).await.leads_to(&to);
        let body = self.shown(visitor, &led).await;
        (led, body)
    }
}

fn value(text: &str) -> String {
    format!("value=\"{text}\"")
}

#[tokio::test]
async fn the_order_form_goes_along_into_the_other_language_and_back() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let draft = input::begin_many(&front, &buyer, "1").await;
    let page = format!("/checkout/{draft}");
    let mut typed = input::form(&draft, "address1", "서울 중구 을지로 <1>");
    typed.retain(|(name, _)| !matches!(*name, "email" | "agree" | "note"));
    typed.push(("note", "벨은 누르지 마세요"));
    let (led, english) = front.switches(&buyer, &page, "order", &typed).await;
    assert_eq!(led, format!("/en{page}?kept=order"));
    for kept in ["을지로 &lt;1&gt;", "value=\"김한벌\"", "value=\"벨은 누르지 마세요\""] {
        assert!(english.contains(kept), "{kept}: {english}");
    }
    let ticked = |name: &str| {
        let (_, rest) = english.split_once(&format!("name=\"{name}\"")).expect("a box");
        rest.split('>').next().unwrap_or_default().contains("checked")
    };
    assert!(ticked("privacy") && !ticked("agree"), "{english}");
    assert!(!english.contains("<title>Error"), "nothing was sent, so nothing is refused: {english}");
    let (back, korean) = front.switches(&buyer, &led, "order", &[("name", "김두벌")]).await;
    assert_eq!(back, format!("{page}?kept=order"));
    assert!(korean.contains(&value("김두벌")) && !korean.contains(&value("김한벌")), "{korean}");
    assert_eq!(front.shop.order_count().await, 0);
}

#[tokio::test]
async fn what_was_said_against_a_form_is_still_said_in_the_other_language() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let refused = front.posts(&buyer, "/api/ask_to_reset", &[("email", "haneul")], "/account/reset?").await;
    assert!(refused.contains("<title>오류: "), "{refused}");
    let page = "/account/reset?refused=ask-reset";
    let (led, english) = front.switches(&buyer, page, "ask-reset", &[("email", "haneul@example")]).await;
    assert_eq!(led, "/en/account/reset?refused=ask-reset&kept=ask-reset");
    assert!(english.contains("<title>Error: ") && english.contains("id=\"email-error\""), "{english}");
    assert!(english.contains(&value("haneul@example")), "{english}");
}

#[tokio::test]
async fn the_doors_of_an_account_keep_what_was_typed_and_never_a_password() {
    let front = Front::open().await;
    let guest = front.visitor().await;
    front.opening(EMAIL).await;
    let register = format!("/account/register?token={TOKEN}");
    let typed = [
        ("email", "a@b.example"),
        ("name", "김 \"하늘\""),
        ("number", "261123-7K4M2"),
        ("password", PASSWORD),
        ("new_password", PASSWORD),
        ("token", TOKEN),
        ("next", "/cart"),
    ];
    for (page, form, kept) in [
        ("/account/log-in?next=/cart", "log-in", &["a@b.example", "/cart"][..]),
        ("/account/register", "ask-register", &["a@b.example", "/cart"]),
        (&register, "register", &["김 &quot;하늘&quot;", TOKEN]),
        ("/account/reset", "ask-reset", &["a@b.example"]),
        ("/account/find-order", "lookup", &["261123-7K4M2", "a@b.example"]),
    ] {
        let (_, english) = front.switches(&guest, page, form, &typed).await;
        for kept in kept {
            assert!(english.contains(&value(kept)), "{page}: {kept}: {english}");
        }
        assert!(!english.contains(PASSWORD) && !english.contains("<title>Error"), "{page}: {english}");
    }
    let rows: Vec<String> =
        sqlx::query_scalar("SELECT refused FROM refused_forms").fetch_all(&front.shop.main).await.unwrap();
    assert_eq!(rows.len(), 5);
    assert!(!rows.iter().any(|row| row.contains(PASSWORD) || row.contains(TOKEN)), "{rows:?}");
}

#[tokio::test]
async fn a_saved_address_goes_along_into_the_other_language() {
    let front = Front::open().await;
    let member = front.member(EMAIL).await;
    let typed = [("address", "new"), ("name", "집 <2>"), ("phone", "전화"), ("default", "on")];
    let (_, english) = front.switches(&member, "/account/addresses/new", "saved-address", &typed).await;
    assert!(english.contains(&value("집 &lt;2&gt;")) && english.contains(&value("전화")), "{english}");
    assert!(english.contains(" checked"), "{english}");
}

#[tokio::test]
async fn another_name_of_an_account_goes_along_into_the_other_language() {
    let front = Front::open().await;
    let member = front.member(EMAIL).await;
    let typed = [("name", "김 <바다>"), ("password", PASSWORD)];
    let (_, english) = front.switches(&member, "/account", "rename", &typed).await;
    assert!(english.contains(&value("김 &lt;바다&gt;")), "{english}");
    assert!(!english.contains(PASSWORD) && !english.contains("<title>Error"), "{english}");
}

#[tokio::test]
async fn another_address_for_an_order_and_what_goes_back_go_along() {
    let front = Front::open().await;
    let (buyer, bought) = front.customer().await;
    let page = format!("/orders/{}/address", bought.order);
    let typed = [("phone", "12"), ("name", "이바다"), ("request", "door")];
    let (_, english) = front.switches(&buyer, &page, "address", &typed).await;
    assert!(english.contains(&value("12")) && english.contains(&value("이바다")), "{english}");

    front.arrives(bought).await;
    let page = format!("/orders/{}/return", bought.order);
    let typed = [("quantities[]", "1"), ("reason", "damaged")];
    let (_, english) = front.switches(&buyer, &page, "send-back", &typed).await;
    assert!(english.contains("<option value=\"1\" selected"), "{english}");
    let (_, reason) = english.split_once("value=\"damaged\"").expect("a reason");
    assert!(reason.split('>').next().unwrap_or_default().contains("checked"), "{english}");
}

#[tokio::test]
async fn what_was_typed_is_shown_on_its_own_page_to_the_one_who_typed_it() {
    let front = Front::open().await;
    let (guest, stranger) = (front.visitor().await, front.visitor().await);
    let [one, two] =
        [input::begin_many(&front, &guest, "1").await, input::begin_many(&front, &guest, "1").await]
            .map(|draft| format!("/checkout/{draft}"));
    let (led, english) = front.switches(&guest, &one, "order", &[("name", "이바다")]).await;
    assert!(english.contains(&value("이바다")), "{english}");
    let other = front.shown(&guest, &format!("{two}?kept=order")).await;
    assert!(!other.contains("이바다"), "it is another order: {other}");
    front.look(&stranger, &led).await.is_page(404, Lang::En);

    front.opening(EMAIL).await;
    let fields = [("token", TOKEN), ("name", "김하늘"), ("new_password", PASSWORD)];
    let made = front.send(Ask::post("/api/register", fields).by_browser().by(&guest)).await;
    let member = guest.goes_on_with(&made);
    let theirs = front.shown(&member, &led).await;
    assert!(!theirs.contains("이바다"), "nobody knows that it is the same person: {theirs}");
}

#[tokio::test]
async fn the_way_to_the_other_language_leads_to_the_forms_own_pages_alone() {
    let front = Front::open().await;
    let guest = front.visitor().await;
    for to in [
        "",
        "/account/log-in",
        "/account/log-in?kept=none",
        "https://elsewhere.example/?kept=log-in",
        "//elsewhere.example/?kept=log-in",
        "/seller/log-in?kept=log-in",
        "/api/pay?kept=log-in",
    ] {
        let ask = || Ask::post("/api/keep_typed", [("to", to), ("email", "a@b.example")]).by(&guest);
        assert_refused(&front, ask, 400, "bad_input").await;
    }
}
