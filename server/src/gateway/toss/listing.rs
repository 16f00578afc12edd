//! What Toss's books say moved: its list of transactions, approvals and cancels alike, read to its last page.
//!
//! <https://docs.tosspayments.com/reference#거래-조회>

use kernel::time::seconds;
use kernel::{Currency, Money, Time};
use payment::{CallError, Movement, ProviderRef, ProviderTransaction};
use serde::Deserialize;

use super::super::wire;
use super::Toss;
use super::object::Failure;

/// Transactions of a page, of at most 5000.
const PAGE: usize = 1_000;

/// <https://docs.tosspayments.com/reference#transaction-객체>
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Transaction {
    transaction_key: String,
    payment_key: String,
    /// Our attempt.
    order_id: String,
    /// What the payment became by it.
    status: String,
    /// In Seoul's time.
    transaction_at: String,
    currency: String,
    amount: i64,
}

impl Toss {
    /// Every approval and cancel from `from` on and before `until`.
    pub(super) async fn movements(
        &self,
        from: Time,
        until: Time,
    ) -> Result<Vec<ProviderTransaction>, CallError> {
        // Both ends are part of what is asked for.
        let (from, until) = (in_seoul(from), in_seoul(until - seconds(1)));
        let mut found = Vec::new();
        let mut last: Option<String> = None;
        loop {
            let limit = PAGE.to_string();
            let mut query =
                vec![("startDate", from.as_str()), ("endDate", until.as_str()), ("limit", limit.as_str())];
            query.extend(last.as_deref().map(|key| ("startingAfter", key)));
            let (status, body) = wire::send(self.get("transactions").query(&query)).await?;
            if !status.is_success() {
                let refused: Failure = wire::read(status, &body)?;
                return Err(refused.unknown(status));
            }
            let page: Vec<Transaction> = wire::read(status, &body)?;
            let ended = page.len() < PAGE;
            last = page.last().map(|transaction| transaction.transaction_key.clone());
            for transaction in page {
                found.extend(self.movement(transaction).await?);
            }
            if ended {
                return Ok(found);
            }
        }
    }

    /// What a transaction moved; `None` when it moved nothing. A list does not say which refund a cancel is: the payment
    /// does.
    async fn movement(&self, transaction: Transaction) -> Result<Option<ProviderTransaction>, CallError> {
        let Transaction { transaction_key: id, payment_key, order_id, status, transaction_at, .. } =
            &transaction;
        let reference = ProviderRef(payment_key.clone());
        let movement = match status.as_str() {
            "DONE" => Movement::Captured,
            "CANCELED" | "PARTIAL_CANCELED" => {
                let payment = self.payment(&reference).await?;
                Movement::Returned(payment.and_then(|payment| payment.refund_of(id)))
            }
            _ => return Ok(None),
        };
        let unreadable =
            |what: &str| CallError::Unknown(format!("a transaction whose {what} cannot be read"));
        if transaction.currency != Currency::Krw.code() {
            return Err(unreadable("currency"));
        }
        Ok(Some(ProviderTransaction {
            id: id.clone(),
            attempt: order_id.parse().ok(),
            movement,
            amount: Money::won(transaction.amount.saturating_abs()),
            at: Time::of_datetime(transaction_at).ok_or_else(|| unreadable("time"))?,
            reference,
        }))
    }
}

/// `2026-11-23T10:02:41`, as Seoul reads it.
fn in_seoul(time: Time) -> String {
    time.datetime().trim_end_matches("+09:00").to_owned()
}
