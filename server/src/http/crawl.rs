//! What programs that walk the web ask for: where they may go, and all that there is.

use app::ui::head::PRIVATE;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use catalogue::ListQuery;
use events::Unavailable;
use kernel::{Lang, Time};

use super::HttpState;

/// How long an answer may be kept: what is new is found within the hour.
const CACHING: &str = "public, max-age=3600";

/// GET /robots.txt: nothing that is one visitor's, or no page.
pub(super) async fn robots(State(state): State<HttpState>) -> Response {
    let mut text = "User-agent: *\nDisallow: /api/\nDisallow: /live/\n".to_owned();
    for path in PRIVATE {
        for lang in [Lang::Ko, Lang::En] {
            text += &format!("Disallow: {}\n", lang.path(path));
        }
    }
    text += &format!("\nSitemap: {}/sitemap.xml\n", state.services.shop.address);
    ([(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, CACHING)], text).into_response()
}

/// GET /sitemap.xml: every page for everybody in both languages, each naming the other.
pub(super) async fn sitemap(State(state): State<HttpState>) -> Response {
    match pages(&state).await {
        Ok(pages) => {
            let headers = [(CONTENT_TYPE, "application/xml; charset=utf-8"), (CACHE_CONTROL, CACHING)];
            (headers, document(&state.services.shop.address, &pages)).into_response()
        }
        Err(why) => {
            tracing::warn!(%why, "no sitemap");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// A path without its language, and when it changed, if that is known.
type Page = (String, Option<Time>);

/// Lists change with what they list.
async fn pages(state: &HttpState) -> Result<Vec<Page>, Unavailable> {
    let shelf = &state.services.catalogue.shelf;
    let garments = shelf.slugs().await?;
    let newest = garments.iter().filter_map(|(_, changed)| *changed).max();
    let outfits = state.services.catalogue.outfits.all().await?;
    let counts = shelf.counts(&ListQuery::default()).await?;
    let mut pages = vec![("/".to_owned(), newest), ("/garments".to_owned(), newest)];
    pages.extend(counts.categories.into_keys().map(|key| (format!("/c/{key}"), newest)));
    pages.extend(garments.into_iter().map(|(slug, changed)| (format!("/garments/{slug}"), changed)));
    pages.extend(outfits.into_iter().map(|it| (format!("/outfits/{}", it.outfit.slug), None)));
    Ok(pages)
}

/// <https://www.sitemaps.org/protocol.html>, with the alternates that
/// <https://developers.google.com/search/docs/specialty/international/localized-versions> asks for.
fn document(origin: &str, pages: &[Page]) -> String {
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
                   xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n"
        .to_owned();
    for (path, changed) in pages {
        let href = |lang: Lang| escaped(&format!("{origin}{}", lang.path(path)));
        let alternate = |tag: &str, lang: Lang| {
            format!("<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{}\"/>", href(lang))
        };
        let alternates =
            [alternate("ko", Lang::Ko), alternate("en", Lang::En), alternate("x-default", Lang::Ko)].concat();
        let changed =
            changed.map(|time| format!("<lastmod>{}</lastmod>", time.datetime())).unwrap_or_default();
        for lang in [Lang::Ko, Lang::En] {
            xml += &format!("<url><loc>{}</loc>{changed}{alternates}</url>\n", href(lang));
        }
    }
    xml + "</urlset>\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
