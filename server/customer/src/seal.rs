//! Links that open an order without a log-in, for letters and for the buyer to keep: the order and an end, under a seal
//! that only the shop can make.

use hmac::{Hmac, KeyInit, Mac};
use hmac_sha2::Sha256;
use kernel::time::{Span, days};
use kernel::{OrderId, Secret, Time};

use crate::session::token_hash;

/// A link opens its order so long.
const LIVES: Span = days(90);

/// Makes and checks the seals.
#[derive(Debug, Clone)]
pub struct OrderSeal {
    key: Secret,
}

impl OrderSeal {
    /// With this key.
    #[must_use]
    pub const fn new(key: Secret) -> Self {
        Self { key }
    }

    /// The path of a link made now, without its language: `/o/ORDER?until=SECONDS&seal=HEX`.
    #[must_use]
    pub fn path(&self, order: OrderId, now: Time) -> String {
        let until = (now + LIVES).micros() / 1_000_000;
        format!("/o/{order}?until={until}&seal={}", self.seal(order, until).unwrap_or_default())
    }

    /// Whether a link opens its order now. Hashes are compared, so the time taken says nothing of the seal.
    #[must_use]
    pub fn opens(&self, order: OrderId, until: i64, seal: &str, now: Time) -> bool {
        let stands = now.micros() / 1_000_000 < until;
        let hash = |text: &str| token_hash(&Secret::new(text.to_owned()));
        let ours = self.seal(order, until).is_some_and(|ours| hash(&ours) == hash(seal));
        stands && ours
    }

    fn seal(&self, order: OrderId, until: i64) -> Option<String> {
        let mac = Hmac::<Sha256>::new_from_slice(self.key.expose().as_bytes()).ok()?;
        let mac = mac.chain_update(format!("order:{order}:{until}"));
        Some(mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

#[cfg(test)]
mod tests {
    use kernel::time::{days, seconds};
    use uuid::Uuid;

    use super::*;

    const NOW: Time = Time::from_micros(1_795_365_000_000_000);
    const ORDER: OrderId = OrderId(Uuid::from_u128(7));

    fn seal(key: &str) -> OrderSeal {
        OrderSeal::new(Secret::new(key.to_owned()))
    }

    /// What a link of now carries.
    fn made(key: &str) -> (i64, String) {
        let path = seal(key).path(ORDER, NOW);
        let (until, seal) =
            path.split_once("until=").and_then(|(_, rest)| rest.split_once("&seal=")).expect("a link");
        (until.parse().expect("seconds"), seal.to_owned())
    }

    #[test]
    fn a_link_opens_its_order_until_its_end() {
        let (until, sealed) = made("key");
        assert!(seal("key").opens(ORDER, until, &sealed, NOW));
        assert!(seal("key").opens(ORDER, until, &sealed, NOW + days(90) - seconds(1)));
        assert!(!seal("key").opens(ORDER, until, &sealed, NOW + days(90)));
    }

    #[test]
    fn a_seal_fits_one_order_one_end_and_one_key() {
        let (until, sealed) = made("key");
        assert!(!seal("key").opens(OrderId(Uuid::from_u128(8)), until, &sealed, NOW));
        assert!(!seal("key").opens(ORDER, until + 1, &sealed, NOW));
        assert!(!seal("another").opens(ORDER, until, &sealed, NOW));
        for forged in ["", "00", "한벌"] {
            assert!(!seal("key").opens(ORDER, until, forged, NOW));
        }
    }
}
