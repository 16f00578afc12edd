//! Stripe's face: routes, the key, and forms with bracketed names, turned into commands for the ledger.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequest, OriginalUri, Path, RawQuery, Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use sha2::{Digest, Sha256};

use crate::answer::{Answer, Failure, Refusal};
use crate::card::Card;
use crate::intent::NewIntent;
use crate::ledger::Command;
use crate::metadata::Metadata;
use crate::refund::{Listing, NewRefund};
use crate::{Provider, Shared};

const MAX_KEY_LENGTH: usize = 255;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/payment_intents", post(create_intent))
        .route("/payment_intents/{id}", get(read_intent))
        .route("/payment_intents/{id}/confirm", post(confirm_intent))
        .route("/payment_intents/{id}/cancel", post(cancel_intent))
        .route("/refunds", post(create_refund).get(list_refunds))
        .route("/refunds/{id}", get(read_refund))
        .fallback(async || Refusal::unrecognized_url())
        .method_not_allowed_fallback(async || Refusal::unrecognized_url())
}

/// Lets through who presents the configured key.
pub(crate) async fn authenticate(State(provider): State<Shared>, request: Request, next: Next) -> Response {
    let presented = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if presented.and_then(|value| value.strip_prefix("Bearer ")) != Some(provider.options.api_key.as_str()) {
        return Refusal::unauthorized().into_response();
    }
    next.run(request).await
}

async fn create_intent(State(provider): State<Shared>, call: Call) -> Result<Answer, Failure> {
    let command = Command::CreateIntent(NewIntent::parse(&call.form)?);
    provider.execute(call, command).await
}

async fn confirm_intent(
    State(provider): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Failure> {
    let command = Command::ConfirmIntent { id, card: Card::parse(&call.form)? };
    provider.execute(call, command).await
}

async fn cancel_intent(
    State(provider): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Failure> {
    provider.execute(call, Command::CancelIntent { id }).await
}

async fn create_refund(State(provider): State<Shared>, call: Call) -> Result<Answer, Failure> {
    let command = Command::CreateRefund(NewRefund::parse(&call.form)?);
    provider.execute(call, command).await
}

async fn read_intent(State(provider): State<Shared>, Path(id): Path<String>) -> Result<Answer, Failure> {
    let intent = provider
        .ledger
        .intent(&id)
        .await?
        .ok_or_else(|| Refusal::not_found("payment_intent", &id, "intent"))?;
    Ok(Answer::ok(&intent.json()))
}

async fn read_refund(State(provider): State<Shared>, Path(id): Path<String>) -> Result<Answer, Failure> {
    let refund =
        provider.ledger.refund(&id).await?.ok_or_else(|| Refusal::not_found("refund", &id, "refund"))?;
    Ok(Answer::ok(&refund.json()))
}

async fn list_refunds(State(provider): State<Shared>, RawQuery(query): RawQuery) -> Result<Answer, Failure> {
    let listing = Listing::parse(&Form::parse(query.unwrap_or_default().as_bytes()))?;
    let id = &listing.payment_intent;
    provider
        .ledger
        .intent(id)
        .await?
        .ok_or_else(|| Refusal::not_found("payment_intent", id, "payment_intent"))?;
    Ok(Answer::ok(&listing.page(&provider.ledger.refunds(id).await?)))
}

impl Provider {
    async fn execute(&self, call: Call, command: Command) -> Result<Answer, Failure> {
        let Some(key) = call.key else {
            return Ok(self.ledger.execute(None, command, self.options.clock.now()).await?);
        };
        let _turn = self.in_flight.enter(&key.value).ok_or_else(Refusal::key_in_use)?;
        Ok(self.ledger.execute(Some(&key), command, self.options.clock.now()).await?)
    }
}

/// An idempotency key with what it was sent for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) value: String,
    /// SHA-256 over the path and the parameters, whatever their order.
    pub(crate) fingerprint: Vec<u8>,
}

/// A POST: its key, if it has one, and its parameters.
#[derive(Debug)]
struct Call {
    key: Option<Key>,
    form: Form,
}

impl FromRequest<Arc<Provider>> for Call {
    type Rejection = Response;

    async fn from_request(request: Request, provider: &Arc<Provider>) -> Result<Self, Self::Rejection> {
        let sent = request.headers().get("idempotency-key").map(|value| value.to_str().map(str::to_owned));
        // Nested routes see their path without its prefix.
        let path = request
            .extensions()
            .get::<OriginalUri>()
            .map_or_else(|| request.uri().path().to_owned(), |OriginalUri(uri)| uri.path().to_owned());
        let body = Bytes::from_request(request, provider).await.map_err(IntoResponse::into_response)?;
        let form = Form::parse(&body);
        let key = match sent {
            None => None,
            Some(Ok(value)) if !value.is_empty() && value.len() <= MAX_KEY_LENGTH => {
                Some(Key { value, fingerprint: form.fingerprint(&path) })
            }
            Some(_) => {
                let message = "Idempotency keys are 1 to 255 printable ASCII characters.";
                return Err(Refusal::invalid("parameter_invalid", message).into_response());
            }
        };
        Ok(Self { key, form })
    }
}

/// The parameters of a form or a query by their names, brackets and all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Form(BTreeMap<String, String>);

impl Form {
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        Self(form_urlencoded::parse(encoded).into_owned().collect())
    }

    /// A parameter that is there and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let invalid = |value: &str| {
            Refusal::invalid("parameter_invalid_integer", format!("Invalid integer: {value}")).param(name)
        };
        self.get(name).map(|value| value.parse().map_err(|_| invalid(value))).transpose()
    }

    /// All of `metadata[name]=value`.
    pub(crate) fn metadata(&self) -> Metadata {
        let name = |key: &str| key.strip_prefix("metadata[")?.strip_suffix(']').map(str::to_owned);
        self.0.iter().filter_map(|(key, value)| Some((name(key)?, value.clone()))).collect()
    }

    fn fingerprint(&self, path: &str) -> Vec<u8> {
        let mut hash = Sha256::new();
        let fields = self.0.iter().flat_map(|(name, value)| [name, value]);
        for field in [path].into_iter().chain(fields.map(String::as_str)) {
            // The length first, so that no two lists of fields read the same.
            hash.update(field.len().to_le_bytes());
            hash.update(field);
        }
        hash.finalize().to_vec()
    }
}
