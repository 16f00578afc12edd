//! Sessions: what their cookie says, whose orders are whose, and how a seller is let in.

use kernel::Lang;
use kernel::time::{days, hours};

use super::{Answer, Ask, Front, Visitor, input};
use crate::shop::PASSWORD;

/// The cookie that an answer sets, with and without its attributes.
fn set_cookie(answer: &Answer) -> (&str, &str) {
    let cookie = answer.header("set-cookie");
    (cookie.split(';').next().unwrap(), cookie)
}

impl Front {
    async fn enter(&self, visitor: &Visitor, field: &str, secret: &str) -> Answer {
        self.send(Ask::post("/api/sign_in", [(field, secret)]).by_browser().by(visitor)).await
    }

    /// Whether this cookie opens the seller's queue.
    async fn opens_the_desk(&self, cookie: &str) -> bool {
        self.send(Ask::get("/api/queue").with("cookie", cookie)).await.status == 200
    }
}

#[tokio::test]
async fn a_session_begins_with_the_first_checkout_and_its_cookie_is_guarded() {
    let front = Front::open().await;
    assert_eq!(front.send(Ask::get("/").by_browser()).await.header("set-cookie"), "");
    let begun = front.send(Ask::get(&input::choice("1")).by_browser()).await;
    let draft = begun.leads_to("/checkout/");
    let (cookie, whole) = set_cookie(&begun);
    let token = cookie.strip_prefix("hanbeol=").unwrap();
    assert!(token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert_eq!(whole, format!("{cookie}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000"));
    front.send(Ask::get(&draft).by_browser().with("cookie", cookie)).await.is_page(200, Lang::Ko);
    let stored: Vec<String> =
        sqlx::query_scalar("SELECT hash FROM sessions").fetch_all(&front.shop.main).await.unwrap();
    assert!(stored.iter().all(|hash| hash != token), "only its hash is kept");
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host_and_to_https() {
    let front = Front::configured(|settings| settings.https = true).await;
    let begun = front.send(Ask::get(&input::choice("1")).by_browser()).await;
    let (cookie, whole) = set_cookie(&begun);
    assert!(cookie.starts_with("__Host-hanbeol="));
    assert!(whole.ends_with("; Secure") && whole.contains("; Path=/;") && !whole.contains("Domain"));
}

#[tokio::test]
async fn nothing_that_belongs_to_a_visitor_is_cached() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    for path in ["/mypage", "/", "/api/my_page"] {
        let answer = front.send(Ask::get(path).by_browser().by(&buyer)).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
    }
}

#[tokio::test]
async fn a_session_is_over_a_year_after_it_was_last_seen() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let order = format!("/orders/{}", input::place(&front, &buyer).await);
    let read = || Ask::get(&order).by_browser().by(&buyer);
    front.shop.wait(days(364)).await;
    front.send(read()).await.is_page(200, Lang::Ko);
    front.shop.wait(days(364)).await;
    front.send(read()).await.is_page(200, Lang::Ko);
    front.shop.wait(days(366)).await;
    front.send(read()).await.is_page(404, Lang::Ko);
}

#[tokio::test]
async fn a_one_time_link_lets_one_seller_in_once() {
    let front = Front::open().await;
    let link = front.shop.shop.services.sign_in.one_time_link().await.unwrap();
    let visitor = front.visitor().await;
    let order = input::place(&front, &visitor).await;
    let page = front.send(Ask::get(&format!("/seller/log-in?token={}", link.expose())).by_browser()).await;
    page.is_page(200, Lang::Ko);

    let entered = front.enter(&visitor, "token", link.expose()).await;
    assert_eq!(entered.leads_to("/seller"), "/seller");
    let (cookie, whole) = set_cookie(&entered);
    assert!(whole.contains("; HttpOnly; SameSite=Lax"));
    assert!(front.opens_the_desk(cookie).await);
    assert!(!front.opens_the_desk(&visitor.cookie).await, "the token from before is dead");
    let mine = Ask::get(&format!("/orders/{order}")).by_browser().with("cookie", cookie);
    front.send(mine).await.is_page(200, Lang::Ko);

    let second = front.visitor().await;
    let refused = front.enter(&second, "token", link.expose()).await;
    let back = refused.leads_to("/seller/log-in?error=link_used");
    assert_eq!(refused.header("set-cookie"), "");
    assert!(!front.opens_the_desk(&second.cookie).await);
    front.send(Ask::get(&back).by_browser()).await.is_page(200, Lang::Ko);
}

