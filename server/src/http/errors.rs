//! Every error leaves here, once: a page in the visitor's language for a browser, a coded JSON for anybody else.

use app::AppError;
use app::services::percent;
use app::ui::failure::Place;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::extract::multipart::MultipartError;
use axum::http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, LOCATION, REFERER, RETRY_AFTER};
use axum::http::{StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use kernel::Lang;
use tower::ServiceExt;

use super::DESK_FORMS;

/// The largest body of an inner error that is read for its code.
const CODE_BYTES: usize = 4096;
/// The most of a page's address that is kept to come back to it.
const PAGE_CHARS: usize = 2_000;

/// An error of the closed list on its way to [`explain`].
#[derive(Debug)]
pub(super) struct Failed(pub(super) AppError);

impl<E: Into<AppError>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        (status(self.0), Json(self.0)).into_response()
    }
}

fn status(error: AppError) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Why the parts of a form cannot be read.
pub(super) fn refused(error: &MultipartError) -> AppError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => AppError::TooLarge,
        _ => AppError::BadInput,
    }
}

/// Whether a browser's navigation asks.
pub(super) fn wants_page(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("text/html"))
}

/// Turns an error of the layers below into what the asker can read, in the language that the answer carries, or else
/// the address.
pub(super) async fn explain(pages: Router, request: Request, next: Next) -> Response {
    let page = wants_page(request.headers());
    let asked = Asked::of(request.uri(), request.headers());
    let response = next.run(request).await;
    let answered = response.status();
    let explained = response.headers().get(CONTENT_TYPE).is_some_and(|kind| {
        kind.as_bytes().starts_with(b"text/html") || kind.as_bytes().starts_with(b"application/health+json")
    });
    if answered.as_u16() < 400 || explained {
        return response;
    }
    let lang = response.extensions().get::<Lang>().copied().unwrap_or(asked.lang);
    let retry_after = response.headers().get(RETRY_AFTER).cloned();
    let error = code(response).await;
    let status = status(error);
    let mut explained = if page {
        failure_page(pages, lang, error, status, asked).await
    } else {
        (status, Json(serde_json::json!({ "error": error.code() }))).into_response()
    };
    if let Some(seconds) = retry_after {
        explained.headers_mut().insert(RETRY_AFTER, seconds);
    }
    explained
}

/// The code that a server function sent, else what the status means.
async fn code(response: Response) -> AppError {
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), CODE_BYTES).await.unwrap_or_default();
    serde_json::from_slice(&body).unwrap_or(AppError::of_status(status))
}

/// What is known of the page asked for; a form's is the page it stands on.
struct Asked {
    lang: Lang,
    place: Place,
    /// Its address, where it is known to be the page of a form at the desk.
    back: Option<String>,
}

impl Asked {
    fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        let referer = headers.get(REFERER).and_then(|value| value.to_str().ok()?.parse::<Uri>().ok());
        let form = uri.path().starts_with("/api/");
        let page = referer.filter(|_| form);
        let (lang, path) = Lang::of_path(page.as_ref().map_or(uri.path(), Uri::path));
        let place = match Place::of(path) {
            _ if DESK_FORMS.contains(&path) || DESK_FORMS.contains(&uri.path()) => Place::Desk,
            // A form of which no page is known may have been an order's.
            _ if path.starts_with("/api/") => Place::Orders,
            place => place,
        };
        let back = page.as_ref().filter(|_| Place::of(path) == Place::Desk).and_then(Uri::path_and_query);
        Self { lang, place, back: back.map(ToString::to_string) }
    }
}

async fn failure_page(
    pages: Router,
    lang: Lang,
    error: AppError,
    status: StatusCode,
    asked: Asked,
) -> Response {
    let back = asked.back.map(|page| format!("&back={}", percent(&page, PAGE_CHARS))).unwrap_or_default();
    let path = lang.path(&format!("/failure/{}?at={}{back}", error.code(), asked.place.code()));
    let Ok(request) = Request::get(path).header(ACCEPT, "text/html").body(Body::empty()) else {
        return status.into_response();
    };
    let Ok(mut response) = pages.oneshot(request).await;
    *response.status_mut() = status;
    response.headers_mut().remove(LOCATION);
    response
}
