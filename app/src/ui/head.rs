//! What a page for everybody says of itself in its head: to search engines, and to those with whom it is shared.

use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};
use serde_json::Value;

use super::drawing;
use super::frame::title;
use crate::services::Services;

/// Where pages begin that are about one visitor, as robots.txt keeps them out: without the language.
pub const PRIVATE: [&str; 9] =
    ["/account", "/cart", "/checkout", "/failure", "/mails", "/mypage", "/orders", "/pay", "/seller"];

/// Whether a page is for everybody and may be found by search engines; given without its language. Any other page of
/// the shop asks not to be.
#[must_use]
pub fn is_public(page: &str) -> bool {
    let first = page.split('/').nth(1).unwrap_or_default();
    page == "/" || matches!(first, "garments" | "c" | "outfits")
}

/// What a page says of itself.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// What it is called, without the shop's name.
    pub title: String,
    /// One or two sentences.
    pub description: String,
    /// The one address of what it shows, without origin and language: `/c/knit?page=2`.
    pub path: String,
    /// The garment or outfit on its picture; the shop itself where there is none.
    pub picture: Option<String>,
    /// It sells one thing, at this price in won.
    pub price: Option<i64>,
    /// One of many views of a list: its links may be followed, itself it need not be found.
    pub passing: bool,
    /// What programs read of it, as schema.org has it.
    pub data: Vec<Value>,
}

/// The head of a page for everybody.
#[component]
pub fn Head(lang: Lang, about: About) -> impl IntoView {
    let origin = origin();
    let About { title: name, description, path, picture, price, passing, data } = about;
    let here = format!("{origin}{}", lang.path(&path));
    let picture = format!("{origin}{}", picture_path(picture.as_deref()));
    let other = lang.pick(Lang::En, Lang::Ko);
    let alternates = [Lang::Ko, Lang::En].map(|it| (it.tag(), format!("{origin}{}", it.path(&path))));
    let default = alternates[0].1.clone();
    let alternates: Vec<_> = alternates
        .into_iter()
        .map(|(tag, href)| view! { <Link rel="alternate" hreflang=tag href=href /> })
        .collect();
    let kind = if price.is_some() { "product" } else { "website" };
    let priced = price.map(|amount| {
        view! {
            <Meta property="product:price:amount" content=amount.to_string() />
            <Meta property="product:price:currency" content="KRW" />
        }
    });
    let data: Vec<_> = data
        .iter()
        .map(|it| view! { <script type="application/ld+json" inner_html=script(it)></script> })
        .collect();
    view! {
        <Title text=title(lang, &name) />
        <Meta name="description" content=description.clone() />
        {passing.then(|| view! { <Meta name="robots" content="noindex, follow" /> })}
        <Link rel="canonical" href=here.clone() />
        {alternates}
        <Link rel="alternate" hreflang="x-default" href=default />
        <Meta property="og:type" content=kind />
        <Meta property="og:site_name" content=lang.pick("한벌", "Hanbeol") />
        <Meta property="og:title" content=name.clone() />
        <Meta property="og:description" content=description />
        <Meta property="og:url" content=here />
        <Meta property="og:locale" content=locale(lang) />
        <Meta property="og:locale:alternate" content=locale(other) />
        <Meta property="og:image" content=picture />
        <Meta property="og:image:width" content="1200" />
        <Meta property="og:image:height" content="630" />
        <Meta property="og:image:alt" content=name />
        <Meta name="twitter:card" content="summary_large_image" />
        {priced}
        {data}
    }
}

/// Where the shop is reached: `https://shop.example`.
#[must_use]
pub fn origin() -> String {
    use_context::<Services>().map(|services| services.shop.address.clone()).unwrap_or_default()
}

/// The picture that is shown where a page is shared: of 1200 x 630 px, as `npm run cards` draws them.
#[must_use]
pub fn picture_path(of: Option<&str>) -> String {
    format!("/cards/{}.jpg", of.filter(|name| drawing::has_card(name)).unwrap_or("shop"))
}

fn locale(lang: Lang) -> &'static str {
    lang.pick("ko_KR", "en_US")
}

/// JSON as it may stand inside a script: nothing in it ends the element. It is data, which no browser runs, and so no
/// policy of scripts concerns it.
fn script(data: &Value) -> String {
    data.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_private_page_is_never_a_public_one() {
        assert!(PRIVATE.iter().all(|path| !is_public(path)));
        assert!(
            ["/", "/garments", "/garments/tee", "/c/knit", "/outfits/snow"]
                .iter()
                .all(|path| is_public(path))
        );
        assert!(!is_public("/nowhere") && !is_public("/garmentsx"));
    }

    #[test]
    fn data_cannot_end_its_script() {
        let data = json!({ "name": "</script><script>alert(1)</script>" });
        let script = script(&data);
        assert!(!script.contains('<'), "{script}");
        assert_eq!(serde_json::from_str::<Value>(&script).ok(), Some(data));
    }

    #[test]
    fn what_has_no_picture_shows_the_shops() {
        assert_eq!(picture_path(Some("trench")), "/cards/trench.jpg");
        assert_eq!(picture_path(Some("uploaded")), "/cards/shop.jpg");
        assert_eq!(picture_path(None), "/cards/shop.jpg");
    }
}
