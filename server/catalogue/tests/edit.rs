//! What the seller types of a garment.

use catalogue::demo::garments;
use catalogue::{Edited, Typed, Why, edit, placed, words};
use proptest::prelude::*;

fn form(garment: usize) -> Typed {
    Typed::of_garment(&garments()[garment], garment + 1)
}

fn with(name: &str, value: &str) -> Typed {
    let garment = &garments()[0];
    let kept = Typed::of_garment(garment, 1);
    let names = ["slug", "category", "price", "place", "first_dye"].map(str::to_owned).into_iter();
    let texts = ["name", "text", "fabric", "care"];
    let texts = texts.into_iter().flat_map(|it| [format!("{it}_ko"), format!("{it}_en")]);
    let table = (0..4).flat_map(|s| {
        let cells = (0..4).map(move |m| format!("cm_{s}_{m}"));
        cells.chain([format!("size_{s}"), format!("measure_{s}")])
    });
    let pairs = names.chain(texts).chain(table).map(|it| (it.clone(), kept.get(&it).to_owned()));
    let dyes = kept.dyes.iter().map(|dye| ("dyes".to_owned(), dye.clone()));
    Typed::of_form(pairs.chain(dyes).chain([(name.to_owned(), value.to_owned())]))
}

fn wrong(name: &str, value: &str) -> Option<(String, Why)> {
    let refused = edit(&with(name, value), Some(&garments()[0])).err()?;
    assert_eq!(refused.len(), 1, "{refused:?}");
    refused.into_iter().next()
}

#[test]
fn a_form_that_nobody_touched_changes_nothing() {
    for (n, garment) in garments().into_iter().enumerate() {
        assert_eq!(edit(&form(n), Some(&garment)), Ok(Edited { garment, place: n + 1 }));
    }
}

#[test]
fn an_empty_form_is_told_all_that_is_missing() {
    let refused = edit(&Typed::default(), None).unwrap_err();
    let names: Vec<_> = refused.iter().map(|(name, _)| name.as_str()).collect();
    let all = [
        "slug",
        "name_ko",
        "name_en",
        "category",
        "price",
        "text_ko",
        "text_en",
        "fabric_ko",
        "fabric_en",
        "care_ko",
        "care_en",
        "dyes",
        "size_0",
    ];
    assert_eq!(names, all);
    assert!(refused.iter().all(|(_, why)| *why == Why::Missing));
}

#[test]
fn a_price_is_read_as_people_write_it_and_is_never_absurd() {
    let edited = edit(&with("price", "₩ 49,000원"), Some(&garments()[0])).unwrap();
    assert_eq!(edited.garment.price, kernel::Money::won(49_000));
    for absurd in ["0", "-100", "99", "10000001", "9.9", "비싸요"] {
        assert_eq!(wrong("price", absurd), Some(("price".to_owned(), Why::Malformed)), "{absurd}");
    }
}

#[test]
fn texts_have_their_length_and_names_their_one_line() {
    let long = "가".repeat(61);
    assert_eq!(wrong("name_ko", &long), Some(("name_ko".to_owned(), Why::TooLong(60))));
    assert_eq!(wrong("name_en", "Two\nlines"), Some(("name_en".to_owned(), Why::TooLong(60))));
    assert_eq!(wrong("text_ko", "두\r\n줄"), None);
}

#[test]
fn the_size_table_has_one_row_a_size_and_a_number_in_each_cell() {
    assert_eq!(wrong("size_1", "S"), Some(("size_1".to_owned(), Why::Taken)));
    assert_eq!(wrong("size_1", "M/L"), Some(("size_1".to_owned(), Why::Malformed)));
    assert_eq!(wrong("cm_1_2", ""), Some(("cm_1_2".to_owned(), Why::Missing)));
    assert_eq!(wrong("cm_1_2", "301"), Some(("cm_1_2".to_owned(), Why::Malformed)));
    assert_eq!(wrong("measure_1", "shoulder"), Some(("measure_1".to_owned(), Why::Taken)));
    let edited = edit(&with("cm_1_2", "60,5"), Some(&garments()[0])).unwrap();
    assert!((edited.garment.sizes[1].cm["sleeve"] - 60.5).abs() < 0.01);
}

#[test]
fn the_colour_that_is_shown_first_is_one_that_is_sold() {
    assert_eq!(wrong("first_dye", "rose"), Some(("first_dye".to_owned(), Why::Malformed)));
    let edited = edit(&with("first_dye", "navy"), Some(&garments()[0])).unwrap();
    assert_eq!(edited.garment.dyes, ["navy", "sand", "moss", "ink"]);
}

#[test]
fn no_more_colours_are_sold_than_the_page_tells_apart() {
    let all = words().dyes.iter().map(|(key, _)| ("dyes".to_owned(), key.clone()));
    let refused = edit(&Typed::of_form(all), None).unwrap_err();
    assert!(refused.contains(&("dyes".to_owned(), Why::TooMany(6))), "{refused:?}");
}

#[test]
fn a_garment_takes_its_place_and_the_others_close_up() {
    let shelf = || ["a", "b", "c"].map(str::to_owned).to_vec();
    assert_eq!(placed(shelf(), "c", 1), ["c", "a", "b"]);
    assert_eq!(placed(shelf(), "a", 99), ["b", "c", "a"]);
    assert_eq!(placed(shelf(), "new", 2), ["a", "new", "b", "c"]);
}

proptest! {
    #[test]
    fn nothing_that_is_typed_makes_it_panic(name in "[a-z_0-9]{1,10}", value in ".*") {
        let typed = Typed::of_form([(name, value)]);
        prop_assert!(edit(&typed, None).is_err());
        prop_assert!(edit(&typed, Some(&garments()[0])).is_err());
    }
}
