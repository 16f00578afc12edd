//! What the seller types of an outfit becomes an outfit, laid out, or a list of what is wrong with it.

use std::ops::RangeInclusive;

use kernel::Text;
use kernel::typed::narrow;

use crate::edit::{Form, NAME};
use crate::{Garment, Kept, Outfit, OutfitPiece, Typed, Why, Wrong};

/// Pieces that an outfit can have: more do not fit on its panel.
pub const MAX_PIECES: usize = 5;
/// Fewer are no outfit.
const MIN_PIECES: usize = 2;
const TEXT: usize = 200;

/// The panel that pieces lie on.
const PANEL: (f32, f32) = (1_200.0, 900.0);
/// The box of a piece, before it is made larger or smaller.
const BOX: (f32, f32) = (400.0, 500.0);
/// How much of its box has to lie on the panel.
const IN_SIGHT: f32 = 0.25;

/// Where the left edge of a piece's box may lie on the panel.
const X: RangeInclusive<i32> = -400..=1_200;
/// Where its upper edge may.
const Y: RangeInclusive<i32> = -500..=900;
/// How large it may be, in percent of its box.
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
    let laid = laid_out(form.rows(garments));
    for (n, piece) in &laid {
        form.see(*n, piece);
    }
    let items = laid.into_iter().map(|(_, piece)| piece).collect();
    let outfit = Outfit { slug, name, text, items };
    if form.wrong.is_empty() { Ok(EditedOutfit { outfit, place }) } else { Err(form.wrong) }
}

/// A piece as it was chosen, and what was said of how it lies.
struct Row {
    /// In the form.
    n: usize,
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
            n,
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
        let typed = narrow(self.typed.get(&name));
        let typed = typed.trim();
        if typed.is_empty() {
            return None;
        }
        let number = typed.parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            self.refuse(name, Why::Malformed);
        }
        number
    }

    /// Refuses a place where too little of a piece's box lies on the panel, at the edge that is passed further. How it is
    /// turned does not matter.
    fn see(&mut self, n: usize, piece: &OutfitPiece) {
        let across = in_sight(piece.x, BOX.0 * piece.scale, PANEL.0);
        let down = in_sight(piece.y, BOX.1 * piece.scale, PANEL.1);
        if across * down < IN_SIGHT {
            let edge = if across < down { "x" } else { "y" };
            self.refuse(format!("{edge}_{n}"), Why::OutOfSight);
        }
    }
}

/// How much of a length that begins there lies between nought and the end, as a part of it.
fn in_sight(from: i32, length: f32, end: f32) -> f32 {
    // Bounded by what a field takes.
    let from = f32::from(i16::try_from(from).unwrap_or(i16::MAX));
    ((from + length).min(end) - from.max(0.0)).max(0.0) / length
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

const fn at(x: i32, y: i32, scale: i32, turn: i32) -> Spot {
    Spot { x, y, scale, turn }
}

/// The places of so many pieces, the largest piece's first: it has the left from top to bottom, and the others share the
/// right so that none of it is left empty.
const fn spots(pieces: usize) -> &'static [Spot] {
    const TWO: [Spot; 2] = [at(40, 50, 160, -2), at(575, 110, 152, 2)];
    const THREE: [Spot; 3] = [at(20, 50, 160, -2), at(520, -10, 116, 3), at(735, 290, 116, -2)];
    const FOUR: [Spot; 4] =
        [at(10, 40, 164, -2), at(480, -10, 116, 2), at(745, 270, 114, 2), at(530, 490, 80, -4)];
    const FIVE: [Spot; MAX_PIECES] = [
        at(20, 50, 160, -2),
        at(470, -10, 112, 0),
        at(740, 300, 114, 3),
        at(520, 500, 78, -5),
        at(930, -10, 62, 8),
    ];
    match pieces {
        ..=2 => &TWO,
        3 => &THREE,
        4 => &FOUR,
        _ => &FIVE,
    }
}

/// How high a place lies: the largest piece over the two that are beside it, its sleeve on theirs, and small things on top.
const fn height(place: usize) -> usize {
    match place {
        0 => 2,
        1 => 0,
        2 => 1,
        small => small,
    }
}

/// How large a piece of a category lies: what is worn over the others first.
fn rank(category: &str) -> usize {
    let order = ["outer", "dress", "knit", "top", "bottom"];
    order.iter().position(|known| *known == category).unwrap_or(order.len())
}

/// The pieces as they lie, each with its number in the form. Where nothing at all was said, what lies above what is the
/// program's as well; else pieces lie in the order of the form, the last on top.
fn laid_out(mut rows: Vec<Row>) -> Vec<(usize, OutfitPiece)> {
    let (spots, free) = (spots(rows.len()), rows.iter().all(Row::is_free));
    rows.sort_by_key(|row| rank(&row.category));
    let mut rows: Vec<_> = rows.into_iter().zip(spots).enumerate().collect();
    rows.sort_by_key(|(place, (row, _))| if free { height(*place) } else { row.n });
    rows.into_iter().map(|(_, (row, spot))| (row.n, row.at(*spot))).collect()
}
