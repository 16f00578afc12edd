//! The closed list of what can go wrong, as the browser may know it. The server logs the rest, once.

use serde::{Deserialize, Serialize};

/// A code the browser can translate. It never carries a database's or a provider's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[error("{self:?}")]
pub enum AppError {
    /// No such page, garment or order, or one that belongs to somebody else.
    NotFound,
    /// What was asked for could not be read: a forged or mistyped value.
    BadInput,
    /// The seller's pages want a seller.
    SignIn,
    /// The row has moved on; the page shows where it stands now.
    Conflict,
    /// The last piece went to somebody else.
    SoldOut,
    /// Three unpaid orders are open already.
    TooManyUnpaid,
    /// Something of ours is down. Nothing was stored, nothing was charged.
    Unavailable,
}

impl AppError {
    /// The HTTP status that says the same.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::BadInput => 400,
            Self::SignIn => 401,
            Self::Conflict | Self::SoldOut => 409,
            Self::TooManyUnpaid => 429,
            Self::Unavailable => 503,
        }
    }

    /// The code in JSON answers and redirects: `not_found`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::BadInput => "bad_input",
            Self::SignIn => "sign_in",
            Self::Conflict => "conflict",
            Self::SoldOut => "sold_out",
            Self::TooManyUnpaid => "too_many_unpaid",
            Self::Unavailable => "unavailable",
        }
    }
}
