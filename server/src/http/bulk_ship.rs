//! What is pasted or uploaded to ship many orders at once. A preview cannot be a redirect: what was pasted is too long
//! for an address, and is nobody's business in one. So the body is read here, and the page is made with it.

use app::AppError;
use app::seller::bulk::decode::decode;
use app::seller::bulk::{Posted, Step};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Response};
use tower::ServiceExt;

use super::BODY_LIMIT_BYTES;
use super::errors::{Failed, refused};

/// POST /seller/ship. Who may is the page's to say, before it does anything.
pub(super) async fn post(pages: Router, request: Request) -> Result<Response, Failed> {
    let (mut parts, body) = request.into_parts();
    let form = Request::from_parts(parts.clone(), body);
    let posted = if is_multipart(&parts.headers) { of_multipart(form).await } else { of_form(form).await };
    parts.extensions.insert(posted?);
    parts.method = Method::GET;
    parts.headers.remove(CONTENT_TYPE);
    parts.headers.remove(CONTENT_LENGTH);
    Ok(pages.oneshot(Request::from_parts(parts, Body::empty())).await.into_response())
}

fn is_multipart(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

/// A plain form's fields.
async fn of_form(request: Request) -> Result<Posted, AppError> {
    let body = to_bytes(request.into_body(), BODY_LIMIT_BYTES).await;
    let body = body.map_err(|_| AppError::TooLarge)?;
    let mut posted = Posted { text: String::new(), step: Step::Check, unreadable: false };
    for (name, value) in form_urlencoded::parse(&body) {
        match &*name {
            "lines" => posted.text = value.into_owned(),
            "step" => posted.step = Step::parse(&value),
            _ => {}
        }
    }
    Ok(posted)
}

/// The fields of a form with a file. The file's lines follow what was pasted.
async fn of_multipart(request: Request) -> Result<Posted, AppError> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| AppError::BadInput)?;
    let mut posted = Posted { text: String::new(), step: Step::Check, unreadable: false };
    while let Some(field) = form.next_field().await.map_err(|error| refused(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|error| refused(&error))?;
        match name.as_str() {
            "lines" => posted.text.insert_str(0, &String::from_utf8_lossy(&bytes)),
            "step" => posted.step = Step::parse(&String::from_utf8_lossy(&bytes)),
            "file" => match decode(&bytes) {
                Some(text) => {
                    posted.text.push('\n');
                    posted.text.push_str(&text);
                }
                None => posted.unreadable = true,
            },
            _ => {}
        }
    }
    posted.text = posted.text.trim_start_matches('\n').to_owned();
    Ok(posted)
}
