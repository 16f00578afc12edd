//! The money of both faces, as whoever checks a shop wants to see it.

use std::collections::HashMap;

use kernel::Time;
use serde::{Deserialize, Serialize};
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use crate::face::Face;
use crate::ledger::{payments, refunds, transactions};
use crate::metadata::Metadata;
use crate::stripe::{Intent, Refund, RefundStatus};
use crate::toss::{Payment, Transaction};

/// A captured payment with its refunds; amounts in minor units, times in microseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    /// `stripe` or `toss`.
    pub provider: String,
    /// The payment's id: of an intent (`pi_...`), or a `paymentKey`.
    pub intent: String,
    /// Toss's `orderId`.
    pub order_id: Option<String>,
    pub metadata: Metadata,
    pub amount: i64,
    pub currency: String,
    pub captured_at: Time,
    /// Those that succeeded, oldest first.
    pub refunds: Vec<CaptureRefund>,
}

/// One refund of a [`Capture`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaptureRefund {
    /// Its id (`re_...`), or Toss's `transactionKey`.
    pub refund: String,
    pub metadata: Metadata,
    /// Stripe's `reason`, or Toss's `cancelReason`.
    pub reason: Option<String>,
    pub amount: i64,
    pub created_at: Time,
}

/// Oldest first.
pub(super) async fn all(connection: &mut SqliteConnection) -> Result<Vec<Capture>, sqlx::Error> {
    let mut tx = connection.begin().await?;
    let intents: Vec<Intent> =
        sqlx::query_as("SELECT * FROM intents WHERE captured_at IS NOT NULL ORDER BY captured_at, number")
            .fetch_all(&mut *tx)
            .await?;
    let payments = payments::approved(&mut tx).await?;
    let refunds = refunds::all(&mut tx).await?.into_iter().filter_map(of_refund);
    let cancels = transactions::cancels(&mut tx).await?.into_iter().map(of_cancel);
    let mut returned = HashMap::<String, Vec<CaptureRefund>>::new();
    for (payment, refund) in refunds.chain(cancels) {
        returned.entry(payment).or_default().push(refund);
    }
    let mut captures: Vec<Capture> = intents
        .into_iter()
        .filter_map(of_intent)
        .chain(payments.into_iter().filter_map(of_payment))
        .collect();
    for capture in &mut captures {
        capture.refunds = returned.remove(&capture.intent).unwrap_or_default();
    }
    captures.sort_by_key(|capture| capture.captured_at);
    Ok(captures)
}

fn of_intent(intent: Intent) -> Option<Capture> {
    Some(Capture {
        provider: Face::Stripe.name().to_owned(),
        captured_at: intent.captured_at?,
        intent: intent.id,
        order_id: None,
        metadata: intent.metadata,
        amount: intent.captured,
        currency: intent.currency,
        refunds: Vec::new(),
    })
}

fn of_payment(payment: Payment) -> Option<Capture> {
    Some(Capture {
        provider: Face::Toss.name().to_owned(),
        captured_at: payment.approved_at?,
        intent: payment.payment_key,
        order_id: Some(payment.order_id),
        metadata: payment.metadata,
        amount: payment.amount,
        currency: "krw".to_owned(),
        refunds: Vec::new(),
    })
}

fn of_refund(refund: Refund) -> Option<(String, CaptureRefund)> {
    let shown = CaptureRefund {
        refund: refund.id,
        metadata: refund.metadata,
        reason: refund.reason,
        amount: refund.amount,
        created_at: refund.created_at,
    };
    (refund.status == RefundStatus::Succeeded).then_some((refund.payment_intent, shown))
}

fn of_cancel(cancel: Transaction) -> (String, CaptureRefund) {
    let shown = CaptureRefund {
        refund: cancel.transaction_key,
        metadata: Metadata::new(),
        reason: cancel.reason,
        amount: cancel.amount,
        created_at: cancel.created_at,
    };
    (cancel.payment_key, shown)
}
