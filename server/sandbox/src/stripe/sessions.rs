//! A Checkout Session in payment mode: a page on which the buyer pays, and the way back from it.
//!
//! As since API version 2022-08-01, the intent is made when the buyer first confirms on the page
//! (<https://docs.stripe.com/changelog/2022-08-01/deferred-paymentintent-checkout-session>).

use kernel::Time;
use kernel::time::{Span, hours, minutes};
use serde::{Deserialize, Serialize};

use crate::metadata::Metadata;
use crate::stripe::form::Form;
use crate::stripe::intents::{CaptureMethod, NewIntent};
use crate::stripe::{Refusal, moment, seconds};
use crate::urls;

const SHORTEST_LIFE: Span = minutes(30);
const LONGEST_LIFE: Span = hours(24);
/// In a `success_url`, where the session's id goes.
const SESSION_ID: &str = "{CHECKOUT_SESSION_ID}";

#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub(crate) enum SessionStatus {
    Open,
    Complete,
    Expired,
}

impl SessionStatus {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Complete => "complete",
            Self::Expired => "expired",
        }
    }
}

/// What is bought; the amount is that of one piece, in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LineItem {
    pub(crate) name: String,
    pub(crate) unit_amount: i64,
    pub(crate) quantity: i64,
}

/// One row of the ledger; amounts in minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) status: SessionStatus,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) line_items: Vec<LineItem>,
    pub(crate) client_reference_id: Option<String>,
    pub(crate) metadata: Metadata,
    pub(crate) intent_metadata: Metadata,
    pub(crate) capture_method: CaptureMethod,
    pub(crate) success_url: String,
    pub(crate) cancel_url: Option<String>,
    pub(crate) locale: Option<String>,
    /// Where the buyer reaches this program.
    pub(crate) base_url: String,
    /// From the first confirmation on.
    pub(crate) payment_intent: Option<String>,
    pub(crate) created_at: Time,
    pub(crate) expires_at: Time,
}

/// What `POST /v1/checkout/sessions` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewSession {
    amount: i64,
    currency: String,
    line_items: Vec<LineItem>,
    client_reference_id: Option<String>,
    metadata: Metadata,
    intent_metadata: Metadata,
    capture_method: CaptureMethod,
    success_url: String,
    cancel_url: Option<String>,
    locale: Option<String>,
    expires_at: Option<Time>,
    base_url: String,
}

impl NewSession {
    pub(crate) fn parse(form: &Form, base_url: String) -> Result<Self, Refusal> {
        if form.required("mode")? != "payment" {
            return Err(Refusal::invalid("parameter_invalid", "The payment sandbox has payment mode only.")
                .param("mode"));
        }
        let currency = form.currency("line_items[0][price_data][currency]")?;
        let line_items = line_items(form, &currency)?;
        let total = line_items.iter().try_fold(0_i64, |sum, item| {
            item.unit_amount.checked_mul(item.quantity).and_then(|amount| sum.checked_add(amount))
        });
        let amount = total.filter(|total| *total <= 99_999_999).ok_or_else(|| {
            Refusal::invalid("amount_too_large", "The total must be no more than 99999999.")
                .param("line_items")
        })?;
        Ok(Self {
            amount,
            currency,
            line_items,
            client_reference_id: form.owned("client_reference_id"),
            metadata: form.metadata("metadata"),
            intent_metadata: form.metadata("payment_intent_data[metadata]"),
            capture_method: CaptureMethod::parse(form, "payment_intent_data[capture_method]")?,
            success_url: web(form.required("success_url")?, "success_url")?,
            cancel_url: form.get("cancel_url").map(|url| web(url, "cancel_url")).transpose()?,
            locale: form.owned("locale"),
            expires_at: form.integer("expires_at")?.map(moment),
            base_url,
        })
    }

    pub(crate) fn open(self, id: String, now: Time) -> Result<Session, Refusal> {
        // In whole seconds, as the caller counts.
        let begun = moment(seconds(now));
        let expires_at = self.expires_at.unwrap_or(begun + LONGEST_LIFE);
        let life = expires_at - begun;
        if life < SHORTEST_LIFE || life > LONGEST_LIFE {
            let message = "expires_at must be from 30 minutes to 24 hours from now.";
            return Err(Refusal::invalid("parameter_invalid", message).param("expires_at"));
        }
        Ok(Session {
            id,
            status: SessionStatus::Open,
            amount: self.amount,
            currency: self.currency,
            line_items: self.line_items,
            client_reference_id: self.client_reference_id,
            metadata: self.metadata,
            intent_metadata: self.intent_metadata,
            capture_method: self.capture_method,
            success_url: self.success_url,
            cancel_url: self.cancel_url,
            locale: self.locale,
            base_url: self.base_url,
            payment_intent: None,
            created_at: now,
            expires_at,
        })
    }
}

/// `line_items[0]`, `[1]` and so on, all in one currency.
fn line_items(form: &Form, currency: &str) -> Result<Vec<LineItem>, Refusal> {
    let mut items = Vec::new();
    loop {
        let field = |name: &str| format!("line_items[{}]{name}", items.len());
        let name = field("[price_data][product_data][name]");
        if !items.is_empty() && form.get(&name).is_none() {
            return Ok(items);
        }
        let name = form.required(&name)?.to_owned();
        let currency_of_item = field("[price_data][currency]");
        if form.currency(&currency_of_item)? != currency {
            let refusal = Refusal::invalid("parameter_invalid", "All line items must have one currency.");
            return Err(refusal.param(&currency_of_item));
        }
        let (unit_amount, quantity) = (field("[price_data][unit_amount]"), field("[quantity]"));
        let unit_amount = form.amount(&unit_amount)?.ok_or_else(|| Refusal::missing(&unit_amount))?;
        let pieces = form.integer(&quantity)?.filter(|pieces| *pieces >= 1);
        let quantity = pieces.ok_or_else(|| Refusal::missing(&quantity))?;
        items.push(LineItem { name, unit_amount, quantity });
    }
}

fn web(url: &str, param: &str) -> Result<String, Refusal> {
    let invalid = || Refusal::invalid("url_invalid", "Not a valid URL.").param(param);
    urls::is_web(url).then(|| url.to_owned()).ok_or_else(invalid)
}

impl Session {
    /// Where the buyer pays.
    pub(crate) fn url(&self) -> String {
        format!("{}/pay/{}", self.base_url, self.id)
    }

    /// Where the buyer goes once it is complete.
    pub(crate) fn back(&self) -> String {
        self.success_url.replace(SESSION_ID, &self.id)
    }

    /// The intent of its first confirmation.
    pub(crate) fn new_intent(&self) -> NewIntent {
        NewIntent {
            amount: self.amount,
            currency: self.currency.clone(),
            metadata: self.intent_metadata.clone(),
            capture_method: self.capture_method,
            session: Some(self.id.clone()),
        }
    }

    /// Closes it: neither it nor its intent can be paid from then on.
    pub(crate) fn expire(mut self) -> Result<Self, Refusal> {
        self.must_be_open()?;
        self.status = SessionStatus::Expired;
        Ok(self)
    }

    pub(crate) fn must_be_open(&self) -> Result<(), Refusal> {
        let status = self.status.name();
        let refusal =
            || Refusal::invalid("resource_invalid_state", format!("This Session has a status of {status}."));
        (self.status == SessionStatus::Open).then_some(()).ok_or_else(refusal)
    }
}
