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
    /// When somebody proved that the address is theirs.
    pub verified_at: Option<Time>,
    /// The language it was made in.
    pub lang: Lang,
    pub created_at: Time,
}

/// What the form of a new account asks, as it was typed.
#[derive(Debug, Clone)]
pub struct Registration {
    pub email: String,
    pub name: String,
    pub password: Secret,
    pub lang: Lang,
}

impl Registration {
    /// Address and name, once the form can be taken.
    ///
    /// # Errors
    /// Every field that cannot, in the form's order.
    pub fn check(&self) -> Result<(Email, String), Vec<FieldError>> {
        let email = Email::parse(&self.email);
        let name = name(&self.name);
        let weak = weakness(&self.password, self.email.trim());
        match (email, name, weak) {
            (Ok(email), Ok(name), None) => Ok((email, name)),
            (email, name, weak) => {
                let (email, name) = (email.err(), name.err());
                Err(errors([(Field::Email, email), (Field::Name, name), (Field::NewPassword, weak)]))
            }
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

/// What a link of a letter is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// It proves that the address is its reader's.
    Verify,
    /// It sets another password.
    Reset,
}

impl Purpose {
    /// The word in databases.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Reset => "reset",
        }
    }
}

/// A link of a letter, by the hash of its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub hash: String,
    pub account: AccountId,
    pub purpose: Purpose,
    pub expires: Time,
}

/// The accounts' rows.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Keeps a new account. `false` when one has its address: MUST be decided by the row, for two may ask at once.
    async fn create(&self, account: Account) -> Result<bool, Unavailable>;

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

    /// Keeps a link. MUST end the account's older links for the same: the newest letter is the one that works.
    async fn keep_link(&self, link: Link) -> Result<(), Unavailable>;

    /// Uses a link up that proves an address. `None` when there is no such link, or it is used or over. MUST be
    /// `Some` only once, and MUST in the same transaction write that the address is verified.
    async fn verify(&self, hash: &str, now: Time) -> Result<Option<Account>, Unavailable>;

    /// Whether a link can still be used.
    async fn link_stands(
        &self,
        hash: &str,
        purpose: Purpose,
        now: Time,
    ) -> Result<Option<Account>, Unavailable>;

    /// Uses a link up that sets another password, as [`Self::verify`] does: MUST in the same transaction set it, log the
    /// account out everywhere, and write that the address is verified, for the letter was read there.
    async fn reset(&self, hash: &str, password: String, now: Time) -> Result<Option<Account>, Unavailable>;

    /// Forgets links that were over then.
    async fn forget_links(&self, before: Time) -> Result<(), Unavailable>;
}
