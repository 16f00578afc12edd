//! What Toss answers with, as far as it is read, and what it means to the port.

use kernel::{Currency, Money, RefundId};
use payment::{
    CallError, PageUrl, Prepared, ProviderRef, ProviderRefund, ProviderRefundState, ProviderState,
};
use reqwest::StatusCode;
use serde::Deserialize;

/// What a refund's reason begins with, for whoever reads it at Toss; the refund's id follows.
const REASON: &str = "한벌 환불 ";

/// The reason that Toss keeps with a refund. It has no other place for our id.
pub(super) fn reason(refund: RefundId) -> String {
    format!("{REASON}{refund}")
}

/// <https://docs.tosspayments.com/reference#payment-객체>
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payment {
    payment_key: String,
    status: String,
    currency: String,
    failure: Option<Failure>,
    checkout: Option<Checkout>,
    cancels: Option<Vec<Cancel>>,
}

/// Where the window is.
#[derive(Debug, Deserialize)]
struct Checkout {
    url: String,
}

/// A refund, or a try at one. <https://docs.tosspayments.com/reference#payment-객체>
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cancel {
    transaction_key: Option<String>,
    cancel_amount: i64,
    cancel_reason: String,
    cancel_status: String,
}

impl Payment {
    /// How it stands. Once captured it counts as that, whatever went back.
    pub(super) fn state(&self) -> ProviderState {
        match self.status.as_str() {
            "READY" => ProviderState::ActionNeeded { page: self.page() },
            "DONE" | "PARTIAL_CANCELED" | "CANCELED" => ProviderState::Captured,
            "ABORTED" => self.aborted(),
            "EXPIRED" => ProviderState::Closed,
            // IN_PROGRESS waits for our confirm. Of WAITING_FOR_DEPOSIT and what is still to be invented nothing is
            // decided, and more may come.
            _ => ProviderState::Open,
        }
    }

    /// Nothing can come of it any more: the buyer left, or was refused.
    fn aborted(&self) -> ProviderState {
        match self.failure.as_ref().map(|failure| failure.code.as_str()) {
            Some("PAY_PROCESS_CANCELED") => ProviderState::Closed,
            code => ProviderState::Declined { code: decline(code.unwrap_or_default()).to_owned() },
        }
    }

    /// Its name, and where the buyer pays as long as they can.
    pub(super) fn prepared(&self) -> Prepared {
        let page = (self.status == "READY").then(|| self.page()).flatten();
        Prepared { reference: ProviderRef(self.payment_key.clone()), page }
    }

    fn page(&self) -> Option<PageUrl> {
        self.checkout.as_ref().map(|checkout| PageUrl(checkout.url.clone()))
    }

    /// What went back, or was to.
    pub(super) fn refunds(&self) -> Result<Vec<ProviderRefund>, CallError> {
        if self.currency != Currency::Krw.code() {
            return Err(CallError::Unknown("a payment in a currency that we do not charge in".to_owned()));
        }
        Ok(self.cancels.iter().flatten().map(Cancel::refund).collect())
    }

    /// Which of our refunds a movement is, by the reason that is kept with it.
    pub(super) fn refund_of(&self, transaction: &str) -> Option<RefundId> {
        let mut cancels = self.cancels.iter().flatten();
        cancels.find(|cancel| cancel.transaction_key.as_deref() == Some(transaction))?.refund().refund
    }
}

impl Cancel {
    fn refund(&self) -> ProviderRefund {
        let state = match self.cancel_status.as_str() {
            "DONE" => ProviderRefundState::Succeeded,
            "ABORTED" => ProviderRefundState::Refused,
            _ => ProviderRefundState::Pending,
        };
        let refund = self.cancel_reason.strip_prefix(REASON).and_then(|id| id.parse().ok());
        ProviderRefund { refund, amount: Money::won(self.cancel_amount), state }
    }
}

/// The reason from the port's closed list.
fn decline(code: &str) -> &'static str {
    match code {
        "REJECT_CARD_PAYMENT"
        | "EXCEED_MAX_AMOUNT"
        | "EXCEED_MAX_PAYMENT_AMOUNT"
        | "EXCEED_MAX_ONE_DAY_AMOUNT" => "insufficient_funds",
        "INVALID_CARD_EXPIRATION" => "expired_card",
        "INVALID_CARD_NUMBER" => "incorrect_number",
        _ => "declined",
    }
}

/// <https://docs.tosspayments.com/reference/error-codes>. Its message is left out: it may repeat what was sent.
#[derive(Debug, Deserialize)]
pub(super) struct Failure {
    code: String,
}

impl Failure {
    /// The order has been paid.
    pub(super) fn is_duplicate(&self) -> bool {
        self.code == "DUPLICATED_ORDER_ID"
    }

    /// Whether a refusal is not about what was asked: our key is wrong, or Toss is in trouble or in a hurry.
    pub(super) fn says_nothing(&self, status: StatusCode) -> bool {
        const ABOUT_US: [&str; 5] = [
            "INVALID_API_KEY",
            "INCORRECT_BASIC_AUTH_FORMAT",
            "FORBIDDEN_REQUEST",
            "FORBIDDEN_CONSECUTIVE_REQUEST",
            "PROVIDER_ERROR",
        ];
        status == StatusCode::UNAUTHORIZED || ABOUT_US.contains(&self.code.as_str())
    }

    pub(super) fn unknown(&self, status: StatusCode) -> CallError {
        CallError::Unknown(self.summary(status))
    }

    pub(super) fn summary(&self, status: StatusCode) -> String {
        format!("{} {}", status.as_u16(), self.code)
    }
}
