//! Accounts: what one is, and what is asked of somebody who wants one.

use async_trait::async_trait;
use events::Unavailable;
use kernel::typed::{is_email, is_text};
use kernel::{AccountId, DeviceId, Lang, Secret, Time};

use crate::form::{Field, FieldError, Why, errors};
use crate::password::weakness;

/// A mail address as accounts are found by it: in lower case, without spaces around it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// Reads an address.
    ///
    /// # Errors
    /// Why it is none. Longer than 254 characters no mail address is (RFC 5321).
    pub fn parse(typed: &str) -> Result<Self, Why> {
        let text = typed.trim();
        match text.chars().count() {
            0 => Err(Why::Missing),
            count if count > 254 => Err(Why::TooLong),
            _ if !is_email(text) => Err(Why::Malformed),
            _ => Ok(Self(text.to_lowercase())),
        }
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub email: Email,
    pub name: String,
    /// As [`crate::Passwords`] hashed it.
    pub password: String,
    /// When somebody proved that the address is theirs: as the account was made. One from before that was asked has none
    /// until its password is set anew by a letter.
    pub verified_at: Option<Time>,
    /// The language it was made in.
    pub lang: Lang,
    pub created_at: Time,
}

/// What the form of a new account asks, as it was typed. The address is the one to which the form's link was mailed.
#[derive(Debug, Clone)]
pub struct Registration {
    pub name: String,
    pub password: Secret,
    pub lang: Lang,
}

impl Registration {
    /// The name, once the form can be taken for an account of this address.
    ///
    /// # Errors
    /// Every field that cannot, in the form's order.
    pub fn check(&self, email: &Email) -> Result<String, Vec<FieldError>> {
        match (name(&self.name), weakness(&self.password, email.as_str())) {
            (Ok(name), None) => Ok(name),
            (name, weak) => Err(errors([(Field::Name, name.err()), (Field::NewPassword, weak)])),
        }
    }
}

/// A person's name, of 40 characters at most.
pub(crate) fn name(typed: &str) -> Result<String, Why> {
    let text = typed.trim();
    match text.chars().count() {
        0 => Err(Why::Missing),
        count if count > 40 => Err(Why::TooLong),
        _ if !is_text(text) => Err(Why::Malformed),
        _ => Ok(text.to_owned()),
    }
}

/// A letter's link that sets another password, by the hash of its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub hash: String,
    pub account: AccountId,
    pub expires: Time,
}

/// A letter's link by which an account is made, by the hash of its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    pub hash: String,
    pub email: Email,
    pub expires: Time,
}

/// The accounts' rows.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Keeps a link by which an account is made. MUST end the address' older one: the newest letter is the one that works.
    async fn keep_opening(&self, opening: Opening) -> Result<(), Unavailable>;

    /// The address of such a link, while it can be used.
    async fn opening(&self, hash: &str, now: Time) -> Result<Option<Email>, Unavailable>;

    /// Uses such a link up, and MUST in the same transaction keep its new account. `false` when the link is another
    /// address', used or over, or an account has the address: MUST be decided by the rows, for two may ask at once.
    async fn create(&self, hash: &str, account: Account) -> Result<bool, Unavailable>;

    /// One account.
    async fn account(&self, id: AccountId) -> Result<Option<Account>, Unavailable>;

    /// The account of an address.
    async fn by_email(&self, email: &Email) -> Result<Option<Account>, Unavailable>;

    /// Gives an account another password, and MUST in the same transaction log it out on every device but that one:
    /// somebody who knew the old one may be there.
    async fn set_password(
        &self,
        id: AccountId,
        password: String,
        keep: Option<DeviceId>,
    ) -> Result<(), Unavailable>;

    /// Gives an account another name.
    async fn rename(&self, id: AccountId, name: String) -> Result<(), Unavailable>;

    /// Ends an account. MUST in the same transaction log it out on every device, end the links of letters to it (also one
    /// by which its address would get an account: that was asked for before), and forget its addresses, its cart, what it
    /// began to order and what was typed into forms on its devices. Saying it again is harmless.
    ///
    /// MUST leave its orders alone: they go on, and the law has them kept. Their owner is no account any more, so they are
    /// what a guest's are: open to who has their link or knows number and address, and claimed by who proves the order's
    /// address anew. The same mail address that reads their letters reads them, and no other account ever does.
    async fn close(&self, id: AccountId) -> Result<(), Unavailable>;

    /// Keeps a link. MUST end the account's older one, as [`Self::keep_opening`] does.
    async fn keep_link(&self, link: Link) -> Result<(), Unavailable>;

    /// The account of a link, while it can be used.
    async fn link_stands(&self, hash: &str, now: Time) -> Result<Option<Account>, Unavailable>;

    /// Uses a link up. `None` when there is no such link, or it is used or over. MUST be `Some` only once, and MUST in the
    /// same transaction set the password, log the account out everywhere, and write that the address is verified, for the
    /// letter was read there.
    async fn reset(&self, hash: &str, password: String, now: Time) -> Result<Option<Account>, Unavailable>;

    /// Forgets links that were over then, of both kinds.
    async fn forget_links(&self, before: Time) -> Result<(), Unavailable>;
}
