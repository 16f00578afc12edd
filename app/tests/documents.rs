//! Every page of the storefront and those of the desk that no stream follows, in both languages and in each of its states, as the HTML that a reader gets:
//! whatever a page shows, its parts are named, joined and nested as they should be.
#![cfg(feature = "ssr")]

mod documents {
    pub(crate) mod account;
    pub(crate) mod desk;
    pub(crate) mod garments;
    pub(crate) mod html;
    mod money;
    pub(crate) mod numbers;
    pub(crate) mod pages;
    pub(crate) mod photographs;
    pub(crate) mod stock;
}

use std::collections::BTreeSet;

use documents::html::Html;
use documents::pages::pages;

/// Runs a check over every page and names the page where it fails.
fn on_every_page(check: impl Fn(&Html) -> Result<(), String>) {
    for (name, html) in pages() {
        if let Err(error) = check(&Html::parse(&html)) {
            panic!("{name}: {error}");
        }
    }
}

#[test]
fn an_id_stands_once_in_a_page() {
    on_every_page(|page| {
        let mut seen = BTreeSet::new();
        page.values("id").try_for_each(|id| seen.insert(id).then_some(()).ok_or(format!("two of #{id}")))
    });
}

#[test]
fn what_a_page_refers_to_is_in_it() {
    on_every_page(|page| {
        let ids: BTreeSet<_> = page.values("id").collect();
        let spaced = ["aria-labelledby", "aria-describedby"].into_iter().flat_map(|name| page.values(name));
        let plain = ["for", "form"].into_iter().flat_map(|name| page.values(name));
        let hashes = page.values("href").filter_map(|href| href.strip_prefix('#'));
        spaced
            .flat_map(str::split_whitespace)
            .chain(plain)
            .chain(hashes)
            .try_for_each(|id| ids.contains(id).then_some(()).ok_or(format!("no #{id}")))
    });
}

#[test]
fn headings_start_at_one_and_skip_no_level() {
    on_every_page(|page| {
        let levels: Vec<u32> = page.headings().collect();
        if levels.first() != Some(&1) || levels.iter().filter(|level| **level == 1).count() != 1 {
            return Err(format!("one h1, first: {levels:?}"));
        }
        let skip = levels.windows(2).find(|pair| pair[1] > pair[0] + 1);
        skip.map_or(Ok(()), |pair| Err(format!("h{} after h{}", pair[1], pair[0])))
    });
}

#[test]
fn no_page_carries_style_or_script_of_its_own() {
    on_every_page(|page| {
        let inline = page.names().find(|name| *name == "style" || name.starts_with("on"));
        inline.map_or(Ok(()), |name| Err(format!("the attribute {name}")))
    });
}

#[test]
fn a_link_stays_in_the_language_of_its_page() {
    for (name, html) in pages() {
        let page = Html::parse(&html);
        let english = name.starts_with("en ");
        let strays = page.values("href").filter(|href| href.starts_with('/'));
        let strays: Vec<_> =
            strays.filter(|href| (*href == "/en" || href.starts_with("/en/")) != english).collect();
        let pages: &[&str] = match (name.contains("desk"), english) {
            (false, true) => &["/c/outer"],
            (false, false) => &["/en/c/outer"],
            (true, true) => &["/seller/"],
            (true, false) => &["/en/seller/"],
        };
        let [switch] = strays.as_slice() else { panic!("{name}: only the switch leads over: {strays:?}") };
        assert!(pages.iter().any(|page| switch.starts_with(page)), "{name}: {switch}");
    }
}

#[test]
fn every_form_posts_its_language_or_asks_by_get() {
    on_every_page(|page| {
        let posts = page.values("method").filter(|method| *method == "post").count();
        let languages = page.values("name").filter(|name| *name == "lang").count();
        (posts == languages).then_some(()).ok_or(format!("{posts} forms, {languages} languages"))
    });
}

#[test]
fn what_programs_read_of_a_page_is_data_of_a_known_kind() {
    let mut kinds = BTreeSet::new();
    for (name, html) in pages() {
        for script in html.split("<script type=\"application/ld+json\">").skip(1) {
            let text = script.split("</script>").next().unwrap_or_default();
            let data: serde_json::Value = serde_json::from_str(text).expect(&name);
            assert_eq!(data["@context"], "https://schema.org", "{name}");
            kinds.insert(data["@type"].as_str().expect(&name).to_owned());
        }
    }
    let kinds: Vec<_> = kinds.iter().map(String::as_str).collect();
    assert_eq!(kinds, ["BreadcrumbList", "ItemList", "Product", "WebSite"]);
}
