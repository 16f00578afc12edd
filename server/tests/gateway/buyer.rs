//! What buyers do on the provider's pages, and what the shop does when they come back.

use payment::{CallError, CapturedBy, PageUrl, ProviderState};
use reqwest::header::LOCATION;
use server::gateway::returns::PATH;

use crate::setup::{ASKS, Payment, SHOP, Setup};

impl Setup {
    /// What the buyer does on a page of the provider. Says where it leads.
    pub async fn does(&self, page: &str, field: &str, value: &str) -> String {
        let answer = self.browser.post(page).form(&[(field, value)]).send().await.unwrap();
        let to = answer.headers().get(LOCATION).expect("it leads on").to_str().unwrap();
        if to.starts_with('/') { format!("{}{to}", self.url) } else { to.to_owned() }
    }

    /// The buyer pays with this card, on whosever page that is; says what the shop then hears of it.
    pub async fn pays(&self, payment: &Payment, card: &str) -> Result<ProviderState, CallError> {
        let Some(PageUrl(page)) = &payment.page else { return self.confirm(payment, card).await };
        let to = self.does(page, "card", card).await;
        self.hears(payment, &to).await
    }

    /// The buyer pays with a card whose issuer asks first; says on which page.
    pub async fn is_asked(&self, payment: &Payment) -> String {
        let Some(PageUrl(page)) = &payment.page else {
            let asked = self.confirm(payment, ASKS).await;
            let Ok(ProviderState::ActionNeeded { page: Some(PageUrl(page)) }) = asked else {
                panic!("nobody asks: {asked:?}")
            };
            return page;
        };
        let to = self.does(page, "card", ASKS).await;
        assert!(!to.starts_with(SHOP), "nobody asks: {to}");
        to
    }

    /// The buyer answers the issuer; says what the shop then hears of it.
    pub async fn answers(
        &self,
        payment: &Payment,
        page: &str,
        decision: &str,
    ) -> Result<ProviderState, CallError> {
        let to = self.does(page, "decision", decision).await;
        self.hears(payment, &to).await
    }

    /// The shop asks for the money where that is its part once a buyer has come back, and else how it stands.
    async fn hears(&self, payment: &Payment, to: &str) -> Result<ProviderState, CallError> {
        let comes_back = to.starts_with(&format!("{SHOP}{PATH}?")) && !to.contains("aborted=1");
        let charges = self.provider.capabilities().captured_by == CapturedBy::ConfirmAfterPage;
        if comes_back && charges { self.confirm(payment, "").await } else { self.ask(payment).await }
    }
}
