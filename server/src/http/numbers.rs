//! The tables of the shop's numbers, as CSV to take along.

use app::AppError;
use app::seller::numbers::api::read;
use app::seller::numbers::csv::csv;
use app::services::Visitor;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use customer::Permission;
use kernel::Lang;
use serde::Deserialize;

use super::HttpState;
use super::errors::Failed;

/// How many days.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    days: String,
}

/// GET /seller/numbers/{name}.csv
pub(super) async fn table(
    State(state): State<HttpState>,
    Extension(visitor): Extension<Visitor>,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
    uri: Uri,
) -> Result<Response, Failed> {
    state.services.staff_of(visitor.0.as_ref(), Permission::See)?;
    let view = read(&state.services, &asked.days).await?;
    let (lang, _) = Lang::of_path(uri.path());
    let text = file.strip_suffix(".csv").and_then(|name| csv(lang, &view, name));
    let text = text.ok_or(AppError::NotFound)?;
    let named = format!("attachment; filename=\"{file}\"");
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_str(&named).unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ];
    Ok((headers, text).into_response())
}
