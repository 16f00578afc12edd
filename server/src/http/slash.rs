//! A path has no slash at its end: one that has leads to the one without, so that a page has one address.

use axum::extract::Request;
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

/// A layer around everything.
pub(super) async fn at_the_end(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    match without(request.uri()).filter(|_| reads) {
        Some(to) => Redirect::permanent(&to).into_response(),
        None => next.run(request).await,
    }
}

/// The same address without it. Never one of another host, as `//elsewhere/` would be read.
fn without(uri: &Uri) -> Option<String> {
    let path = uri.path();
    if path == "/" || !path.ends_with('/') || path.contains('\\') {
        return None;
    }
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    Some(format!("/{}{query}", path.trim_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_at_the_end_leads_to_the_path_without_it_on_our_own_host() {
        let to = |from: &'static str| without(&Uri::from_static(from));
        assert_eq!(to("/en/").as_deref(), Some("/en"));
        assert_eq!(to("/garments/oxford/?dye=ink").as_deref(), Some("/garments/oxford?dye=ink"));
        assert_eq!(to("//elsewhere.example/").as_deref(), Some("/elsewhere.example"));
        assert_eq!(to("//").as_deref(), Some("/"));
        assert_eq!((to("/"), to("/en"), to("/?to=/")), (None, None, None));
    }
}
