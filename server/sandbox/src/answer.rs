//! What goes back to a caller, whichever face it came through: a status and a JSON body.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::ledger::LedgerError;
use crate::{stripe, toss};

/// An answer as it is sent, and as it is kept under an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: String,
    /// Sent before: says so in the header `Idempotent-Replayed`.
    pub(crate) replayed: bool,
}

impl Answer {
    pub(crate) fn new(status: StatusCode, body: &Value) -> Self {
        Self { status, body: body.to_string(), replayed: false }
    }

    pub(crate) fn ok(body: &Value) -> Self {
        Self::new(StatusCode::OK, body)
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

/// Why a command was not carried out: refused by a rule, or the ledger itself failed.
#[derive(Debug)]
pub(crate) enum Failure {
    Refused(Answer),
    Ledger(LedgerError),
}

impl From<stripe::Refusal> for Failure {
    fn from(refusal: stripe::Refusal) -> Self {
        Self::Refused(refusal.into())
    }
}

impl From<toss::Refusal> for Failure {
    fn from(refusal: toss::Refusal) -> Self {
        Self::Refused(refusal.into())
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
