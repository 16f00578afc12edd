//! What the seller types of a garment becomes a garment, or a list of what is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use kernel::typed::narrow;
use kernel::{Money, Text};

use crate::{Garment, Line, Measure, SizeRow, words};

/// Columns that a size table can have; a drawing has room for as many lines.
pub const MAX_MEASURES: usize = 4;
/// Colours that a garment can have: the stylesheet tells so many apart.
pub const MAX_DYES: usize = 6;
/// Sizes that a garment can have.
pub const MAX_SIZES: usize = 12;
/// In won: nothing is sold for less or more.
const PRICES: std::ops::RangeInclusive<i64> = 100..=10_000_000;
/// In centimetres.
const CM: std::ops::RangeInclusive<f32> = 0.5..=300.0;

pub(crate) const NAME: usize = 60;
const TEXT: usize = 1_000;
const SHORT: usize = 200;

/// A garment or an outfit exactly as typed. A field's name is the input's: `name_ko`, `size_0`, `cm_0_1` (first size,
/// second measure).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    fields: BTreeMap<String, String>,
    /// Dye keys that are ticked.
    pub dyes: Vec<String>,
}

impl Typed {
    /// Reads a posted form: one pair for each input that was filled in.
    #[must_use]
    pub fn of_form(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut typed = Self::default();
        for (name, value) in pairs {
            if name == "dyes" {
                typed.dyes.push(value);
            } else {
                typed.fields.insert(name, value);
            }
        }
        typed
    }

    /// A garment as its form shows it, at its place on the shelf, counted from 1.
    #[must_use]
    pub fn of_garment(garment: &Garment, place: usize) -> Self {
        let mut typed = Self { dyes: garment.dyes.clone(), ..Self::default() };
        let texts = [
            ("name", &garment.name),
            ("text", &garment.text),
            ("fabric", &garment.fabric),
            ("care", &garment.care),
        ];
        for (name, Text { ko, en }) in texts {
            typed.set(format!("{name}_ko"), ko);
            typed.set(format!("{name}_en"), en);
        }
        typed.set("slug", &garment.slug);
        typed.set("category", &garment.category);
        typed.set("price", garment.price.amount);
        typed.set("place", place);
        typed.set("first_dye", garment.dyes.first().map_or("", String::as_str));
        for (m, measure) in garment.measures.iter().enumerate() {
            typed.set(format!("measure_{m}"), &measure.key);
        }
        for (s, row) in garment.sizes.iter().enumerate() {
            typed.set(format!("size_{s}"), &row.size);
            for (m, measure) in garment.measures.iter().enumerate() {
                typed.set(format!("cm_{s}_{m}"), row.cm.get(&measure.key).copied().unwrap_or_default());
            }
        }
        typed
    }

    pub(crate) fn set(&mut self, name: impl Into<String>, value: impl ToString) {
        self.fields.insert(name.into(), value.to_string());
    }

    /// What was typed into a field.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// Rows of the size table that the form needs to show all that was typed.
    #[must_use]
    pub fn rows(&self) -> usize {
        (0..MAX_SIZES).rev().find(|s| !self.get(&format!("size_{s}")).trim().is_empty()).map_or(0, |s| s + 1)
    }
}

/// Why a field was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    Missing,
    /// More characters than this, or several lines where one is asked for.
    TooLong(usize),
    Malformed,
    /// A name in the address that the desk's own pages have.
    Reserved,
    /// It begins or ends with something else than a letter or a figure.
    Ends,
    /// Too little of a piece would be seen there.
    OutOfSight,
    /// More of them than this.
    TooMany(usize),
    /// The same stands there twice, or is another's.
    Taken,
}

/// A refused field, by its input's name.
pub type Wrong = (String, Why);

/// A garment as it would be kept, and where on the shelf.
#[derive(Debug, Clone, PartialEq)]
pub struct Edited {
    pub garment: Garment,
    /// Counted from 1; beyond the end is the end.
    pub place: usize,
}

