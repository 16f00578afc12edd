//! The pick list: how many of each variant are to be taken from the shelf, and for which orders.

use std::collections::BTreeMap;

use kernel::{OrderNumber, Text};

use super::api::{Packed, Sheet};
use crate::checkout::view::Line;

/// The variants of one category, in the order of the shelf: by garment, colour and size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// None for garments that are no longer sold.
    pub category: Option<Text>,
    pub picks: Vec<Pick>,
}

/// One variant to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pick {
    pub line: Line,
    pub count: u32,
    /// Each order, and how many it takes.
    pub orders: Vec<(OrderNumber, u32)>,
}

/// What these orders need, by category.
pub(super) fn pick(orders: &[Sheet]) -> Vec<Group> {
    let mut groups: BTreeMap<(bool, String), Group> = BTreeMap::new();
    for order in orders {
        for Packed { line, category, .. } in &order.lines {
            let name = category.as_ref().map(|name| name.ko.clone()).unwrap_or_default();
            let empty = || Group { category: category.clone(), picks: Vec::new() };
            let group = groups.entry((category.is_none(), name)).or_insert_with(empty);
            add(&mut group.picks, line, &order.number);
        }
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    for group in &mut groups {
        group.picks.sort_by(|a, b| shelf(&a.line).cmp(&shelf(&b.line)));
    }
    groups
}

fn add(picks: &mut Vec<Pick>, line: &Line, number: &OrderNumber) {
    let same = |pick: &&mut Pick| key(&pick.line) == key(line);
    let Some(pick) = picks.iter_mut().find(same) else {
        let orders = vec![(number.clone(), line.quantity)];
        picks.push(Pick { line: line.clone(), count: line.quantity, orders });
        return;
    };
    pick.count += line.quantity;
    match pick.orders.iter_mut().find(|(known, _)| known == number) {
        Some((_, count)) => *count += line.quantity,
        None => pick.orders.push((number.clone(), line.quantity)),
    }
}

fn key(line: &Line) -> (&str, &str, &str) {
    (&line.slug, &line.dye, &line.size)
}

/// Where a variant lies: its garment, its colour, then the sizes as they grow.
fn shelf(line: &Line) -> (&str, &str, usize, &str) {
    const SIZES: [&str; 7] = ["XXS", "XS", "S", "M", "L", "XL", "XXL"];
    let size = SIZES.iter().position(|size| *size == line.size).unwrap_or(SIZES.len());
    (&line.name.ko, &line.dye_name.ko, size, &line.size)
}

#[cfg(test)]
mod tests {
    use kernel::{Money, Time, VariantId};

    use super::*;

    fn text(text: &str) -> Text {
        Text { ko: text.to_owned(), en: text.to_owned() }
    }

    fn packed(category: Option<&str>, slug: &str, size: &str, quantity: u32) -> Packed {
        let line = Line {
            slug: slug.to_owned(),
            name: text(slug),
            dye: "ink".to_owned(),
            dye_name: text("먹"),
            size: size.to_owned(),
            quantity,
            unit_price: Money::won(39_000),
        };
        let variant: VariantId = "00000000-0000-7000-8000-000000000001".parse().expect("an id");
        Packed { variant, line, category: category.map(text) }
    }

    fn sheet(number: &str, lines: Vec<Packed>) -> Sheet {
        Sheet {
            number: OrderNumber::parse(number).expect("a number"),
            placed_at: Time::EPOCH,
            recipient: String::new(),
            phone: String::new(),
            postcode: String::new(),
            address: String::new(),
            note: String::new(),
            lines,
        }
    }

    #[test]
    fn a_variant_is_counted_over_all_orders_and_says_which_take_it() {
        let orders = [
            sheet(
                "261123-AAAAA",
                vec![packed(Some("상의"), "tee", "M", 2), packed(Some("상의"), "tee", "S", 1)],
            ),
            sheet("261123-BBBBB", vec![packed(Some("상의"), "tee", "M", 1)]),
        ];
        let groups = pick(&orders);
        let [group] = groups.as_slice() else { panic!("{groups:?}") };
        let picked: Vec<_> = group.picks.iter().map(|it| (it.line.size.as_str(), it.count)).collect();
        assert_eq!(picked, [("S", 1), ("M", 3)], "smaller sizes first");
        let takers: Vec<_> = group.picks[1].orders.iter().map(|(number, n)| (number.as_str(), *n)).collect();
        assert_eq!(takers, [("261123-AAAAA", 2), ("261123-BBBBB", 1)]);
    }

    #[test]
    fn a_variant_that_stands_twice_in_an_order_is_one_taker() {
        let twice = vec![packed(Some("상의"), "tee", "M", 1), packed(Some("상의"), "tee", "M", 2)];
        let groups = pick(&[sheet("261123-AAAAA", twice)]);
        assert_eq!((groups[0].picks[0].count, groups[0].picks[0].orders.len()), (3, 1));
    }

    #[test]
    fn categories_stand_together_and_what_has_none_stands_last() {
        let lines = vec![packed(None, "old", "M", 1), packed(Some("하의"), "jeans", "M", 1)];
        let groups = pick(&[sheet("261123-AAAAA", lines)]);
        let names: Vec<_> =
            groups.iter().map(|group| group.category.as_ref().map(|it| it.ko.as_str())).collect();
        assert_eq!(names, [Some("하의"), None]);
    }

    #[test]
    fn nothing_to_pack_is_nothing_to_pick() {
        assert_eq!(pick(&[]), []);
    }
}
