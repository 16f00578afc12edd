//! A payment intent: created unconfirmed, then captured, held for a capture, or cancelled.
//!
//! Its states and what may follow which: <https://docs.stripe.com/payments/paymentintents/lifecycle>.

use kernel::Time;
use kernel::time::{Span, days};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cards::{Card, Verdict};
use crate::faults::{Late, Shown};
use crate::ledger::timers::Effect;
use crate::metadata::Metadata;
use crate::stripe::Refusal;
use crate::stripe::form::Form;

/// How long an authorization waits to be captured: <https://docs.stripe.com/payments/place-a-hold-on-a-payment-method>.
const AUTHORIZATION_LIVES: Span = days(7);
const CANCELLATION_REASONS: [&str; 4] = ["duplicate", "fraudulent", "requested_by_customer", "abandoned"];

/// Where an intent stands. `Succeeded` and `Canceled` are final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub(crate) enum Status {
    RequiresPaymentMethod,
    /// The buyer has to authenticate.
    RequiresAction,
    /// The issuer has not said yet.
    Processing,
    RequiresCapture,
    Succeeded,
    Canceled,
}

impl Status {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::RequiresPaymentMethod => "requires_payment_method",
            Self::RequiresAction => "requires_action",
            Self::Processing => "processing",
            Self::RequiresCapture => "requires_capture",
            Self::Succeeded => "succeeded",
            Self::Canceled => "canceled",
        }
    }
}

/// Whether an approval captures at once or waits for the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub(crate) enum CaptureMethod {
    Automatic,
    Manual,
}

impl CaptureMethod {
    pub(crate) fn parse(form: &Form, param: &str) -> Result<Self, Refusal> {
        match form.get(param) {
            None | Some("automatic" | "automatic_async") => Ok(Self::Automatic),
            Some("manual") => Ok(Self::Manual),
            Some(_) => Err(Refusal::invalid("parameter_invalid", "Invalid capture_method.").param(param)),
        }
    }
}

/// One row of the ledger; amounts in minor units.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Intent {
    pub(crate) id: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) metadata: Metadata,
    pub(crate) capture_method: CaptureMethod,
    pub(crate) status: Status,
    /// What the issuer will say once the buyer has authenticated.
    pub(crate) pending: Option<Verdict>,
    pub(crate) action_url: Option<String>,
    pub(crate) return_url: Option<String>,
    /// The checkout session it was made for.
    pub(crate) session: Option<String>,
    pub(crate) last_payment_error: Option<Value>,
    /// The charge of the last try, approved or declined.
    pub(crate) latest_charge: Option<String>,
    pub(crate) captured: i64,
    /// Returned, or about to be.
    pub(crate) refunded: i64,
    pub(crate) created_at: Time,
    pub(crate) captured_at: Option<Time>,
    pub(crate) canceled_at: Option<Time>,
    pub(crate) cancellation_reason: Option<String>,
}

/// What `POST /v1/payment_intents` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewIntent {
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) metadata: Metadata,
    pub(crate) capture_method: CaptureMethod,
    pub(crate) session: Option<String>,
}

impl NewIntent {
    pub(crate) fn parse(form: &Form) -> Result<Self, Refusal> {
        let amount = form.amount("amount")?.ok_or_else(|| Refusal::missing("amount"))?;
        let currency = form.currency("currency")?;
        if form.get("confirm") == Some("true") {
            let message = "The payment sandbox confirms in a call of its own.";
            return Err(Refusal::invalid("parameter_invalid", message).param("confirm"));
        }
        let capture_method = CaptureMethod::parse(form, "capture_method")?;
        Ok(Self { amount, currency, metadata: form.metadata("metadata"), capture_method, session: None })
    }

    pub(crate) fn open(self, id: String, now: Time) -> Intent {
        Intent {
            id,
            amount: self.amount,
            currency: self.currency,
            metadata: self.metadata,
            capture_method: self.capture_method,
            status: Status::RequiresPaymentMethod,
            pending: None,
            action_url: None,
            return_url: None,
            session: self.session,
            last_payment_error: None,
            latest_charge: None,
            captured: 0,
            refunded: 0,
            created_at: now,
            captured_at: None,
            canceled_at: None,
            cancellation_reason: None,
        }
    }
}

/// The reason that `POST /v1/payment_intents/{id}/cancel` may give.
pub(crate) fn cancellation_reason(form: &Form) -> Result<Option<String>, Refusal> {
    let reason = form.get("cancellation_reason");
    if reason.is_some_and(|reason| !CANCELLATION_REASONS.contains(&reason)) {
        let refusal = Refusal::invalid("parameter_invalid", "Invalid cancellation_reason.");
        return Err(refusal.param("cancellation_reason"));
    }
    Ok(reason.map(str::to_owned))
}

/// One try to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Try {
    pub(crate) card: Card,
    /// The id of the charge that it makes.
    pub(crate) charge: String,
    /// Where the buyer goes from the issuer's page, and where that page is.
    pub(crate) return_url: Option<String>,
    pub(crate) action_url: String,
    pub(crate) late: Option<Late>,
}

/// What a decision made of an intent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Change {
    pub(crate) intent: Intent,
    /// The type of the event that tells of it.
    pub(crate) event: &'static str,
    /// The answer, where it is not the intent.
    pub(crate) refusal: Option<Refusal>,
    pub(crate) timer: Option<(Time, Effect)>,
}

impl Change {
    fn new(intent: Intent, event: &'static str) -> Self {
        Self { intent, event, refusal: None, timer: None }
    }
}

