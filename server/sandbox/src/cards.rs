//! Test cards: what a payment comes to is decided by the number alone, whichever face it came through.
//!
//! The numbers and PaymentMethods are those of <https://docs.stripe.com/testing>. No card number is kept.

use kernel::Lang;

/// What an issuer says when it is asked to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub(crate) enum Verdict {
    Approved,
    Declined,
    InsufficientFunds,
    LostCard,
    StolenCard,
    ExpiredCard,
    IncorrectCvc,
    /// The issuer could not be asked; nothing happened.
    ProcessingError,
}

/// A card: whether its issuer asks the buyer first, and what it says then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Card {
    pub(crate) authenticates: bool,
    pub(crate) verdict: Verdict,
}

/// A card that a page offers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TestCard {
    pub(crate) number: &'static str,
    payment_method: &'static str,
    pub(crate) card: Card,
    ko: &'static str,
    en: &'static str,
}

const fn at_once(verdict: Verdict) -> Card {
    Card { authenticates: false, verdict }
}

const fn asks_first(verdict: Verdict) -> Card {
    Card { authenticates: true, verdict }
}

pub(crate) const TEST_CARDS: [TestCard; 12] = [
    TestCard {
        number: "4242424242424242",
        payment_method: "pm_card_visa",
        card: at_once(Verdict::Approved),
        ko: "승인돼요",
        en: "Approved",
    },
    TestCard {
        number: "4000000000000002",
        payment_method: "pm_card_visa_chargeDeclined",
        card: at_once(Verdict::Declined),
        ko: "거절돼요",
        en: "Declined",
    },
    TestCard {
        number: "4000000000009995",
        payment_method: "pm_card_visa_chargeDeclinedInsufficientFunds",
        card: at_once(Verdict::InsufficientFunds),
        ko: "잔액이 부족해요",
        en: "Insufficient funds",
    },
    TestCard {
        number: "4000000000009987",
        payment_method: "pm_card_visa_chargeDeclinedLostCard",
        card: at_once(Verdict::LostCard),
        ko: "분실된 카드예요",
        en: "Lost card",
    },
    TestCard {
        number: "4000000000009979",
        payment_method: "pm_card_visa_chargeDeclinedStolenCard",
        card: at_once(Verdict::StolenCard),
        ko: "도난된 카드예요",
        en: "Stolen card",
    },
    TestCard {
        number: "4000000000000069",
        payment_method: "pm_card_chargeDeclinedExpiredCard",
        card: at_once(Verdict::ExpiredCard),
        ko: "유효기간이 지났어요",
        en: "Expired card",
    },
    TestCard {
        number: "4000000000000127",
        payment_method: "pm_card_chargeDeclinedIncorrectCvc",
        card: at_once(Verdict::IncorrectCvc),
        ko: "CVC가 맞지 않아요",
        en: "Incorrect CVC",
    },
    TestCard {
        number: "4000000000000119",
        payment_method: "pm_card_chargeDeclinedProcessingError",
        card: at_once(Verdict::ProcessingError),
        ko: "카드사에 오류가 있어요",
        en: "Processing error",
    },
    TestCard {
        number: "4000002760003184",
        payment_method: "pm_card_authenticationRequired",
        card: asks_first(Verdict::Approved),
        ko: "본인 인증(3-D Secure) 뒤에 승인돼요",
        en: "Approved after 3-D Secure",
    },
    TestCard {
        number: "4000000000003220",
        payment_method: "pm_card_threeDSecure2Required",
        card: asks_first(Verdict::Approved),
        ko: "본인 인증(3-D Secure 2) 뒤에 승인돼요",
        en: "Approved after 3-D Secure 2",
    },
    TestCard {
        number: "4000008400001629",
        payment_method: "pm_card_threeDSecureRequiredChargeDeclined",
        card: asks_first(Verdict::Declined),
        ko: "본인 인증 뒤에 거절돼요",
        en: "Declined after 3-D Secure",
    },
    TestCard {
        number: "4000008260003178",
        payment_method: "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
        card: asks_first(Verdict::InsufficientFunds),
        ko: "본인 인증 뒤에 잔액이 부족해요",
        en: "Insufficient funds after 3-D Secure",
    },
];

impl TestCard {
    /// What becomes of it, as the pages say it.
    pub(crate) fn label(&self, lang: Lang) -> &'static str {
        lang.pick(self.ko, self.en)
    }
}

impl Card {
    /// The card of a number, which may be written with spaces or dashes.
    pub(crate) fn of_number(number: &str) -> Option<Self> {
        let digits: String = number.chars().filter(|c| *c != ' ' && *c != '-').collect();
        TEST_CARDS.iter().find(|known| known.number == digits).map(|known| known.card)
    }

    /// The card behind one of Stripe's PaymentMethods for tests.
    pub(crate) fn of_payment_method(id: &str) -> Option<Self> {
        TEST_CARDS.iter().find(|known| known.payment_method == id).map(|known| known.card)
    }
}
