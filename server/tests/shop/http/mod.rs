//! The shop as the network sees it: requests to the program's own router, answers as a browser or a program reads
//! them, without a socket.

mod accounts;
mod aftersales;
mod cart;
mod desk;
mod fees;
mod garments;
mod input;
mod language;
mod limits;
mod live;
mod mails;
mod money;
mod numbers;
mod outfits;
mod owners;
mod page;
mod pay;
mod photographs;
mod policy;
mod returning;
mod said;
mod sessions;
mod settings;
mod staff;
mod stock;
mod toss;
mod webhooks;

mod crawl;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use app::services::Shop as Settings;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use customer::mypage::Row;
use events::{ConsumerName, Role};
use kernel::time::days;
use kernel::{AttemptId, InstanceId, Lang, OrderId, Secret, SessionId};
use server::http::{HttpState, router};
use sqlx::AssertSqlSafe;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::shop::TestShop;
use crate::till::{LOST, Line};

/// A shop with its door open.
struct Front {
    shop: TestShop,
    router: Router,
    /// Cancelled when the program is told to stop, and when it closes.
    stopping: CancellationToken,
    closing: CancellationToken,
    cookie_name: &'static str,
}

/// Somebody with a cookie.
#[derive(Debug, Clone)]
struct Visitor {
    session: SessionId,
    cookie: String,
}

impl Front {
    async fn open() -> Self {
        Self::configured(|_| {}).await
    }

    /// With other settings.
    async fn configured(set: impl FnOnce(&mut Settings)) -> Self {
        Self::of(TestShop::with_till().await, set)
    }

    /// Over this shop.
    fn of(shop: TestShop, set: impl FnOnce(&mut Settings)) -> Self {
        let closing = CancellationToken::new();
        let mut services = shop.shop.services.clone();
        set(Arc::make_mut(&mut services.shop));
        let cookie_name = services.cookie_name();
        let (hub, queue) = (shop.shop.hub.clone(), shop.shop.queue.clone());
        let state = HttpState::new(services, hub, queue, Arc::new(shop.shop.clone()), closing.clone());
        let stopping = state.stopping.clone();
        Self { router: router(state), shop, stopping, closing, cookie_name }
    }

    /// Somebody new.
    async fn visitor(&self) -> Visitor {
        let (session, token) = self.shop.shop.services.sign_in.start().await.unwrap();
        Visitor { session: session.id, cookie: self.cookie(&token) }
    }

    /// The seller.
    async fn seller(&self) -> Visitor {
        let sign_in = &self.shop.shop.services.sign_in;
        let (session, _) = sign_in.start().await.unwrap();
        let link = sign_in.one_time_link().await.unwrap();
        let token = sign_in.by_link(session.clone(), &link).await.unwrap();
        Visitor { session: session.id, cookie: self.cookie(&token) }
    }

    fn cookie(&self, token: &Secret) -> String {
        format!("{}={}", self.cookie_name, token.expose())
    }

    async fn send(&self, ask: Ask) -> Answer {
        let Ask { request } = ask;
        let Ok(response) = self.router.clone().oneshot(request).await;
        Answer::read(response).await
    }

    /// Opens a stream.
    async fn listen(&self, ask: Ask) -> live::Frames {
        let Ok(response) = self.router.clone().oneshot(ask.request).await;
        assert_eq!(response.status(), StatusCode::OK);
        live::Frames::of(response)
    }

    /// One number, past the ports.
    async fn count(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&self.shop.main).await.unwrap()
    }

    /// How many rows each table of Main has.
    async fn rows(&self) -> Vec<(String, i64)> {
        let tables =
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
        let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&self.shop.main).await.unwrap();
        let mut rows = Vec::new();
        for table in tables {
            let count = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
            rows.push((table, sqlx::query_scalar(count).fetch_one(&self.shop.main).await.unwrap()));
        }
        rows
    }
}

/// A request.
struct Ask {
    request: Request<Body>,
}

impl Ask {
    fn new(method: &str, path: &str, body: impl Into<Body>) -> Self {
        let request = Request::builder().method(method).uri(path).header("host", "hanbeol.example");
        Self { request: request.body(body.into()).unwrap() }
    }

    fn get(path: &str) -> Self {
        Self::new("GET", path, Body::empty())
    }

