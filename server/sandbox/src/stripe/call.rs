//! A call of Stripe's API: its key, its parameters, and what else a request brings.

use std::convert::Infallible;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, RawQuery, Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::answer::Answer;
use crate::base::Base;
use crate::commands;
use crate::face::Face;
use crate::faults::Twist;
use crate::ledger::Key;
use crate::provider::{Provider, Shared};
use crate::stripe::form::Form;
use crate::stripe::{Command, Refusal};

const MAX_KEY_LENGTH: usize = 255;

/// Lets through who presents the configured key.
pub(crate) async fn authenticate(State(provider): State<Shared>, request: Request, next: Next) -> Response {
    let presented = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if presented.and_then(|value| value.strip_prefix("Bearer ")) != Some(provider.options.api_key.as_str()) {
        return Refusal::unauthorized().into_response();
    }
    next.run(request).await
}

/// A POST.
#[derive(Debug)]
pub(crate) struct Call {
    key: Option<Key>,
    pub(crate) form: Form,
    twist: Option<Twist>,
    pub(crate) base: Base,
}

impl Call {
    pub(crate) async fn run(self, provider: &Provider, command: Command) -> Answer {
        let command = commands::Command::Stripe(command);
        provider.execute(Face::Stripe, self.key.as_ref(), command, self.twist).await
    }
}

impl FromRequest<Shared> for Call {
    type Rejection = Response;

    async fn from_request(request: Request, provider: &Shared) -> Result<Self, Self::Rejection> {
        let (parts, body) = request.into_parts();
        let base = Base::of(&parts);
        let twist = parts.extensions.get().cloned();
        let body = Bytes::from_request(Request::from_parts(parts.clone(), body), provider)
            .await
            .map_err(IntoResponse::into_response)?;
        let form = Form::parse(&body);
        let key = key(&parts, &form).map_err(IntoResponse::into_response)?;
        Ok(Self { key, form, twist, base })
    }
}

fn key(parts: &Parts, form: &Form) -> Result<Option<Key>, Refusal> {
    let Some(sent) = parts.headers.get("idempotency-key") else { return Ok(None) };
    match sent.to_str() {
        Ok(value) if !value.is_empty() && value.len() <= MAX_KEY_LENGTH => Ok(Some(Key {
            face: Face::Stripe,
            scope: Face::Stripe.name().to_owned(),
            value: value.to_owned(),
            fingerprint: form.fingerprint(parts.uri.path()),
        })),
        _ => {
            let message = "Idempotency keys are 1 to 255 printable ASCII characters.";
            Err(Refusal::invalid("parameter_invalid", message))
        }
    }
}

/// A GET's parameters.
#[derive(Debug)]
pub(crate) struct Query(pub(crate) Form);

impl FromRequestParts<Shared> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, provider: &Shared) -> Result<Self, Infallible> {
        let RawQuery(query) = RawQuery::from_request_parts(parts, provider).await?;
        Ok(Self(Form::parse(query.unwrap_or_default().as_bytes())))
    }
}
