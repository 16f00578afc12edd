//! Around the payment provider.

use async_trait::async_trait;
use kernel::Time;
use payment::{
    CallError, Capabilities, Confirm, PaymentProvider, Prepare, Prepared, ProviderRef, ProviderRefund,
    ProviderRefundState, ProviderState, ProviderTransaction, RefundCall,
};

use crate::faults::Faulty;
use crate::faults::guards::Guard;

const MOMENTS: [&str; 2] = ["before_call", "after_call"];

#[async_trait]
impl PaymentProvider for Faulty<dyn PaymentProvider> {
    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    async fn prepare(&self, prepare: Prepare) -> Result<Prepared, CallError> {
        self.faults.points.around("provider.prepare", MOMENTS, self.inner.prepare(prepare)).await
    }

    async fn confirm(&self, confirm: Confirm) -> Result<ProviderState, CallError> {
        let work = self.inner.confirm(confirm);
        match self.faults.points.around("provider.confirm", MOMENTS, work).await {
            Err(CallError::Unknown(_)) if self.faults.skips(Guard::UnknownIsNotDeclined) => {
                Ok(ProviderState::Closed)
            }
            answer => answer,
        }
    }

    async fn ask(&self, reference: &ProviderRef) -> Result<ProviderState, CallError> {
        self.faults.points.around("provider.ask", MOMENTS, self.inner.ask(reference)).await
    }

    async fn close(&self, reference: &ProviderRef) -> Result<ProviderState, CallError> {
        self.faults.points.around("provider.close", MOMENTS, self.inner.close(reference)).await
    }

    async fn refund(&self, mut call: RefundCall) -> Result<ProviderRefundState, CallError> {
        if self.faults.skips(Guard::RefundAsksFirst) {
            call.key = format!("{}:{:x}", call.key, rand::random::<u64>());
        }
        self.faults.points.around("provider.refund", MOMENTS, self.inner.refund(call)).await
    }

    async fn refunds(&self, reference: &ProviderRef) -> Result<Vec<ProviderRefund>, CallError> {
        if self.faults.skips(Guard::RefundAsksFirst) {
            return Ok(Vec::new());
        }
        self.faults.points.around("provider.refunds", MOMENTS, self.inner.refunds(reference)).await
    }

    async fn transactions(&self, from: Time, until: Time) -> Result<Vec<ProviderTransaction>, CallError> {
        self.inner.transactions(from, until).await
    }
}
