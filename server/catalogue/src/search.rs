//! Search: the terms by which a garment is found, and what a visitor's words ask for.
//!
//! Korean writes words together as it pleases ("구스패딩", "구스 패딩") and hangs particles on them, so it is cut into
//! pairs of syllables that pay no heed to spaces. Words in Latin letters are kept whole, without their plural, and are
//! found by how they begin. Both come to the same: a range of terms, which any database reads from an index.

use std::collections::BTreeMap;

use kernel::Text;
use unicode_normalization::UnicodeNormalization;

use crate::{Garment, Words};

/// Raised when a garment would get other terms than before: those on the shelf are then written anew.
pub const RULES: i64 = 1;

/// What a search reads at most; the rest of it would change nothing.
pub const MOST_ASKED: usize = 12;

/// How much a term says about a garment, by where it stands. Its name comes before all that could be said of it.
mod weight {
    pub(super) const NAME: i64 = 16;
    pub(super) const KIND: i64 = 8;
    pub(super) const COLOUR: i64 = 4;
    pub(super) const FABRIC: i64 = 2;
    pub(super) const TEXT: i64 = 1;
    /// A word of one syllable that stands by itself (면, 먹) says more than the same syllable inside another word.
    pub(super) const ALONE: i64 = 2;
}

/// Terms from one on, up to and without another: all that begin with a word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Range {
    pub low: String,
    pub high: String,
}

/// What a visitor looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// A garment has to have a term in so many of [`Self::asked`].
    pub needed: usize,
    /// At least one, at most [`MOST_ASKED`].
    pub asked: Vec<Range>,
}

impl Search {
    /// What these words ask for; `None` when there is no letter in them.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut asked: Vec<Range> = Vec::new();
        for word in words(text) {
            for term in word.asked() {
                let range = Range { high: after(&term), low: term };
                if !asked.contains(&range) {
                    asked.push(range);
                }
            }
        }
        asked.truncate(MOST_ASKED);
        (!asked.is_empty()).then_some(Self { needed: asked.len(), asked })
    }

    /// The same when half of it will do: a misspelt syllable (트랜치코트) spoils two pairs and no more. `None` when there
    /// is nothing to leave out.
    #[must_use]
    pub fn loosened(&self) -> Option<Self> {
        let needed = self.asked.len().div_ceil(2);
        (needed < self.needed).then(|| Self { needed, asked: self.asked.clone() })
    }
}

/// The terms of a garment with their weights.
#[must_use]
pub fn terms(garment: &Garment, names: &Words) -> BTreeMap<String, i64> {
    let mut terms = Terms::default();
    terms.add_both(&garment.name, weight::NAME);
    terms.add_both(names.category(&garment.category).unwrap_or(&Text::default()), weight::KIND);
    for dye in &garment.dyes {
        terms.add_both(&names.dye(dye), weight::COLOUR);
        terms.add_all(names.also.dyes.get(dye), weight::COLOUR);
    }
    for (text, weight) in [(&garment.name, weight::KIND), (&garment.fabric, weight::FABRIC)] {
        for (_, also) in names.also.things.iter().filter(|(thing, _)| ends_a_word(text, thing)) {
            terms.add_all(Some(also), weight);
        }
    }
    terms.add_both(&garment.fabric, weight::FABRIC);
    terms.add_both(&garment.text, weight::TEXT);
    terms.0
}

/// Whether a word of the Korean text is this thing, or a compound of which the thing is the last part, as the kind of
/// a garment always is: 트렌치코트 is a 코트.
fn ends_a_word(text: &Text, thing: &str) -> bool {
    words(&text.ko).iter().any(|word| matches!(word, Word::Syllables(word) if word.ends_with(thing)))
}

#[derive(Default)]
struct Terms(BTreeMap<String, i64>);

impl Terms {
    fn add_both(&mut self, text: &Text, weight: i64) {
        self.add(&text.ko, weight);
        self.add(&text.en, weight);
    }

    fn add_all(&mut self, texts: Option<&Vec<String>>, weight: i64) {
        texts.into_iter().flatten().for_each(|text| self.add(text, weight));
    }

