//! A mail of a demo shop as it arrives, as a document of its own: its styles are its own, and it may load nothing.

use app::AppError;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use kernel::LetterId;
use mail::Post;

use super::HttpState;
use super::errors::Failed;

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// One mail. There is none in any other shop.
pub(super) async fn mail(State(state): State<HttpState>, Path(id): Path<String>) -> Result<Response, Failed> {
    let post = find(&state, &id).await?;
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_SECURITY_POLICY, POLICY)];
    Ok((headers, post.html).into_response())
}

async fn find(state: &HttpState, id: &str) -> Result<Post, AppError> {
    if !state.services.shop.demo {
        return Err(AppError::NotFound);
    }
    let id: LetterId = id.parse().map_err(|_| AppError::NotFound)?;
    let letter = state.services.mail.letter(id).await?.ok_or(AppError::NotFound)?;
    state.services.mail.render(&letter).await?.ok_or(AppError::NotFound)
}
