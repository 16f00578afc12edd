//! A definite no in Toss's shape: <https://docs.tosspayments.com/reference/error-codes>.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::answer::Answer;
use crate::cards::Verdict;

/// `{"code", "message"}` with its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: &'static str,
}

impl Refusal {
    /// Switched off by `/control`.
    pub(crate) const DOWN: Self = Self {
        status: StatusCode::SERVICE_UNAVAILABLE,
        code: "FAILED_INTERNAL_SYSTEM_PROCESSING",
        message: "모의 결제가 꺼져 있습니다.",
    };
    /// No key, or not the configured one.
    pub(crate) const UNAUTHORIZED: Self =
        Self::new(StatusCode::UNAUTHORIZED, "UNAUTHORIZED_KEY", "인증되지 않은 시크릿 키입니다.");
    /// The first request under this key is still being worked on.
    pub(crate) const KEY_IN_USE: Self = Self::new(
        StatusCode::CONFLICT,
        "IDEMPOTENT_REQUEST_PROCESSING",
        "같은 멱등키의 요청을 처리하고 있습니다.",
    );
    pub(crate) const TOO_MANY: Self =
        Self::new(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS", "요청이 너무 많습니다.");
    /// No such address.
    pub(crate) const UNKNOWN_ADDRESS: Self =
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "존재하지 않는 주소입니다.");
    pub(crate) const NOT_FOUND: Self =
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND_PAYMENT", "존재하지 않는 결제입니다.");
    /// Not authenticated, or not gone on with in time.
    pub(crate) const NO_SESSION: Self = Self::new(
        StatusCode::NOT_FOUND,
        "NOT_FOUND_PAYMENT_SESSION",
        "인증되지 않았거나 시간이 지나 승인할 수 없는 결제입니다.",
    );
    pub(crate) const ALREADY_PROCESSED: Self =
        Self::new(StatusCode::BAD_REQUEST, "ALREADY_PROCESSED_PAYMENT", "이미 처리된 결제입니다.");
    /// The order has been paid by another payment.
    pub(crate) const DUPLICATED_ORDER: Self =
        Self::new(StatusCode::BAD_REQUEST, "DUPLICATED_ORDER_ID", "이미 승인된 주문번호입니다.");
    pub(crate) const ALREADY_CANCELED: Self =
        Self::new(StatusCode::BAD_REQUEST, "ALREADY_CANCELED_PAYMENT", "이미 취소된 결제입니다.");
    pub(crate) const NOT_CANCELABLE_AMOUNT: Self =
        Self::new(StatusCode::FORBIDDEN, "NOT_CANCELABLE_AMOUNT", "취소할 수 있는 금액보다 큽니다.");
    /// Never approved, so that there is nothing to give back.
    pub(crate) const NOT_CANCELABLE: Self =
        Self::new(StatusCode::FORBIDDEN, "NOT_CANCELABLE_PAYMENT", "취소할 수 없는 결제입니다.");
    /// The buyer refused at the issuer's page.
    pub(crate) const NOT_AUTHENTICATED: Self =
        Self::new(StatusCode::FORBIDDEN, "PAY_PROCESS_ABORTED", "본인 인증에 실패했습니다.");
    /// The buyer left the window.
    pub(crate) const LEFT: Self =
        Self::new(StatusCode::BAD_REQUEST, "PAY_PROCESS_CANCELED", "구매자가 결제를 취소했습니다.");

    const fn new(status: StatusCode, code: &'static str, message: &'static str) -> Self {
        Self { status, code, message }
    }

    /// 400: the request cannot be carried out as it is.
    pub(crate) const fn invalid(message: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "INVALID_REQUEST", message)
    }

    /// The issuer said no; 500 when it could not be asked.
    pub(crate) fn rejected(verdict: Verdict) -> Self {
        let (bad, forbidden) = (StatusCode::BAD_REQUEST, StatusCode::FORBIDDEN);
        let (status, code, message) = match verdict {
            // An approval is shown as a decline only when a fault asks for it.
            Verdict::Approved | Verdict::Declined => {
                (forbidden, "REJECT_CARD_COMPANY", "카드사에서 승인을 거절했습니다.")
            }
            Verdict::InsufficientFunds => (forbidden, "REJECT_CARD_PAYMENT", "잔액이나 한도가 부족합니다."),
            Verdict::LostCard => (bad, "INVALID_CARD_LOST_OR_STOLEN", "분실 신고된 카드입니다."),
            Verdict::StolenCard => (bad, "INVALID_CARD_LOST_OR_STOLEN", "도난 신고된 카드입니다."),
            Verdict::ExpiredCard => (bad, "INVALID_CARD_EXPIRATION", "유효기간이 지난 카드입니다."),
            Verdict::IncorrectCvc => (bad, "INVALID_REJECT_CARD", "카드 정보가 맞지 않습니다."),
            Verdict::ProcessingError => return Self::broken(StatusCode::INTERNAL_SERVER_ERROR),
        };
        Self::new(status, code, message)
    }

    /// Something went wrong at the provider's own side.
    pub(crate) const fn broken(status: StatusCode) -> Self {
        Self::new(status, "FAILED_INTERNAL_SYSTEM_PROCESSING", "내부 처리에 실패했습니다.")
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal.status, &json!({ "code": refusal.code, "message": refusal.message }))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        Answer::from(self).into_response()
    }
}