    fn add(&mut self, text: &str, weight: i64) {
        let mut run: Vec<char> = Vec::new();
        for word in words(text) {
            match word {
                Word::Letters(word) => self.put(word, weight),
                Word::Syllables(word) => {
                    run.extend(word.chars());
                    if word.chars().count() == 1 {
                        self.put(word, weight * weight::ALONE);
                    }
                }
            }
        }
        // The last one stands alone, so that each syllable of the text begins a term.
        for start in 0..run.len() {
            self.put(run.iter().skip(start).take(2).collect(), weight);
        }
    }

    /// A term counts where it says most.
    fn put(&mut self, term: String, weight: i64) {
        let kept = self.0.entry(term).or_default();
        *kept = weight.max(*kept);
    }
}

/// A word in lower case, composed (NFC), without marks over Latin letters.
#[derive(Debug, PartialEq, Eq)]
enum Word {
    /// Latin letters and digits, without a plural's ending.
    Letters(String),
    /// Hangul, or another script without such endings.
    Syllables(String),
}

impl Word {
    /// The terms that must be there for this word to be.
    fn asked(&self) -> Vec<String> {
        match self {
            Self::Letters(word) => vec![word.clone()],
            Self::Syllables(word) => {
                let syllables: Vec<char> = word.chars().collect();
                let pairs = syllables.windows(2.min(syllables.len()));
                pairs.map(|pair| pair.iter().collect()).collect()
            }
        }
    }
}

/// The words of a text. Whatever is no letter or digit ends one, and so does a change of script: `A라인` is two.
fn words(text: &str) -> Vec<Word> {
    let plain: String = text.nfkd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).nfc().collect();
    let mut words: Vec<String> = Vec::new();
    let mut last = None;
    for c in plain.to_lowercase().chars() {
        let script = c.is_alphanumeric().then_some(c.is_ascii());
        match words.last_mut() {
            Some(word) if script.is_some() && script == last => word.push(c),
            _ if script.is_some() => words.push(c.to_string()),
            _ => {}
        }
        last = script;
    }
    words.into_iter().map(sorted).collect()
}

fn sorted(word: String) -> Word {
    if word.is_ascii() { Word::Letters(singular(word)) } else { Word::Syllables(word) }
}

/// `dresses` and `coats` are found as `dress` and `coat`. Rough, and the same for garments and searches.
fn singular(mut word: String) -> String {
    let cut = match word.as_str() {
        _ if word.len() < 4 || word.ends_with("ss") => 0,
        _ if ["sses", "xes", "ches", "shes"].iter().any(|ending| word.ends_with(ending)) => 2,
        _ if word.ends_with('s') => 1,
        _ => 0,
    };
    word.truncate(word.len() - cut);
    word
}

