//! Passwords: which ones are taken, and the port that hashes them.

use async_trait::async_trait;
use kernel::Secret;

use crate::form::Why;

/// Fewer characters are guessed too soon (NIST SP 800-63B asks for length, and for no mixture of signs).
pub const SHORTEST: usize = 10;
/// More would cost the machine and help nobody.
const LONGEST: usize = 128;

/// What everybody tries first, of those that are long enough, in lower case and without what stands around the words.
const COMMON: [&str; 18] = [
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "qwertyuiop",
    "qwerty1234",
    "qwer1234qwer",
    "asdfghjkl1",
    "asdf1234asdf",
    "password12",
    "password123",
    "password1234",
    "iloveyou12",
    "sarang1234",
    "letmein123",
    "welcome123",
    "football123",
    "hanbeol1234",
    "비밀번호비밀번호",
    "abcdefghij",
];

/// Why a password is not taken for an account of this address.
#[must_use]
pub fn weakness(password: &Secret, email: &str) -> Option<Why> {
    let (text, email) = (password.expose().to_lowercase(), email.to_lowercase());
    let local = email.split('@').next().unwrap_or_default();
    let letters: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    match text.chars().count() {
        0 => Some(Why::Missing),
        count if count < SHORTEST => Some(Why::TooShort),
        count if count > LONGEST => Some(Why::TooLong),
        _ if text == email || letters == local => Some(Why::Address),
        _ if COMMON.contains(&letters.as_str()) || is_run(&text) => Some(Why::Common),
        _ => None,
    }
}

/// One sign again and again, or each a step after the last, as on the row of digits: `aaaaaaaaaa`, `1234567890`.
fn is_run(text: &str) -> bool {
    let step = |a: char, b: char| match (a, b) {
        ('9', '0') => 1,
        ('0', '9') => -1,
        _ => i64::from(u32::from(b)) - i64::from(u32::from(a)),
    };
    let mut steps = text.chars().zip(text.chars().skip(1)).map(|(a, b)| step(a, b));
    let first = steps.next().unwrap_or_default();
    first.abs() <= 1 && steps.all(|each| each == first)
}

/// The machine is at so many passwords that this one was not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords at once")]
pub struct Busy;

/// Hashing, which is slow by intent.
///
/// An adapter MUST use a memory-hard function with a salt of its own for each hash, MUST NOT keep an async thread while
/// it computes, and MUST bound how many it computes and lets wait at a time.
#[async_trait]
pub trait Passwords: Send + Sync {
    /// A new hash of a password, with its salt and parameters in it.
    async fn hash(&self, password: &Secret) -> Result<String, Busy>;

    /// Whether a password is the one of that hash. Without a hash it is not, and MUST take as long: so nobody learns
    /// who has an account.
    async fn verify(&self, password: &Secret, hash: Option<&str>) -> Result<bool, Busy>;
}
