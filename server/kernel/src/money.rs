//! Money: an integer of the currency's minor unit, with its currency. Never a float.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Lang;

/// A currency the shop can charge in. ISO 4217.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// The won has no minor unit: 1 is one won.
    Krw,
}

impl Currency {
    /// The ISO 4217 code, as databases and providers write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Krw => "KRW",
        }
    }
}

/// An amount in the minor unit of its currency. May be negative only as a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// In minor units: won for KRW.
    pub amount: i64,
    /// What the amount counts.
    pub currency: Currency,
}

/// A sum that makes no sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Two currencies cannot be added.
    #[error("two currencies in one sum")]
    Currency,
    /// The sum does not fit 64 bits.
    #[error("the sum is too large")]
    Overflow,
}

impl Money {
    /// So many won.
    #[must_use]
    pub const fn won(amount: i64) -> Self {
        Self { amount, currency: Currency::Krw }
    }

    /// The sum of two amounts.
    ///
    /// # Errors
    /// When the currencies differ or the sum does not fit.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currency);
        }
        let amount = self.amount.checked_add(other.amount).ok_or(MoneyError::Overflow)?;
        Ok(Self { amount, ..self })
    }

    /// So many times the amount.
    ///
    /// # Errors
    /// When the product does not fit.
    pub fn times(self, count: u32) -> Result<Self, MoneyError> {
        let amount = self.amount.checked_mul(i64::from(count)).ok_or(MoneyError::Overflow)?;
        Ok(Self { amount, ..self })
    }

    /// `39,000원` in Korean, `₩39,000` in English.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        let Currency::Krw = self.currency;
        match lang {
            Lang::Ko => format!("{self}원"),
            Lang::En => format!("₩{self}"),
        }
    }
}

/// The bare number with thousands separated.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&grouped(self.amount))
    }
}

/// A whole number with its thousands separated: `-1,234`.
#[must_use]
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn won_are_written_as_each_language_writes_them() {
        assert_eq!(Money::won(39_000).text(Lang::Ko), "39,000원");
        assert_eq!(Money::won(1_234_567).text(Lang::En), "₩1,234,567");
        assert_eq!(Money::won(0).to_string(), "0");
        assert_eq!(Money::won(-1_000).to_string(), "-1,000");
    }

    #[test]
    fn a_sum_that_does_not_fit_is_an_error_and_not_a_wrap() {
        assert_eq!(Money::won(i64::MAX).plus(Money::won(1)), Err(MoneyError::Overflow));
        assert_eq!(Money::won(i64::MAX).times(2), Err(MoneyError::Overflow));
    }
}
