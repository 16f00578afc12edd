//! Passwords, hashed with Argon2id on threads of their own and few at a time, so that a rush of log-ins takes neither the
//! machine's memory nor the shop's threads.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use async_trait::async_trait;
use customer::{Busy, Passwords};
use kernel::Secret;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// What a hash costs: 19 MiB, two passes, one lane, as OWASP asks for Argon2id at least
/// (<https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html>).
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Passwords that are computed at a time.
const AT_A_TIME: usize = 2;
/// Passwords that are computed or wait; one more is sent away.
const PLACES: usize = 32;
/// The adapter. Its clones share their places.
#[derive(Debug, Clone)]
pub struct Argon2id {
    computing: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

impl Default for Argon2id {
    fn default() -> Self {
        Self { computing: Arc::new(Semaphore::new(AT_A_TIME)), places: Arc::new(Semaphore::new(PLACES)) }
    }
}

impl Argon2id {
    /// Computes something when its turn has come. Nothing of ours panics in there or closes a semaphore; if it did, the
    /// person is told to try again.
    async fn compute<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
        let _place = self.places.try_acquire().map_err(|_| Busy)?;
        let turn = Arc::clone(&self.computing).acquire_owned().await.map_err(|_| Busy)?;
        // The turn goes along: somebody who hangs up does not make room while theirs is still computed.
        spawn_blocking(move || {
            let _turn = turn;
            work()
        })
        .await
        .map_err(|_| Busy)
    }
}

fn argon2() -> Option<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// A hash as a PHC string, under a salt that the system's source of chance gives.
fn hash(password: &Secret) -> Option<String> {
    Some(argon2()?.hash_password(password.expose().as_bytes()).ok()?.to_string())
}

/// The parameters are the hash's own, so that older hashes stay good when ours grow.
fn verify(password: &Secret, hash: &str) -> bool {
    Argon2::default().verify_password(password.expose().as_bytes(), hash).is_ok()
}

#[async_trait]
impl Passwords for Argon2id {
    async fn hash(&self, password: &Secret) -> Result<String, Busy> {
        let password = password.clone();
        self.compute(move || hash(&password)).await?.ok_or(Busy)
    }

    async fn verify(&self, password: &Secret, known: Option<&str>) -> Result<bool, Busy> {
        let (password, known) = (password.clone(), known.map(str::to_owned));
        // Where there is no hash, making one is the same work.
        let compute = move || match known {
            Some(known) => verify(&password, &known),
            None => hash(&password).is_none(),
        };
        self.compute(compute).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_and_another_is_not() {
        let passwords = Argon2id::default();
        let hash = passwords.hash(&secret("바늘과 실과 골무")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_eq!(passwords.verify(&secret("바늘과 실과 골무"), Some(&hash)).await, Ok(true));
        assert_eq!(passwords.verify(&secret("바늘과 실과 골무 "), Some(&hash)).await, Ok(false));
        assert_ne!(
            passwords.hash(&secret("바늘과 실과 골무")).await.unwrap(),
            hash,
            "each has a salt of its own"
        );
    }

    #[tokio::test]
    async fn without_a_hash_nobody_is_let_in() {
        assert_eq!(Argon2id::default().verify(&secret("바늘과 실과 골무"), None).await, Ok(false));
    }

    #[tokio::test]
    async fn a_rush_finds_no_place_and_is_sent_away_at_once() {
        let passwords = Argon2id::default();
        let all = passwords.places.clone().acquire_many_owned(u32::try_from(PLACES).unwrap()).await.unwrap();
        assert_eq!(passwords.verify(&secret("바늘과 실과 골무"), None).await, Err(Busy));
        drop(all);
        assert_eq!(passwords.verify(&secret("바늘과 실과 골무"), None).await, Ok(false));
    }
}
