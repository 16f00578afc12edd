//! A definite no in Stripe's shape: <https://docs.stripe.com/api/errors>, <https://docs.stripe.com/error-codes>.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::cards::Verdict;

/// `{"error": {type, code, decline_code, param, message, payment_intent}}` with its status.
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

    /// 400: the object is not in a state for this.
    pub(crate) fn unexpected_state(message: impl Into<String>) -> Self {
        Self::invalid("payment_intent_unexpected_state", message)
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
    pub(crate) fn declined(verdict: Verdict) -> Self {
        let (code, decline_code, message) = match verdict {
            // An approval is shown as a decline only when a fault asks for it.
            Verdict::Approved | Verdict::Declined => {
                ("card_declined", Some("generic_decline"), "Your card was declined.")
            }
            Verdict::InsufficientFunds => {
                ("card_declined", Some("insufficient_funds"), "Your card has insufficient funds.")
            }
            Verdict::LostCard => ("card_declined", Some("lost_card"), "Your card was declined."),
            Verdict::StolenCard => ("card_declined", Some("stolen_card"), "Your card was declined."),
            Verdict::ExpiredCard => ("expired_card", None, "Your card has expired."),
            Verdict::IncorrectCvc => ("incorrect_cvc", None, "Your card's security code is incorrect."),
            Verdict::ProcessingError => {
                ("processing_error", None, "An error occurred while processing your card. Try again later.")
            }
        };
        let refusal = Self::new(StatusCode::PAYMENT_REQUIRED, "card_error", message).with("code", code);
        match decline_code {
            Some(code) => refusal.with("decline_code", code),
            None => refusal,
        }
    }

    /// What stays in `last_payment_error` when the buyer could not be authenticated.
    pub(crate) fn not_authenticated() -> Self {
        let message = "The provided PaymentMethod has failed authentication.";
        Self::invalid("payment_intent_authentication_failure", message)
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

    /// 429.
    pub(crate) fn too_many() -> Self {
        let message = "Too many requests hit the API too quickly.";
        Self { status: StatusCode::TOO_MANY_REQUESTS, ..Self::invalid("rate_limit", message) }
    }

    /// 503: switched off by `/control`.
    pub(crate) fn down() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "api_error", "The payment sandbox is switched off.")
    }

    /// Something went wrong at the provider's own side.
    pub(crate) fn broken(status: StatusCode) -> Self {
        Self::new(status, "api_error", "An error occurred in the payment sandbox.")
    }

    /// The fields of `error`, as an intent shows its last decline.
    pub(crate) fn error(&self) -> &Value {
        &self.error
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal.status, &json!({ "error": refusal.error }))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        Answer::from(self).into_response()
    }
}