    /// A form, as it is typed.
    fn post<'t>(path: &str, fields: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Self::raw_post(path, form.into_bytes())
    }

    fn raw_post(path: &str, body: Vec<u8>) -> Self {
        let length = body.len().to_string();
        Self::new("POST", path, body)
            .with("content-type", "application/x-www-form-urlencoded")
            .with("content-length", length)
    }

    /// Whose length is not said beforehand.
    fn chunked(path: &str, body: &[u8]) -> Self {
        let chunks: Vec<_> = body.chunks(10_000).map(|chunk| Ok::<_, Infallible>(chunk.to_vec())).collect();
        Self::new("POST", path, Body::from_stream(futures::stream::iter(chunks)))
            .with("content-type", "application/x-www-form-urlencoded")
    }

    /// Over a connection from this address.
    fn from(mut self, address: &str) -> Self {
        let peer = SocketAddr::new(address.parse().unwrap(), 40_000);
        self.request.extensions_mut().insert(ConnectInfo(peer));
        self
    }

    fn with(mut self, name: &'static str, value: impl AsRef<[u8]>) -> Self {
        self.request.headers_mut().append(name, value.as_ref().try_into().unwrap());
        self
    }

    /// As a browser navigates.
    fn by_browser(self) -> Self {
        self.with("accept", "text/html,application/xhtml+xml;q=0.9").with("sec-fetch-site", "same-origin")
    }

    /// From a page in this language.
    fn on_a_page_in(self, lang: Lang) -> Self {
        self.with("referer", format!("https://hanbeol.example{}", lang.path("/mypage")))
    }

    fn by(self, visitor: &Visitor) -> Self {
        self.with("cookie", &visitor.cookie)
    }
}

/// An answer, read to its end.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let body = String::from_utf8_lossy(&body).into_owned();
        Self { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// It is a page in this language, with this status.
    #[track_caller]
    fn is_page(&self, status: u16, lang: Lang) {
        assert_eq!(self.status, status, "{self:?}");
        assert!(self.header("content-type").starts_with("text/html"), "{self:?}");
        assert!(self.body.contains(&format!("<html lang=\"{}\"", lang.tag())), "{self:?}");
        assert!(self.body.contains("<h1"), "{self:?}");
    }

    /// It is an error that a program can read.
    #[track_caller]
    fn is_error(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{self:?}");
        let body: serde_json::Value = serde_json::from_str(&self.body).expect(&self.body);
        assert_eq!(body, serde_json::json!({ "error": code }));
    }

    /// It leads on to a page.
    #[track_caller]
    fn leads_to(&self, start: &str) -> String {
        assert_eq!(self.status, 303, "{self:?}");
        let to = self.header("location");
        assert!(to.starts_with(start), "{to}");
        to.to_owned()
    }
}

/// Asked as a program and as a browser in both languages, it is the same error and stores nothing.
async fn assert_refused(front: &Front, ask: impl Fn() -> Ask, status: u16, code: &str) {
    let before = front.rows().await;
    front.send(ask()).await.is_error(status, code);
    for lang in [Lang::Ko, Lang::En] {
        front.send(ask().by_browser().on_a_page_in(lang)).await.is_page(status, lang);
    }
    assert_eq!(front.rows().await, before);
}

async fn assert_recovery_says(front: &Front, seller: &Visitor, words: &str) {
    let recovery = front.send(Ask::get("/seller/events").by_browser().by(seller)).await;
    recovery.is_page(200, Lang::Ko);
    assert!(recovery.body.contains(words));
}

