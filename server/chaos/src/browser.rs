//! A browser without pictures: a cookie, forms, and where they lead.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use checker::{History, Told};
use kernel::OrderId;
use reqwest::header::{ACCEPT, COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response};

/// What all clients of a run were told.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory(Arc<Mutex<History>>);

impl Memory {
    pub(crate) fn told(&self, order: OrderId, told: Told) {
        self.lock().told.push((order, told));
    }

    pub(crate) fn history(&self) -> History {
        self.lock().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, History> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What an answer led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Another page.
    Led(String),
    /// An error that the shop answered.
    Refused(u16),
    /// None: the shop went away, or nobody knows.
    None,
}

/// One browser with its session.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    client: Client,
    shop: String,
    cookie: Arc<Mutex<String>>,
}

impl Browser {
    pub(crate) fn new(client: &Client, shop: &str) -> Self {
        Self { client: client.clone(), shop: shop.to_owned(), cookie: Arc::default() }
    }

    /// Whether the shop knows it.
    pub(crate) fn has_session(&self) -> bool {
        !self.cookie().is_empty()
    }

    fn cookie(&self) -> String {
        self.cookie.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Opens a page that leads on.
    pub(crate) async fn open(&self, path: &str) -> Answer {
        self.send(self.client.get(format!("{}{path}", self.shop))).await
    }

    /// Sends a form.
    pub(crate) async fn submit(&self, function: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(self.client.post(format!("{}/api/{function}", self.shop)).form(fields)).await
    }

    /// Reads what a page is made of; nothing when it cannot be had now.
    pub(crate) async fn read(&self, function: &str) -> Option<serde_json::Value> {
        let request = self.client.get(format!("{}/api/{function}", self.shop));
        let answer = request.header(COOKIE, self.cookie()).send().await.ok()?;
        answer.error_for_status().ok()?.json().await.ok()
    }

    /// Opens a stream, from there on.
    pub(crate) async fn follow(&self, path: &str, last: &str) -> Option<Response> {
        // Its own client: this answer has no end.
        let request = self.client.get(format!("{}{path}", self.shop)).timeout(Duration::from_secs(600));
        let answer = request.header(COOKIE, self.cookie()).header("last-event-id", last).send().await.ok()?;
        answer.error_for_status().ok()
    }

    async fn send(&self, request: RequestBuilder) -> Answer {
        let sent = request.header(ACCEPT, "text/html").header(COOKIE, self.cookie()).send().await;
        let Ok(answer) = sent else { return Answer::None };
        let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok());
        if let Some(cookie) = header(SET_COOKIE) {
            let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
            *self.cookie.lock().unwrap_or_else(PoisonError::into_inner) = cookie;
        }
        match (answer.status().is_redirection(), header(LOCATION)) {
            (true, Some(to)) => Answer::Led(to.to_owned()),
            _ if answer.status().is_server_error() => Answer::None,
            _ => Answer::Refused(answer.status().as_u16()),
        }
    }
}
