//! The demo's catalogue: the 28 drawn garments in their sizes and dyes, the six outfits, and a stock that
//! shows every case (plenty, the last one, sold out).

use std::sync::OnceLock;

use kernel::{Money, Text, VariantId};
use serde::Deserialize;
use uuid::Uuid;

use crate::{Closeup, Garment, Measure, Outfit, SizeRow, Variant};

#[derive(Deserialize)]
struct File {
    garments: Vec<Entry>,
    outfits: Vec<Outfit>,
}

#[derive(Deserialize)]
struct Entry {
    slug: String,
    category: String,
    name: Text,
    text: Text,
    fabric: Text,
    care: Text,
    price: i64,
    dyes: Vec<String>,
    measures: Vec<Measure>,
    sizes: Vec<SizeRow>,
    closeups: Vec<Closeup>,
}

fn file() -> &'static File {
    static FILE: OnceLock<File> = OnceLock::new();
    FILE.get_or_init(|| {
        serde_json::from_str(include_str!("../data/demo.json"))
            .expect("the demo's catalogue is checked by a test")
    })
}

/// The demo's garments, in the order of the shelf.
#[must_use]
pub fn garments() -> Vec<Garment> {
    let garment = |e: &Entry| Garment {
        slug: e.slug.clone(),
        category: e.category.clone(),
        name: e.name.clone(),
        text: e.text.clone(),
        fabric: e.fabric.clone(),
        care: e.care.clone(),
        price: Money::won(e.price),
        dyes: e.dyes.clone(),
        measures: e.measures.clone(),
        sizes: e.sizes.clone(),
        closeups: e.closeups.clone(),
    };
    file().garments.iter().map(garment).collect()
}

/// The demo's outfits; the first is this week's.
#[must_use]
pub fn outfits() -> &'static [Outfit] {
    &file().outfits
}

/// Every variant of a garment with the pieces the demo has of it. Ids depend on nothing but the names, so that
/// seeding twice changes nothing.
#[must_use]
pub fn variants(garment: &Garment) -> Vec<(Variant, i64)> {
    let mut variants = Vec::new();
    for (d, dye) in garment.dyes.iter().enumerate() {
        for (s, row) in garment.sizes.iter().enumerate() {
            let id = VariantId(variant_id(&garment.slug, dye, &row.size));
            let variant =
                Variant { id, garment: garment.slug.clone(), dye: dye.clone(), size: row.size.clone() };
            variants.push((variant, pieces(&garment.slug, d, s)));
        }
    }
    variants
}

/// Plenty of most; the third size of every second colour is sold out, and the goose down has only one left in all.
fn pieces(slug: &str, dye: usize, size: usize) -> i64 {
    match (slug, dye, size) {
        ("slip", ..) => 0,
        ("padded", 0, 0) => 1,
        ("padded", ..) => 0,
        ("vest", 0, 0) => 2,
        ("vest", ..) => 0,
        (_, d, 2) if d % 2 == 1 => 0,
        _ => 2_000,
    }
}

fn variant_id(slug: &str, dye: &str, size: &str) -> Uuid {
    let name = format!("{slug}/{dye}/{size}");
    let mut bytes = [0_u8; 16];
    for (i, byte) in name.bytes().enumerate() {
        let at = i % 16;
        bytes[at] = bytes[at].rotate_left(3) ^ byte ^ u8::try_from(i).unwrap_or(u8::MAX);
    }
    Uuid::new_v8(bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::words;

    #[test]
    fn the_demo_sells_28_garments_in_6_categories_whose_words_are_known() {
        let garments = garments();
        assert_eq!(garments.len(), 28);
        let categories: HashSet<_> = garments.iter().map(|g| g.category.as_str()).collect();
        assert_eq!(categories.len(), 6);
        for garment in &garments {
            assert!(words().category(&garment.category).is_some());
            assert!(garment.dyes.iter().all(|dye| words().dyes.iter().any(|(key, _)| key == dye)));
            for row in &garment.sizes {
                assert!(garment.measures.iter().all(|m| row.cm.contains_key(&m.key)), "{}", garment.slug);
            }
        }
    }

    #[test]
    fn every_variant_of_the_demo_has_an_id_of_its_own() {
        let ids: Vec<_> = garments().iter().flat_map(variants).map(|(variant, _)| variant.id).collect();
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
    }

    #[test]
    fn outfits_are_made_of_garments_the_demo_sells() {
        let slugs: HashSet<_> = garments().into_iter().map(|g| g.slug).collect();
        assert!(outfits().iter().flat_map(|o| &o.items).all(|item| slugs.contains(&item.slug)));
    }
}