impl Intent {
    /// Asks the issuer, or the buyer first where the card wants that.
    pub(crate) fn confirm(mut self, attempt: Try, now: Time) -> Result<Change, Refusal> {
        self.must_be("confirm", &[Status::RequiresPaymentMethod, Status::RequiresAction])?;
        self.latest_charge = Some(attempt.charge);
        if attempt.card.authenticates {
            self.status = Status::RequiresAction;
            self.pending = Some(attempt.card.verdict);
            self.action_url = Some(attempt.action_url);
            self.return_url = attempt.return_url;
            self.last_payment_error = None;
            return Ok(Change::new(self, "payment_intent.requires_action"));
        }
        Ok(self.hear(attempt.card.verdict, attempt.late, now))
    }

    /// The buyer came back from the issuer's page, with or without having authenticated.
    pub(crate) fn authenticate(self, passed: bool, late: Option<Late>, now: Time) -> Result<Change, Refusal> {
        self.must_be("authenticate", &[Status::RequiresAction])?;
        match self.pending {
            Some(verdict) if passed => Ok(self.hear(verdict, late, now)),
            _ => Ok(self.declined(Refusal::not_authenticated())),
        }
    }

    fn hear(mut self, verdict: Verdict, late: Option<Late>, now: Time) -> Change {
        match (verdict, late) {
            (Verdict::Approved, None) => self.approved(now),
            (Verdict::Approved, Some(Late { shown, delay })) => {
                let shown = match shown {
                    Shown::Declined => self.declined(Refusal::declined(verdict)),
                    Shown::Processing => {
                        self.pending = None;
                        self.status = Status::Processing;
                        Change::new(self, "payment_intent.processing")
                    }
                };
                Change { timer: Some((now + delay, Effect::CaptureIntent)), ..shown }
            }
            (refused, _) => self.declined(Refusal::declined(refused)),
        }
    }

    fn approved(mut self, now: Time) -> Change {
        self.pending = None;
        self.last_payment_error = None;
        match self.capture_method {
            CaptureMethod::Automatic => {
                let amount = self.amount;
                self.captured(amount, now)
            }
            CaptureMethod::Manual => {
                self.status = Status::RequiresCapture;
                let timer = Some((now + AUTHORIZATION_LIVES, Effect::ReleaseIntent));
                Change { timer, ..Change::new(self, "payment_intent.amount_capturable_updated") }
            }
        }
    }

    fn captured(mut self, amount: i64, now: Time) -> Change {
        self.status = Status::Succeeded;
        self.captured = amount;
        self.captured_at = Some(now);
        Change::new(self, "payment_intent.succeeded")
    }

    fn declined(mut self, refusal: Refusal) -> Change {
        self.pending = None;
        self.status = Status::RequiresPaymentMethod;
        self.last_payment_error = Some(refusal.error().clone());
        let refusal = refusal.payment_intent(self.json());
        Change { refusal: Some(refusal), ..Change::new(self, "payment_intent.payment_failed") }
    }

    /// Takes what was authorized, or part of it; the rest is let go.
    pub(crate) fn capture(self, amount: Option<i64>, now: Time) -> Result<Change, Refusal> {
        self.must_be("capture", &[Status::RequiresCapture])?;
        let amount = amount.unwrap_or(self.amount);
        if amount > self.amount {
            let message = format!("You cannot capture more than the {} that are capturable.", self.amount);
            return Err(Refusal::invalid("amount_too_large", message).param("amount_to_capture"));
        }
        Ok(self.captured(amount, now))
    }

    /// Closes an intent that was not captured; from then on it never can be.
    pub(crate) fn cancel(mut self, reason: Option<String>, now: Time) -> Result<Change, Refusal> {
        let open = [Status::RequiresPaymentMethod, Status::RequiresAction, Status::RequiresCapture];
        self.must_be("cancel", &open)?;
        self.pending = None;
        self.status = Status::Canceled;
        self.canceled_at = Some(now);
        self.cancellation_reason = reason;
        Ok(Change::new(self, "payment_intent.canceled"))
    }

    /// What was said to be declined or under way is captured after all, unless it has been closed or paid otherwise.
    pub(crate) fn capture_late(self, now: Time) -> Option<Change> {
        let open = [Status::RequiresPaymentMethod, Status::RequiresAction, Status::Processing];
        open.contains(&self.status).then(|| self.approved(now))
    }

    /// Nobody captured it in time.
    pub(crate) fn release(self, now: Time) -> Option<Change> {
        let waits = self.status == Status::RequiresCapture;
        waits.then(|| self.cancel(Some("automatic".to_owned()), now)).and_then(Result::ok)
    }

    /// The intent of a checkout session follows the session: the buyer confirms it on the page, and expiring the
    /// session closes it. Only an authorization can be cancelled here.
    pub(crate) fn must_not_follow_a_session(&self, verb: &str) -> Result<(), Refusal> {
        match self.session {
            Some(_) if self.status != Status::RequiresCapture => {
                let message = format!("You cannot {verb} the PaymentIntent of a Checkout Session.");
                Err(Refusal::unexpected_state(message).payment_intent(self.json()))
            }
            _ => Ok(()),
        }
    }

    fn must_be(&self, verb: &str, states: &[Status]) -> Result<(), Refusal> {
        if states.contains(&self.status) {
            return Ok(());
        }
        let status = self.status.name();
        let message = format!("You cannot {verb} this PaymentIntent because it has a status of {status}.");
        Err(Refusal::unexpected_state(message).payment_intent(self.json()))
    }
}
