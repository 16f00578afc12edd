//! What the seller types of an outfit, and how it is laid out by itself.

use catalogue::demo::{garments, outfits};
use catalogue::{EditedOutfit, Kept, MAX_PIECES, Outfit, Typed, Why, edit_outfit};
use proptest::prelude::*;

fn shelf() -> Vec<Kept> {
    let kept = |garment| Kept {
        garment,
        version: 1,
        hidden: false,
        was_shown: true,
        variants: Vec::new(),
        retired: Vec::new(),
    };
    garments().into_iter().map(kept).collect()
}

/// A form with these fields beside the words that every outfit has.
fn form(fields: &[(&str, &str)]) -> Typed {
    let words = [
        ("slug", "sunday"),
        ("name_ko", "일요일"),
        ("name_en", "Sunday"),
        ("text_ko", "늦잠을 자요."),
        ("text_en", "Sleep late."),
    ];
    let all = words.iter().chain(fields).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Typed::of_form(all)
}

fn edited(fields: &[(&str, &str)]) -> Outfit {
    edit_outfit(&form(fields), None, &shelf()).expect("an outfit").outfit
}

fn wrong(fields: &[(&str, &str)]) -> Vec<(String, Why)> {
    edit_outfit(&form(fields), None, &shelf()).expect_err("it has to be put right")
}

fn one(name: &str, why: Why) -> Vec<(String, Why)> {
    vec![(name.to_owned(), why)]
}

const TWO: [(&str, &str); 2] = [("piece_0", "trench:sand"), ("piece_1", "jeans:washed")];

#[test]
fn a_form_that_nobody_touched_changes_nothing() {
    for (n, outfit) in outfits().iter().enumerate() {
        let edited = edit_outfit(&Typed::of_outfit(outfit, n + 1), Some(outfit), &shelf());
        assert_eq!(edited, Ok(EditedOutfit { outfit: outfit.clone(), place: n + 1 }));
    }
}

#[test]
fn an_empty_form_is_told_all_that_is_missing() {
    let refused = edit_outfit(&Typed::default(), None, &shelf()).unwrap_err();
    let names: Vec<_> = refused.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["slug", "name_ko", "name_en", "text_ko", "text_en", "piece_0"]);
    assert!(refused.iter().all(|(_, why)| *why == Why::Missing));
}

#[test]
fn an_outfit_has_two_pieces_at_least_each_of_them_once_and_in_a_colour_it_is_sold_in() {
    assert_eq!(wrong(&[("piece_0", "trench:sand")]), one("piece_1", Why::Missing));
    assert_eq!(wrong(&[("piece_1", "trench:sand")]), one("piece_0", Why::Missing));
    let twice = [TWO[0], TWO[1], ("piece_3", "trench:ink")];
    assert_eq!(wrong(&twice), one("piece_3", Why::Taken));
    for unknown in ["trench:persimmon", "socks:ink", "trench", ":"] {
        assert_eq!(wrong(&[TWO[0], ("piece_1", unknown)]), one("piece_1", Why::Malformed), "{unknown}");
    }
}

#[test]
fn what_is_said_of_how_a_piece_lies_has_its_bounds() {
    for (name, most, too_much) in [
        ("x_1", "700", "1201"),
        ("x_1", "−400", "-401"),
        ("y_1", "－３００", "-501"),
        ("y_1", "600", "901"),
        ("y_1", "600", "1.5"),
        ("scale_1", "30", "29"),
        ("scale_1", "200", "201"),
        ("turn_1", "-45", "-46"),
        ("turn_1", "45", "left"),
    ] {
        assert_eq!(edited(&[TWO[0], TWO[1], (name, most)]).items.len(), 2, "{name} {most}");
        assert_eq!(wrong(&[TWO[0], TWO[1], (name, too_much)]), one(name, Why::Malformed));
    }
    let said = [TWO[0], TWO[1], ("x_1", "10"), ("y_1", "20"), ("scale_1", "90"), ("turn_1", "-4")];
    let jeans = edited(&said).items.remove(1);
    assert_eq!((jeans.slug.as_str(), jeans.x, jeans.y, jeans.scale, jeans.turn), ("jeans", 10, 20, 0.9, -4));
    assert_eq!(edited(&[TWO[0], TWO[1], ("x_4", "nowhere")]).items.len(), 2, "no piece is chosen there");
}

#[test]
fn a_piece_lies_where_a_quarter_of_it_can_be_seen() {
    let lies = |x: &str, y: &str| {
        let said = [TWO[0], TWO[1], ("x_1", x), ("y_1", y), ("scale_1", "100")];
        edit_outfit(&form(&said), None, &shelf()).map(|_| ()).map_err(|wrong| wrong[0].clone())
    };
    for (x, y) in [("1100", "0"), ("-300", "0"), ("0", "775"), ("0", "-375"), ("1000", "650")] {
        assert_eq!(lies(x, y), Ok(()), "{x} {y}");
    }
    for (x, y, edge) in
        [("1101", "0", "x_1"), ("-301", "0", "x_1"), ("0", "776", "y_1"), ("1200", "900", "y_1")]
    {
        assert_eq!(lies(x, y), Err((edge.to_owned(), Why::OutOfSight)), "{x} {y}");
    }
    let large = [TWO[0], TWO[1], ("x_1", "1000"), ("scale_1", "200")];
    assert_eq!(wrong(&large), one("x_1", Why::OutOfSight), "of a larger piece less of it is seen there");
}

