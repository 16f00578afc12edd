//! Makes the documents that Leptos renders valid HTML, which browsers would read all the same:
//!
//! - `<!>`, its mark of a place for what hydrates, is an empty comment cut short. Outside of islands nothing hydrates,
//!   so there it goes; inside it is written out.
//! - The script with the resources' data follows `</html>`; it becomes the body's last.
//! - `crossorigin` of what the page loads ahead holds the nonce, which means the same as no value.
//! - A page that asks for itself again where no script runs says so in its body, because no component writes
//!   `<noscript>` into the head.

use std::borrow::Cow;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

const MARK: &str = "<!>";
const COMMENT: &str = "<!---->";
const ISLAND: &str = "<leptos-island";
const ISLAND_END: &str = "</leptos-island>";

/// A layer around the pages.
pub(super) async fn tidy(request: Request, next: Next) -> Response {
    let (mut head, body) = next.run(request).await.into_parts();
    let is_page =
        head.headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !is_page {
        return Response::from_parts(head, body);
    }
    // Pages are rendered whole before they are sent (`SsrMode::Async`): nothing is held back here.
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let html = String::from_utf8_lossy(&bytes);
    head.headers.remove(CONTENT_LENGTH);
    Response::from_parts(head, Body::from(tidied(&html)))
}

/// A document with everything in its place.
fn tidied(html: &str) -> String {
    let html = last_in_body(html);
    let html = again_in_head(&html);
    let html = without_nonce(&html);
    without_marks(&html)
}

/// Moves what follows the document into its body.
fn last_in_body(html: &str) -> Cow<'_, str> {
    const BODY_END: &str = "</body>";
    const END: &str = "</html>";
    match (html.rfind(BODY_END), html.rfind(END)) {
        (Some(body), Some(end)) if body < end && end + END.len() < html.len() => {
            let (inside, after) = (&html[..body], &html[end + END.len()..]);
            Cow::Owned([inside, after, &html[body..end + END.len()]].concat())
        }
        _ => Cow::Borrowed(html),
    }
}

/// Moves each `<noscript><meta ...></noscript>` to the head's end.
fn again_in_head(html: &str) -> Cow<'_, str> {
    const BEGIN: &str = "<noscript><meta ";
    const END: &str = "</noscript>";
    let Some(head) = html.find("</head>") else { return Cow::Borrowed(html) };
    let (mut moved, mut kept, mut rest) = (String::new(), String::new(), &html[head..]);
    while let Some(begin) = rest.find(BEGIN) {
        let Some(length) = rest[begin..].find(END) else { break };
        let end = begin + length + END.len();
        kept.push_str(&rest[..begin]);
        moved.push_str(&rest[begin..end]);
        rest = &rest[end..];
    }
    if moved.is_empty() {
        Cow::Borrowed(html)
    } else {
        Cow::Owned([&html[..head], &moved, &kept, rest].concat())
    }
}

/// Takes the value of each `crossorigin` in the head away.
fn without_nonce(html: &str) -> String {
    const ATTRIBUTE: &str = " crossorigin=\"";
    let head = html.find("</head>").unwrap_or_default();
    let mut pieces = html[..head].split(ATTRIBUTE);
    let mut tidy = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        tidy.push_str(" crossorigin");
        tidy.push_str(piece.split_once('"').map_or("", |(_, rest)| rest));
    }
    tidy.push_str(&html[head..]);
    tidy
}

/// Writes the marks inside of islands out, and leaves the others away. Text holds none: there `<` is escaped.
fn without_marks(html: &str) -> String {
    let mut tidy = String::with_capacity(html.len());
    let mut depth = 0_usize;
    for (at, piece) in html.split(MARK).enumerate() {
        if at > 0 && depth > 0 {
            tidy.push_str(COMMENT);
        }
        depth = (depth + piece.matches(ISLAND).count()).saturating_sub(piece.matches(ISLAND_END).count());
        tidy.push_str(piece);
    }
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stay_inside_of_islands_alone() {
        let html = "<p>a<!></p><leptos-island><b><!></b><leptos-island></leptos-island><!></leptos-island><!><i></i>";
        let tidy = "<p>a</p><leptos-island><b><!----></b><leptos-island></leptos-island><!----></leptos-island><i></i>";
        assert_eq!(tidied(html), tidy);
    }

    #[test]
    fn what_follows_the_document_becomes_the_last_of_its_body() {
        let html = "<html><body><p></p></body></html><!><script>1</script>";
        assert_eq!(tidied(html), "<html><body><p></p><script>1</script></body></html>");
    }

    #[test]
    fn a_page_that_asks_again_says_so_in_its_head() {
        let html = "<head></head><body><p></p><noscript><meta content=\"5\"></noscript><noscript>x</noscript></body>";
        let tidy = "<head><noscript><meta content=\"5\"></noscript></head><body><p></p><noscript>x</noscript></body>";
        assert_eq!(tidied(html), tidy);
    }

    #[test]
    fn crossorigin_in_the_head_has_no_value() {
        let html =
            "<head><link crossorigin=\"n\"><link crossorigin=\"n\"></head><p title=\" crossorigin=\"></p>";
        assert_eq!(
            tidied(html),
            "<head><link crossorigin><link crossorigin></head><p title=\" crossorigin=\"></p>"
        );
    }

    #[test]
    fn a_piece_of_html_that_is_no_document_stays_as_it_is() {
        for html in ["", "text", "<p></p>", "</html></body>"] {
            assert_eq!(tidied(html), html);
        }
    }
}
