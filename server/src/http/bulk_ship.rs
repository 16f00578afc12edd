//! What is pasted or uploaded to ship many orders at once. It is too long for an address, and is nobody's business in one:
//! it is held, and the page that shows it is named by its key.

use app::AppError;
use app::seller::bulk::api;
use app::seller::bulk::decode::decode;
use app::seller::bulk::{Posted, Step};
use app::services::{Visitor, in_query};
use axum::Extension;
use axum::body::to_bytes;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::Redirect;
use customer::Permission;
use kernel::Lang;

use super::errors::{Failed, refused};
use super::{BODY_LIMIT_BYTES, HttpState};

/// POST /seller/ship. Whoever is not at the desk is led to its door, and has done nothing.
pub(super) async fn post(
    State(state): State<HttpState>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Result<Redirect, Failed> {
    let (lang, page) = Lang::of_path(request.uri().path());
    let page = lang.path(page);
    let who = match state.services.staff_of(visitor.0.as_ref(), Permission::Pack) {
        Ok(seat) => seat.who,
        Err(AppError::SignIn) => {
            let door = lang.path("/seller/log-in");
            return Ok(Redirect::to(&format!("{door}?next={}", in_query(&page))));
        }
        Err(other) => return Err(other.into()),
    };
    let posted =
        if is_multipart(request.headers()) { of_multipart(request).await } else { of_form(request).await };
    let page = api::post(&state.services, who, posted?).await?;
    Ok(Redirect::to(&lang.path(&page)))
}

fn is_multipart(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

/// A plain form's fields.
async fn of_form(request: Request) -> Result<Posted, AppError> {
    let body = to_bytes(request.into_body(), BODY_LIMIT_BYTES).await;
    let body = body.map_err(|_| AppError::TooLarge)?;
    let mut posted = Posted::default();
    for (name, value) in form_urlencoded::parse(&body) {
        match &*name {
            "lines" => posted.text = value.into_owned(),
            "step" => posted.step = Step::parse(&value),
            "together" => posted.together.push(value.into_owned()),
            _ => {}
        }
    }
    Ok(posted)
}

/// The fields of a form with a file. The file's lines follow what was pasted.
async fn of_multipart(request: Request) -> Result<Posted, AppError> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| AppError::BadInput)?;
    let mut posted = Posted::default();
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
