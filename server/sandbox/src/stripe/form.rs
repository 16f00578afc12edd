//! Forms and queries with bracketed names, as Stripe takes them.

use std::collections::BTreeMap;

use hmac_sha2::{Digest, Sha256};

use crate::metadata::Metadata;
use crate::stripe::Refusal;

/// The parameters of a form or a query by their names, brackets and all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Form(BTreeMap<String, String>);

impl Form {
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        Self(form_urlencoded::parse(encoded).into_owned().collect())
    }

    /// A parameter that is there and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    pub(crate) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name).ok_or_else(|| Refusal::missing(name))
    }

    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let invalid = |value: &str| {
            Refusal::invalid("parameter_invalid_integer", format!("Invalid integer: {value}")).param(name)
        };
        self.get(name).map(|value| value.parse().map_err(|_| invalid(value))).transpose()
    }

    /// An amount of money in minor units: at least 1, and no more than Stripe takes at once.
    pub(crate) fn amount(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let amount = self.integer(name)?;
        if amount.is_some_and(|amount| amount < 1) {
            let message = "This value must be at least 1.";
            return Err(Refusal::invalid("parameter_invalid_integer", message).param(name));
        }
        if amount.is_some_and(|amount| amount > MAX_AMOUNT) {
            let message = "Amount must be no more than 99999999.";
            return Err(Refusal::invalid("amount_too_large", message).param(name));
        }
        Ok(amount)
    }

    /// A currency's code in small letters, as Stripe writes it.
    pub(crate) fn currency(&self, name: &str) -> Result<String, Refusal> {
        let currency = self.required(name)?.to_ascii_lowercase();
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Err(Refusal::invalid("parameter_invalid", "Invalid currency.").param(name));
        }
        Ok(currency)
    }

    /// All of `prefix[name]=value`.
    pub(crate) fn metadata(&self, prefix: &str) -> Metadata {
        let name =
            |key: &str| key.strip_prefix(prefix)?.strip_prefix('[')?.strip_suffix(']').map(str::to_owned);
        self.0.iter().filter_map(|(key, value)| Some((name(key)?, value.clone()))).collect()
    }

    /// SHA-256 over the path and the parameters, whatever their order.
    pub(crate) fn fingerprint(&self, path: &str) -> Vec<u8> {
        let mut hash = Sha256::new();
        let fields = self.0.iter().flat_map(|(name, value)| [name, value]);
        for field in [path].into_iter().chain(fields.map(String::as_str)) {
            // The length first, so that no two lists of fields read the same.
            hash.update(field.len().to_le_bytes());
            hash.update(field);
        }
        hash.finalize().to_vec()
    }
}

/// Stripe's upper bound on an amount, in minor units.
const MAX_AMOUNT: i64 = 99_999_999;
