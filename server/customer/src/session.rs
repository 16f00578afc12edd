//! Sessions: a random cookie, stored hashed. A buyer's orders belong to one; a seller is one that signed in.

use std::sync::Arc;

use async_trait::async_trait;
use events::Unavailable;
use kernel::time::{Span, days, hours};
use kernel::{Clock, Ids, Secret, SessionId, Time};
use sha2::{Digest, Sha256};

/// A session lives so long after it was last seen.
const LIVES: Span = days(365);
/// A seller is asked again after this.
const SELLER_LIVES: Span = hours(12);
/// A one-time link can be used so long.
const LINK_LIVES: Span = hours(24);
/// `seen_at` is written at most so often.
const SEEN_EVERY: Span = hours(1);

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    /// Until when it may use the seller's pages.
    pub seller_until: Option<Time>,
    pub created_at: Time,
    pub seen_at: Time,
}

/// The sessions' rows.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Keeps a new session under its token's hash.
    async fn create(&self, session: Session, hash: String) -> Result<(), Unavailable>;

    /// The session of a token's hash.
    async fn by_hash(&self, hash: &str) -> Result<Option<Session>, Unavailable>;

    /// Keeps the session as it is now, under a new hash when one is given (the old one is dead from then on).
    async fn save(&self, session: Session, hash: Option<String>) -> Result<(), Unavailable>;
}

/// The one-time links that let a seller in.
#[async_trait]
pub trait OneTimeLinks: Send + Sync {
    /// Keeps a link's hash.
    async fn create_link(&self, hash: String, expires: Time) -> Result<(), Unavailable>;

    /// Uses a link up. `false` when there is no such link, or it is used or over. MUST be true only once.
    async fn use_link(&self, hash: &str, now: Time) -> Result<bool, Unavailable>;
}

/// Why nobody was signed in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// Wrong password.
    #[error("wrong password")]
    Wrong,
    /// The link was used, or is over.
    #[error("the link is used up")]
    LinkUsed,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// What a token is stored as: SHA-256, hex. Tokens are 256 bits of chance, so no salt is needed.
#[must_use]
pub fn token_hash(token: &Secret) -> String {
    Sha256::digest(token.expose()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The sessions as others call them. Cheap to clone.
#[derive(Clone)]
pub struct SignIn {
    sessions: Arc<dyn Sessions>,
    links: Arc<dyn OneTimeLinks>,
    /// Makes tokens: 256 bits from the system's source of chance.
    tokens: fn() -> Secret,
    /// The hash of the seller's password, when one is configured.
    password_hash: Option<String>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn").finish_non_exhaustive()
    }
}

impl SignIn {
    /// Plugs the ports in.
    #[must_use]
    pub fn new(
        sessions: Arc<dyn Sessions>,
        links: Arc<dyn OneTimeLinks>,
        tokens: fn() -> Secret,
        password: Option<&Secret>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self { sessions, links, tokens, password_hash: password.map(token_hash), clock, ids }
    }

    /// The session of a cookie, if it still lives.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn session(&self, token: &Secret) -> Result<Option<Session>, Unavailable> {
        let now = self.clock.now();
        let found = self.sessions.by_hash(&token_hash(token)).await?;
        let Some(mut session) = found.filter(|session| now < session.seen_at + LIVES) else {
            return Ok(None);
        };
        if now >= session.seen_at + SEEN_EVERY {
            session.seen_at = now;
            self.sessions.save(session.clone(), None).await?;
        }
        Ok(Some(session))
    }

    /// A new session and the token for its cookie.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn start(&self) -> Result<(Session, Secret), Unavailable> {
        let (now, token) = (self.clock.now(), (self.tokens)());
        let session =
            Session { id: SessionId(self.ids.uuid()), seller_until: None, created_at: now, seen_at: now };
        self.sessions.create(session.clone(), token_hash(&token)).await?;
        Ok((session, token))
    }

    /// Whether a session may use the seller's pages now.
    #[must_use]
    pub fn is_seller(&self, session: &Session) -> bool {
        session.seller_until.is_some_and(|until| self.clock.now() < until)
    }

    /// A new one-time link's token.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn one_time_link(&self) -> Result<Secret, Unavailable> {
        let token = (self.tokens)();
        self.links.create_link(token_hash(&token), self.clock.now() + LINK_LIVES).await?;
        Ok(token)
    }

    /// Lets a seller in by a one-time link. The session's token is rotated; what it owned it keeps.
    ///
    /// # Errors
    /// When the link is used up, or the database is away.
    pub async fn by_link(&self, session: Session, link: &Secret) -> Result<Secret, SessionError> {
        if self.links.use_link(&token_hash(link), self.clock.now()).await? {
            Ok(self.let_in(session).await?)
        } else {
            Err(SessionError::LinkUsed)
        }
    }

    /// Lets a seller in by the configured password. Hashes are compared, so the time taken says nothing of it.
    ///
    /// # Errors
    /// When it is wrong or none is configured, or the database is away.
    pub async fn by_password(&self, session: Session, password: &Secret) -> Result<Secret, SessionError> {
        if self.password_hash.as_ref() == Some(&token_hash(password)) {
            Ok(self.let_in(session).await?)
        } else {
            Err(SessionError::Wrong)
        }
    }

    async fn let_in(&self, mut session: Session) -> Result<Secret, Unavailable> {
        let token = (self.tokens)();
        session.seller_until = Some(self.clock.now() + SELLER_LIVES);
        self.sessions.save(session, Some(token_hash(&token))).await?;
        Ok(token)
    }

    /// Ends the seller's part of a session.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn sign_out(&self, mut session: Session) -> Result<(), Unavailable> {
        session.seller_until = None;
        self.sessions.save(session, None).await
    }
}