/// Reads what was typed. What the form does not ask for (close-ups, the measures' lines on the drawing) stays as it was.
///
/// # Errors
/// Every field that has to be put right.
pub fn edit(typed: &Typed, before: Option<&Garment>) -> Result<Edited, Vec<Wrong>> {
    let mut form = Form { typed, wrong: Vec::new() };
    let slug = match before {
        Some(garment) => garment.slug.clone(),
        None => form.slug(),
    };
    let name = form.text("name", NAME, false);
    let category = form.known("category", |key| words().category(key).is_some());
    let price = form.price();
    let text = form.text("text", TEXT, true);
    let (fabric, care) = (form.text("fabric", SHORT, false), form.text("care", SHORT, false));
    let dyes = form.dyes(before);
    let measures = form.measures(before);
    let sizes = form.sizes(&measures);
    let place = form.place();
    let closeups = before.map(|garment| garment.closeups.clone()).unwrap_or_default();
    let garment =
        Garment { slug, category, name, text, fabric, care, price, dyes, measures, sizes, closeups };
    if form.wrong.is_empty() { Ok(Edited { garment, place }) } else { Err(form.wrong) }
}

/// A form while it is read.
pub(crate) struct Form<'t> {
    pub(crate) typed: &'t Typed,
    pub(crate) wrong: Vec<Wrong>,
}

