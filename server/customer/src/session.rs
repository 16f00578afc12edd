//! Sessions: a random cookie, stored hashed, for each browser. Drafts and orders belong to the browser, or to the account
//! that is logged in there; a seller is one that signed in.

use std::sync::Arc;

use async_trait::async_trait;
use events::{Actor, Unavailable};
use kernel::time::{Span, days, hours};
use kernel::{AccountId, Clock, DeviceId, Ids, Secret, SessionId, StaffId, Time};
use sha2::{Digest, Sha256};

use crate::staff::Role;

/// A session lives so long after it was last seen.
pub(crate) const LIVES: Span = days(365);
/// How long a guest's session stays that was given and never seen again, such as a crawler's.
pub(crate) const LONE_LIVES: Span = days(7);
/// A seller is asked again after this.
const SELLER_LIVES: Span = hours(12);
/// A one-time link can be used so long.
const LINK_LIVES: Span = hours(24);
/// `seen_at` is written at most so often.
const SEEN_EVERY: Span = hours(1);

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who this is to the shop: see [`who`].
    pub id: SessionId,
    /// The browser.
    pub device: DeviceId,
    /// The account that is logged in there.
    pub account: Option<AccountId>,
    /// Until when it may use the seller's pages.
    pub seller_until: Option<Time>,
    /// Who of the staff that is; the owner is none of them.
    pub staff: Option<OnDuty>,
    pub created_at: Time,
    pub seen_at: Time,
}

/// Somebody of the staff at the desk, with their role as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnDuty {
    pub id: StaffId,
    pub name: String,
    pub role: Role,
}

/// Where somebody sits at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// As the audit names them.
    pub who: Actor,
    /// Their browser.
    pub device: DeviceId,
    pub role: Role,
    /// The name of somebody of the staff.
    pub name: Option<String>,
}

/// Somebody signs in at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeskEntry {
    pub until: Time,
    /// None: the owner.
    pub staff: Option<StaffId>,
}

/// Who a browser is to the shop: the account that is logged in there, else itself.
#[must_use]
pub fn who(device: DeviceId, account: Option<AccountId>) -> SessionId {
    account.map_or(device.guest(), AccountId::session)
}

/// Somebody logs in to an account on a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub account: AccountId,
    /// What the browser calls itself, for the list of devices.
    pub agent: String,
    pub at: Time,
}

/// A device on which an account is logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    pub device: DeviceId,
    pub agent: String,
    pub entered_at: Time,
    pub seen_at: Time,
}

/// On which devices an account is logged out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// On this one.
    On(DeviceId),
    /// On all but this one.
    AllBut(DeviceId),
}

/// The sessions' rows. A method MUST write what it names and nothing else: what one request read must not undo what
/// another has written since, such as the end of a session.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Keeps a new session under its token's hash.
    async fn create(&self, session: Session, hash: String) -> Result<(), Unavailable>;

    /// The session of a token's hash. MUST be no seller's once that somebody of the staff was sent away, and a guest's once
    /// the account is closed, also for who logged in at that very moment.
    async fn by_hash(&self, hash: &str) -> Result<Option<Session>, Unavailable>;

    /// Notes when a device was last seen.
    async fn seen(&self, device: DeviceId, at: Time) -> Result<(), Unavailable>;

    /// Lets somebody in at the desk, or no longer; under a new hash when one is given (the old one is dead from then on).
    async fn let_in(
        &self,
        device: DeviceId,
        entry: Option<DeskEntry>,
        hash: Option<String>,
    ) -> Result<(), Unavailable>;

    /// Logs an account in on a device, or out, under a new hash. The old one is dead from then on.
    async fn enter(&self, device: DeviceId, entry: Option<Entry>, hash: String) -> Result<(), Unavailable>;

    /// Where an account is logged in, the device seen last first.
    async fn devices(&self, account: AccountId) -> Result<Vec<Device>, Unavailable>;

    /// Forgets the sessions that nobody was seen with since `before`, and those of guests whose browser was never seen
    /// again after it was given one, if that was before `lone` and nothing is theirs: no cart, draft, order or opened one.
    async fn forget_sessions(&self, before: Time, lone: Time) -> Result<(), Unavailable>;

    /// Logs an account out. MUST touch no device on which another account is logged in.
    async fn leave(&self, account: AccountId, leaving: Leaving) -> Result<(), Unavailable>;
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
            self.sessions.seen(session.device, now).await?;
        }
        Ok(Some(session))
    }

    /// A new session and the token for its cookie.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn start(&self) -> Result<(Session, Secret), Unavailable> {
        let (now, token, device) = (self.clock.now(), (self.tokens)(), DeviceId(self.ids.uuid()));
        let session = Session {
            id: who(device, None),
            device,
            account: None,
            seller_until: None,
            staff: None,
            created_at: now,
            seen_at: now,
        };
        self.sessions.create(session.clone(), token_hash(&token)).await?;
        Ok((session, token))
    }

    /// Whether a session may use the seller's pages now.
    #[must_use]
    pub fn is_seller(&self, session: &Session) -> bool {
        session.seller_until.is_some_and(|until| self.clock.now() < until)
    }

    /// Where a session sits at the desk now, if it does.
    #[must_use]
    pub fn seat(&self, session: &Session) -> Option<Seat> {
        let device = session.device;
        self.is_seller(session).then(|| match &session.staff {
            Some(OnDuty { id, name, role }) => {
                Seat { who: Actor::Staff(*id), device, role: *role, name: Some(name.clone()) }
            }
            None => Seat { who: Actor::Seller(device.guest()), device, role: Role::Owner, name: None },
        })
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
            Ok(self.let_in(&session, None).await?)
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
            Ok(self.let_in(&session, None).await?)
        } else {
            Err(SessionError::Wrong)
        }
    }

    /// Lets the owner in, or somebody of the staff, under a new token.
    pub(crate) async fn let_in(
        &self,
        session: &Session,
        staff: Option<StaffId>,
    ) -> Result<Secret, Unavailable> {
        let (token, until) = ((self.tokens)(), self.clock.now() + SELLER_LIVES);
        let entry = DeskEntry { until, staff };
        self.sessions.let_in(session.device, Some(entry), Some(token_hash(&token))).await?;
        Ok(token)
    }

    /// Ends the seller's part of a session.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn sign_out(&self, session: Session) -> Result<(), Unavailable> {
        self.sessions.let_in(session.device, None, None).await
    }
}
