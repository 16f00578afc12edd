//! What a list of garments asks for, and how many there are of each kind.

use std::collections::BTreeMap;

use kernel::Lang;

use crate::Search;

/// A list: which garments, in which order, from which one on. Texts that are empty ask for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuery {
    /// A category's key.
    pub category: String,
    /// A dye's key. Colour, size and stock must hold for one and the same variant.
    pub dye: String,
    pub size: String,
    /// The lowest price, in minor units.
    pub least: i64,
    /// The highest.
    pub most: i64,
    /// Only what is left.
    pub in_stock: bool,
    pub search: Option<Search>,
    pub sort: Sort,
    /// How many at most.
    pub limit: i64,
    /// How many to pass over.
    pub offset: i64,
}

/// The order of a list. Equals stand as on the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// As on the shelf, which begins with what is new.
    #[default]
    New,
    /// What fits the search best first.
    Fit,
    Cheap,
    Dear,
    /// By the name in a language.
    Name(Lang),
}

impl Default for ListQuery {
    /// The whole shelf.
    fn default() -> Self {
        Self {
            category: String::new(),
            dye: String::new(),
            size: String::new(),
            least: 0,
            most: i64::MAX,
            in_stock: false,
            search: None,
            sort: Sort::New,
            limit: i64::MAX,
            offset: 0,
        }
    }
}

/// How many garments a list holds, and how many it would hold with another choice of one kind and the others kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// As asked.
    pub found: i64,
    /// In the category and the search alone, whatever else is asked.
    pub any: i64,
    /// As asked, and left.
    pub in_stock: i64,
    pub categories: BTreeMap<String, i64>,
    pub dyes: BTreeMap<String, i64>,
    pub sizes: BTreeMap<String, i64>,
    /// By price, in minor units.
    pub prices: BTreeMap<i64, i64>,
}

impl Counts {
    /// How many cost so much, both ends included.
    #[must_use]
    pub fn priced(&self, least: i64, most: i64) -> i64 {
        if least > most { 0 } else { self.prices.range(least..=most).map(|(_, count)| count).sum() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_prices_includes_both_of_its_ends() {
        let counts = Counts { prices: [(29_000, 2), (50_000, 1), (99_000, 4)].into(), ..Counts::default() };
        assert_eq!(counts.priced(0, 50_000), 3);
        assert_eq!(counts.priced(50_000, 100_000), 5);
        assert_eq!(counts.priced(100_000, i64::MAX), 0);
        assert_eq!(counts.priced(2, 1), 0, "a range that somebody typed the wrong way round");
    }
}
