//! The shop's addresses: what a page may lead back to, and how an answer is put into one.

/// An http or https address that can stand in a header and in a page's policy.
pub(crate) fn is_web(url: &str) -> bool {
    origin(url).is_some() && url.bytes().all(|byte| byte.is_ascii_graphic())
}

/// `https://shop.example:8443`, as a Content-Security-Policy names where a form may lead.
pub(crate) fn origin(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    (!authority.is_empty() && authority.bytes().all(plain))
        .then(|| &url[..scheme.len() + "://".len() + authority.len()])
}

/// The address with these parameters after those it has.
pub(crate) fn with_query(url: &str, parameters: &[(&str, &str)]) -> String {
    let (address, fragment) = url.split_once('#').map_or((url, None), |(left, right)| (left, Some(right)));
    let joint = match address.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    format!("{address}{joint}{query}{fragment}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_join_those_that_are_there() {
        let with = |url| with_query(url, &[("a", "1 2"), ("b", "&")]);
        assert_eq!(with("http://shop/back"), "http://shop/back?a=1+2&b=%26");
        assert_eq!(with("http://shop/back?x=y"), "http://shop/back?x=y&a=1+2&b=%26");
        assert_eq!(with("http://shop/back?"), "http://shop/back?a=1+2&b=%26");
        assert_eq!(with("http://shop/back?x=y#there"), "http://shop/back?x=y&a=1+2&b=%26#there");
    }

    #[test]
    fn only_a_plain_web_address_has_an_origin() {
        assert_eq!(origin("http://127.0.0.1:3000/a?b#c"), Some("http://127.0.0.1:3000"));
        assert_eq!(origin("https://shop.example"), Some("https://shop.example"));
        for url in ["javascript:alert(1)", "ftp://shop/", "http://", "http://a b/", "//shop/", "http://x;y/"]
        {
            assert_eq!(origin(url), None, "{url}");
        }
        assert!(is_web("http://shop/back?x={CHECKOUT_SESSION_ID}") && !is_web("http://shop/a\nb"));
    }
}
