//! Who asks: the session of the request's cookie, for every handler behind this layer.

use app::services::{Services, Visitor};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use customer::Session;
use events::Unavailable;
use kernel::Secret;

use super::HttpState;
use super::errors::Failed;

/// Puts the visitor into the request. While the database is away nobody who has a session is taken for somebody without:
/// a seller would be led to the log-in, and a buyer would find no orders.
pub(super) async fn session(State(state): State<HttpState>, mut request: Request, next: Next) -> Response {
    let visitor = match token(&state.services, request.headers()) {
        Some(token) => match state.services.sign_in.session(&token).await {
            Ok(visitor) => visitor,
            Err(why) => return Failed::from(why).into_response(),
        },
        None => None,
    };
    request.extensions_mut().insert(Visitor(visitor));
    next.run(request).await
}

/// The session with which a stream was opened, to be asked again while it lasts: who logs out, is logged out by another
/// password, or is sent away from the desk is sent nothing more.
pub(super) struct Ticket(Option<Secret>);

impl Ticket {
    /// Of the request that opens the stream.
    pub(super) fn of(services: &Services, headers: &HeaderMap) -> Self {
        Self(token(services, headers))
    }

    /// The session as it is now; none once it has ended. An error says nothing against it: the database is away.
    pub(super) async fn session(&self, services: &Services) -> Result<Option<Session>, Unavailable> {
        match &self.0 {
            Some(token) => services.sign_in.session(token).await,
            None => Ok(None),
        }
    }
}

fn token(services: &Services, headers: &HeaderMap) -> Option<Secret> {
    let name = services.cookie_name();
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| Secret::new(value.to_owned()))
}
