//! Letters about people: an account is made and its password set anew by a link that only the address' owner reads.
//!
//! Who asks for a letter is told the same whether the address has an account or not, and as soon: no account is looked for
//! before the answer. What differs stands in the letter. So an account begins with its address alone, and nobody chooses
//! a password for an address that is not theirs.

use async_trait::async_trait;
use events::Unavailable;
use kernel::{Lang, Secret, SessionId, Time};

use crate::account::{Account, Email, Link, Opening};
use crate::form::{Field, Refusal, Why};
use crate::membership::{LINK_LIVES, Membership, Visit};
use crate::password::weakness;
use crate::session::token_hash;
use crate::staff::InvitationLetter;
use crate::tries::Limit;

/// A letter with a link in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkLetter {
    pub to: Email,
    pub lang: Lang,
    /// What the link carries.
    pub token: Secret,
    /// The link works once, and until then.
    pub until: Time,
}

/// Who writes the letters of accounts.
///
/// An adapter MUST keep a letter before it answers, so that none is lost, and MUST log no token.
#[async_trait]
pub trait Post: Send + Sync {
    /// Lets somebody make an account.
    async fn register(&self, letter: LinkLetter) -> Result<(), Unavailable>;

    /// Tells somebody who would make an account that they have one.
    async fn has_account(&self, to: Email, lang: Lang) -> Result<(), Unavailable>;

    /// Lets somebody set another password.
    async fn reset_password(&self, letter: LinkLetter) -> Result<(), Unavailable>;

    /// Invites somebody to the desk.
    async fn invite(&self, letter: InvitationLetter) -> Result<(), Unavailable>;
}

/// What guests ordered with an address becomes its owner's.
#[async_trait]
pub trait GuestOrders: Send + Sync {
    /// Gives every guest's order of this address to the account. MUST leave the orders of other accounts alone. Saying it
    /// again is harmless.
    async fn claim(&self, email: &Email, account: SessionId) -> Result<(), Unavailable>;
}

impl Membership {
    /// Writes a letter by which an account is made; to an address that has one, that it has. In the language of the page
    /// that asks, as every letter here.
    ///
    /// # Errors
    /// What is wrong with the address; [`Refusal::Wait`] after too many at this address or from this network.
    pub async fn ask_to_register(&self, visit: &Visit, email: &str, lang: Lang) -> Result<(), Refusal> {
        let email = self.may_write("register", visit, email).await?;
        let membership = self.clone();
        after_the_answer(async move { membership.write_registration(email, lang).await });
        Ok(())
    }

    async fn write_registration(&self, email: Email, lang: Lang) -> Result<(), Unavailable> {
        let ports = &self.0;
        if ports.accounts.by_email(&email).await?.is_some() {
            return ports.post.has_account(email, lang).await;
        }
        let (token, until) = ((ports.tokens)(), ports.clock.now() + LINK_LIVES);
        let opening = Opening { hash: token_hash(&token), email: email.clone(), expires: until };
        ports.accounts.keep_opening(opening).await?;
        ports.post.register(LinkLetter { to: email, lang, token, until }).await
    }

    /// The address for which a link makes an account, while it can be used. Looking uses nothing up: mail programs look,
    /// too.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn opening(&self, token: &Secret) -> Result<Option<Email>, Unavailable> {
        self.0.accounts.opening(&token_hash(token), self.0.clock.now()).await
    }

    /// Writes a letter by which a password is set anew, if an account has this address.
    ///
    /// # Errors
    /// As [`Self::ask_to_register`].
    pub async fn ask_to_reset(&self, visit: &Visit, email: &str, lang: Lang) -> Result<(), Refusal> {
        let email = self.may_write("reset", visit, email).await?;
        let membership = self.clone();
        after_the_answer(async move { membership.write_reset(&email, lang).await });
        Ok(())
    }

    async fn write_reset(&self, email: &Email, lang: Lang) -> Result<(), Unavailable> {
        let ports = &self.0;
        let Some(account) = ports.accounts.by_email(email).await? else { return Ok(()) };
        let (token, until) = ((ports.tokens)(), ports.clock.now() + LINK_LIVES);
        let link = Link { hash: token_hash(&token), account: account.id, expires: until };
        ports.accounts.keep_link(link).await?;
        ports.post.reset_password(LinkLetter { to: account.email, lang, token, until }).await
    }

    /// The address that somebody asks a letter for, unless there were too many.
    async fn may_write(&self, what: &str, visit: &Visit, email: &str) -> Result<Email, Refusal> {
        let email = Email::parse(email).map_err(|why| Refusal::of(Field::Email, why))?;
        let network = Limit::of_network(what, visit.network);
        self.try_once([Limit::of_address(what, email.as_str())].into_iter().chain(network).collect()).await?;
        Ok(email)
    }

    /// The address of the account whose password a link sets, while it can be used. As [`Self::opening`].
    ///
    /// # Errors
    /// When the database is away.
    pub async fn link_stands(&self, token: &Secret) -> Result<Option<Email>, Unavailable> {
        let account = self.0.accounts.link_stands(&token_hash(token), self.0.clock.now()).await?;
        Ok(account.map(|account| account.email))
    }

    /// Sets another password by the link of a letter, and logs the account out everywhere.
    ///
    /// # Errors
    /// What is wrong with the password; that the link is used up or over is said as [`Why::Over`] of it.
    pub async fn reset_password(&self, token: &Secret, new: &Secret) -> Result<(), Refusal> {
        let (hash, now) = (token_hash(token), self.0.clock.now());
        let over = || Refusal::of(Field::NewPassword, Why::Over);
        let account = self.0.accounts.link_stands(&hash, now).await?.ok_or_else(over)?;
        if let Some(why) = weakness(new, account.email.as_str()) {
            return Err(Refusal::of(Field::NewPassword, why));
        }
        let password = self.0.passwords.hash(new).await?;
        let account = self.0.accounts.reset(&hash, password, now).await?.ok_or_else(over)?;
        Ok(self.claim(&account).await?)
    }

    /// Claims what guests ordered with an account's address, once that is verified.
    pub(crate) async fn claim(&self, account: &Account) -> Result<(), Unavailable> {
        match account.verified_at {
            Some(_) => self.0.guest_orders.claim(&account.email, account.id.session()).await,
            None => Ok(()),
        }
    }
}

/// Writes a letter in a task of its own, so that how long it takes says nothing of whom it is for.
fn after_the_answer(write: impl Future<Output = Result<(), Unavailable>> + Send + 'static) {
    tokio::spawn(async move {
        if let Err(why) = write.await {
            tracing::warn!(%why, "a letter about an account could not be written");
        }
    });
}