#[test]
fn a_name_in_the_address_is_letters_figures_and_dashes_between_them_and_no_page_of_the_desk() {
    for (slug, why) in [
        ("Sunday", Why::Malformed),
        ("일요일", Why::Malformed),
        ("-", Why::Ends),
        ("--", Why::Ends),
        ("sunday-", Why::Ends),
        ("new", Why::Reserved),
    ] {
        let typed = form(&[TWO[0], TWO[1], ("slug", slug)]);
        assert_eq!(edit_outfit(&typed, None, &shelf()).unwrap_err(), one("slug", why), "{slug}");
    }
    assert_eq!(edited(&[TWO[0], TWO[1], ("slug", "new-2")]).slug, "new-2");
}

#[test]
fn a_place_is_counted_in_digits_of_either_width() {
    let place = |place: &str| edit_outfit(&form(&[TWO[0], TWO[1], ("place", place)]), None, &shelf());
    assert_eq!(place(" ３ ").unwrap().place, 3);
    assert_eq!(place("1.5").unwrap_err(), one("place", Why::Malformed));
}

#[test]
fn a_new_outfit_lies_much_as_the_shops_own_do() {
    let morning = &outfits()[0];
    let chosen: Vec<_> = ["piece_3", "piece_1", "piece_0", "piece_2", "piece_4"]
        .into_iter()
        .zip(&morning.items)
        .map(|(name, piece)| (name, format!("{}:{}", piece.slug, piece.dye)))
        .collect();
    let chosen: Vec<_> = chosen.iter().map(|(name, piece)| (*name, piece.as_str())).collect();
    let laid = edited(&chosen).items;
    for (own, new) in morning.items.iter().zip(&laid) {
        assert_eq!((&new.slug, new.turn), (&own.slug, own.turn), "in whichever order its pieces are chosen");
        assert!((new.x - own.x).abs() <= 30 && (new.y - own.y).abs() <= 30, "{new:?}");
        assert!((new.scale - own.scale).abs() < 0.1, "{new:?}");
    }
}

#[test]
fn the_largest_piece_lies_over_the_one_beside_it_and_small_things_on_top() {
    let order = |pieces: &[&str]| {
        let names = ["piece_0", "piece_1", "piece_2", "piece_3", "piece_4"];
        let chosen: Vec<_> = names.into_iter().zip(pieces.iter().copied()).collect();
        edited(&chosen).items.into_iter().map(|piece| piece.slug).collect::<Vec<_>>()
    };
    assert_eq!(order(&["linen:cotton", "midi:ink"]), ["midi", "linen"]);
    assert_eq!(order(&["tote:cotton", "slip:ink", "cardigan:oat"]), ["cardigan", "tote", "slip"]);
    assert_eq!(
        order(&["tote:cotton", "stripe:cotton", "jeans:washed", "blazer:earth"]),
        ["stripe", "jeans", "blazer", "tote"]
    );
    assert_eq!(order(&["cap:navy", "tote:cotton"]).len(), 2, "two small things are an outfit, too");
}

#[test]
fn a_piece_that_is_changed_lies_where_the_one_before_lay() {
    let morning = &outfits()[0];
    let names = ["piece", "x", "y", "scale", "turn"];
    let typed = Typed::of_outfit(morning, 1);
    let fields = ["name_ko", "name_en", "text_ko", "text_en"].map(str::to_owned).into_iter();
    let fields = fields.chain((0..MAX_PIECES).flat_map(|n| names.map(|name| format!("{name}_{n}"))));
    let mut fields: Vec<_> = fields.map(|name| (name.clone(), typed.get(&name).to_owned())).collect();
    fields.iter_mut().find(|(name, _)| name == "piece_2").unwrap().1 = "parka:sand".to_owned();
    let changed = edit_outfit(&Typed::of_form(fields), Some(morning), &shelf());
    let (now, before) = (changed.unwrap().outfit.items, &morning.items);
    assert_eq!((now[2].slug.as_str(), now[2].x, now[2].scale), ("parka", before[2].x, before[2].scale));
    assert_eq!((&now[..2], &now[3..]), (&before[..2], &before[3..]));
}

proptest! {
    #[test]
    fn whatever_is_chosen_each_piece_has_a_place_of_its_own_on_the_panel(
        chosen in prop::sample::subsequence((0..28_usize).collect::<Vec<_>>(), 2..=MAX_PIECES).prop_shuffle(),
    ) {
        let shelf = shelf();
        let pieces = chosen.iter().enumerate().map(|(n, garment)| {
            let garment = &shelf[*garment].garment;
            (format!("piece_{n}"), format!("{}:{}", garment.slug, garment.dyes[0]))
        });
        let words = ["slug", "name_ko", "name_en", "text_ko", "text_en"].map(|name| (name.to_owned(), "a".to_owned()));
        let outfit = edit_outfit(&Typed::of_form(words.into_iter().chain(pieces)), None, &shelf).unwrap().outfit;
        prop_assert_eq!(outfit.items.len(), chosen.len());
        for (n, piece) in outfit.items.iter().enumerate() {
            prop_assert!(outfit.items[n + 1..].iter().all(|other| (other.x, other.y) != (piece.x, piece.y)));
            // The middle of its box lies on the panel.
            let across = (piece.x as f32 + 200.0 * piece.scale, piece.y as f32 + 250.0 * piece.scale);
            prop_assert!((0.0..1200.0).contains(&across.0) && (0.0..900.0).contains(&across.1), "{:?}", piece);
            prop_assert!(piece.turn.abs() <= 8);
        }
        let right = outfit.items.iter().filter(|piece| piece.x as f32 + 200.0 * piece.scale > 600.0).count();
        prop_assert_eq!(right, chosen.len() - 1, "the right half is not left empty");
    }
}
