//! What goes back to the caller: a status and a JSON body, an object or an error in Stripe's shape.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::card::Decline;
use crate::ledger::LedgerError;

/// An answer as it is sent, and as it is kept under an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: String,
    /// Sent before: says so in the header `Idempotent-Replayed`.
    pub(crate) replayed: bool,
}

impl Answer {
    pub(crate) fn ok(body: &Value) -> Self {
        Self { status: StatusCode::OK, body: body.to_string(), replayed: false }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
        let mut response = (self.status, json, self.body).into_response();
        if self.replayed {
            response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
        }
        response
    }
}

/// A definite no: `{"error": {type, code, decline_code, param, message, charge, payment_intent}}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: StatusCode,
    error: Value,
}

impl Refusal {
    fn new(status: StatusCode, kind: &str, message: impl Into<String>) -> Self {
        Self { status, error: json!({ "type": kind, "message": message.into() }) }
    }

    fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.error[field] = value.into();
        self
    }

    /// 400: the request cannot be carried out as it is.
    pub(crate) fn invalid(code: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request_error", message).with("code", code)
    }

    /// Names the parameter that is at fault.
    pub(crate) fn param(self, name: &str) -> Self {
        self.with("param", name)
    }

    /// Shows the intent as it stands after the refusal.
    pub(crate) fn payment_intent(self, intent: Value) -> Self {
        self.with("payment_intent", intent)
    }

    /// 400: a required parameter is absent.
    pub(crate) fn missing(param: &str) -> Self {
        Self::invalid("parameter_missing", format!("Missing required param: {param}.")).param(param)
    }

    /// 404: no such object; `param` is the name under which it was asked for.
    pub(crate) fn not_found(object: &str, id: &str, param: &str) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            ..Self::invalid("resource_missing", format!("No such {object}: '{id}'"))
        }
        .param(param)
    }

    /// 404: no such address.
    pub(crate) fn unrecognized_url() -> Self {
        Self::new(StatusCode::NOT_FOUND, "invalid_request_error", "Unrecognized request URL.")
    }

    /// 401: no key, or not the configured one. Never repeats what was sent.
    pub(crate) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_request_error", "Invalid API Key provided.")
    }

    /// 402: the issuer said no.
    pub(crate) fn declined(decline: Decline) -> Self {
        let refusal =
            Self::new(StatusCode::PAYMENT_REQUIRED, "card_error", decline.message).with("code", decline.code);
        match decline.decline_code {
            Some(code) => refusal.with("decline_code", code),
            None => refusal,
        }
    }

    /// 402: there is no such card, so that no issuer was asked.
    pub(crate) fn incorrect_number() -> Self {
        Self::new(StatusCode::PAYMENT_REQUIRED, "card_error", "Your card number is incorrect.")
            .with("code", "incorrect_number")
            .param("number")
    }

    /// 400: the key was used for something else.
    pub(crate) fn key_reused() -> Self {
        let message = "Keys for idempotent requests can only be used with the same endpoint and parameters they \
                       were first used with.";
        Self::new(StatusCode::BAD_REQUEST, "idempotency_error", message)
    }

    /// 409: the first request under this key is still being worked on.
    pub(crate) fn key_in_use() -> Self {
        let message = "There is currently another in-progress request using this Idempotent Key.";
        Self { status: StatusCode::CONFLICT, ..Self::invalid("idempotency_key_in_use", message) }
    }

    /// 503: switched off by `/control`.
    pub(crate) fn down() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "api_error", "The payment sandbox is switched off.")
    }

    /// The fields of `error`, as an intent shows its last decline.
    pub(crate) fn error(&self) -> &Value {
        &self.error
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let body = json!({ "error": refusal.error }).to_string();
        Self { status: refusal.status, body, replayed: false }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        Answer::from(self).into_response()
    }
}

/// Why a request was not carried out: refused by a rule, or the ledger itself failed.
#[derive(Debug)]
pub(crate) enum Failure {
    Refused(Refusal),
    Ledger(LedgerError),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self::Ledger(error.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(refusal) => refusal.into_response(),
            Self::Ledger(error) => {
                tracing::error!(%error, "the payment sandbox's ledger failed");
                let message = "An error occurred in the payment sandbox.";
                Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "api_error", message).into_response()
            }
        }
    }
}
