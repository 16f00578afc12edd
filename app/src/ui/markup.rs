//! Parts of a page that the browser patches: written once, as HTML in a string, for the server's first answer and for
//! every later frame. Reactive views of the same parts would double what a buyer has to load.

/// Text as it stands in HTML, between tags or in double quotes.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Puts HTML into the element of this id, if the page has one.
#[cfg(feature = "hydrate")]
pub fn put(id: &str, html: &str) {
    if let Some(element) = leptos::prelude::document().get_element_by_id(id) {
        element.set_inner_html(html);
    }
}

/// On the server there is no page to patch.
#[cfg(not(feature = "hydrate"))]
pub fn put(_id: &str, _html: &str) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_typed_stays_text() {
        assert_eq!(
            escape(r#"<b onclick="x">김 & 이</b>"#),
            "&lt;b onclick=&quot;x&quot;&gt;김 &amp; 이&lt;/b&gt;"
        );
    }
}
