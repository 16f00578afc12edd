//! Server functions, called by plain forms and by islands.
//!
//! Leptos would answer a form's error with a redirect that carries the error in the URL and loses what was
//! typed. Here a success is a 303 to where the function leads, and an error goes up to [`super::errors`].

use app::AppError;
use app::services::{Asker, ShowAgain, Shown};
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request, State};
use axum::http::header::{ACCEPT, LOCATION, REFERER};
use axum::http::{Extensions, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use leptos::prelude::provide_context;
use tower::ServiceExt;

use super::HttpState;
use super::client::client;
use super::errors::wants_page;

/// Runs the server function of a path. Its body is read here, to its end: a length that is not said beforehand shows
/// only then, and Leptos would answer one that is too large as one that it cannot read.
pub(super) async fn server_function(
    State(state): State<HttpState>,
    Extension(Pages(pages)): Extension<Pages>,
    mut request: Request,
) -> Response {
    let form = wants_page(request.headers());
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
    request.headers_mut().remove(REFERER);
    let known =
        server_functions().any(|(path, method)| path == request.uri().path() && method == request.method());
    if !known {
        return StatusCode::NOT_FOUND.into_response();
    }
    let client = client(&state.services.shop, &request);
    request.extensions_mut().insert(client);
    let (parts, body) = request.into_parts();
    let request = match Bytes::from_request(Request::new(body), &state).await {
        Ok(body) => Request::from_parts(parts, body.into()),
        Err(refused) => return refused.into_response(),
    };
    let (services, again) = (state.services.clone(), ShowAgain::default());
    let extensions = request.extensions().clone();
    let asker = if form { Asker::Form } else { Asker::Program };
    let asked = again.clone();
    let context = move || {
        provide_context(services.clone());
        provide_context(asker);
        provide_context(asked.clone());
    };
    let mut response = leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
    if let Some(shown) = again.take() {
        return show_again(pages, extensions, shown).await;
    }
    if !response.status().is_success() {
        *response.status_mut() = StatusCode::from_u16(AppError::Unavailable.status()).unwrap_or_default();
    } else if form && response.headers().contains_key(LOCATION) {
        *response.status_mut() = StatusCode::SEE_OTHER;
        *response.body_mut() = Body::empty();
    }
    response
}

/// The pages, for a form that is answered with one.
#[derive(Clone)]
pub(super) struct Pages(pub(super) Router);

/// The page that a form is answered with, for the one who posted it.
async fn show_again(pages: Router, mut extensions: Extensions, shown: Shown) -> Response {
    let Ok(mut request) = Request::get(shown.path).header(ACCEPT, "text/html").body(Body::empty()) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    extensions.extend(shown.extensions);
    *request.extensions_mut() = extensions;
    let Ok(mut response) = pages.oneshot(request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::from_u16(shown.status).unwrap_or(StatusCode::OK);
    }
    response
}

/// The ways of the server functions.
pub(super) fn server_functions() -> impl Iterator<Item = (&'static str, axum::http::Method)> {
    leptos::server_fn::axum::server_fn_paths()
}
