//! Stripe's webhooks: whether one is Stripe's and of now, and which payment it is about. What it says of that payment
//! is not read: it is a hint, and the provider is asked.
//!
//! The rules: <https://docs.stripe.com/webhooks#verify-manually>.

use hmac::{Hmac, KeyInit, Mac};
use hmac_sha2::Sha256;
use kernel::time::{Span, minutes};
use kernel::{AttemptId, Secret, Time};
use serde::Deserialize;

use crate::hex;

/// How old a signature may be, and how far ahead of our clock.
const TOLERANCE: Span = minutes(5);

/// Not Stripe's, or not of now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Forged {
    #[error("the signature cannot be read")]
    Unreadable,
    #[error("the signature is too old, or of the future")]
    NotOfNow,
    #[error("the signature does not fit")]
    Unfit,
}

/// Checks the header `Stripe-Signature` of a body.
///
/// # Errors
/// What is wrong with it; the body is not to be looked at then.
pub fn verify(secret: &Secret, header: &str, body: &[u8], now: Time) -> Result<(), Forged> {
    let fields = || header.split(',').filter_map(|field| field.trim().split_once('='));
    let stamp = fields().find(|(name, _)| *name == "t").map(|(_, stamp)| stamp).ok_or(Forged::Unreadable)?;
    let signed: i64 = stamp.parse().map_err(|_| Forged::Unreadable)?;
    let signed = Time::from_micros(signed.checked_mul(1_000_000).ok_or(Forged::Unreadable)?);
    if signed + TOLERANCE < now || now + TOLERANCE < signed {
        return Err(Forged::NotOfNow);
    }
    let mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes());
    let mac = mac.map_err(|_| Forged::Unfit)?.chain_update(stamp).chain_update(".").chain_update(body);
    // Several, while a secret is being changed for another. Each is compared in constant time.
    let fits =
        |signature: &str| hex::read(signature).is_some_and(|bytes| mac.clone().verify_slice(&bytes).is_ok());
    if fields().any(|(name, signature)| name == "v1" && fits(signature)) {
        Ok(())
    } else {
        Err(Forged::Unfit)
    }
}

/// The attempt that a verified body is about: the one we gave the payment as metadata. None for anything else.
#[must_use]
pub fn attempt(body: &[u8]) -> Option<AttemptId> {
    let event: Event = serde_json::from_slice(body).ok()?;
    event.data.object.metadata.attempt?.parse().ok()
}

/// <https://docs.stripe.com/api/events/object>
#[derive(Debug, Deserialize)]
struct Event {
    data: Data,
}

#[derive(Debug, Deserialize)]
struct Data {
    object: Object,
}

#[derive(Debug, Deserialize)]
struct Object {
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Debug, Default, Deserialize)]
struct Metadata {
    attempt: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_micros(1_614_556_800_000_000);

    /// The header that a body would come with.
    fn sign(secret: &Secret, body: &[u8], at: Time) -> String {
        let stamp = (at.micros() / 1_000_000).to_string();
        let mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).expect("any key will do");
        let signature = mac.chain_update(&stamp).chain_update(".").chain_update(body).finalize().into_bytes();
        let hex: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("t={stamp},v1={hex}")
    }

    fn secret() -> Secret {
        Secret::new("whsec_test".to_owned())
    }

    #[test]
    fn a_signature_is_that_of_rfc_2104_over_the_stamp_and_the_body() {
        // By `printf '1614556800.{}' | openssl dgst -sha256 -hmac whsec_test`.
        let known = "t=1614556800,v1=6bd5ebbc9cbce4fe6d9c728ba6c962ae7ec5510179f82646471f20bba89e7ffd";
        assert_eq!(sign(&secret(), b"{}", NOW), known);
    }

    #[test]
    fn only_the_right_signature_of_the_whole_body_fits_and_only_for_five_minutes() {
        let header = sign(&secret(), b"{}", NOW);
        assert_eq!(verify(&secret(), &header, b"{}", NOW + minutes(5)), Ok(()));
        assert_eq!(verify(&secret(), &header, b"{} ", NOW), Err(Forged::Unfit));
        assert_eq!(verify(&Secret::new("whsec_other".to_owned()), &header, b"{}", NOW), Err(Forged::Unfit));
        assert_eq!(verify(&secret(), &header, b"{}", NOW + minutes(6)), Err(Forged::NotOfNow));
        assert_eq!(verify(&secret(), &header, b"{}", NOW - minutes(6)), Err(Forged::NotOfNow));
    }

    #[test]
    fn one_of_several_signatures_is_enough() {
        let header = sign(&secret(), b"{}", NOW);
        let (stamp, signature) = header.split_once(',').expect("two fields");
        let two = format!("{stamp},v1={},{signature},v0=aa", "00".repeat(32));
        assert_eq!(verify(&secret(), &two, b"{}", NOW), Ok(()));
    }

    #[test]
    fn a_header_that_is_none_is_refused() {
        for header in
            ["", "t=", "t=x,v1=00", "v1=00", "t=99999999999999999999", "t=9223372036854775807,v1=00"]
        {
            assert_eq!(verify(&secret(), header, b"{}", NOW), Err(Forged::Unreadable), "{header}");
        }
        for signature in ["", "v1=", "v1=0", "v1=가나", "v1=zz"] {
            let header = format!("t=1614556800,{signature}");
            assert_eq!(verify(&secret(), &header, b"{}", NOW), Err(Forged::Unfit), "{header}");
        }
    }

    #[test]
    fn a_body_names_the_attempt_of_its_payment_or_none() {
        let id: AttemptId = "018f4a3c-0000-7000-8000-000000000001".parse().expect("an id");
        let body =
            format!(r#"{{"type":"x","data":{{"object":{{"id":"pi_1","metadata":{{"attempt":"{id}"}}}}}}}}"#);
        assert_eq!(attempt(body.as_bytes()), Some(id));
        for body in
            ["", "{}", r#"{"data":{"object":{}}}"#, r#"{"data":{"object":{"metadata":{"attempt":"x"}}}}"#]
        {
            assert_eq!(attempt(body.as_bytes()), None, "{body}");
        }
    }
}
