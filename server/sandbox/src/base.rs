//! Where this program is reached.

use axum::http::header;
use axum::http::request::Parts;

/// By the name that the caller reached it by: `http://127.0.0.1:4000`. Pages are on the same machine, so that the
/// buyer's browser can use it, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Base(pub(crate) String);

impl Base {
    pub(crate) fn of(parts: &Parts) -> Self {
        let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
        Self(format!("http://{host}"))
    }
}
