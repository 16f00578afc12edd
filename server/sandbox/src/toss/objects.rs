//! Objects as Toss sends them, with the fields that an integration decides by. Moments in Seoul's time.

use kernel::Time;
use serde_json::{Value, json};

use crate::toss::payments::Payment;
use crate::toss::{Listed, Transaction};

/// The version of Toss's API that is imitated.
const API_VERSION: &str = "2024-06-01";
const MERCHANT: &str = "sandbox";
const METHOD: &str = "카드";

impl Payment {
    /// <https://docs.tosspayments.com/reference#payment-객체>, with its cancels, oldest first.
    pub(crate) fn json(&self, cancels: &[Transaction]) -> Value {
        let cancels: Vec<Value> = cancels.iter().map(Transaction::cancel_json).collect();
        json!({
            "version": API_VERSION,
            "mId": MERCHANT,
            "paymentKey": self.payment_key,
            "type": "NORMAL",
            "orderId": self.order_id,
            "orderName": self.order_name,
            "currency": "KRW",
            "method": METHOD,
            "totalAmount": self.amount,
            "balanceAmount": self.balance(),
            "status": self.status,
            "requestedAt": self.requested_at.datetime(),
            "approvedAt": self.approved_at.map(Time::datetime),
            "lastTransactionKey": self.last_transaction_key,
            "cancels": if cancels.is_empty() { Value::Null } else { cancels.into() },
            "isPartialCancelable": true,
            "failure": self.failure,
            "metadata": if self.metadata.is_empty() { Value::Null } else { json!(self.metadata) },
            "checkout": { "url": self.window_url() },
        })
    }
}

impl Transaction {
    fn cancel_json(&self) -> Value {
        json!({
            "cancelAmount": self.amount,
            "cancelReason": self.reason,
            "refundableAmount": self.balance,
            "canceledAt": self.created_at.datetime(),
            "transactionKey": self.transaction_key,
            "cancelStatus": "DONE",
        })
    }
}

impl Listed {
    /// <https://docs.tosspayments.com/reference#transaction-객체>
    pub(crate) fn json(&self) -> Value {
        let Transaction { transaction_key, payment_key, status, amount, created_at, .. } = &self.transaction;
        json!({
            "mId": MERCHANT,
            "transactionKey": transaction_key,
            "paymentKey": payment_key,
            "orderId": self.order_id,
            "method": METHOD,
            "status": status,
            "transactionAt": created_at.datetime(),
            "currency": "KRW",
            "amount": amount,
        })
    }
}
