//! What the shop asks for, checked field by field.

use kernel::Time;
use kernel::time::{Span, minutes};
use serde::Deserialize;

use crate::metadata::Metadata;
use crate::toss::Refusal;
use crate::toss::payments::{Payment, Status};
use crate::urls;

/// How long the buyer has to authenticate in the window.
const WINDOW_LIVES: Span = minutes(30);
const MAX_AMOUNT: i64 = 99_999_999;

/// What `POST /toss/v1/payments` asks for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewPayment {
    method: String,
    amount: i64,
    pub(crate) order_id: String,
    order_name: String,
    success_url: String,
    fail_url: String,
    #[serde(default)]
    metadata: Metadata,
}

impl NewPayment {
    /// Itself, if everything in it is as it has to be.
    pub(crate) fn checked(self) -> Result<Self, Refusal> {
        let in_order = |byte: u8| byte.is_ascii_alphanumeric() || b"-_=".contains(&byte);
        let wrong = if self.method != "CARD" {
            "모의 결제의 method는 CARD뿐입니다."
        } else if !(1..=MAX_AMOUNT).contains(&self.amount) {
            "amount는 1부터 99999999까지입니다."
        } else if !(6..=64).contains(&self.order_id.len()) || !self.order_id.bytes().all(in_order) {
            "orderId는 영문 대소문자, 숫자, -, _, = 로 된 6자에서 64자입니다."
        } else if !(1..=100).contains(&self.order_name.chars().count()) {
            "orderName은 1자에서 100자입니다."
        } else if !urls::is_web(&self.success_url) || !urls::is_web(&self.fail_url) {
            "successUrl과 failUrl은 http나 https 주소입니다."
        } else {
            return Ok(self);
        };
        Err(Refusal::invalid(wrong))
    }

    pub(crate) fn open(self, payment_key: String, base_url: String, now: Time) -> Payment {
        Payment {
            payment_key,
            order_id: self.order_id,
            order_name: self.order_name,
            amount: self.amount,
            metadata: self.metadata,
            success_url: self.success_url,
            fail_url: self.fail_url,
            base_url,
            status: Status::Ready,
            verdict: None,
            authenticating: false,
            failure: None,
            canceled: 0,
            last_transaction_key: None,
            requested_at: now,
            approved_at: None,
            expires_at: now + WINDOW_LIVES,
        }
    }
}

/// What `POST /toss/v1/payments/confirm` asks for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Confirmation {
    pub(crate) payment_key: String,
    pub(crate) order_id: String,
    pub(crate) amount: i64,
}

/// What `POST /toss/v1/payments/{paymentKey}/cancel` asks for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Cancel {
    pub(crate) cancel_reason: String,
    /// All that is left when absent.
    pub(crate) cancel_amount: Option<i64>,
}
