//! What may be said of a photograph.

use catalogue::{Caption, CaptionError, MAX_ALT, caption};
use kernel::Text;

fn dyes() -> Vec<String> {
    vec!["sand".to_owned(), "ink".to_owned()]
}

#[test]
fn words_are_asked_for_in_both_languages() {
    let alt = Text { ko: "앞모습".to_owned(), en: "The front".to_owned() };
    let kept = Caption { dye: None, alt };
    assert_eq!(caption("", " 앞모습 ", "The front", &dyes()), Ok(kept));
    assert_eq!(caption("", "", "The front", &dyes()), Err(CaptionError::Alt { korean: true }));
    assert_eq!(caption("", "앞모습", "\n", &dyes()), Err(CaptionError::Alt { korean: false }));
    let long = "가".repeat(MAX_ALT + 1);
    assert_eq!(caption("", &long, "The front", &dyes()), Err(CaptionError::Alt { korean: true }));
    assert_eq!(caption("", "두\n줄", "The front", &dyes()), Err(CaptionError::Alt { korean: true }));
}

#[test]
fn a_photograph_shows_a_colour_that_is_sold_or_all_of_them() {
    let of = |dye: &str| caption(dye, "앞", "Front", &dyes()).map(|caption| caption.dye);
    assert_eq!(of("ink"), Ok(Some("ink".to_owned())));
    assert_eq!(of(""), Ok(None));
    assert_eq!(of("rose"), Err(CaptionError::Dye));
}
