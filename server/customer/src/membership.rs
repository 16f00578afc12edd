//! Accounts as others use them: register, log in and out, change the password, see and end one's devices.

use std::sync::Arc;

use async_trait::async_trait;
use events::Unavailable;
use kernel::time::{Span, hours};
use kernel::{AccountId, Clock, DeviceId, Ids, Secret, SessionId};

use crate::account::{Account, Accounts, Email, Registration, name};
use crate::address::Addresses;
use crate::form::{self, Field, FieldError, Forms, Refusal, Refused, Why, errors};
use crate::letters::{GuestOrders, Post};
use crate::opened::{FindOrder, OpenedOrders};
use crate::password::{Busy, Passwords, weakness};
use crate::seal::OrderSeal;
use crate::session::{Device, Entry, LIVES, LONE_LIVES, Leaving, Session, Sessions, token_hash};
use crate::tries::{self, Limit, Tries};

/// How much of what a browser calls itself is kept, in characters.
const AGENT: usize = 300;
/// A link of a letter can be used so long.
pub(crate) const LINK_LIVES: Span = hours(1);

/// What a guest has that goes along when they log in: what they are about to order.
#[async_trait]
pub trait Belongings: Send + Sync {
    /// Gives a guest's drafts to the account that they logged in to. MUST leave orders alone: who ordered with somebody's
    /// browser is not yet known to be them.
    async fn follow(&self, guest: SessionId, account: SessionId) -> Result<(), Unavailable>;
}

/// Somebody who sends a form: their browser, where they come from (a network's number), and what the browser calls
/// itself.
#[derive(Debug, Clone)]
pub struct Visit {
    pub session: Session,
    pub network: Option<i64>,
    pub agent: String,
}

/// The ports.
#[derive(Clone)]
pub struct MembershipPorts {
    pub accounts: Arc<dyn Accounts>,
    pub sessions: Arc<dyn Sessions>,
    pub passwords: Arc<dyn Passwords>,
    pub tries: Arc<dyn Tries>,
    pub forms: Arc<dyn Forms>,
    pub belongings: Arc<dyn Belongings>,
    pub post: Arc<dyn Post>,
    pub guest_orders: Arc<dyn GuestOrders>,
    pub opened: Arc<dyn OpenedOrders>,
    pub find: Arc<dyn FindOrder>,
    pub addresses: Arc<dyn Addresses>,
    pub seal: OrderSeal,
    /// Makes tokens: 256 bits from the system's source of chance.
    pub tokens: fn() -> Secret,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
}

impl std::fmt::Debug for MembershipPorts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MembershipPorts").finish_non_exhaustive()
    }
}

/// The accounts as others call them. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Membership(pub(crate) Arc<MembershipPorts>);

impl Membership {
    /// Plugs the ports in.
    #[must_use]
    pub fn new(ports: MembershipPorts) -> Self {
        Self(Arc::new(ports))
    }

    /// Makes an account by a letter's link, and logs it in. Says the token of the browser's next cookie. Whoever followed
    /// the link has read the letter, so the address is proved.
    ///
    /// # Errors
    /// What is wrong with the form; that the link is used up or over is said as [`Why::Over`] of the password.
    pub async fn register(&self, visit: Visit, link: &Secret, form: Registration) -> Result<Secret, Refusal> {
        let (ports, hash, now) = (&self.0, token_hash(link), self.0.clock.now());
        let over = || Refusal::of(Field::NewPassword, Why::Over);
        let email = ports.accounts.opening(&hash, now).await?.ok_or_else(over)?;
        let name = form.check(&email).map_err(Refusal::Fields)?;
        let password = ports.passwords.hash(&form.password).await?;
        let (id, lang) = (AccountId(ports.ids.uuid()), form.lang);
        let account = Account { id, email, name, password, verified_at: Some(now), lang, created_at: now };
        if !ports.accounts.create(&hash, account.clone()).await? {
            return Err(over());
        }
        Ok(self.enter(visit, &account).await?)
    }

    /// Logs in. Says the token of the browser's next cookie. An address that nobody has is answered as a wrong password
    /// is, and as late.
    ///
    /// # Errors
    /// [`Refusal::Wait`] after too many tries at this address or from this network.
    pub async fn log_in(&self, visit: Visit, email: &str, password: &Secret) -> Result<Secret, Refusal> {
        let email = log_in_form(email, password).map_err(Refusal::Fields)?;
        let network = Limit::of_network("log-in", visit.network);
        let limits: Vec<_> =
            [Limit::of_address("log-in", email.as_str())].into_iter().chain(network).collect();
        self.try_once(limits.clone()).await?;
        let account = self.0.accounts.by_email(&email).await?;
        let hash = account.as_ref().map(|account| account.password.as_str());
        let right = self.verify(password, hash, &limits).await?;
        match account {
            Some(account) if right => Ok(self.enter(visit, &account).await?),
            _ => Err(Refusal::of(Field::Password, Why::Wrong)),
        }
    }

