//! Stripe's signature of a webhook: <https://docs.stripe.com/webhooks#verify-manually>.

use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use hmac_sha2::Sha256;

/// `t=<seconds>,v1=<hex>`: HMAC-SHA256 over `<seconds>.<payload>` with the endpoint's secret.
pub(super) fn of(secret: &str, at_seconds: i64, payload: &str) -> String {
    let mut header = format!("t={at_seconds},v1=");
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return header };
    mac.update(format!("{at_seconds}.{payload}").as_bytes());
    for byte in mac.finalize().into_bytes() {
        // A String takes whatever is written to it.
        let _ = write!(header, "{byte:02x}");
    }
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected code is what `printf '1492774577.{}' | openssl dgst -sha256 -hmac whsec_test` says.
    #[test]
    fn a_signature_is_what_another_program_computes() {
        let expected = "t=1492774577,v1=0d0602f6611bd2252dd4b74b58a4528355a7380639a15e6cc21e3059d56d5b8b";
        assert_eq!(of("whsec_test", 1_492_774_577, "{}"), expected);
    }
}
