//! Letters about people: an account's address is proved and its password set anew by a link that only the address' owner reads.

use async_trait::async_trait;
use events::Unavailable;
use kernel::{Lang, Secret, SessionId, Time};

use crate::account::{Account, Email, Link, Purpose};
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
    /// Asks somebody to prove that an address is theirs.
    async fn verify_address(&self, letter: LinkLetter) -> Result<(), Unavailable>;

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
    /// Writes a letter by which an account's address is proved. A verified one needs none.
    ///
    /// # Errors
    /// [`Refusal::Wait`] after too many letters.
    pub async fn ask_to_verify(&self, account: &Account) -> Result<(), Refusal> {
        if account.verified_at.is_some() {
            return Ok(());
        }
        self.try_once(vec![Limit::of_address("verify", account.email.as_str())]).await?;
        let letter = self.link(account, Purpose::Verify).await?;
        Ok(self.0.post.verify_address(letter).await?)
    }

    /// The address of a link's account, while the link can be used. Looking uses nothing up: mail programs look, too.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn link_stands(&self, token: &Secret, purpose: Purpose) -> Result<Option<Email>, Unavailable> {
        let account = self.0.accounts.link_stands(&token_hash(token), purpose, self.0.clock.now()).await?;
        Ok(account.map(|account| account.email))
    }

    /// Proves an address by the link of its letter, and claims what guests ordered with it. `false` when the link is
    /// used up or over.
    ///
    /// # Errors
    /// When the database is away. Orders that were not claimed then are at the next log-in.
    pub async fn verify_address(&self, token: &Secret) -> Result<bool, Unavailable> {
        let Some(account) = self.0.accounts.verify(&token_hash(token), self.0.clock.now()).await? else {
            return Ok(false);
        };
        self.claim(&account).await?;
        Ok(true)
    }

    /// Writes a letter by which a password is set anew, if an account has this address. The answer is the same, and as
    /// soon, if none has: the letter is written by a task of its own.
    ///
    /// # Errors
    /// What is wrong with the address; [`Refusal::Wait`] after too many.
    pub async fn ask_to_reset(&self, visit: &Visit, email: &str) -> Result<(), Refusal> {
        let email = Email::parse(email).map_err(|why| Refusal::of(Field::Email, why))?;
        let network = Limit::of_network("reset", visit.network);
        let limits = [Limit::of_address("reset", email.as_str())].into_iter().chain(network).collect();
        self.try_once(limits).await?;
        let membership = self.clone();
        tokio::spawn(async move {
            if let Err(why) = membership.write_reset(&email).await {
                tracing::warn!(%why, "a letter to set a password anew could not be written");
            }
        });
        Ok(())
    }

    async fn write_reset(&self, email: &Email) -> Result<(), Unavailable> {
        let Some(account) = self.0.accounts.by_email(email).await? else { return Ok(()) };
        let letter = self.link(&account, Purpose::Reset).await?;
        self.0.post.reset_password(letter).await
    }

    /// Sets another password by the link of a letter, and logs the account out everywhere.
    ///
    /// # Errors
    /// What is wrong with the password; that the link is used up or over is said as [`Why::Over`] of it.
    pub async fn reset_password(&self, token: &Secret, new: &Secret) -> Result<(), Refusal> {
        let (hash, now) = (token_hash(token), self.0.clock.now());
        let over = || Refusal::of(Field::NewPassword, Why::Over);
        let account = self.0.accounts.link_stands(&hash, Purpose::Reset, now).await?.ok_or_else(over)?;
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

    async fn link(&self, account: &Account, purpose: Purpose) -> Result<LinkLetter, Unavailable> {
        let (token, until) = ((self.0.tokens)(), self.0.clock.now() + LINK_LIVES);
        let link = Link { hash: token_hash(&token), account: account.id, purpose, expires: until };
        self.0.accounts.keep_link(link).await?;
        Ok(LinkLetter { to: account.email.clone(), lang: account.lang, token, until })
    }
}
