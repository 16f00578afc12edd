//! The provider's side of the money, in our ids.

use kernel::{AttemptId, OrderId, RefundId};

use crate::CheckError;

/// What a provider's own books say of one captured payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    pub attempt: AttemptId,
    pub order: OrderId,
    /// In the currency's minor unit, as all amounts here.
    pub amount: i64,
    /// Ours by the id that their metadata carry, or with which their reason ends.
    pub refunds: Vec<(RefundId, i64)>,
}

impl Capture {
    /// A capture of the sandbox's ledger.
    ///
    /// # Errors
    /// When it does not carry our ids: somebody else made it, which nothing here does.
    pub fn of_sandbox(capture: &sandbox::Capture) -> Result<Self, CheckError> {
        let refund = |refund: &sandbox::CaptureRefund| Ok((refund_id(refund)?, refund.amount));
        Ok(Self {
            attempt: id(&capture.metadata, "attempt")?,
            order: id(&capture.metadata, "order")?,
            amount: capture.amount,
            refunds: capture.refunds.iter().map(refund).collect::<Result<_, CheckError>>()?,
        })
    }
}

/// Toss has no metadata for it: its reason ends with the id.
fn refund_id(refund: &sandbox::CaptureRefund) -> Result<RefundId, CheckError> {
    let last = refund.reason.as_deref().and_then(|reason| reason.rsplit(' ').next());
    match last.and_then(|text| text.parse().ok()) {
        Some(id) => Ok(id),
        None => id(&refund.metadata, "refund"),
    }
}

fn id<T: std::str::FromStr>(metadata: &sandbox::Metadata, name: &str) -> Result<T, CheckError> {
    let text = metadata.get(name).ok_or_else(|| CheckError::Capture(format!("no {name} in {metadata:?}")))?;
    text.parse().map_err(|_| CheckError::Capture(format!("{name} {text} is not an id of ours")))
}
