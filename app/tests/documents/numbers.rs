//! The shop's numbers, of busy days and of none.

use app::seller::NumbersPage;
use app::seller::numbers::csv::{FILES, csv};
use app::seller::numbers::view::{BestRow, DayRow, NumbersView, Todo};
use kernel::time::days;
use kernel::{Lang, Money};
use leptos::prelude::*;

use super::pages::{NOW, rendered, text};

/// Every page by its name, as HTML.
pub(crate) fn pages(lang: Lang) -> Vec<(String, String)> {
    let (busy, idle) = (numbers(true), numbers(false));
    let waiting = NumbersView { waits: vec![0; 5], waited: None, ..numbers(true) };
    vec![
        rendered(lang, "desk, numbers", || view! { <NumbersPage lang view=busy /> }),
        rendered(lang, "desk, no numbers", || view! { <NumbersPage lang view=idle /> }),
        rendered(lang, "desk, numbers, nothing shipped", || view! { <NumbersPage lang view=waiting /> }),
    ]
}

fn numbers(busy: bool) -> NumbersView {
    let won = |amount: i64| Money::won(if busy { amount } else { 0 });
    let day = |n: i64| DayRow {
        start: NOW - days(13 - n),
        sales: won(n * 80_000),
        before: won(n * 70_000),
        orders: if busy { 4 } else { 0 },
        cancelled: u32::from(busy && n == 3),
    };
    let best = BestRow {
        slug: "trench".into(),
        name: text("트렌치코트", "Trench coat, \"gabardine\""),
        pieces: 9,
        sales: won(1_701_000),
    };
    NumbersView {
        days: 14,
        todo: Todo { ready: 3, stop_asked: 1, late: 0, low: 2 },
        sales: won(7_280_000),
        sales_before: won(6_370_000),
        orders: if busy { 56 } else { 0 },
        orders_before: if busy { 51 } else { 0 },
        cancelled: u32::from(busy),
        by_day: (0..14).map(day).collect(),
        waited: busy.then_some(312),
        waits: vec![20, 11, 4, 0, 1],
        best: if busy { vec![best] } else { Vec::new() },
        now: NOW,
    }
}

#[test]
fn every_table_of_the_page_can_be_taken_along() {
    for lang in [Lang::Ko, Lang::En] {
        for file in FILES {
            let csv = csv(lang, &numbers(true), file).expect(file);
            let widths: Vec<_> = csv.lines().map(|line| line.matches(',').count()).collect();
            assert!(csv.starts_with('\u{feff}') && widths.len() > 1, "{file}: {csv}");
        }
        let garments = csv(lang, &numbers(true), "garments").expect("a file");
        assert_eq!(
            garments.contains("\"Trench coat, \"\"gabardine\"\"\",9,1701000"),
            lang == Lang::En,
            "{garments}"
        );
        assert_eq!(csv(lang, &numbers(true), "secrets"), None);
    }
}
