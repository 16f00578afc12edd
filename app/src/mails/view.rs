//! What the page shows.

use kernel::{LetterId, Time};

/// The demo's mails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailsView {
    /// The part of an address that they were looked for by.
    pub address: String,
    pub mails: Vec<MailView>,
}

/// One mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailView {
    pub id: LetterId,
    pub to: String,
    pub subject: String,
    pub text: String,
    /// `waiting`, `sending`, `sent`, `withdrawn`, ...
    pub state: String,
    /// When it goes out, while it waits.
    pub due: Option<Time>,
    /// When it came into this state.
    pub since: Time,
}
