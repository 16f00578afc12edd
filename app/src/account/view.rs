//! What the account's pages show.

use customer::Refused;
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
    /// The form for another password.
    pub password: FormView,
    /// What was just done: `password_changed`, `logged_out`.
    pub notice: String,
}
