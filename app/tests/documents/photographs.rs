//! The desk's page of a garment's photographs, in each of its states.

use app::seller::PhotographsPage;
use app::seller::photographs::view::{PhotographsView, Shot, TypedShot};
use kernel::{Lang, PhotographId};
use leptos::prelude::*;

use super::pages::{dye, id, photo, rendered, text};

/// Every page by its name, as HTML.
pub(crate) fn pages(lang: Lang) -> Vec<(String, String)> {
    let second = id::<PhotographId>(2).to_string();
    let states = [
        (0, "", ""),
        (2, "photograph_added", ""),
        (2, "bad_alt_ko", ""),
        (2, "bad_alt_en", &second),
        (2, "bad_photograph_place", &second),
        (0, "no_photograph", ""),
        (0, "photograph_unknown", ""),
        (2, "photograph_pixels", ""),
        (2, "photograph_broken", ""),
        (2, "photograph_busy", ""),
        (12, "photographs_full", ""),
    ];
    let page = |(count, notice, about): (u32, &str, &str)| {
        let name = format!("desk, photographs, {count}, {notice:?} about {about:?}");
        rendered(lang, name, || view! { <PhotographsPage lang view=photographs(count, notice, about) /> })
    };
    states.into_iter().map(page).collect()
}

#[test]
fn who_forgot_the_words_of_a_new_photograph_is_told_to_choose_its_file_again() {
    let page = |lang, about: &str| {
        rendered(
            lang,
            "photographs",
            || view! { <PhotographsPage lang view=photographs(2, "bad_alt_ko", about) /> },
        )
        .1
    };
    for (lang, said) in [(Lang::Ko, "사진 파일도 다시 골라 주세요"), (Lang::En, "choose the file again")]
    {
        assert!(page(lang, "").contains(said), "{}", page(lang, ""));
        let hung = page(lang, &id::<PhotographId>(2).to_string());
        assert!(!hung.contains(said), "one that hangs needs no file: {hung}");
    }
}

fn photographs(count: u32, notice: &str, about: &str) -> PhotographsView {
    let shot = |n: u32| Shot { id: id(n), photo: photo(n.is_multiple_of(2).then_some("sand")) };
    PhotographsView {
        slug: "trench".into(),
        name: text("트렌치코트", "Trench coat"),
        dyes: vec![dye("sand"), dye("ink")],
        shots: (1..=count).map(shot).collect(),
        full: count == 12,
        notice: Some(notice.to_owned()).filter(|notice| !notice.is_empty()),
        typed: TypedShot { about: about.to_owned(), alt_ko: "앞".repeat(200), ..TypedShot::default() },
    }
}
