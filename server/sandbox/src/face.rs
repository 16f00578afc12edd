//! The two faces of the one ledger, and what they say alike in words of their own.

use axum::http::StatusCode;
use kernel::time::{Span, days, hours};

use crate::answer::Answer;
use crate::ledger::LedgerError;
use crate::{stripe, toss};

/// Whose API a request speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub(crate) enum Face {
    Stripe,
    Toss,
}

impl Face {
    pub(crate) fn of_path(path: &str) -> Self {
        if path.starts_with("/toss/") { Self::Toss } else { Self::Stripe }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Stripe => "stripe",
            Self::Toss => "toss",
        }
    }

    /// How long an idempotency key is remembered: <https://docs.stripe.com/api/idempotent_requests>,
    /// <https://docs.tosspayments.com/reference/using-api/authorization>.
    pub(crate) fn key_life(self) -> Span {
        match self {
            Self::Stripe => hours(24),
            Self::Toss => days(15),
        }
    }

    /// Switched off by `/control`.
    pub(crate) fn down(self) -> Answer {
        match self {
            Self::Stripe => stripe::Refusal::down().into(),
            Self::Toss => toss::Refusal::DOWN.into(),
        }
    }

    /// The first request under this key is still being worked on.
    pub(crate) fn key_in_use(self) -> Answer {
        match self {
            Self::Stripe => stripe::Refusal::key_in_use().into(),
            Self::Toss => toss::Refusal::KEY_IN_USE.into(),
        }
    }

    /// More requests than are allowed.
    pub(crate) fn too_many(self) -> Answer {
        match self {
            Self::Stripe => stripe::Refusal::too_many().into(),
            Self::Toss => toss::Refusal::TOO_MANY.into(),
        }
    }

    /// An error that is injected. Up to 500 it is the provider's own word, above it a gateway's, in HTML.
    pub(crate) fn failed(self, status: StatusCode) -> Answer {
        if status > StatusCode::INTERNAL_SERVER_ERROR {
            let body =
                format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>");
            return Answer { status, body, replayed: false };
        }
        match self {
            Self::Stripe => stripe::Refusal::broken(status).into(),
            Self::Toss => toss::Refusal::broken(status).into(),
        }
    }

    /// The ledger failed, which no fault asked for.
    pub(crate) fn ledger_failed(self, error: &LedgerError) -> Answer {
        tracing::error!(%error, "the payment sandbox's ledger failed");
        self.failed(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