    /// Logs out on this device. Says the token of the browser's next cookie.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn log_out(&self, session: &Session) -> Result<Secret, Unavailable> {
        let token = (self.0.tokens)();
        self.0.sessions.enter(session.device, None, token_hash(&token)).await?;
        Ok(token)
    }

    /// Gives the account another password, and logs it out everywhere else.
    ///
    /// # Errors
    /// What is wrong with the form; [`Refusal::Wait`] after too many tries.
    pub async fn change_password(
        &self,
        account: &Account,
        device: DeviceId,
        password: &Secret,
        new: &Secret,
    ) -> Result<(), Refusal> {
        // All that is wrong is said at once, so a weak one does not hide that the other is not theirs.
        let mut wrong = match self.knows_password(account, password).await {
            Err(Refusal::Fields(wrong)) => wrong,
            known => known.map(|()| Vec::new())?,
        };
        wrong.extend(errors([(Field::NewPassword, weakness(new, account.email.as_str()))]));
        if !wrong.is_empty() {
            return Err(Refusal::Fields(wrong));
        }
        let hash = self.0.passwords.hash(new).await?;
        Ok(self.0.accounts.set_password(account.id, hash, Some(device)).await?)
    }

    /// Gives the account another name.
    ///
    /// # Errors
    /// What is wrong with the name.
    pub async fn rename(&self, account: AccountId, typed: &str) -> Result<(), Refusal> {
        let name = name(typed).map_err(|why| Refusal::of(Field::Name, why))?;
        Ok(self.0.accounts.rename(account, name).await?)
    }

    /// Closes the account for good, for somebody who knows its password: see [`Accounts::close`]. Says the token of the
    /// browser's next cookie. From then on its address is one that nobody has.
    ///
    /// # Errors
    /// What is wrong with the password; [`Refusal::Wait`] after too many tries.
    pub async fn close(
        &self,
        account: &Account,
        session: &Session,
        password: &Secret,
    ) -> Result<Secret, Refusal> {
        self.knows_password(account, password).await?;
        self.0.accounts.close(account.id).await?;
        Ok(self.log_out(session).await?)
    }

    /// One account.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, Unavailable> {
        self.0.accounts.account(id).await
    }

    /// Where an account is logged in, the device seen last first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn devices(&self, id: AccountId) -> Result<Vec<Device>, Unavailable> {
        self.0.sessions.devices(id).await
    }

    /// Logs an account out on other devices.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn leave(&self, id: AccountId, leaving: Leaving) -> Result<(), Unavailable> {
        self.0.sessions.leave(id, leaving).await
    }

    /// Keeps a refused form for the page that shows it again.
    ///
    /// # Errors
    /// When the database is away, now or already when the form was sent.
    pub async fn keep<'t>(
        &self,
        device: DeviceId,
        form: &str,
        typed: impl IntoIterator<Item = (&'t str, &'t str)>,
        refusal: Refusal,
    ) -> Result<(), Unavailable> {
        let refused = Refused::new(typed, refusal)?;
        self.0.forms.keep(device, form, refused, self.0.clock.now()).await
    }

    /// A browser's refused form of that name.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn refused(&self, device: DeviceId, form: &str) -> Result<Option<Refused>, Unavailable> {
        self.0.forms.refused(device, form, self.0.clock.now() - form::KEPT).await
    }

    /// Forgets refused forms, tries, links, opened orders and sessions that are over.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn tick(&self) -> Result<usize, Unavailable> {
        let now = self.0.clock.now();
        self.0.forms.forget(now - form::KEPT).await?;
        self.0.tries.forget(tries::forgotten(now)).await?;
        self.0.accounts.forget_links(now).await?;
        self.0.opened.forget_opened(now).await?;
        self.0.sessions.forget_sessions(now - LIVES, now - LONE_LIVES).await?;
        Ok(0)
    }

    /// The browser gets another token, so that one planted before the log-in opens nothing. What a guest was about to
    /// order goes along, and what guests ordered with a verified address is claimed.
    async fn enter(&self, visit: Visit, account: &Account) -> Result<Secret, Unavailable> {
        let (ports, token) = (&self.0, (self.0.tokens)());
        let mut agent = visit.agent;
        kernel::typed::cut(&mut agent, AGENT);
        let entry = Entry { account: account.id, agent, at: ports.clock.now() };
        let Session { id, device, .. } = visit.session;
        ports.sessions.enter(device, Some(entry), token_hash(&token)).await?;
        if id == device.guest() {
            ports.belongings.follow(id, account.id.session()).await?;
        }
        self.claim(account).await?;
        Ok(token)
    }

    pub(crate) async fn try_once(&self, limits: Vec<Limit>) -> Result<(), Refusal> {
        match self.0.tries.count(limits, self.0.clock.now()).await? {
            Some(until) => Err(Refusal::Wait(until)),
            None => Ok(()),
        }
    }

    /// That somebody who is logged in to an account has its password.
    async fn knows_password(&self, account: &Account, password: &Secret) -> Result<(), Refusal> {
        if password.expose().is_empty() {
            return Err(Refusal::of(Field::Password, Why::Missing));
        }
        let limits = vec![Limit::of_address("password", account.email.as_str())];
        self.try_once(limits.clone()).await?;
        match self.verify(password, Some(&account.password), &limits).await? {
            true => Ok(()),
            false => Err(Refusal::of(Field::Password, Why::NotYours)),
        }
    }

    /// Verifies, and takes the try back when it was right, or not looked at.
    async fn verify(&self, password: &Secret, hash: Option<&str>, limits: &[Limit]) -> Result<bool, Refusal> {
        let verified = self.0.passwords.verify(password, hash).await;
        if verified != Ok(false) {
            self.0.tries.take_back(limits.to_vec()).await?;
        }
        Ok(verified?)
    }
}

/// The address that somebody wants to log in with. Of the fields it is only asked whether they are filled in: more would
/// say something about passwords of before.
fn log_in_form(email: &str, password: &Secret) -> Result<Email, Vec<FieldError>> {
    let email = Email::parse(email);
    let missing = password.expose().is_empty().then_some(Why::Missing);
    match (email, missing) {
        (Ok(email), None) => Ok(email),
        (email, missing) => Err(errors([(Field::Email, email.err()), (Field::Password, missing)])),
    }
}

impl From<Busy> for Refusal {
    fn from(_: Busy) -> Self {
        Self::Busy
    }
}
