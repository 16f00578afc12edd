//! The orders of a filter as a sheet, streamed: it is written as it is read, however many there are.

use std::convert::Infallible;

use app::seller::find::Typed;
use app::seller::find::api::Sheet;
use app::seller::find::csv::{BOM, head};
use app::services::Visitor;
use async_stream::stream;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{OriginalUri, Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use customer::Permission;
use kernel::Lang;

use super::HttpState;
use super::errors::Failed;

/// GET /seller/orders.csv, for a seller.
pub(super) async fn orders(
    State(state): State<HttpState>,
    Extension(visitor): Extension<Visitor>,
    OriginalUri(uri): OriginalUri,
    Query(typed): Query<Typed>,
) -> Result<Response, Failed> {
    let lang = Lang::of_path(uri.path()).0;
    let who = state.services.staff_of(visitor.0.as_ref(), Permission::Export)?.who;
    Ok(answer(Sheet::begin(state.services, &typed, who).await?, lang))
}

fn answer(mut sheet: Sheet, lang: Lang) -> Response {
    let lines = stream! {
        yield Ok::<_, Infallible>(Bytes::from(format!("{BOM}{}", head(lang))));
        loop {
            match sheet.next(lang).await {
                Ok(Some(lines)) => yield Ok(lines.into()),
                Ok(None) => break,
                // The head has left with 200: that the sheet is not whole can only be said in it.
                Err(error) => {
                    tracing::warn!(%error, "a sheet broke off");
                    yield Ok(Bytes::from_static("\"...\"\r\n".as_bytes()));
                    break;
                }
            }
        }
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"hanbeol-orders.csv\"")),
    ];
    (headers, Body::from_stream(lines)).into_response()
}
