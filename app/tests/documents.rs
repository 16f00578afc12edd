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
    pub(crate) mod outfits;
    pub(crate) mod pages;
    pub(crate) mod photographs;
    mod records;
    mod standing;
    pub(crate) mod stock;
}

use std::collections::BTreeSet;

use documents::html::Html;
use documents::pages::pages;

/// The sources of these pages: what is written in them is what people typed, and what things are called in data. Carriers
/// have one name, by which they are pasted.
const TYPED: [&str; 11] = [
    include_str!("../src/seller/carriers.rs"),
    include_str!("../../server/catalogue/data/demo.json"),
    include_str!("../../server/settings/src/demo.rs"),
    include_str!("documents/account.rs"),
    include_str!("documents/desk.rs"),
    include_str!("documents/garments.rs"),
    include_str!("documents/numbers.rs"),
    include_str!("documents/outfits.rs"),
    include_str!("documents/pages.rs"),
    include_str!("documents/photographs.rs"),
    include_str!("documents/stock.rs"),
];

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
        // Where a form comes along, the switch is a button of it.
        if page.values("value").any(|value| value == "translate") {
            assert!(strays.is_empty(), "{name}: {strays:?}");
            continue;
        }
        let [switch] = strays.as_slice() else { panic!("{name}: only the switch leads over: {strays:?}") };
        assert!(pages.iter().any(|page| switch.starts_with(page)), "{name}: {switch}");
    }
}

#[test]
fn a_size_that_is_the_only_one_is_chosen_for_the_buyer() {
    for (name, html) in pages() {
        if name.ends_with("garment, one size") {
            assert!(html.contains(r#"name="size" value="F" checked"#), "{name}: {html}");
        }
        if name.ends_with(" outfit") {
            let (_, select) = html.split_once(r#"id="size-tote""#).expect(&name);
            let (options, _) = select.split_once("</select>").expect(&name);
            assert!(options.contains(r#"value="F" selected"#), "{name}: {options}");
            assert!(!options.contains("value=\"\""), "there is nothing to choose: {name}: {options}");
        }
    }
}

#[test]
fn a_page_without_a_session_follows_no_stream() {
    let streams = |page: &str| {
        let (_, html) = pages().into_iter().find(|(name, _)| name == page).expect(page);
        (html.contains("/live/mypage"), html.contains("leptos-island"))
    };
    assert_eq!(streams("ko mypage, nothing yet"), (true, true));
    assert_eq!(streams("ko mypage, no session"), (false, false));
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

/// A word that has no English, or a place that says the Korean one, shows in the pages of the other language.
#[test]
fn an_english_page_has_no_korean_but_what_people_typed_and_the_way_to_the_other_language() {
    let hangul = |c: char| ('가'..='힣').contains(&c);
    let mut korean = BTreeSet::new();
    for (name, html) in pages().into_iter().filter(|(name, _)| name.starts_with("en ")) {
        let words = html.split(|c| !hangul(c)).filter(|word| !word.is_empty() && *word != "한국어");
        // One letter many times is what is too long for a field.
        let one = |word: &str| word.len() > 99 && word.chars().all(|c| word.starts_with(c));
        let untyped = words.filter(|word| !one(word) && !TYPED.iter().any(|typed| typed.contains(*word)));
        korean.extend(untyped.map(|word| format!("{name}: {word}")));
    }
    assert_eq!(korean, BTreeSet::new());
}

/// And a place that says the English one shows in a heading of the Korean pages.
#[test]
fn a_korean_page_has_korean_headings() {
    for (name, html) in pages().into_iter().filter(|(name, _)| name.starts_with("ko ")) {
        for heading in html.split("<h").skip(1).filter(|rest| rest.starts_with(['1', '2', '3'])) {
            let heading = heading.split("</h").next().unwrap_or_default();
            let letters =
                heading.split('>').filter_map(|part| part.split('<').next()).skip(1).collect::<String>();
            let english =
                letters.split_whitespace().filter(|word| word.chars().all(|c| c.is_ascii_lowercase()));
            assert!(english.count() < 2, "{name}: {letters}");
        }
    }
}