impl Form<'_> {
    pub(crate) fn refuse(&mut self, name: impl Into<String>, why: Why) {
        self.wrong.push((name.into(), why));
    }

    /// Names the page: small letters, figures and dashes.
    pub(crate) fn slug(&mut self) -> String {
        let slug = self.typed.get("slug").trim().to_owned();
        let plain = slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        match slug.len() {
            0 => self.refuse("slug", Why::Missing),
            41.. => self.refuse("slug", Why::TooLong(40)),
            _ if !plain => self.refuse("slug", Why::Malformed),
            _ if slug.starts_with('-') || slug.ends_with('-') => self.refuse("slug", Why::Ends),
            // The page of a new garment, or of a new outfit.
            _ if slug == "new" => self.refuse("slug", Why::Reserved),
            _ => {}
        }
        slug
    }

    /// A text in both languages, each asked for.
    pub(crate) fn text(&mut self, name: &str, most: usize, lines: bool) -> Text {
        let mut one = |lang: &str| {
            let name = format!("{name}_{lang}");
            let text = self.typed.get(&name).replace("\r\n", "\n").trim().to_owned();
            let broken = text.chars().any(|c| c.is_control() && !(lines && c == '\n'));
            if text.is_empty() {
                self.wrong.push((name, Why::Missing));
            } else if broken || text.chars().count() > most {
                self.wrong.push((name, Why::TooLong(most)));
            }
            text
        };
        Text { ko: one("ko"), en: one("en") }
    }

    fn known(&mut self, name: &str, is_known: impl Fn(&str) -> bool) -> String {
        let key = self.typed.get(name).to_owned();
        if key.is_empty() {
            self.refuse(name, Why::Missing);
        } else if !is_known(&key) {
            self.refuse(name, Why::Malformed);
        }
        key
    }

    /// In won, with or without commas and 원.
    fn price(&mut self) -> Money {
        let digits: String = narrow(self.typed.get("price"))
            .chars()
            .filter(|c| !matches!(c, ',' | ' ' | '원' | '₩'))
            .collect();
        match digits.parse::<i64>() {
            Ok(won) if PRICES.contains(&won) => return Money::won(won),
            _ if digits.is_empty() => self.refuse("price", Why::Missing),
            _ => self.refuse("price", Why::Malformed),
        }
        Money::won(0)
    }

    /// The one that is shown first, then the others as they stood, then new ones in the order of the words.
    fn dyes(&mut self, before: Option<&Garment>) -> Vec<String> {
        let ticked = |key: &str| self.typed.dyes.iter().any(|dye| dye == key);
        let mut dyes: Vec<_> =
            words().dyes.iter().map(|(key, _)| key.clone()).filter(|key| ticked(key)).collect();
        let first = self.typed.get("first_dye").to_owned();
        if dyes.is_empty() {
            self.refuse("dyes", Why::Missing);
        } else if dyes.len() > MAX_DYES {
            self.refuse("dyes", Why::TooMany(MAX_DYES));
        } else if !first.is_empty() && !dyes.contains(&first) {
            self.refuse("first_dye", Why::Malformed);
        }
        let stood = |dye: &String| before.and_then(|it| it.dyes.iter().position(|known| known == dye));
        dyes.sort_by_key(|dye| (*dye != first, stood(dye).unwrap_or(usize::MAX)));
        dyes
    }

    /// A measure that the garment had keeps its line on the drawing; a new one has none.
    fn measures(&mut self, before: Option<&Garment>) -> Vec<Measure> {
        let mut measures: Vec<Measure> = Vec::new();
        for m in 0..MAX_MEASURES {
            let name = format!("measure_{m}");
            let key = self.typed.get(&name).to_owned();
            if key.is_empty() {
                continue;
            }
            if !words().measures.iter().any(|(known, _)| *known == key) {
                self.refuse(name, Why::Malformed);
            } else if measures.iter().any(|measure| measure.key == key) {
                self.refuse(name, Why::Taken);
            }
            let had = before.and_then(|garment| garment.measures.iter().find(|it| it.key == key));
            measures.push(Measure { line: had.map_or(Line::NONE, |it| it.line), key });
        }
        measures
    }

    fn sizes(&mut self, measures: &[Measure]) -> Vec<SizeRow> {
        let columns: Vec<_> =
            (0..MAX_MEASURES).filter(|m| !self.typed.get(&format!("measure_{m}")).is_empty()).collect();
        let (mut sizes, mut seen) = (Vec::new(), BTreeSet::new());
        for s in 0..MAX_SIZES {
            let name = format!("size_{s}");
            let size = self.typed.get(&name).trim().to_owned();
            if size.is_empty() {
                continue;
            }
            if size.len() > 8 || !size.bytes().all(|b| b.is_ascii_alphanumeric()) {
                self.refuse(name, Why::Malformed);
            } else if !seen.insert(size.clone()) {
                self.refuse(name, Why::Taken);
            }
            let cm = columns.iter().zip(measures).map(|(m, measure)| (measure.key.clone(), self.cm(s, *m)));
            let cm = cm.collect::<Vec<_>>().into_iter().collect();
            sizes.push(SizeRow { size, cm });
        }
        if sizes.is_empty() {
            self.refuse("size_0", Why::Missing);
        }
        sizes
    }

    /// Half centimetres are as exact as a tape measure.
    fn cm(&mut self, size: usize, measure: usize) -> f32 {
        let name = format!("cm_{size}_{measure}");
        let typed = narrow(self.typed.get(&name)).trim().replace(',', ".");
        match typed.parse::<f32>() {
            Ok(cm) if CM.contains(&cm) => return (cm * 10.0).round() / 10.0,
            _ if typed.is_empty() => self.refuse(name, Why::Missing),
            _ => self.refuse(name, Why::Malformed),
        }
        0.0
    }

    /// Left empty it is the end of the shelf.
    pub(crate) fn place(&mut self) -> usize {
        let typed = narrow(self.typed.get("place"));
        let typed = typed.trim();
        match typed.parse::<usize>() {
            Ok(place) if place >= 1 => return place,
            _ if typed.is_empty() => {}
            _ => self.refuse("place", Why::Malformed),
        }
        usize::MAX
    }
}

/// The shelf with a garment at a place, counted from 1; beyond the end is the end.
#[must_use]
pub fn placed(mut shelf: Vec<String>, slug: &str, place: usize) -> Vec<String> {
    shelf.retain(|it| it != slug);
    let at = place.saturating_sub(1).min(shelf.len());
    shelf.insert(at, slug.to_owned());
    shelf
}