/// The first text, by code points, that comes after all that begin with this one.
fn after(term: &str) -> String {
    let mut chars: Vec<char> = term.chars().collect();
    while let Some(last) = chars.pop() {
        if let Some(next) = (last..=char::MAX).nth(1) {
            chars.push(next);
            break;
        }
    }
    chars.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{demo, words as names};

    /// The score of a garment for a search, as the store counts it.
    fn score(slug: &str, search: &Search) -> Option<i64> {
        let garment = demo::garments().into_iter().find(|garment| garment.slug == slug).expect("a garment");
        let terms = terms(&garment, names());
        let best = search.asked.iter().filter_map(|range| {
            let within = terms.range(range.low.clone()..range.high.clone());
            within.map(|(_, weight)| *weight).max()
        });
        let best: Vec<i64> = best.collect();
        (best.len() >= search.needed).then(|| best.iter().sum())
    }

    fn finds(text: &str) -> Vec<String> {
        let Some(search) = Search::parse(text) else { return Vec::new() };
        let mut found: Vec<_> = demo::garments()
            .into_iter()
            .filter_map(|garment| Some((-score(&garment.slug, &search)?, garment.slug)))
            .collect();
        found.sort_by_key(|(score, _)| *score);
        found.into_iter().map(|(_, slug)| slug).collect()
    }

    fn lows(text: &str) -> Vec<String> {
        Search::parse(text)
            .map(|it| it.asked.into_iter().map(|range| range.low).collect())
            .unwrap_or_default()
    }

    #[test]
    fn korean_is_asked_for_in_pairs_and_english_by_how_words_begin() {
        assert_eq!(lows("트렌치코트"), ["트렌", "렌치", "치코", "코트"]);
        assert_eq!(lows("구스 패딩"), ["구스", "패딩"]);
        assert_eq!(lows("면"), ["면"]);
        assert_eq!(lows("Denim Dresses"), ["denim", "dress"]);
        assert_eq!(lows("A라인 a라인"), ["a", "라인"]);
        assert_eq!(Search::parse("  -- !? "), None);
    }

    #[test]
    fn words_of_two_syllables_find_their_garments() {
        assert_eq!(finds("코트"), ["trench"]);
        let knitwear = finds("니트");
        assert!(
            ["crew", "vest", "knitdress", "cardigan", "turtle"]
                .iter()
                .all(|it| knitwear.contains(&(*it).into()))
        );
        let trousers = finds("바지");
        assert!(
            ["trousers", "cargo", "jeans"].iter().all(|it| trousers.contains(&(*it).into())),
            "{trousers:?}"
        );
        assert!(!trousers.contains(&"skirt".to_owned()));
    }

    #[test]
    fn a_colour_is_found_by_the_name_that_everybody_gives_it() {
        let black = finds("검정 재킷");
        assert!(black.contains(&"trucker".to_owned()), "{black:?}");
        assert!(!black.contains(&"tee".to_owned()), "a tee is no jacket: {black:?}");
        assert!(finds("navy blazer").contains(&"blazer".to_owned()));
    }

    #[test]
    fn what_is_in_the_name_comes_before_what_is_said_of_it() {
        let found = finds("니트");
        let place = |slug: &str| found.iter().position(|it| it == slug);
        // The blazer's text says that it is worn over a knit.
        assert!(place("vest") < place("blazer") && place("blazer").is_some(), "{found:?}");
    }

    #[test]
    fn spaces_case_width_and_composition_make_no_difference() {
        for same in ["구스패딩", "구스 패딩", " 구스\u{3000}패딩 "] {
            assert_eq!(finds(same), ["padded"], "{same}");
        }
        let decomposed: String = "코트".nfd().collect();
        assert_eq!(lows(&decomposed), ["코트"]);
        assert_eq!(finds("ＤＥＮＩＭ ＪＡＣＫＥＴ"), finds("denim jacket"));
        assert_eq!(finds("pique"), finds("Piqué"));
        assert!(!finds("pique").is_empty());
    }

    #[test]
    fn one_syllable_finds_the_word_before_the_syllable() {
        let found = finds("눈");
        assert!(["tee", "oxford", "polo"].iter().all(|it| found.contains(&(*it).into())), "{found:?}");
        assert!(finds("면").contains(&"tee".to_owned()));
    }

    #[test]
    fn a_misspelt_word_finds_nothing_until_half_of_it_will_do() {
        let search = Search::parse("트랜치코트").expect("a search");
        assert_eq!(score("trench", &search), None);
        let loose = search.loosened().expect("more than one pair");
        assert!(score("trench", &loose).is_some());
        assert_eq!(score("tee", &loose), None);
        assert_eq!(Search::parse("코트").and_then(|it| it.loosened()), None);
    }

    #[test]
    fn the_text_after_a_range_is_the_next_of_its_length() {
        assert_eq!(after("ab"), "ac");
        assert_eq!(after("코트"), "코특");
        assert_eq!(after("a\u{10ffff}"), "b");
        assert_eq!(after("\u{d7ff}"), "\u{e000}");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_asks_for_a_few_ranges_that_are_none_of_them_empty(text in "\\PC{0,60}") {
            let asked = Search::parse(&text).map(|it| it.asked).unwrap_or_default();
            prop_assert!(asked.len() <= MOST_ASKED);
            prop_assert!(asked.iter().all(|range| range.low < range.high));
        }

        #[test]
        fn every_piece_of_a_name_finds_its_garment(n in 0..28_usize, from in 0..8_usize, long in 2..6_usize) {
            let garment = &demo::garments()[n];
            let name: Vec<char> = garment.name.ko.chars().collect();
            let piece: String = name.iter().skip(from).take(long).collect();
            if let Some(search) = Search::parse(&piece) {
                prop_assert!(score(&garment.slug, &search).is_some(), "{piece}");
            }
        }
    }
}
