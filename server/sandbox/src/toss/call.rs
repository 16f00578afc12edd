//! A call of Toss's API: its key, its body, and what else a request brings.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::DeserializeOwned;

use crate::answer::Answer;
use crate::base::Base;
use crate::commands;
use crate::face::Face;
use crate::faults::Twist;
use crate::ledger::Key;
use crate::provider::{Provider, Shared};
use crate::toss::{Command, Refusal};

const MAX_KEY_LENGTH: usize = 300;

/// Lets through who presents the configured key, as `Authorization: Basic base64(key + ":")`.
pub(crate) async fn authenticate(State(provider): State<Shared>, request: Request, next: Next) -> Response {
    let expected = STANDARD.encode(format!("{}:", provider.options.toss_secret_key));
    let presented = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if presented.and_then(|value| value.strip_prefix("Basic ")) != Some(expected.as_str()) {
        return Refusal::UNAUTHORIZED.into_response();
    }
    next.run(request).await
}

/// A POST.
#[derive(Debug)]
pub(crate) struct Call {
    key: Option<Key>,
    body: Bytes,
    twist: Option<Twist>,
    pub(crate) base: Base,
}

impl Call {
    /// The body, if it is JSON with everything that is required.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        let wrong = Refusal::invalid("필수 값이 없거나 형식이 다릅니다.");
        serde_json::from_slice(&self.body).map_err(|_| wrong)
    }

    pub(crate) async fn run(self, provider: &Provider, command: Command) -> Answer {
        let command = commands::Command::Toss(command);
        provider.execute(Face::Toss, self.key.as_ref(), command, self.twist).await
    }
}

impl FromRequest<Shared> for Call {
    type Rejection = Response;

    async fn from_request(request: Request, provider: &Shared) -> Result<Self, Self::Rejection> {
        let (parts, body) = request.into_parts();
        let (base, twist) = (Base::of(&parts), parts.extensions.get().cloned());
        let key = key(&parts).map_err(IntoResponse::into_response)?;
        let body = Bytes::from_request(Request::from_parts(parts, body), provider)
            .await
            .map_err(IntoResponse::into_response)?;
        Ok(Self { key, body, twist, base })
    }
}

fn key(parts: &Parts) -> Result<Option<Key>, Refusal> {
    let Some(sent) = parts.headers.get("idempotency-key") else { return Ok(None) };
    match sent.to_str() {
        Ok(value) if (1..=MAX_KEY_LENGTH).contains(&value.len()) => Ok(Some(Key {
            face: Face::Toss,
            scope: format!("{} {}", Face::Toss.name(), parts.uri.path()),
            value: value.to_owned(),
            fingerprint: Vec::new(),
        })),
        _ => Err(Refusal::invalid("멱등키는 1자에서 300자입니다.")),
    }
}
