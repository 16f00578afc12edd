//! A buyer of the shop under measurement: what a browser sends on the way from a garment to a paid order, and what a
//! program that pays is told.

use anyhow::{Context, bail};
use kernel::{AttemptId, OrderId};
use reqwest::header::{ACCEPT, COOKIE, LOCATION, RETRY_AFTER, SET_COOKIE};
use reqwest::{Client, RequestBuilder, StatusCode, redirect};

/// The sandbox approves it.
const CARD: &str = "4242424242424242";

/// What is ordered: a garment, a colour and a size.
pub(crate) type Choice = (&'static str, &'static str, &'static str);

/// What most measurements order.
pub(crate) const TRENCH: Choice = ("trench", "sand", "M");

/// What a program hears of paying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Paid,
    /// It is being checked, and paying again would be wrong.
    Checking,
    /// Nothing was charged, and nothing stands in the way of another try.
    NotCharged,
    /// Nothing was sent: worth another try after so many seconds.
    Busy {
        retry_after: u64,
    },
}

/// A buyer with a session of their own.
pub(crate) struct Buyer {
    client: Client,
    base: String,
    cookie: String,
}

/// A client of the shop, which follows no redirect: where an answer leads is what it says.
pub(crate) fn client() -> anyhow::Result<Client> {
    Ok(Client::builder().redirect(redirect::Policy::none()).build()?)
}

impl Buyer {
    /// A new buyer; the first checkout brings the cookie.
    pub(crate) fn new(base: &str) -> anyhow::Result<Self> {
        Ok(Self::of(client()?, base))
    }

    /// One of many over the same [`client`].
    pub(crate) fn of(client: Client, base: &str) -> Self {
        Self { client, base: base.to_owned(), cookie: String::new() }
    }

    /// The session's cookie.
    pub(crate) fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Begins a checkout. Says the draft's id.
    pub(crate) async fn begin(&mut self) -> anyhow::Result<String> {
        self.choose(TRENCH).await
    }

    /// Begins a checkout of one piece. Says the draft's id.
    pub(crate) async fn choose(&mut self, choice: Choice) -> anyhow::Result<String> {
        let (garment, dye, size) = choice;
        let url = format!("{}/checkout?garment={garment}&dye={dye}&size={size}&quantity=1", self.base);
        let answer = self.as_browser(self.client.get(url)).send().await?;
        if let Some(cookie) = answer.headers().get(SET_COOKIE) {
            self.cookie = cookie.to_str()?.split(';').next().unwrap_or_default().to_owned();
        }
        last_part(&answer).context("no draft")
    }

    /// Places a draft's order and pays it.
    pub(crate) async fn order(&self, draft: &str) -> anyhow::Result<()> {
        let order = self.place(draft).await?;
        let (attempt, order) = (AttemptId::nth(order, 1).to_string(), order.to_string());
        let fields = [("order", order.as_str()), ("attempt", &attempt), ("card", CARD), ("lang", "ko")];
        let paid = self.post("pay", &fields).await?;
        if !paid.ends_with("placed=1") {
            bail!("not paid: {paid}");
        }
        Ok(())
    }

    /// Places a draft's order.
    pub(crate) async fn place(&self, draft: &str) -> anyhow::Result<OrderId> {
        let fields = [
            ("draft", draft),
            ("lang", "ko"),
            ("email", "haneul@example.com"),
            ("name", "김하늘"),
            ("phone", "010-2345-6789"),
            ("postcode", "04524"),
            ("address1", "서울 중구 세종대로 110"),
            ("address2", "3층"),
            ("note", ""),
            ("agree", "on"),
            ("privacy", "on"),
        ];
        let placed = self.post("place_order", &fields).await?;
        let order = placed.trim_end_matches("/pay").rsplit('/').next().unwrap_or_default();
        order.parse().with_context(|| format!("not placed: {placed}"))
    }

    /// Pays an order by its n-th attempt, as a program does.
    pub(crate) async fn pay(&self, order: OrderId, n: u32) -> anyhow::Result<Said> {
        let (attempt, order) = (AttemptId::nth(order, n).to_string(), order.to_string());
        let fields = [("order", order.as_str()), ("attempt", &attempt), ("card", CARD)];
        let url = format!("{}/api/pay", self.base);
        let answer = self.client.post(url).header(COOKIE, &self.cookie).form(&fields).send().await?;
        let retry_after =
            answer.headers().get(RETRY_AFTER).map(|seconds| seconds.to_str().map(str::to_owned));
        let status = answer.status();
        let body = answer.text().await?;
        Ok(match (status, retry_after) {
            (StatusCode::OK, _) => Said::Paid,
            (StatusCode::ACCEPTED, _) => Said::Checking,
            (StatusCode::PAYMENT_REQUIRED, _) => Said::NotCharged,
            (StatusCode::SERVICE_UNAVAILABLE, Some(seconds)) => Said::Busy { retry_after: seconds?.parse()? },
            _ => bail!("paying was answered by {status} {body}"),
        })
    }

    /// Where an order stands, in the word of MyPage: `checking`, `payment_failed`, `paid`.
    pub(crate) async fn status(&self, order: OrderId) -> anyhow::Result<String> {
        let url = format!("{}/api/order?order={order}", self.base);
        let answer = self.client.get(url).header(COOKIE, &self.cookie).send().await?.error_for_status()?;
        let view: serde_json::Value = serde_json::from_str(&answer.text().await?)?;
        Ok(view["row"]["status"].as_str().context("an order without a status")?.to_owned())
    }

    async fn post(&self, function: &str, fields: &[(&str, &str)]) -> anyhow::Result<String> {
        let url = format!("{}/api/{function}", self.base);
        let answer = self.as_browser(self.client.post(url)).form(fields).send().await?;
        let to = answer.headers().get(LOCATION).context("no answer that leads on")?;
        Ok(to.to_str()?.to_owned())
    }

    fn as_browser(&self, request: RequestBuilder) -> RequestBuilder {
        request.header(ACCEPT, "text/html").header(COOKIE, &self.cookie)
    }
}

fn last_part(answer: &reqwest::Response) -> Option<String> {
    Some(answer.headers().get(LOCATION)?.to_str().ok()?.rsplit('/').next()?.to_owned())
}
