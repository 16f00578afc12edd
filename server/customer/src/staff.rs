//! Who works at the desk, and what each role may do there. One table for every command and page of the desk.

use async_trait::async_trait;
use events::{AuditEntry, Unavailable};
use kernel::{Lang, Secret, StaffId, Time};

use crate::account::{Email, name};
use crate::form::{Field, FieldError, errors};

/// A role at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Everything.
    Owner,
    /// Sends parcels and counts the stock.
    Packer,
    /// Looks.
    Viewer,
}

/// What somebody may do at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// To read the desk's pages.
    See,
    /// To hold, label, ship and deliver, to answer a stop, to keep notes.
    Pack,
    /// To correct what is on the shelf.
    Stock,
    /// To take people's addresses out of the shop in a file.
    Export,
    /// To change garments, their words, prices and pictures.
    Goods,
    /// To move money: cancels, refunds, payments that nobody answered for.
    Money,
    /// To stop, replay and rebuild what runs by itself, and to send letters again.
    Recover,
    /// To change what the shop says and promises.
    Settings,
    /// To invite people to the desk and to send them away.
    Staff,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Packer, Self::Viewer];

    /// The word in databases and forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Packer => "packer",
            Self::Viewer => "viewer",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Whether the role may do it.
    #[must_use]
    pub const fn may(self, permission: Permission) -> bool {
        match (self, permission) {
            (Self::Owner | Self::Packer | Self::Viewer, Permission::See)
            | (Self::Owner | Self::Packer, Permission::Pack | Permission::Stock)
            | (
                Self::Owner,
                Permission::Export
                | Permission::Goods
                | Permission::Money
                | Permission::Recover
                | Permission::Settings
                | Permission::Staff,
            ) => true,
            (Self::Viewer, Permission::Pack | Permission::Stock)
            | (
                Self::Packer | Self::Viewer,
                Permission::Export
                | Permission::Goods
                | Permission::Money
                | Permission::Recover
                | Permission::Settings
                | Permission::Staff,
            ) => false,
        }
    }
}

/// Somebody who works at the desk, or is invited to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    pub id: StaffId,
    pub email: Email,
    pub name: String,
    pub role: Role,
    /// As [`crate::Passwords`] hashed it; none before they came.
    pub password: Option<String>,
    /// Until when the invitation can be followed.
    pub invited_until: Time,
    /// When they were sent away.
    pub revoked_at: Option<Time>,
    pub created_at: Time,
}

/// What the form of an invitation asks, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invitation {
    pub email: String,
    pub name: String,
    pub role: String,
}

impl Invitation {
    /// Address, name and role, once the form can be taken.
    ///
    /// # Errors
    /// Every field that cannot, in the form's order.
    pub fn check(&self) -> Result<(Email, String, Role), Vec<FieldError>> {
        use crate::form::Why::Missing;
        match (Email::parse(&self.email), name(&self.name), Role::parse(&self.role).ok_or(Missing)) {
            (Ok(email), Ok(name), Ok(role)) => Ok((email, name, role)),
            (email, name, role) => Err(errors([
                (Field::Email, email.err()),
                (Field::Name, name.err()),
                (Field::Role, role.err()),
            ])),
        }
    }
}

/// The rows of those who work at the desk. What a person did to them is audited: the entry MUST be written in the same
/// transaction.
#[async_trait]
pub trait Roster: Send + Sync {
    /// Everybody who works at the desk or is invited, and, after them, who was sent away.
    async fn all(&self) -> Result<Vec<StaffMember>, Unavailable>;

    /// Who works at the desk with this address.
    async fn by_email(&self, email: &Email) -> Result<Option<StaffMember>, Unavailable>;

    /// Keeps somebody who is invited, under the hash of their link's token. One of the same address who has not come yet is
    /// invited anew, by this link alone. `false` when somebody with this address works at the desk: MUST be decided by
    /// the row.
    async fn invite(&self, member: StaffMember, hash: String, audit: AuditEntry)
    -> Result<bool, Unavailable>;

    /// Whom a link invites, while it can be followed.
    async fn invited(&self, hash: &str, now: Time) -> Result<Option<StaffMember>, Unavailable>;

    /// Uses an invitation up and sets the password. MUST be `Some` only once.
    async fn join(&self, hash: &str, password: String, now: Time)
    -> Result<Option<StaffMember>, Unavailable>;

    /// Gives somebody another role. It holds from their next request on.
    async fn change_role(
        &self,
        id: StaffId,
        role: Role,
        audit: AuditEntry,
        now: Time,
    ) -> Result<(), Unavailable>;

    /// Sends somebody away: MUST end their invitation and their sessions at the desk in the same transaction.
    async fn revoke(&self, id: StaffId, audit: AuditEntry, now: Time) -> Result<(), Unavailable>;
}

/// A letter that invites somebody to the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationLetter {
    pub to: Email,
    /// The language of whoever invites.
    pub lang: Lang,
    pub role: Role,
    /// What the link carries.
    pub token: Secret,
    /// The link works once, and until then.
    pub until: Time,
}
