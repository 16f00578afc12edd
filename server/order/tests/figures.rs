//! The shop's numbers.

use events::Line;
use kernel::time::{days, hours, minutes, seconds};
use kernel::{Money, Text, Time, VariantId};
use order::{Period, Sale, best, by_day, total, waited};
use proptest::prelude::*;
use uuid::Uuid;

/// 2026-11-23 01:30 in Seoul.
const NOW: Time = Time::from_micros(1_795_365_000_000_000);

fn sale(at: Time, won: i64, cancelled: bool) -> Sale {
    Sale { at, total: Money::won(won), cancelled, refunded: Money::won(won / 10) }
}

#[test]
fn a_period_is_whole_days_in_seoul_with_today_as_its_last() {
    let period = Period::last(7, NOW);
    assert_eq!(period.from.datetime(), "2026-11-17T00:00:00+09:00");
    assert_eq!(period.until().datetime(), "2026-11-24T00:00:00+09:00");
    assert_eq!(period.before().until(), period.from);
    assert_eq!(Period::last(1, NOW).starts().count(), 1);
}

#[test]
fn what_is_placed_at_midnight_belongs_to_the_new_day() {
    let period = Period::last(2, NOW);
    let midnight = period.from + days(1);
    let sales = [
        sale(midnight - seconds(1), 10_000, false),
        sale(midnight, 20_000, false),
        sale(period.until(), 1, false),
        sale(period.from - seconds(1), 1, false),
    ];
    let days = by_day(period, &sales).unwrap();
    assert_eq!(days.iter().map(|day| day.sales.amount).collect::<Vec<_>>(), [10_000, 20_000]);
}

#[test]
fn what_was_cancelled_counts_as_an_order_and_not_as_a_sale() {
    let days = by_day(Period::last(1, NOW), &[sale(NOW, 10_000, false), sale(NOW, 5_000, true)]).unwrap();
    let sum = total(&days).unwrap();
    assert_eq!((sum.orders, sum.cancelled, sum.sales), (2, 1, Money::won(10_000)));
    assert_eq!(sum.refunded, Money::won(1_000), "what a cancel gave back was no sale");
}

#[test]
fn a_sum_that_does_not_fit_is_an_error() {
    let sales = [sale(NOW, i64::MAX, false), sale(NOW, 1, false)];
    assert!(by_day(Period::last(1, NOW), &sales).is_err());
}

#[test]
fn waits_are_counted_by_how_long_they_seem_and_have_a_middle() {
    let after = |span| (NOW, NOW + span);
    let waits =
        waited(&[after(hours(6)), after(minutes(5)), after(hours(7)), after(days(9)), after(days(1))]);
    assert_eq!((waits.counts, waits.median), (vec![2, 1, 1, 0, 1], Some(hours(7))));
    assert_eq!(waited(&[]).median, None);
}

#[test]
fn the_best_sold_garment_is_the_one_that_brought_most() {
    let line = |garment: &str, quantity, won| Line {
        variant: VariantId(Uuid::nil()),
        garment: garment.to_owned(),
        name: Text { ko: garment.to_owned(), en: garment.to_owned() },
        dye: "ink".to_owned(),
        dye_name: Text::default(),
        size: "M".to_owned(),
        quantity,
        unit_price: Money::won(won),
    };
    let best = best(&[line("tee", 3, 10_000), line("coat", 1, 189_000), line("tee", 1, 12_000)]).unwrap();
    let told: Vec<_> = best.iter().map(|it| (it.garment.as_str(), it.pieces, it.sales.amount)).collect();
    assert_eq!(told, [("coat", 1, 189_000), ("tee", 4, 42_000)]);
}

proptest! {
    #[test]
    fn every_order_of_a_period_is_counted_on_one_of_its_days(
        moments in prop::collection::vec((-20_000_000_000_000_i64..1_000_000_000_000, any::<bool>()), 0..40),
        count in 1_u32..30,
    ) {
        let period = Period::last(count, NOW);
        let sales: Vec<_> = moments.into_iter()
            .map(|(micros, cancelled)| sale(Time::from_micros(NOW.micros() + micros), 1_000, cancelled))
            .collect();
        let inside = sales.iter().filter(|it| it.at >= period.from && it.at < period.until());
        let sum = total(&by_day(period, &sales).unwrap()).unwrap();
        prop_assert_eq!(sum.orders as usize, inside.clone().count());
        prop_assert_eq!(sum.sales.amount, 1_000 * inside.filter(|it| !it.cancelled).count() as i64);
    }
}
