//! What the seller types of an outfit becomes an outfit, laid out, or a list of what is wrong with it.

use std::ops::RangeInclusive;

use kernel::Text;

use crate::edit::{Form, NAME};
use crate::{Garment, Kept, Outfit, OutfitPiece, Typed, Why, Wrong};

/// Pieces that an outfit can have: more do not fit on its panel.
pub const MAX_PIECES: usize = 5;
/// Fewer are no outfit.
const MIN_PIECES: usize = 2;
const TEXT: usize = 200;

/// Where the left edge of a piece's box may lie on the panel of 1200 x 900.
const X: RangeInclusive<i32> = -400..=1_200;
/// Where its upper edge may.
const Y: RangeInclusive<i32> = -500..=900;
/// How large it may be, in percent of its box of 400 x 500.
const SCALE: RangeInclusive<i32> = 30..=200;
/// How far it may be turned, in degrees.
const TURN: RangeInclusive<i32> = -45..=45;

/// An outfit as it would be kept, and where in the lookbook.
#[derive(Debug, Clone, PartialEq)]
pub struct EditedOutfit {
    pub outfit: Outfit,
    /// Counted from 1; beyond the end is the end.
    pub place: usize,
}

impl Typed {
    /// An outfit as its form shows it, at its place in the lookbook, counted from 1. A piece is `garment:dye`.
    #[must_use]
    pub fn of_outfit(outfit: &Outfit, place: usize) -> Self {
        let mut typed = Self::default();
        for (name, Text { ko, en }) in [("name", &outfit.name), ("text", &outfit.text)] {
            typed.set(format!("{name}_ko"), ko);
            typed.set(format!("{name}_en"), en);
        }
        typed.set("slug", &outfit.slug);
        typed.set("place", place);
        for (n, piece) in outfit.items.iter().enumerate() {
            typed.set(format!("piece_{n}"), format!("{}:{}", piece.slug, piece.dye));
            typed.set(format!("x_{n}"), piece.x);
            typed.set(format!("y_{n}"), piece.y);
            typed.set(format!("scale_{n}"), format!("{:.0}", piece.scale * 100.0));
            typed.set(format!("turn_{n}"), piece.turn);
        }
        typed
    }
}

/// Reads what was typed. Where nothing is said of how a piece lies, it is laid out by itself.
///
/// # Errors
/// Every field that has to be put right.
pub fn edit_outfit(
    typed: &Typed,
    before: Option<&Outfit>,
    garments: &[Kept],
) -> Result<EditedOutfit, Vec<Wrong>> {
    let mut form = Form { typed, wrong: Vec::new() };
    let slug = match before {
        Some(outfit) => outfit.slug.clone(),
        None => form.slug(),
    };
    let (name, text) = (form.text("name", NAME, false), form.text("text", TEXT, false));
    let place = form.place();
    let items = laid_out(form.rows(garments));
    let outfit = Outfit { slug, name, text, items };
    if form.wrong.is_empty() { Ok(EditedOutfit { outfit, place }) } else { Err(form.wrong) }
}

/// A piece as it was chosen, and what was said of how it lies.
struct Row {
    slug: String,
    dye: String,
    category: String,
    x: Option<i32>,
    y: Option<i32>,
    /// In percent.
    scale: Option<i32>,
    turn: Option<i32>,
}

impl Row {
    /// Whether nothing was said.
    fn is_free(&self) -> bool {
        [self.x, self.y, self.scale, self.turn].iter().all(Option::is_none)
    }

    fn at(self, spot: Spot) -> OutfitPiece {
        let percent = u16::try_from(self.scale.unwrap_or(spot.scale)).unwrap_or_default();
        OutfitPiece {
            slug: self.slug,
            dye: self.dye,
            x: self.x.unwrap_or(spot.x),
            y: self.y.unwrap_or(spot.y),
            scale: f32::from(percent) / 100.0,
            turn: self.turn.unwrap_or(spot.turn),
        }
    }
}

