//! The closed list of what can go wrong, as the browser may know it. The server logs the rest, once.

use serde::{Deserialize, Serialize};

/// A code the browser can translate. It never carries a database's or a provider's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[error("{self:?}")]
pub enum AppError {
    /// No such page, garment or order, or one that belongs to somebody else.
    NotFound,
    /// A garment that is not sold any more.
    Gone,
    /// What was asked for could not be read: a forged or mistyped value.
    BadInput,
    /// The seller's pages want a seller.
    SignIn,
    /// The account's pages want somebody who is logged in.
    LogIn,
    /// Somebody of the staff whose role does not allow it.
    NotAllowed,
    /// The row has moved on; the page shows where it stands now.
    Conflict,
    /// The last piece went to somebody else.
    SoldOut,
    /// Three unpaid orders are open already.
    TooManyUnpaid,
    /// The request came from another site.
    Forbidden,
    /// More than 64 KiB was sent.
    TooLarge,
    /// The provider said no. Nothing was charged.
    PaymentDeclined,
    /// The payment provider is away or busy; `Retry-After` says when to try again. Nothing was charged.
    PaymentUnavailable,
    /// The way back from the provider's page cannot be read. What became of the payment is not known here.
    ReturnUnread,
    /// MyPage's database is away. Each order's own page stands.
    MyPageAway,
    /// Something of ours is down. A payment that was under way goes on by itself.
    Unavailable,
}

impl AppError {
    /// Reads a code; one that is not ours is a page that is not there.
    #[must_use]
    pub fn parse(code: &str) -> Self {
        [
            Self::Gone,
            Self::BadInput,
            Self::SignIn,
            Self::LogIn,
            Self::NotAllowed,
            Self::Conflict,
            Self::SoldOut,
            Self::TooManyUnpaid,
            Self::Forbidden,
            Self::TooLarge,
            Self::PaymentDeclined,
            Self::PaymentUnavailable,
            Self::ReturnUnread,
            Self::MyPageAway,
            Self::Unavailable,
        ]
        .into_iter()
        .find(|error| error.code() == code)
        .unwrap_or(Self::NotFound)
    }

    /// The HTTP status that says the same.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::NotFound | Self::ReturnUnread => 404,
            Self::Gone => 410,
            Self::BadInput => 400,
            Self::SignIn | Self::LogIn => 401,
            Self::Conflict | Self::SoldOut => 409,
            Self::TooManyUnpaid => 429,
            Self::Forbidden | Self::NotAllowed => 403,
            Self::TooLarge => 413,
            Self::PaymentDeclined => 402,
            Self::PaymentUnavailable | Self::MyPageAway | Self::Unavailable => 503,
        }
    }

    /// What an answer's bare status means.
    #[must_use]
    pub const fn of_status(status: u16) -> Self {
        match status {
            401 => Self::SignIn,
            403 => Self::Forbidden,
            404 | 405 => Self::NotFound,
            409 => Self::Conflict,
            410 => Self::Gone,
            413 => Self::TooLarge,
            429 => Self::TooManyUnpaid,
            400..=499 => Self::BadInput,
            _ => Self::Unavailable,
        }
    }

    /// The code in JSON answers and redirects: `not_found`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Gone => "gone",
            Self::BadInput => "bad_input",
            Self::SignIn => "sign_in",
            Self::LogIn => "log_in",
            Self::NotAllowed => "not_allowed",
            Self::Conflict => "conflict",
            Self::SoldOut => "sold_out",
            Self::TooManyUnpaid => "too_many_unpaid",
            Self::Forbidden => "forbidden",
            Self::TooLarge => "too_large",
            Self::PaymentDeclined => "payment_declined",
            Self::PaymentUnavailable => "payment_unavailable",
            Self::ReturnUnread => "return_unread",
            Self::MyPageAway => "my_page_away",
            Self::Unavailable => "unavailable",
        }
    }
}

#[cfg(feature = "ssr")]
mod server {
    use events::Unavailable;
    use leptos::server_fn::codec::JsonEncoding;
    use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};

    use super::AppError;

    impl FromServerFnError for AppError {
        type Encoder = JsonEncoding;

        fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
            match error {
                ServerFnErrorErr::Args(_)
                | ServerFnErrorErr::MissingArg(_)
                | ServerFnErrorErr::Deserialization(_)
                | ServerFnErrorErr::Request(_)
                | ServerFnErrorErr::UnsupportedRequestMethod(_) => Self::BadInput,
                ServerFnErrorErr::Registration(_)
                | ServerFnErrorErr::ServerError(_)
                | ServerFnErrorErr::MiddlewareError(_)
                | ServerFnErrorErr::Serialization(_)
                | ServerFnErrorErr::Response(_) => {
                    tracing::error!(%error, "a server function failed");
                    Self::Unavailable
                }
            }
        }
    }

    impl From<Unavailable> for AppError {
        fn from(why: Unavailable) -> Self {
            tracing::warn!(%why, "a page or command could not be served");
            Self::Unavailable
        }
    }

    impl From<order::CommandError> for AppError {
        fn from(error: order::CommandError) -> Self {
            match error {
                order::CommandError::NotFound => Self::NotFound,
                order::CommandError::Conflict => Self::Conflict,
                order::CommandError::Unavailable(why) => why.into(),
            }
        }
    }

    impl From<shipping::CommandError> for AppError {
        fn from(error: shipping::CommandError) -> Self {
            match error {
                shipping::CommandError::NotFound => Self::NotFound,
                shipping::CommandError::Conflict
                | shipping::CommandError::TooLate
                | shipping::CommandError::StopRefused => Self::Conflict,
                shipping::CommandError::NoParcel => Self::BadInput,
                shipping::CommandError::Unavailable(why) => why.into(),
            }
        }
    }
}
