//! The desk's people: the owner's page about them, and the door through which they come.

pub mod api;
pub mod join;
pub mod page;

use customer::{Refused, Role, StaffMember};
use kernel::{Lang, Time};

/// The owner's page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaffView {
    pub people: Vec<StaffMember>,
    /// The form of an invitation, as it was refused.
    pub refused: Option<Refused>,
    /// Who works at the desk with the address of that form, or is invited under it already: that is asked about.
    pub known: Option<StaffMember>,
    /// What was just done: `invited`, `role_changed`, `revoked`.
    pub notice: String,
    pub now: Time,
}

/// The page that an invitation leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinView {
    pub token: String,
    /// None when the link was used or is over.
    pub invited: Option<StaffMember>,
    pub refused: Option<Refused>,
    pub now: Time,
}

/// A role in words.
#[must_use]
pub const fn role_word(role: Role, lang: Lang) -> &'static str {
    match role {
        Role::Owner => lang.pick("주인", "Owner"),
        Role::Packer => lang.pick("포장 담당", "Packer"),
        Role::Viewer => lang.pick("보기만", "Viewer"),
    }
}

/// What a role may do, in a sentence.
#[must_use]
pub const fn role_meaning(role: Role, lang: Lang) -> &'static str {
    match role {
        Role::Owner => lang.pick("모두 할 수 있어요.", "May do everything."),
        Role::Packer => lang.pick(
            "주문을 보내고, 보류하고, 재고를 고쳐요. 돈과 설정은 못 만져요.",
            "Ships, holds and corrects the stock. No money, no settings.",
        ),
        Role::Viewer => lang.pick("보기만 하고 아무것도 바꾸지 않아요.", "Looks, and changes nothing."),
    }
}
