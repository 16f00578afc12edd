//! What the account's pages show.

use customer::{Address, Refused};
use kernel::{DeviceId, Time};

/// A page with one form: empty, or as it was refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormView {
    pub refused: Option<Refused>,
    /// Where somebody goes on afterwards, in which language ever; empty for the usual page.
    pub next: String,
    /// What was just done: `logged_out`.
    pub notice: String,
    /// When the page was made, for the wait that it names.
    pub now: Time,
}

impl FormView {
    /// What was typed into an input.
    #[must_use]
    pub fn typed(&self, name: &str) -> String {
        self.refused.as_ref().map(|refused| refused.typed(name)).unwrap_or_default()
    }
}

/// The page of a link in a letter, and of asking for one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkView {
    /// Empty where the letter is asked for.
    pub token: String,
    /// The address that was written to; none when the link is used up or over.
    pub email: Option<String>,
    /// What is asked there.
    pub form: FormView,
}

/// The addresses that the account has saved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressesView {
    pub addresses: Vec<Address>,
    /// What was just done: `address_saved`, `address_deleted`.
    pub notice: String,
}

/// The form of an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressView {
    /// Posted back: the address's id, or `new`.
    pub address: String,
    pub is_new: bool,
    /// The address as it is saved.
    pub saved: Refused,
    pub form: FormView,
}

/// A device on which the account is logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceView {
    pub device: DeviceId,
    /// What the browser calls itself.
    pub agent: String,
    pub entered_at: Time,
    pub seen_at: Time,
    /// It is this one.
    pub here: bool,
}

/// The account's own page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountView {
    pub name: String,
    pub email: String,
    pub devices: Vec<DeviceView>,
    /// The form for another name.
    pub rename: FormView,
    /// The form for another password.
    pub password: FormView,
    /// What was just done: `password_changed`, `registered`.
    pub notice: String,
}

/// The page that closes an account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CloseView {
    pub email: String,
    pub form: FormView,
}
