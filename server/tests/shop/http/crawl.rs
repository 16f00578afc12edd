//! What search engines are shown: heads of pages, data in them, the map of the site, and where not to go.

use serde_json::Value;

use super::*;
use crate::shop::{ADDRESS, garment};

/// The values of an attribute of the tags that contain a text.
fn attribute<'b>(body: &'b str, tag: &str, name: &str) -> Vec<&'b str> {
    let tags = body.split('<').filter(|it| it.contains(tag));
    let start = format!("{name}=\"");
    tags.filter_map(|it| it.split_once(start.as_str())?.1.split('"').next()).collect()
}

/// What programs read in a page.
fn data(body: &str) -> Vec<Value> {
    let scripts = body.split("<script type=\"application/ld+json\">").skip(1);
    scripts.map(|it| serde_json::from_str(it.split("</script>").next().unwrap()).unwrap()).collect()
}

async fn page(front: &Front, path: &str) -> Answer {
    front.send(Ask::get(path).by_browser()).await
}

#[tokio::test]
async fn a_page_for_everybody_names_itself_in_both_languages_by_its_whole_address() {
    let front = Front::open().await;
    let slug = garment().slug;
    for path in ["/".to_owned(), "/garments".to_owned(), "/c/outer".to_owned(), format!("/garments/{slug}")] {
        for lang in [Lang::Ko, Lang::En] {
            let shown = page(&front, &lang.path(&path)).await;
            shown.is_page(200, lang);
            let here = format!("{ADDRESS}{}", lang.path(&path));
            assert_eq!(attribute(&shown.body, "rel=\"canonical\"", "href"), [here.as_str()]);
            let [ko, en] = [Lang::Ko, Lang::En].map(|lang| format!("{ADDRESS}{}", lang.path(&path)));
            for (tag, href) in [("ko", &ko), ("en", &en), ("x-default", &ko)] {
                let alternate = attribute(&shown.body, &format!("hreflang=\"{tag}\""), "href");
                assert!(alternate.contains(&href.as_str()), "{path} {tag}: {alternate:?}");
            }
            for property in ["og:title", "og:description", "og:url", "og:image", "og:locale"] {
                let content = attribute(&shown.body, &format!("property=\"{property}\""), "content");
                assert!(content.len() == 1 && !content[0].is_empty(), "{path} {property}: {content:?}");
            }
            let picture = attribute(&shown.body, "property=\"og:image\"", "content");
            assert!(picture[0].starts_with(&format!("{ADDRESS}/cards/")), "{picture:?}");
            assert_eq!(attribute(&shown.body, "name=\"description\"", "content").len(), 1);
            assert!(!shown.body.contains("noindex"), "{path}");
        }
    }
}

#[tokio::test]
async fn a_garment_says_what_it_offers_and_where_it_stands() {
    let front = Front::open().await;
    let garment = garment();
    let shown = page(&front, &format!("/en/garments/{}?dye=x&utm_source=y", garment.slug)).await;
    let data = data(&shown.body);
    let [product, crumbs] = data.as_slice() else { panic!("{data:?}") };
    assert_eq!(product["@type"], "Product");
    assert_eq!(product["name"], garment.name.en.as_str());
    assert_eq!(product["url"], format!("{ADDRESS}/en/garments/{}", garment.slug));
    let offers = product["offers"].as_array().unwrap();
    assert_eq!(offers.len(), garment.dyes.len() * garment.sizes.len());
    for offer in offers {
        assert_eq!(offer["price"], garment.price.amount);
        assert_eq!(offer["priceCurrency"], "KRW");
        assert_eq!(offer["availability"], "https://schema.org/InStock");
        assert!(offer["url"].as_str().unwrap().starts_with(&format!("{ADDRESS}/en/garments/")));
    }
    let steps = crumbs["itemListElement"].as_array().unwrap();
    let names: Vec<_> = steps.iter().map(|step| step["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Hanbeol", "Outerwear", &garment.name.en]);
}

#[tokio::test]
async fn what_is_one_visitors_or_one_view_of_many_asks_not_to_be_found() {
    let front = Front::open().await;
    for path in
        ["/mypage", "/seller/log-in", "/nowhere", "/garments?q=%EC%BD%94%ED%8A%B8", "/c/outer?color=ink"]
    {
        for lang in [Lang::Ko, Lang::En] {
            let shown = page(&front, &lang.path(path)).await;
            assert_eq!(attribute(&shown.body, "name=\"robots\"", "content").len(), 1, "{path}");
            assert!(shown.body.contains("noindex"), "{path}");
        }
    }
}

#[tokio::test]
async fn the_map_holds_every_public_page_in_both_languages_and_each_answers() {
    let front = Front::open().await;
    let map = front.send(Ask::get("/sitemap.xml")).await;
    assert_eq!(map.status, 200);
    assert!(map.header("content-type").starts_with("application/xml"));
    let places: Vec<_> = map.body.split("<loc>").skip(1).filter_map(|it| it.split("</loc>").next()).collect();
    assert!(places.len() >= 8, "{places:?}");
    for place in places {
        let path = place.strip_prefix(ADDRESS).unwrap();
        let path = if path.is_empty() { "/" } else { path };
        let shown = page(&front, path).await;
        assert_eq!(shown.status, 200, "{place}");
        assert_eq!(attribute(&shown.body, "rel=\"canonical\"", "href"), [place]);
    }
    let slug = garment().slug;
    let entry = map.body.lines().find(|line| line.contains(&format!("<loc>{ADDRESS}/garments/{slug}</loc>")));
    let entry = entry.expect("the garment");
    assert!(entry.contains(&format!("hreflang=\"en\" href=\"{ADDRESS}/en/garments/{slug}\"")), "{entry}");
    assert!(entry.contains("<lastmod>2026-11-23T01:30:00+09:00</lastmod>"), "{entry}");
}

#[tokio::test]
async fn a_page_is_compressed_for_whoever_can_read_it() {
    let front = Front::open().await;
    let plain = page(&front, "/").await;
    let packed = front.send(Ask::get("/").by_browser().with("accept-encoding", "gzip, br")).await;
    assert_eq!((plain.header("content-encoding"), packed.header("content-encoding")), ("", "gzip"));
    assert!(plain.body.contains("<html") && !packed.body.contains("<html"));
}

#[tokio::test]
async fn robots_are_kept_out_of_what_is_one_visitors_and_told_of_the_map() {
    let front = Front::open().await;
    let robots = front.send(Ask::get("/robots.txt")).await;
    assert!(robots.header("content-type").starts_with("text/plain"));
    for path in ["/seller", "/en/seller", "/cart", "/checkout", "/en/orders", "/mypage", "/api/", "/live/"] {
        assert!(robots.body.lines().any(|line| line == format!("Disallow: {path}")), "{path}");
    }
    assert!(robots.body.contains(&format!("Sitemap: {ADDRESS}/sitemap.xml")));
    front.shop.shop.main.close().await;
    front.send(Ask::get("/sitemap.xml")).await.is_error(503, "unavailable");
}
