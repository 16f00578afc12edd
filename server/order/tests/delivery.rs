//! What an order costs, on both sides of each bound.

use events::Line;
use kernel::{Money, Text, VariantId};
use order::{DeliveryTerms, MAX_QUANTITY, Shown, Sum};
use uuid::Uuid;

const TERMS: DeliveryTerms = DeliveryTerms { fee: Money::won(3_000), free_from: Some(Money::won(50_000)) };
const ALWAYS: DeliveryTerms = DeliveryTerms { free_from: None, ..TERMS };

fn of(quantity: u32, unit_price: i64) -> Line {
    Line {
        variant: VariantId(Uuid::from_u128(1)),
        garment: "tee".to_owned(),
        name: Text::default(),
        dye: "ink".to_owned(),
        dye_name: Text::default(),
        size: "M".to_owned(),
        quantity,
        unit_price: Money::won(unit_price),
    }
}

#[test]
fn delivery_is_free_from_the_threshold_on_and_not_a_won_before() {
    let fee = |terms: DeliveryTerms, goods| terms.fee_for(Money::won(goods)).amount;
    assert_eq!([0, 49_999, 50_000, 50_001].map(|goods| fee(TERMS, goods)), [3_000, 3_000, 0, 0]);
    assert_eq!(fee(ALWAYS, i64::MAX), 3_000);
}

#[test]
fn what_is_missing_to_free_delivery_is_said_while_something_is() {
    let missing = |terms: DeliveryTerms, goods| terms.missing_to_free(Money::won(goods));
    assert_eq!(missing(TERMS, 29_000), Some(Money::won(21_000)));
    assert_eq!(missing(TERMS, 50_000), None);
    assert_eq!(missing(ALWAYS, 29_000), None);
    let free = DeliveryTerms { fee: Money::won(0), ..TERMS };
    assert_eq!(missing(free, 29_000), None);
}

#[test]
fn a_sum_is_all_lines_and_one_fee() {
    let sum = Sum::of(&[of(1, 29_000), of(2, 5_000)], TERMS);
    let parts = sum.map(|sum| (sum.goods.amount, sum.delivery_fee.amount, sum.total.amount));
    assert_eq!(parts, Some((39_000, 3_000, 42_000)));
}

#[test]
fn a_sum_that_makes_no_sense_is_none() {
    assert_eq!(Sum::of(&[of(0, 29_000)], TERMS), None);
    assert_eq!(Sum::of(&[of(MAX_QUANTITY + 1, 29_000)], TERMS), None);
    assert_eq!(Sum::of(&[of(2, i64::MAX)], TERMS), None);
    assert_eq!(Sum::of(&[of(1, i64::MAX)], ALWAYS), None);
}

#[test]
fn who_saw_another_sum_is_told_which_part_changed() {
    let sum = Sum::of(&[of(1, 29_000)], TERMS).expect("a sum");
    let saw =
        |fee, total| sum.differs_from(Shown { delivery_fee: Money::won(fee), total: Money::won(total) });
    assert_eq!(saw(3_000, 32_000), None);
    assert_eq!(saw(0, 29_000), Some("fee_changed"));
    assert_eq!(saw(3_000, 31_000), Some("price_changed"));
}