#[tokio::test]
async fn the_shop_says_that_it_lives_and_that_it_can_serve() {
    let front = Front::open().await;
    assert_eq!(front.send(Ask::get("/health/live")).await.status, 200);
    let (instances, me) = (front.shop.shop.services.instances.clone(), front.shop.shop.instance);
    let but_shipping: Vec<Role> = Role::ALL.into_iter().filter(|role| *role != Role::Shipping).collect();
    for (roles, says) in [
        (but_shipping.as_slice(), r#"{"missing_roles":["shipping"],"status":"warn"}"#),
        (&Role::ALL, r#"{"missing_roles":[],"status":"pass"}"#),
    ] {
        instances.take_part(me, roles).await.unwrap();
        let ready = front.send(Ask::get("/readyz")).await;
        assert_eq!((ready.status, ready.body.as_str()), (200, says));
    }
    let other = InstanceId(uuid::Uuid::from_u128(7));
    instances.take_part(other, &[Role::Web]).await.unwrap();
    for (who, view) in [(me, "first"), (other, "second")] {
        instances.shows(who, view).await.unwrap();
    }
    let ready = front.send(Ask::get("/readyz")).await;
    assert!(ready.status == 200 && ready.body.contains("the same database of MyPage's view"), "{ready:?}");
    front.stopping.cancel();
    let ready = front.send(Ask::get("/health/ready")).await;
    assert_eq!(ready.status, 503);
    assert!(ready.body.contains("stopping"), "{}", ready.body);
    assert_eq!(front.send(Ask::get("/")).await.status, 200, "who comes all the same is served");
    front.closing.cancel();
    assert_eq!(front.send(Ask::get("/health/ready")).await.status, 503);
    assert_eq!(front.send(Ask::get("/health/live")).await.status, 200);
}

#[tokio::test]
async fn while_main_is_away_pages_say_so_and_the_shop_is_not_ready() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    front.shop.shop.main.close().await;
    assert_eq!(front.send(Ask::get("/health/ready")).await.status, 503);
    front.send(Ask::get("/").by_browser().by(&buyer)).await.is_page(503, Lang::Ko);
    let choice = input::choice("1");
    front.send(Ask::get(&choice)).await.is_error(503, "unavailable");
    front.send(Ask::get(&choice).by_browser()).await.is_page(503, Lang::Ko);
}

#[tokio::test]
async fn while_main_is_away_a_seller_is_not_led_to_the_log_in() {
    let front = Front::open().await;
    let seller = front.seller().await;
    front.shop.shop.main.close().await;
    front.send(Ask::get("/seller").by_browser().by(&seller)).await.is_page(503, Lang::Ko);
}

#[tokio::test]
async fn while_the_view_is_away_orders_are_taken_and_paid() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    front.shop.shop.view.close().await;
    let ready = front.send(Ask::get("/readyz")).await;
    assert_eq!(ready.status, 200);
    assert!(ready.body.contains("MyPage's database does not answer"), "{}", ready.body);
    let order = input::place(&front, &buyer).await;
    let at = |page: String| Ask::get(&page).by_browser().by(&buyer);
    front.send(at(format!("/orders/{order}/pay"))).await.is_page(200, Lang::Ko);
    front.send(at(format!("/orders/{order}"))).await.is_page(200, Lang::Ko);
    let away = front.send(at("/mypage".to_owned())).await;
    away.is_page(503, Lang::Ko);
    assert!(away.body.contains("/account/find-order"), "it leads to an order's own page, and not to itself");
    front.send(Ask::get("/account/find-order").by_browser().by(&buyer)).await.is_page(200, Lang::Ko);
    let seller = front.seller().await;
    assert_recovery_says(&front, &seller, "내 주문의 데이터베이스가 응답하지 않아요").await;
}

#[tokio::test]
async fn a_view_of_another_shop_is_said_and_is_no_empty_one() {
    let front = Front::open().await;
    let (buyer, seller) = (front.visitor().await, front.seller().await);
    front.send(Ask::get("/mypage").by_browser().by(&buyer)).await.is_page(200, Lang::Ko);
    let other = Front::open().await;
    let bought = other.shop.place().await;
    let row = other.shop.shop.services.snapshots.snapshot(bought.order).await.unwrap().unwrap();
    // Both shops count their sessions alike.
    let row = Row { owner: SessionId(uuid::Uuid::from_u128(7)), ..row };
    let services = &front.shop.shop.services;
    services.my_pages.put(vec![row], services.clock.now()).await.unwrap();

    let but_my_page: Vec<Role> = Role::ALL.into_iter().filter(|role| *role != Role::MyPage).collect();
    services.instances.take_part(front.shop.shop.instance, &but_my_page).await.unwrap();
    let ready = front.send(Ask::get("/readyz")).await;
    let says = r#"{"missing_roles":[],"output":"MyPage's database is another shop's","status":"warn"}"#;
    assert_eq!((ready.status, ready.body.as_str()), (200, says));
    front.send(Ask::get("/mypage").by_browser().by(&buyer)).await.is_page(503, Lang::Ko);
    assert_recovery_says(&front, &seller, "내 주문의 데이터베이스가 다른 가게의 것이에요").await;
}

#[tokio::test]
async fn while_my_page_is_paused_the_order_page_still_says_what_is_so() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    front.shop.shop.services.outbox.pause(ConsumerName::MyPage, true).await.unwrap();
    let order = input::place(&front, &buyer).await;
    let page = front.send(Ask::get(&format!("/orders/{order}")).by_browser().by(&buyer)).await;
    page.is_page(200, Lang::Ko);
    let list = front.send(Ask::get("/mypage").by_browser().by(&buyer)).await;
    list.is_page(200, Lang::Ko);
    assert!(!list.body.contains(&order), "MyPage has not heard of it yet");
}

#[tokio::test]
async fn a_payment_that_is_unknown_for_a_day_stands_on_the_sellers_page_for_recovery() {
    let front = Front::open().await;
    let bought = front.shop.place().await;
    front.shop.pay(bought, LOST).await.unwrap();
    front.shop.till().set_line(Line::Silent);
    front.shop.wait(days(1)).await;
    let name = format!("pi_{}", AttemptId::nth(bought.order, 1));
    let words =
        [format!("결제 {name}의 결과를 하루가 되도록"), format!("payment {name} has been unknown for a day")];
    for lang in [Lang::Ko, Lang::En] {
        let seller = front.seller().await;
        let page = front.send(Ask::get(&lang.path("/seller/events")).by_browser().by(&seller)).await;
        page.is_page(200, lang);
        assert!(words.iter().all(|words| page.body.contains(words)), "{}", page.body);
    }
}
