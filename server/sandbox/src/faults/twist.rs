//! Faults that an endpoint itself must know of, because they change what the ledger keeps.

use axum::http::{Method, StatusCode};
use kernel::time::Span;

use crate::answer::Answer;
use crate::endpoint::Endpoint;
use crate::faults::{Fault, Shown, When};

/// What a command does otherwise than it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Twist {
    /// Nothing but this answer.
    FailBefore(Answer),
    /// The work, but this answer.
    FailAfter(Answer),
    Late(Late),
}

/// A success that is told too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Late {
    pub(crate) shown: Shown,
    pub(crate) delay: Span,
}

impl Fault {
    /// The twist of a command, if that is what this fault is. An error up to 500 is the endpoint's own answer, to
    /// be kept under the command's key.
    pub(crate) fn twist(self, endpoint: &Endpoint) -> Option<Twist> {
        match self {
            Self::Error { status, when } => {
                let own = status <= 500 && endpoint.is_api && endpoint.method == Method::POST;
                let answer = endpoint.face.failed(status_of(status));
                own.then_some(match when {
                    When::Before => Twist::FailBefore(answer),
                    When::After => Twist::FailAfter(answer),
                })
            }
            Self::LateSuccess { shown, delay_ms } => {
                Some(Twist::Late(Late { shown, delay: Span::from_millis(delay_ms.into()) }))
            }
            _ => None,
        }
    }
}

/// The status of an injected error; a number that is none is 500.
pub(crate) fn status_of(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