impl Form<'_> {
    /// The pieces that are chosen, each garment once, in a colour that it is sold in. A hidden garment may be one of them:
    /// the outfit waits for it.
    fn rows(&mut self, garments: &[Kept]) -> Vec<Row> {
        let (mut rows, mut chosen): (Vec<Row>, usize) = (Vec::new(), 0);
        for n in 0..MAX_PIECES {
            let name = format!("piece_{n}");
            let piece = self.typed.get(&name).to_owned();
            if piece.is_empty() {
                continue;
            }
            chosen += 1;
            match find(&piece, garments) {
                None => self.refuse(name, Why::Malformed),
                Some((garment, _)) if rows.iter().any(|row| row.slug == garment.slug) => {
                    self.refuse(name, Why::Taken);
                }
                Some((garment, dye)) => {
                    let row = self.row(n, garment, dye);
                    rows.push(row);
                }
            }
        }
        if chosen < MIN_PIECES {
            let empty = (0..MAX_PIECES).find(|n| self.typed.get(&format!("piece_{n}")).is_empty());
            self.refuse(format!("piece_{}", empty.unwrap_or_default()), Why::Missing);
        }
        rows
    }

    fn row(&mut self, n: usize, garment: &Garment, dye: &str) -> Row {
        Row {
            slug: garment.slug.clone(),
            dye: dye.to_owned(),
            category: garment.category.clone(),
            x: self.number(format!("x_{n}"), &X),
            y: self.number(format!("y_{n}"), &Y),
            scale: self.number(format!("scale_{n}"), &SCALE),
            turn: self.number(format!("turn_{n}"), &TURN),
        }
    }

    /// A whole number; none where nothing was typed.
    fn number(&mut self, name: String, range: &RangeInclusive<i32>) -> Option<i32> {
        let typed = self.typed.get(&name).trim().replace('−', "-");
        if typed.is_empty() {
            return None;
        }
        let number = typed.parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            self.refuse(name, Why::Malformed);
        }
        number
    }
}

/// The garment and the dye of `garment:dye`, if it is sold in that.
fn find<'g>(piece: &'g str, garments: &'g [Kept]) -> Option<(&'g Garment, &'g str)> {
    let (slug, dye) = piece.split_once(':')?;
    let garment = &garments.iter().find(|kept| kept.garment.slug == slug)?.garment;
    garment.dyes.iter().any(|known| known == dye).then_some((garment, dye))
}

/// A place on the panel.
#[derive(Clone, Copy)]
struct Spot {
    x: i32,
    y: i32,
    /// In percent.
    scale: i32,
    turn: i32,
}

/// The places, back to front: beside the largest piece, the lower right, the largest piece, and two gaps for small things.
const SPOTS: [Spot; MAX_PIECES] = [
    Spot { x: 470, y: -10, scale: 112, turn: 0 },
    Spot { x: 760, y: 290, scale: 120, turn: 3 },
    Spot { x: 20, y: 50, scale: 160, turn: -2 },
    Spot { x: 520, y: 500, scale: 78, turn: -5 },
    Spot { x: 950, y: -40, scale: 66, turn: 8 },
];
const BESIDE: usize = 0;
const BELOW: usize = 1;
const LARGEST: usize = 2;
const GAPS: [usize; 2] = [3, 4];

/// One piece alone has the room of both places beside the largest.
const ALONE: Spot = Spot { x: 570, y: 120, scale: 150, turn: 2 };
/// The gaps then, lower and upper.
const GAPS_ALONE: [Spot; 2] =
    [Spot { x: 450, y: 500, scale: 76, turn: -6 }, Spot { x: 905, y: -75, scale: 82, turn: 7 }];

/// How large a piece of a category lies: what is worn over the others first.
fn rank(category: &str) -> usize {
    let order = ["outer", "dress", "knit", "top", "bottom"];
    order.iter().position(|known| *known == category).unwrap_or(order.len())
}

/// The places of pieces, by their categories: the largest at the left from top to bottom, its sleeve over the second,
/// bottoms to the lower right, small things in the gaps.
fn places(categories: &[&str]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..categories.len()).collect();
    order.sort_by_key(|n| rank(categories[*n]));
    let (mut places, mut taken) = (vec![LARGEST; categories.len()], [false; MAX_PIECES]);
    taken[LARGEST] = true;
    for n in order.into_iter().skip(1) {
        let wanted = match categories[n] {
            "bottom" => [BELOW, BESIDE, GAPS[0], GAPS[1]],
            "accessory" => [GAPS[0], GAPS[1], BESIDE, BELOW],
            _ => [BESIDE, BELOW, GAPS[0], GAPS[1]],
        };
        let place = wanted.into_iter().find(|place| !taken[*place]).unwrap_or(LARGEST);
        (places[n], taken[place]) = (place, true);
    }
    places
}

fn spot(place: usize, alone: bool) -> Spot {
    match place {
        BESIDE | BELOW if alone => ALONE,
        3 | 4 if alone => GAPS_ALONE[place - GAPS[0]],
        place => SPOTS[place],
    }
}

/// The pieces as they lie. Where nothing at all was said, what lies above what is the program's as well; else pieces lie in
/// the order of the form, the last on top.
fn laid_out(rows: Vec<Row>) -> Vec<OutfitPiece> {
    let categories: Vec<&str> = rows.iter().map(|row| row.category.as_str()).collect();
    let places = places(&categories);
    let alone = places.contains(&BESIDE) != places.contains(&BELOW);
    let free = rows.iter().all(Row::is_free);
    let mut rows: Vec<_> = places.into_iter().zip(rows).collect();
    if free {
        rows.sort_by_key(|(place, _)| *place);
    }
    rows.into_iter().map(|(place, row)| row.at(spot(place, alone))).collect()
}