#[tokio::test]
async fn a_link_that_is_a_day_old_or_made_up_lets_nobody_in() {
    let front = Front::open().await;
    let visitor = front.visitor().await;
    let link = front.shop.shop.services.sign_in.one_time_link().await.unwrap();
    front.shop.wait(hours(25)).await;
    for link in [link.expose(), "made up", "\0"] {
        front.enter(&visitor, "token", link).await.leads_to("/seller/log-in?error=link_used");
    }
    assert!(!front.opens_the_desk(&visitor.cookie).await);
}

#[tokio::test]
async fn a_password_lets_the_seller_in_for_half_a_day() {
    let front = Front::open().await;
    let visitor = front.visitor().await;
    for wrong in ["", "한벌", "\0"] {
        front.enter(&visitor, "password", wrong).await.leads_to("/seller/log-in?error=wrong");
    }
    let entered = front.enter(&visitor, "password", PASSWORD).await;
    let cookie = set_cookie(&entered).0.to_owned();
    assert!(front.opens_the_desk(&cookie).await);
    front.shop.wait(hours(12)).await;
    assert!(!front.opens_the_desk(&cookie).await);
}

#[tokio::test]
async fn a_seller_who_leaves_is_a_buyer_again() {
    let front = Front::open().await;
    let seller = front.seller().await;
    assert!(front.opens_the_desk(&seller.cookie).await);
    let left = front.send(Ask::post("/api/sign_out", []).by_browser().by(&seller)).await;
    left.leads_to("/seller/log-in");
    assert!(!front.opens_the_desk(&seller.cookie).await);
}

#[tokio::test]
async fn a_log_in_leads_on_to_the_desk_and_nowhere_else() {
    let front = Front::open().await;
    for (next, to) in [
        ("/seller/events", "/seller/events"),
        ("/en/seller?tab=ready", "/en/seller?tab=ready"),
        ("https://evil.example", "/seller"),
        ("//evil.example", "/seller"),
        ("/\\evil.example", "/seller"),
        ("/seller\\..\\evil", "/seller"),
        ("/sellers", "/seller"),
        ("/seller/\r\nset-cookie: a=b", "/seller"),
        ("", "/seller"),
    ] {
        let visitor = front.visitor().await;
        let fields = [("password", PASSWORD), ("next", next)];
        let entered = front.send(Ask::post("/api/sign_in", fields).by_browser().by(&visitor)).await;
        assert_eq!(entered.leads_to("/"), to, "{next:?}");
    }
}

#[tokio::test]
async fn who_logs_in_on_a_first_visit_gets_one_cookie_and_it_opens_the_desk() {
    let front = Front::open().await;
    let entered = front.send(Ask::post("/api/sign_in", [("password", PASSWORD)]).by_browser()).await;
    entered.leads_to("/seller");
    assert_eq!(entered.headers.get_all("set-cookie").iter().count(), 1, "{entered:?}");
    let cookie = entered.header("set-cookie").split(';').next().unwrap();
    assert!(front.opens_the_desk(cookie).await);
}

#[tokio::test]
async fn a_form_of_the_desk_that_comes_after_its_log_in_has_ended_leads_back_to_its_page() {
    let front = Front::open().await;
    let on = |page: &str| {
        let page = format!("https://hanbeol.example{page}");
        Ask::post("/api/save_outfit", [("fields[name_ko]", "일요일")]).by_browser().with("referer", page)
    };
    for (lang, page, heading) in [
        (Lang::Ko, "/seller/outfits/new?a=1&b=2", "로그인이 끝났어요"),
        (Lang::En, "/en/seller/outfits/new", "Your log-in has ended"),
    ] {
        let answer = front.send(on(page)).await;
        answer.is_page(401, lang);
        let door = format!("{}?next={}", lang.path("/seller/log-in"), page.replace('&', "%26"));
        assert!(answer.body.contains(&format!("href=\"{door}\"")), "{door}: {}", answer.body);
        assert!(answer.body.contains(heading), "{}", answer.body);
    }
    // Nothing but a page of the desk is led back to.
    let forged = front.send(Ask::get("/failure/sign_in?at=desk&back=//elsewhere.example").by_browser()).await;
    assert!(!forged.body.contains("/seller/log-in?next="), "{}", forged.body);
}

#[tokio::test]
async fn whoever_reads_the_address_of_a_form_of_the_desk_is_led_back_to_the_desk() {
    let front = Front::open().await;
    let answer = front.send(Ask::get("/api/save_outfit").by_browser()).await;
    answer.is_page(404, Lang::Ko);
    assert!(
        answer.body.contains("보낼 옷으로 가기") && !answer.body.contains("다른 분의 주문"),
        "{}",
        answer.body
    );
}
