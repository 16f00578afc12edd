//! The address of a list, which is all of its state: which category, what is asked for, the order and the page.

use kernel::Lang;
use leptos_router::location::Url;

use crate::shop::view::Filter;

/// The path of a filtered list, `/c/knit?color=oat&page=2`. What asks for nothing is left out.
pub(crate) fn address(lang: Lang, filter: &Filter) -> String {
    let path = match filter.category.as_str() {
        "" => lang.path("/garments"),
        category => lang.path(&format!("/c/{}", Url::escape(category))),
    };
    let page = if filter.page == "1" { "" } else { &filter.page };
    let parts = [
        ("q", filter.q.as_str()),
        ("color", &filter.color),
        ("size", &filter.size),
        ("price", &filter.price),
        ("in", &filter.in_stock),
        ("sort", &filter.sort),
        ("page", page),
    ];
    let asked: Vec<_> = parts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", escaped(value)))
        .collect();
    if asked.is_empty() { path } else { format!("{path}?{}", asked.join("&")) }
}

/// Escapes all that a query could take otherwise. The hyphen of a range is as it is.
fn escaped(value: &str) -> String {
    Url::escape(value).replace("%2D", "-")
}

/// A form sends all its fields, empty ones too: such an address leads to the one that [`address`] would write, so that
/// a list has one to be shared and gone back to. Other parts of a query (a campaign's) are no reason to move.
pub(crate) fn untidy(query: &str) -> bool {
    query.split('&').any(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let ours = ["q", "color", "size", "price", "in", "sort", "page"].contains(&name);
        name == "category" || (ours && value.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_asked_and_nothing_else() {
        assert_eq!(address(Lang::En, &Filter::default()), "/en/garments");
        let filter = Filter {
            q: "모래 & 먹".into(),
            category: "knit".into(),
            price: "-50000".into(),
            sort: "low".into(),
            page: "2".into(),
            ..Filter::default()
        };
        let expected = "/c/knit?q=%EB%AA%A8%EB%9E%98%20%26%20%EB%A8%B9&price=-50000&sort=low&page=2";
        assert_eq!(address(Lang::Ko, &filter), expected);
        let first = Filter { category: "knit".into(), page: "1".into(), ..Filter::default() };
        assert_eq!(address(Lang::Ko, &first), "/c/knit");
    }

    #[test]
    fn what_a_form_leaves_empty_is_tidied_away() {
        assert!(untidy("q=&color=ink") && untidy("category=knit") && untidy("color=ink&page"));
        assert!(!untidy("color=ink&page=2") && !untidy("utm_source=") && !untidy(""));
    }
}
