//! The way back from a provider's page: an address of ours that carries the attempt's id and our seal on it.
//!
//! It is a GET that needs no cookie: after a POST from another site a browser sends none. The seal keeps strangers from
//! asking about attempts they only guess; it proves nothing of the payment, which the provider alone is asked about.

use hmac::{Hmac, KeyInit, Mac};
use hmac_sha2::Sha256;
use kernel::{AttemptId, Secret};

use crate::hex;

/// Where buyers come back to.
pub const PATH: &str = "/pay/return";

/// Makes and checks ways back.
#[derive(Debug, Clone)]
pub struct Returns {
    /// Where buyers reach the shop: `https://shop.example`.
    origin: String,
    key: Secret,
}

impl Returns {
    /// To a shop at this origin. Sealed with the provider's secret key: what that key could not do, no seal is for.
    #[must_use]
    pub fn new(origin: &str, key: Secret) -> Self {
        Self { origin: origin.trim_end_matches('/').to_owned(), key }
    }

    /// Where the buyer comes back to after paying.
    #[must_use]
    pub fn back(&self, attempt: AttemptId) -> String {
        format!("{}{PATH}?attempt={attempt}&seal={}", self.origin, self.seal(attempt))
    }

    /// Where the buyer comes back to without paying.
    #[must_use]
    pub fn aborted(&self, attempt: AttemptId) -> String {
        format!("{}&aborted=1", self.back(attempt))
    }

    /// The attempt of a way back, if the seal on it is ours.
    #[must_use]
    pub fn attempt(&self, attempt: &str, seal: &str) -> Option<AttemptId> {
        let attempt: AttemptId = attempt.parse().ok()?;
        let sealed = self.mac(attempt)?.verify_slice(&hex::read(seal)?);
        sealed.is_ok().then_some(attempt)
    }

    fn seal(&self, attempt: AttemptId) -> String {
        self.mac(attempt).map(|mac| hex::write(&mac.finalize().into_bytes())).unwrap_or_default()
    }

    fn mac(&self, attempt: AttemptId) -> Option<Hmac<Sha256>> {
        let mac = Hmac::<Sha256>::new_from_slice(self.key.expose().as_bytes()).ok()?;
        Some(mac.chain_update("pay/return:").chain_update(attempt.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use kernel::OrderId;
    use uuid::Uuid;

    use super::*;

    fn attempt(n: u32) -> AttemptId {
        AttemptId::nth(OrderId(Uuid::from_u128(7)), n)
    }

    fn returns(key: &str) -> Returns {
        Returns::new("https://shop.example/", Secret::new(key.to_owned()))
    }

    fn seal_of(address: &str) -> String {
        address.split_once("seal=").expect("a seal").1.split('&').next().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_way_back_carries_its_attempt_and_is_known_again() {
        let returns = returns("sk_1");
        let address = returns.back(attempt(1));
        assert!(address.starts_with("https://shop.example/pay/return?attempt="), "{address}");
        assert_eq!(returns.attempt(&attempt(1).to_string(), &seal_of(&address)), Some(attempt(1)));
        assert_eq!(seal_of(&returns.aborted(attempt(1))), seal_of(&address));
    }

    #[test]
    fn a_seal_fits_one_attempt_and_one_key() {
        let seal = seal_of(&returns("sk_1").back(attempt(1)));
        assert_eq!(returns("sk_1").attempt(&attempt(2).to_string(), &seal), None);
        assert_eq!(returns("sk_2").attempt(&attempt(1).to_string(), &seal), None);
        for forged in ["", "00", "zz", "한벌"] {
            assert_eq!(returns("sk_1").attempt(&attempt(1).to_string(), forged), None);
        }
    }
}
