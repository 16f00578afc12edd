//! Test cards: what a confirmation comes to is decided by the number alone.
//!
//! The numbers and PaymentMethods are those of <https://docs.stripe.com/testing>. No card number is kept.

use crate::answer::Refusal;
use crate::call::Form;

/// How the issuer answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Card {
    Approves,
    Declines(Decline),
}

/// Why the issuer declines; `decline_code` only where Stripe gives one beside the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decline {
    pub(crate) code: &'static str,
    pub(crate) decline_code: Option<&'static str>,
    pub(crate) message: &'static str,
}

const GENERIC: Decline = Decline {
    code: "card_declined",
    decline_code: Some("generic_decline"),
    message: "Your card was declined.",
};
const INSUFFICIENT_FUNDS: Decline = Decline {
    code: "card_declined",
    decline_code: Some("insufficient_funds"),
    message: "Your card has insufficient funds.",
};
const EXPIRED: Decline =
    Decline { code: "expired_card", decline_code: None, message: "Your card has expired." };

impl Card {
    /// The card of a confirmation: a PaymentMethod by its id, or a number.
    pub(crate) fn parse(form: &Form) -> Result<Self, Refusal> {
        if let Some(id) = form.get("payment_method") {
            return Self::of_payment_method(id).ok_or_else(|| {
                Refusal::invalid("resource_missing", format!("No such PaymentMethod: '{id}'"))
                    .param("payment_method")
            });
        }
        let number = form.get("payment_method_data[card][number]").ok_or_else(|| {
            let missing = "You cannot confirm this PaymentIntent because it's missing a payment method.";
            Refusal::invalid("payment_intent_unexpected_state", missing)
        })?;
        let digits: String = number.chars().filter(|c| *c != ' ' && *c != '-').collect();
        Self::of_number(&digits).ok_or_else(Refusal::incorrect_number)
    }

    fn of_number(number: &str) -> Option<Self> {
        match number {
            "4242424242424242" => Some(Self::Approves),
            "4000000000000002" => Some(Self::Declines(GENERIC)),
            "4000000000009995" => Some(Self::Declines(INSUFFICIENT_FUNDS)),
            "4000000000000069" => Some(Self::Declines(EXPIRED)),
            _ => None,
        }
    }

    fn of_payment_method(id: &str) -> Option<Self> {
        match id {
            "pm_card_visa" => Some(Self::Approves),
            "pm_card_visa_chargeDeclined" => Some(Self::Declines(GENERIC)),
            "pm_card_visa_chargeDeclinedInsufficientFunds" => Some(Self::Declines(INSUFFICIENT_FUNDS)),
            "pm_card_chargeDeclinedExpiredCard" => Some(Self::Declines(EXPIRED)),
            _ => None,
        }
    }
}
